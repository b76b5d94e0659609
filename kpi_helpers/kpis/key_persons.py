"""Chapter 5, キーマン情報数: whose key person became known."""

import pandas as pd

from kpi_helpers.kpis.calls import call_counts
from kpi_helpers.kpis.counting import By, When, beside, counted, weeks_and_month
from kpi_helpers.kpis.tidy import chosen, numbers, periods_of, rate
from kpi_helpers.workbook.workbook import Workbook

_COLUMNS = ["segment_of", "segment", "period", "key_persons", "calls"]


def key_person_counts(wb: Workbook, period: When = None) -> pd.DataFrame:
    """Leads whose key person became known, beside the calls of the same group.

    Returns
    -------
    DataFrame
        ``segment_of``, ``segment``, ``period``, ``key_persons``, ``calls``;
        empty where the leads have no ``key_person_at``.
    """
    periods = periods_of(period, weeks_and_month(wb))

    def work() -> pd.DataFrame:
        if not wb.has_column("leads", "key_person_at"):
            return pd.DataFrame(columns=_COLUMNS)
        segments = ["all", *(("team", "rep") if wb.has_column("leads", "rep") else ()), "motion"]
        found = counted(
            wb, "leads", wb.leads, "key_person_day", periods, segments, [], lambda leads: {"key_persons": leads.count()}
        )
        if not wb.has("activities"):
            return found.assign(calls=0)
        return beside(found, chosen(call_counts(wb, period)[_COLUMNS[:3] + ["calls"]], segments))

    return wb.kept(("key_persons", periods), work)


def key_persons(wb: Workbook, *, by: By = "all", period: When = None) -> pd.DataFrame:
    """Leads whose key person became known in a period.

    Answers: "Do our calls find out who decides?"

    Parameters
    ----------
    wb : Workbook
        Reads leads: ``key_person_at``, ``rep``, ``motion``; activities, for the groups that called.
    by : str or sequence of str, optional
        "all", "team", "rep" (the lead's), "motion".
    period : str or sequence of str, optional
        By default the eight weeks up to as_of's, and as_of's month.

    Returns
    -------
    DataFrame
        The columns of numbers.csv; ``value`` is a count.

    Notes
    -----
    A group that called in a period and learnt nothing has 0. Leads without the
    column ``rep`` have no rows by rep and team.

    Examples
    --------
    >>> key_persons(wb, period="2026-11")["value"].tolist()
    [1.0]
    """
    return numbers("key_persons", "count", chosen(key_person_counts(wb, period), by), "key_persons")


def key_persons_per_100_calls(wb: Workbook, *, by: By = "all", period: When = None) -> pd.DataFrame:
    """Leads whose key person became known in a period, per 100 calls of the same group.

    Answers: "How many calls does a key person cost?"

    Parameters
    ----------
    wb : Workbook
        Reads leads: ``key_person_at``, ``rep``, ``motion``; activities: ``started_at``, ``kind``, ``rep``, ``lead_id``.
    by : str or sequence of str, optional
        "all", "team", "rep" (the lead's over the caller's calls), "motion".
    period : str or sequence of str, optional
        By default the eight weeks up to as_of's, and as_of's month.

    Returns
    -------
    DataFrame
        The columns of numbers.csv; ``value`` is key persons per 100 calls (ratio).

    Notes
    -----
    May exceed 100, as key persons become known on forms and at fairs too.

    Examples
    --------
    >>> key_persons_per_100_calls(wb, period="2026-11")["value"].round(1).tolist()
    [14.3]
    """
    counts = chosen(key_person_counts(wb, period), by)
    return rate("key_persons_per_100_calls", counts, "key_persons", "calls", unit="ratio", scale=100)
