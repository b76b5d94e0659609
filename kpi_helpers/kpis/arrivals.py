"""Chapter 6, by hour of arrival: whether inbound leads are answered at once, whatever the hour."""

import pandas as pd

from kpi_helpers.kpis.counting import When
from kpi_helpers.kpis.speed import AT_ONCE, BAND_DAYS
from kpi_helpers.kpis.tidy import nothing, periods_of, rate, segment
from kpi_helpers.workbook.engine import in_periods
from kpi_helpers.workbook.periods import DAY, Period
from kpi_helpers.workbook.workbook import Workbook

_HOUR = 3_600


def first_response_by_hour(wb: Workbook, *, period: When = None) -> pd.DataFrame:
    """Inbound leads answered within 300 seconds over inbound leads created, by hour of arrival.

    Answers: "At which hours do leads wait?"

    Parameters
    ----------
    wb : Workbook
        Reads leads: ``created_at``, ``motion``; activities: ``lead_id``, ``started_at``.
    period : str or sequence of str, optional
        When the leads were created; by default the 180 days that end with as_of.

    Returns
    -------
    DataFrame
        The rows of `first_response_within_5min` with ``segment`` ``hour=09``, by
        hour; ``value`` is a share, 0 to 1. An hour without a lead has no row.

    Examples
    --------
    Three of the four inbound leads came between 10 and 12, L2 at half past nine:

    >>> first_response_by_hour(wb)[["segment", "value", "denominator"]].to_records(index=False).tolist()
    [('hour=09', 0.0, 1.0), ('hour=10', 1.0, 2.0), ('hour=11', 0.0, 1.0)]
    """
    if not wb.has("leads", "activities"):
        return nothing()
    periods = periods_of(period, (Period.window(wb.as_of - (BAND_DAYS - 1) * DAY, wb.as_of),))

    def work() -> pd.DataFrame:
        leads = in_periods(wb.leads.filter(wb.leads.motion == "inbound"), "created_day", periods)
        # Counted by second and gathered by hour here, since engines divide integers in their own ways.
        found = wb.run(
            leads.group_by(["period", "created_second"]).agg(
                leads=leads.count(),
                within=leads.count(where=leads.response_seconds <= AT_ONCE),
            )
        )
        found["hour"] = found["created_second"] // _HOUR
        return found.groupby(["period", "hour"], as_index=False)[["leads", "within"]].sum()

    counts = wb.kept(("arrivals", periods), work)
    written = [segment(hour=f"{hour:02.0f}") for hour in counts["hour"]]
    return rate("first_response_within_5min", counts.assign(segment=written), "within", "leads")
