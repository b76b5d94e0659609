"""Chapter 4, activity as an area (活動量は面積): how much is done, and on how many companies.

Companies are the width of the area, activities per company its height.
`coverage.py` holds what the area means for the list of target accounts and for
each role.
"""

import numpy as np
import pandas as pd

from kpi_helpers.kpis.counting import By, When, weeks_and_month, with_empty_periods
from kpi_helpers.kpis.tidy import chosen, labelled, numbers, periods_of, rate
from kpi_helpers.workbook.engine import by_segments, in_periods, only
from kpi_helpers.workbook.workbook import Workbook

DRAWS = 100
_SEGMENTS = ("all", "team", "rep")
_GROUP = ["segment_of", "segment", "period"]
_COUNTS = ["activities", "companies", "activities_without_company"]


def rarefied(times: np.ndarray, companies: np.ndarray) -> float:
    """Distinct companies expected in 100 activities drawn at random without putting back.

    Parameters
    ----------
    times, companies : array of int
        So many companies had so many activities each.

    Returns
    -------
    float
        Missing below 100 activities.

    Examples
    --------
    Two companies with 100 activities each: to miss one of them, all 100 draws must hit the other.

    >>> rarefied(np.array([100]), np.array([2]))
    2.0
    >>> round(rarefied(np.array([1]), np.array([250])), 6)
    100.0
    """
    total = int((times * companies).sum())
    if total < DRAWS:
        return np.nan
    drawn = np.arange(DRAWS)
    # C(N − n, 100) / C(N, 100) as a product of 100 shares, since the factorials themselves overflow.
    missed = np.prod(np.clip(total - times[:, None] - drawn, 0, None) / (total - drawn), axis=1)
    return float(((1 - missed) * companies).sum())


def area_counts(wb: Workbook, period: When = None) -> pd.DataFrame:
    """Activities and companies of all, each team and each rep, by period.

    Returns
    -------
    DataFrame
        ``segment_of``, ``segment``, ``period``, ``activities``, ``companies``,
        ``activities_without_company``, ``companies_in_100``.
    """
    periods = periods_of(period, weeks_and_month(wb))

    def work() -> pd.DataFrame:
        if not wb.has("activities"):
            return pd.DataFrame(columns=[*_GROUP, *_COUNTS, "companies_in_100"])
        rows = in_periods(only(wb.activities, "day", *_SEGMENTS, "company_key"), "day", periods)
        split = by_segments(rows, _SEGMENTS, ["period", "company_key"])
        each = split.group_by([*_GROUP, "company_key"]).agg(times=split.count())
        each = each.mutate(known=each.company_key.notnull())
        found = wb.run(each.group_by([*_GROUP, "known", "times"]).agg(companies=each.count()))
        return labelled(_with_companies_in_100(with_empty_periods(_summed(found), periods), found))

    return wb.kept(("area", periods), work)


def _summed(found: pd.DataFrame) -> pd.DataFrame:
    activities = found["times"] * found["companies"]
    parts = found[_GROUP].assign(
        activities=activities,
        companies=found["companies"].where(found["known"], 0),
        activities_without_company=activities.where(~found["known"], 0),
    )
    return parts.groupby(_GROUP, as_index=False)[_COUNTS].sum()


