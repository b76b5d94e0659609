"""Chapter 5, when calls get through: by weekday and clock hour, the best hour of each industry and department, and the
golden hours of the team itself.
"""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from kpi_helpers.kpis.calls import CALLS, calls_made
from kpi_helpers.kpis.cube import By, When
from kpi_helpers.kpis.intervals import wilson
from kpi_helpers.kpis.metric import INSIDE_SALES, Metric
from kpi_helpers.kpis.tidy import nothing, numbers, periods_of, rate, segment, segments_of, together
from kpi_helpers.kpis.windows import eight_weeks
from kpi_helpers.workbook.engine import in_periods, text
from kpi_helpers.workbook.limits import THIN_BELOW
from kpi_helpers.workbook.needs import Needs
from kpi_helpers.workbook.periods import Period
from kpi_helpers.workbook.workbook import Workbook

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_LEADS = ("industry", "department")


def hour_counts(wb: Workbook, period: When = None) -> pd.DataFrame:
    """Calls of each weekday and clock hour, by industry and department of the called lead.

    Returns
    -------
    DataFrame
        ``period``, ``weekday`` (0 Monday), ``hour``, ``industry``,
        ``department`` ("" where missing), ``calls``, ``settled``.
    """
    return wb.cached(_hours, periods_of(period, eight_weeks(wb)))


def _hours(wb: Workbook, windows: tuple[Period, ...]) -> pd.DataFrame:
    made = in_periods(calls_made(wb), "day", windows)
    made = made.mutate(industry=text(made.industry), department=text(made.department))
    keys = ["period", "weekday", "hour", *_LEADS]
    return wb.run(made.group_by(keys).agg(calls=made.count(), settled=made.count(where=made.is_settled)))


def _cells(wb: Workbook, by: By, period: When) -> Iterable[tuple[str, pd.DataFrame]]:
    """Calls by clock hour, for each dimension asked for that the workbook has."""
    if not wb.has("activities"):
        return
    counts = hour_counts(wb, period)
    for name in segments_of(by):
        if name == "hour":
            own = ["period", "weekday", "hour"]
        elif wb.has_column("leads", name):
            own = ["period", name, "hour"]
        else:
            continue
        yield name, counts.groupby(own, as_index=False)[["calls", "settled"]].sum()


def contact_rate_by_hour(wb: Workbook, *, by: By = ("hour", *_LEADS), period: When = None) -> pd.DataFrame:
    """Share of the last eight weeks' calls that were settled, by weekday and clock hour.

    ``segment`` is ``hour=Mon 09``,
    ``industry=…;hour=09`` or ``department=…;hour=09``, ``value`` a share.

    Hours are those of the workbook's time zone; an hour without a call has no
    row. Calls to nobody known are in ``industry=`` like calls to a lead without
    one. Leads without the column have no rows by it.

    Examples
    --------
    >>> rows = contact_rate_by_hour(wb, by="hour")
    >>> rows[["segment", "numerator", "denominator"]].to_numpy().tolist()[:2]
    [['hour=Mon 09', 2.0, 3.0], ['hour=Mon 10', 2.0, 3.0]]
    """
    parts = []
    for name, cells in _cells(wb, by, period):
        if name == "hour":
            clock = zip(cells["weekday"], cells["hour"], strict=True)
            written = [segment(hour=f"{WEEKDAYS[weekday]} {hour:02d}") for weekday, hour in clock]
        else:
            clock = zip(cells[name], cells["hour"], strict=True)
            written = [segment(**{name: value}, hour=f"{hour:02d}") for value, hour in clock]
        cells = cells.assign(segment=pd.Series(written, dtype="object"))
        parts.append(rate("contact_rate_by_hour", cells, "settled", "calls"))
    return together(parts)


