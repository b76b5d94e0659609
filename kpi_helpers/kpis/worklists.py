"""Rows to act on, whole and in the order in which one would take them."""

import pandas as pd

from kpi_helpers.kpis.ahead import listed_companies
from kpi_helpers.kpis.attempts import given_up, given_up_leads
from kpi_helpers.kpis.coverage import COVERAGE_DAYS
from kpi_helpers.kpis.owners import QUIET_DAYS, knows_quiet, old_after_days
from kpi_helpers.kpis.quadrants import every_open_deal, open_deals, quadrant_focus
from kpi_helpers.kpis.tidy import segment_parts
from kpi_helpers.workbook.engine import epoch_day, from_epoch_day, in_periods
from kpi_helpers.workbook.workbook import Workbook


def leads_given_up(wb: Workbook) -> pd.DataFrame:
    """The leads that `given_up` counts, those with the fewest calls first, of equals the newest.

    Returns
    -------
    DataFrame
        ``lead_id``, ``company_name``, ``channel``, ``rep`` (may be missing), ``created_at``,
        ``calls_made`` (count), ``last_activity`` (date, missing without one).

    Examples
    --------
    >>> len(leads_given_up(wb))
    0
    """
    found = wb.cached(_given_up)
    return found.assign(last_activity=_days(found["last_activity_day"])).drop(columns="last_activity_day")


def _given_up(wb: Workbook) -> pd.DataFrame:
    left = in_periods(given_up_leads(wb), "created_day", given_up.covered(wb))
    names = ["lead_id", "company_name", "channel", "rep", "created_at", "calls_made", "last_activity_day"]
    found = wb.run(left.select(*names))
    return found.sort_values(["calls_made", "created_at", "lead_id"], ascending=[True, False, True], ignore_index=True)


def untouched_accounts(wb: Workbook) -> pd.DataFrame:
    """Companies of the target list without activity in the last 90 days: the never touched first, then the longest ago.

    Returns
    -------
    DataFrame
        ``company_id``, ``company_name``, ``segment``, ``rep``, ``industry`` (may be missing),
        ``last_activity`` (date, missing where there never was one). A company that the list
        holds twice stands once, as in `target_reach`.

    Examples
    --------
    >>> untouched_accounts(wb)[["company_id", "segment"]].values.tolist()
    [['C8', '大手']]
    """
    found = wb.cached(_untouched)
    return found.assign(last_activity=_days(found["last_day"])).drop(columns="last_day")


def _untouched(wb: Workbook) -> pd.DataFrame:
    joined = listed_companies(wb)
    joined = joined.filter(joined.last_day.isnull() | (joined.last_day <= epoch_day(wb.as_of) - COVERAGE_DAYS))
    found = wb.run(joined.select("company_id", "company_name", "segment", "rep", "industry", "last_day"))
    order = ["last_day", "segment", "company_name", "company_id"]
    return found.sort_values(order, na_position="first", ignore_index=True)


def focus_deals(wb: Workbook) -> pd.DataFrame:
    """The open opportunities of the quadrant to talk about, as `open_deals` gives them; none where no quadrant leads."""
    focus = quadrant_focus(wb)
    if focus.empty:
        return every_open_deal(wb).head(0)
    return open_deals(wb, segment_parts(focus["segment"].iloc[0])["quadrant"])


def stalled_deals(wb: Workbook) -> pd.DataFrame:
    """The opportunities that `owner_stalled` counts, as `open_deals` gives them.

    Examples
    --------
    >>> len(stalled_deals(wb))
    0
    """
    every, old_after = every_open_deal(wb), old_after_days(wb)
    if old_after is None or not knows_quiet(wb):
        return every.head(0)
    is_quiet = ~(every["days_quiet"] < QUIET_DAYS)
    return every[(every["days_open"] > old_after) & is_quiet].reset_index(drop=True)


def _days(days: pd.Series) -> list[object]:
    return [None if pd.isna(day) else from_epoch_day(int(day)) for day in days]