def _with_companies_in_100(counts: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """The counts with the rarefied number of companies, missing where there is none."""
    known = found[found["known"]]
    spread = {
        group: rarefied(rows["times"].to_numpy(), rows["companies"].to_numpy()) for group, rows in known.groupby(_GROUP)
    }
    groups = counts[_GROUP].itertuples(index=False, name=None)
    return counts.assign(companies_in_100=[spread.get(group, np.nan) for group in groups])


def activities(wb: Workbook, *, by: By = "all", period: When = None) -> pd.DataFrame:
    """Activities of any kind in a period.

    Answers: "How much did we do?"

    Parameters
    ----------
    wb : Workbook
        Reads activities: ``started_at``, ``rep``.
    by : str or sequence of str, optional
        "all", "team", "rep".
    period : str or sequence of str, optional
        By default the eight weeks up to as_of's, and as_of's month.

    Returns
    -------
    DataFrame
        The columns of numbers.csv; ``value`` is a count.

    Examples
    --------
    >>> activities(wb, period="2026-11")["value"].tolist()
    [7.0]
    """
    return numbers("activities", "count", chosen(area_counts(wb, period), by), "activities")


def companies(wb: Workbook, *, by: By = "all", period: When = None) -> pd.DataFrame:
    """Distinct companies among the activities of a period.

    Answers: "How many companies did we touch?"

    Parameters
    ----------
    wb : Workbook
        Reads activities: ``started_at``, ``rep``, ``company_id``,
        ``company_name``, ``email``, ``lead_id``; leads.
    by : str or sequence of str, optional
        "all", "team", "rep".
    period : str or sequence of str, optional
        By default the eight weeks up to as_of's, and as_of's month.

    Returns
    -------
    DataFrame
        The columns of numbers.csv; ``value`` is a count.

    Notes
    -----
    A company that two reps touched counts for each of them and once for all.

    Examples
    --------
    >>> companies(wb, period="2026-11")["value"].tolist()
    [3.0]
    """
    return numbers("companies", "count", chosen(area_counts(wb, period), by), "companies")


def activities_without_company(wb: Workbook, *, by: By = "all", period: When = None) -> pd.DataFrame:
    """Activities of a period of which nothing tells the company.

    Answers: "How much of our work can the area not show?"

    Parameters
    ----------
    wb : Workbook
        Reads activities: ``started_at``, ``rep``, ``company_id``,
        ``company_name``, ``email``, ``lead_id``; leads.
    by : str or sequence of str, optional
        "all", "team", "rep".
    period : str or sequence of str, optional
        By default the eight weeks up to as_of's, and as_of's month.

    Returns
    -------
    DataFrame
        The columns of numbers.csv; ``value`` is a count.

    Examples
    --------
    >>> activities_without_company(wb, period="2026-11")["value"].tolist()
    [1.0]
    """
    counts = chosen(area_counts(wb, period), by)
    return numbers("activities_without_company", "count", counts, "activities_without_company")


def companies_per_100(wb: Workbook, *, by: By = "all", period: When = None) -> pd.DataFrame:
    """Distinct companies per 100 activities of a period.

    Answers: "Do we widen the field or call the same companies again?"

    Parameters
    ----------
    wb : Workbook
        Reads activities: ``started_at``, ``rep``, ``company_id``,
        ``company_name``, ``email``, ``lead_id``; leads.
    by : str or sequence of str, optional
        "all", "team", "rep".
    period : str or sequence of str, optional
        By default the eight weeks up to as_of's, and as_of's month.

    Returns
    -------
    DataFrame
        The columns of numbers.csv; ``value`` is companies per 100 activities (ratio).

    Notes
    -----
    Activities without a company count in the denominator. The number falls as
    activities grow, so that it does not compare reps or periods of different
    volume: `companies_in_100` does.

    Examples
    --------
    >>> companies_per_100(wb, period="2026-11")["value"].round(2).tolist()
    [42.86]
    """
    counts = chosen(area_counts(wb, period), by)
    return rate("companies_per_100", counts, "companies", "activities", unit="ratio", scale=100)


def activities_per_company(wb: Workbook, *, by: By = "all", period: When = None) -> pd.DataFrame:
    """Activities of a period over the distinct companies among them.

    Answers: "How deep do we go into each company?"

    Parameters
    ----------
    wb : Workbook
        Reads activities: ``started_at``, ``rep``, ``company_id``,
        ``company_name``, ``email``, ``lead_id``; leads.
    by : str or sequence of str, optional
        "all", "team", "rep".
    period : str or sequence of str, optional
        By default the eight weeks up to as_of's, and as_of's month.

    Returns
    -------
    DataFrame
        The columns of numbers.csv; ``value`` is a ratio.

    Notes
    -----
    Activities without a company count in the numerator.

    Examples
    --------
    >>> activities_per_company(wb, period="2026-11")["value"].round(2).tolist()
    [2.33]
    """
    counts = chosen(area_counts(wb, period), by)
    return rate("activities_per_company", counts, "activities", "companies", unit="ratio")


def companies_in_100(wb: Workbook, *, by: By = "all", period: When = None) -> pd.DataFrame:
    """Distinct companies expected in 100 of a period's activities drawn at random.

    Answers: "Who covers more companies, whatever the number of calls?"

    Parameters
    ----------
    wb : Workbook
        Reads activities: ``started_at``, ``rep``, ``company_id``,
        ``company_name``, ``email``, ``lead_id``; leads.
    by : str or sequence of str, optional
        "all", "team", "rep".
    period : str or sequence of str, optional
        By default the eight weeks up to as_of's, and as_of's month.

    Returns
    -------
    DataFrame
        The columns of numbers.csv; ``value`` is a count, 1 to 100.

    Notes
    -----
    Σ over companies of 1 − C(N − n, 100) / C(N, 100), with N the activities with
    a company and n the company's. Missing below N = 100.

    Examples
    --------
    Six activities with a company are too few:

    >>> companies_in_100(wb, period="2026-11")["value"].tolist()
    []
    """
    return numbers("companies_in_100", "count", chosen(area_counts(wb, period), by), "companies_in_100")
