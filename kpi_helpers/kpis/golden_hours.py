"""Chapter 5, when calls get through: by weekday and clock hour, and the golden hours of the team itself."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from kpi_helpers.kpis.calls import CALLS, calls_made
from kpi_helpers.kpis.claims import HIGHER, Claim, Rate, compare_rates
from kpi_helpers.kpis.clusters import ClusterSums
from kpi_helpers.kpis.cube import By, When
from kpi_helpers.kpis.hour_cells import OF_LEADS, TIMED, hour_cells, tells
from kpi_helpers.kpis.metric import INSIDE_SALES, Metric
from kpi_helpers.kpis.tidy import rate, segment, segments_of, together
from kpi_helpers.kpis.windows import eight_weeks
from kpi_helpers.workbook.engine import in_periods, only
from kpi_helpers.workbook.workbook import Workbook

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def contact_rate_by_hour(wb: Workbook, *, by: By = ("hour", *OF_LEADS), period: When = None) -> pd.DataFrame:
    """Share of the last eight weeks' calls that were settled, by weekday and clock hour.

    ``segment`` is ``hour=Mon 09``,
    ``industry=…;hour=09`` or ``department=…;hour=09``, ``value`` a share.

    Hours are those of the workbook's time zone; an hour without a call has no
    row, and a call without a time of day is in none. Calls to nobody known are in
    ``industry=`` like calls to a lead without one. Leads that tell no industry at
    all have no rows by it.

    Examples
    --------
    >>> rows = contact_rate_by_hour(wb, by="hour")
    >>> rows[["segment", "numerator", "denominator"]].to_numpy().tolist()[:2]
    [['hour=Mon 09', 2.0, 3.0], ['hour=Mon 10', 2.0, 3.0]]
    """
    parts = []
    for name in segments_of(by):
        if name == "hour":
            cells = hour_cells(wb, "weekday", period=period)
            clock = zip(cells["weekday"], cells["hour"], strict=True)
            written = [segment(hour=f"{WEEKDAYS[weekday]} {hour:02d}") for weekday, hour in clock]
        elif tells(wb, name):
            cells = hour_cells(wb, name, period=period)
            clock = zip(cells[name], cells["hour"], strict=True)
            written = [segment(**{name: value}, hour=f"{hour:02d}") for value, hour in clock]
        else:
            continue
        cells = cells.assign(segment=pd.Series(written, dtype="object"))
        parts.append(rate("contact_rate_by_hour", cells, "settled", "calls"))
    return together(parts)


def clock_hours(claims: Mapping[int, Claim]) -> pd.DataFrame:
    """Contact rate of the last eight weeks by hour of the day, all weekdays together.

    Parameters
    ----------
    claims : mapping of Claim
        As `hour_claims` gives them, held to the section's false discovery rate.

    Returns
    -------
    DataFrame
        A row per hour with calls: ``hour``, ``calls``, ``settled`` (counts), ``rate`` (share) and
        ``is_golden``: more calls get through than at all other hours, beyond chance.

    Examples
    --------
    Nine calls are too few to tell hours apart:

    >>> clock_hours(hour_claims(wb))[["hour", "settled", "calls", "is_golden"]].to_records(index=False).tolist()[:2]
    [(9, 2, 3, False), (10, 3, 4, False)]
    """
    rows = [
        (int(hour), int(claim.one.cases), int(claim.one.hits), claim.one.share, claim.verdict == HIGHER)
        for hour, claim in claims.items()
        if isinstance(claim.one, Rate)
    ]
    return pd.DataFrame(rows, columns=["hour", "calls", "settled", "rate", "is_golden"])


def hour_claims(wb: Workbook) -> dict[int, Claim]:
    """Each hour of the day against all others, for `among` the comparisons of a section.

    Examples
    --------
    >>> {hour: claim.verdict for hour, claim in hour_claims(wb).items()}
    {9: 'thin', 10: 'thin', 15: 'thin', 23: 'thin'}
    """
    if wb.lacks(TIMED) is not None:
        return {}
    made = wb.cached(_calls_on_leads)
    hours = sorted(made["hour"].unique().tolist())
    return {
        hour: compare_rates("contact_rate", segment(hour=f"{hour:02d}"), _rate(made[is_own]), _rate(made[~is_own]))
        for hour in hours
        for is_own in [made["hour"] == hour]
    }


def _calls_on_leads(wb: Workbook) -> pd.DataFrame:
    """Calls with a time of day in the last eight weeks, by hour and lead."""
    made = calls_made(wb)
    made = only(made.filter(made.is_timed), "day", "hour", "lead_no", "is_settled")
    made = in_periods(made, "day", eight_weeks(wb))
    grouped = made.group_by(["hour", "lead_no"])
    return wb.run(grouped.agg(calls=made.count(), settled=made.count(where=made.is_settled)))


def _rate(calls: pd.DataFrame) -> Rate:
    """The contact rate of some calls; a call without a known lead is a lead of its own."""
    lead, settled, made = (calls[name].to_numpy("float64") for name in ("lead_no", "settled", "calls"))
    known = ~np.isnan(lead)
    _, place = np.unique(lead[known], return_inverse=True)
    hits, cases = settled[~known].sum(), made[~known].sum()
    alone = ClusterSums(hits, cases, cases, hits, hits, cases)
    sums = ClusterSums.of(np.bincount(place, settled[known]), np.bincount(place, made[known])) + alone
    return Rate.of(sums)


def span(hours: pd.DataFrame, chosen: Sequence[int]) -> pd.Series:
    """Several hours of `clock_hours` as one: ``calls``, ``settled``, ``rate``.

    Examples
    --------
    >>> float(span(pd.DataFrame({"hour": [9, 10], "calls": [40, 60], "settled": [20, 30]}), [9, 10])["rate"])
    0.5
    """
    sums = hours.loc[hours["hour"].isin(list(chosen)), ["calls", "settled"]].sum()
    return pd.Series({"calls": sums["calls"], "settled": sums["settled"], "rate": sums["settled"] / sums["calls"]})


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
        needs=TIMED,
        drill=CALLS.rows_of("settled", "calls"),
        function=contact_rate_by_hour,
        benchmark="contact_rate",
    ),
)