def best_hour(wb: Workbook, *, by: By = _LEADS, period: When = None) -> pd.DataFrame:
    """Hour at which calls to an industry or department get through best, even if luck ran against it.

    ``segment`` is ``industry=…`` or
    ``department=…``, the hour (``09``) stands in ``verdict``, its settled
    calls, calls and interval beside it.

    The hour with the highest Wilson lower bound among those with 30 calls or
    more; the earlier one where two are alike. Without such an hour no row.

    Examples
    --------
    No hour of the example has 30 calls:

    >>> best_hour(wb)["verdict"].tolist()
    []
    """
    parts = [nothing()]
    for name, cells in _cells(wb, by, period):
        cells = cells[cells["calls"] >= THIN_BELOW]
        low, high = wilson(cells["settled"].to_numpy(), cells["calls"].to_numpy())
        cells = cells.assign(low=low, high=high, numerator=cells["settled"], denominator=cells["calls"])
        best = cells.sort_values(["low", "hour"], ascending=[False, True]).drop_duplicates(["period", name])
        best = best.sort_values(["period", name]).assign(
            segment=lambda rows, name=name: [segment(**{name: value}) for value in rows[name]],
            verdict=lambda rows: [f"{hour:02d}" for hour in rows["hour"]],
        )
        parts.append(numbers("best_hour", "text", best, verdict="verdict"))
    return together(parts)


def clock_hours(wb: Workbook) -> pd.DataFrame:
    """Contact rate of the last eight weeks by hour of the day, all weekdays together.

    Returns
    -------
    DataFrame
        A row per hour with calls: ``hour``, ``calls``, ``settled`` (counts), ``rate``, ``low``,
        ``high`` (shares, Wilson) and ``is_golden``: 30 calls or more, and its interval
        lies above that of all calls.

    Examples
    --------
    Nine calls are too few to tell hours apart:

    >>> clock_hours(wb)[["hour", "settled", "calls", "is_golden"]].to_records(index=False).tolist()[:2]
    [(9, 2, 3, False), (10, 3, 4, False)]
    """
    hours = hour_counts(wb).groupby("hour", as_index=False)[["calls", "settled"]].sum()
    everything = span(hours, hours["hour"])
    rates = with_interval(hours)
    golden = rates["calls"].ge(THIN_BELOW) & rates["low"].gt(everything["high"])
    return rates.assign(is_golden=golden)


def span(hours: pd.DataFrame, chosen: Sequence[int]) -> pd.Series:
    """Several hours of `clock_hours` as one: ``calls``, ``settled``, ``rate``, ``low``, ``high``.

    Examples
    --------
    >>> span(pd.DataFrame({"hour": [9, 10], "calls": [40, 60], "settled": [20, 30]}), [9, 10])["rate"]
    np.float64(0.5)
    """
    inside = hours[hours["hour"].isin(list(chosen))]
    return with_interval(inside[["calls", "settled"]].sum().to_frame().T).iloc[0]


def with_interval(counts: pd.DataFrame) -> pd.DataFrame:
    calls, settled = counts["calls"].to_numpy("float64"), counts["settled"].to_numpy("float64")
    low, high = wilson(settled, calls)
    share = np.divide(settled, calls, out=np.full(calls.shape, np.nan), where=calls > 0)
    return counts.assign(rate=share, low=low, high=high)


METRICS = (
    Metric(
        id="contact_rate_by_hour",
        ja="時間帯別の接触率",
        en="Contact rate by hour",
        unit="share",
        better="high",
        owner=INSIDE_SALES,
        definition_ja="直近8週間の架電の接触率（曜日×時間帯別、業種・部署×時間帯別）。",
        gamed_ja="件数の少ない時間帯は偶然で高く出る。",
        gamed_en="Hours with few calls look good by chance.",
        needs=Needs(("activities",), ("activities.outcome",), times=("activities.started_at",)),
        drill=CALLS.rows_of("settled", "calls"),
        function=contact_rate_by_hour,
        benchmark="contact_rate",
    ),
    Metric(
        id="best_hour",
        ja="最もつながる時間帯",
        en="Best hour",
        unit="text",
        owner=INSIDE_SALES,
        definition_ja="業種・部署ごとに、架電30件以上の時間帯のうち、接触率の95％信頼区間の下限が最も高い時間帯。",
        gamed_ja="架電していない時間帯は候補にならない。",
        gamed_en="An hour at which nobody calls can never be the best.",
        needs=Needs(
            ("activities", "leads"),
            ("activities.outcome",),
            times=("activities.started_at",),
            links=("activities",),
        ),
        function=best_hour,
    ),
)
