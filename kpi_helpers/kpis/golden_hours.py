"""Chapter 5, when calls get through: by weekday and clock hour, and the best hour of each industry and department."""

from collections.abc import Iterable

import pandas as pd

from kpi_helpers.kpis.calls import calls_made
from kpi_helpers.kpis.counting import WEEKS, By, When
from kpi_helpers.kpis.intervals import wilson
from kpi_helpers.kpis.tidy import nothing, numbers, periods_of, rate, segment, segments_of, together
from kpi_helpers.workbook.engine import in_periods, text
from kpi_helpers.workbook.periods import Period, weeks_to
from kpi_helpers.workbook.workbook import Workbook

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
FEWEST_CALLS = 30
"""An hour with fewer calls is no candidate for the best."""

_LEADS = ("industry", "department")


def eight_weeks(wb: Workbook) -> Period:
    """The eight weeks up to as_of's as one window, which ends with as_of."""
    return Period.window(weeks_to(wb.as_of, WEEKS)[0].start, wb.as_of)


def hour_counts(wb: Workbook, period: When = None) -> pd.DataFrame:
    """Calls of each weekday and clock hour, by industry and department of the called lead.

    Returns
    -------
    DataFrame
        ``period``, ``weekday`` (0 Monday), ``hour``, ``industry``,
        ``department`` ("" where missing), ``calls``, ``settled``.
    """
    windows = periods_of(period, (eight_weeks(wb),))

    def work() -> pd.DataFrame:
        made = in_periods(calls_made(wb), "day", windows)
        made = made.mutate(industry=text(made.industry), department=text(made.department))
        keys = ["period", "weekday", "hour", *_LEADS]
        return wb.run(made.group_by(keys).agg(calls=made.count(), settled=made.count(where=made.is_settled)))

    return wb.kept(("hours", windows), work)


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

    Answers: "When do calls get through?"

    Parameters
    ----------
    wb : Workbook
        Reads activities: ``started_at``, ``kind``, ``outcome``, ``lead_id``;
        leads: ``industry``, ``department``.
    by : str or sequence of str, optional
        "hour" (weekday and hour), "industry", "department" (of the called lead, with the hour).
    period : str or sequence of str, optional
        By default the eight weeks up to as_of, as one window.

    Returns
    -------
    DataFrame
        The columns of numbers.csv; ``segment`` is ``hour=Mon 09``,
        ``industry=…;hour=09`` or ``department=…;hour=09``, ``value`` a share.

    Notes
    -----
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

    Answers: "When should we call a manufacturer?"

    Parameters
    ----------
    wb : Workbook
        Reads activities: ``started_at``, ``kind``, ``outcome``, ``lead_id``;
        leads: ``industry``, ``department``.
    by : str or sequence of str, optional
        "industry", "department".
    period : str or sequence of str, optional
        By default the eight weeks up to as_of, as one window.

    Returns
    -------
    DataFrame
        The columns of numbers.csv; ``segment`` is ``industry=…`` or
        ``department=…``, the hour (``09``) stands in ``verdict``, its settled
        calls, calls and interval beside it.

    Notes
    -----
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
        cells = cells[cells["calls"] >= FEWEST_CALLS]
        low, high = wilson(cells["settled"].to_numpy(), cells["calls"].to_numpy())
        cells = cells.assign(low=low, high=high, numerator=cells["settled"], denominator=cells["calls"])
        best = cells.sort_values(["low", "hour"], ascending=[False, True]).drop_duplicates(["period", name])
        best = best.sort_values(["period", name]).assign(
            segment=lambda rows, name=name: [segment(**{name: value}) for value in rows[name]],
            verdict=lambda rows: [f"{hour:02d}" for hour in rows["hour"]],
        )
        parts.append(numbers("best_hour", "text", best, verdict="verdict"))
    return together(parts)
