"""What targets are set for: the value of any metric in as_of's month, of all and of single teams and reps."""

import math
from collections.abc import Callable

import pandas as pd

from kpi_helpers.kpis.cube import Split, outer_join
from kpi_helpers.kpis.tree_cubes import LEADS, OPPORTUNITIES
from kpi_helpers.workbook.needs import Needs
from kpi_helpers.workbook.periods import Period, weeks_to
from kpi_helpers.workbook.schema import METRICS, TABLES
from kpi_helpers.workbook.workbook import Workbook

SLICES = {
    "cvr": ("inbound_leads", "visitors"),
    "valid_rate": ("valid_leads", "leads"),
    "opportunity_rate_slice": ("opportunities", "valid_leads"),
    "win_rate_slice": ("won", "opportunities"),
    "average_deal": ("sales", "won"),
}
"""Rates of the month: what over what. Both counts grow with the month, so the rate by now is the ratio of what is usual."""

_RATES = SLICES | {
    "opportunity_rate_cohort": ("chased", "valid_leads"),
    "win_rate_cohort": ("won_by_as_of", "opportunities"),
    "win_rate_closed": ("won", "closed"),
}
_MEANT = {"opportunity_rate": "opportunity_rate_slice", "win_rate": "win_rate_slice"}
_OF_LEADS = ("leads", "inbound_leads", "outbound_leads", "valid_leads", "lead_companies", "chased")
_OF_OPPORTUNITIES = ("opportunities", "won_by_as_of", "won", "closed", "sales")
_NO_SUM = ("average_deal", "companies_in_100")
WEEKS_BESIDE = 3
"""This week, last week and the one before, as they stand beside a target."""


def meant(metric: str) -> str:
    """The KPI that a target's metric names.

    Examples
    --------
    >>> meant("opportunity_rate"), meant("calls")
    ('opportunity_rate_slice', 'calls')
    """
    return _MEANT.get(metric, metric)


def grows(metric: str) -> bool:
    """Whether a metric is a count or a sum, that grows day by day."""
    return METRICS.get(metric) in ("count", "currency") and metric not in _NO_SUM


def kpi_function(metric: str) -> Callable[..., pd.DataFrame]:
    """The function of the KPI that a metric names."""
    # The catalogue holds the functions of this chapter too, so that it can be asked for only now.
    from kpi_helpers.kpis.catalogue import CATALOGUE

    return CATALOGUE[meant(metric)]


def kpi_tables(metric: str) -> tuple[str, ...]:
    """The tables of the KPI that a metric names."""
    from kpi_helpers.kpis.catalogue import CATALOGUE

    return CATALOGUE[meant(metric)].tables


def is_known(wb: Workbook, metric: str) -> bool:
    """Whether a workbook has what the KPI that a metric names needs."""
    from kpi_helpers.kpis.catalogue import CATALOGUE

    return CATALOGUE[meant(metric)].is_there(wb)


def kpi_dated(wb: Workbook, metric: str) -> tuple[str, ...]:
    """The tables whose dated rows the KPI that a metric names counts in a workbook."""
    from kpi_helpers.kpis.catalogue import CATALOGUE

    return CATALOGUE[meant(metric)].dated_in(wb)


def names_reps(wb: Workbook, metric: str) -> bool:
    """Whether the rows of a metric say whose they are, so that who has none has 0."""
    tables = kpi_tables(metric)
    return wb.lacks(Needs(tables, tuple(f"{name}.rep" for name in tables if "rep" in TABLES[name].by_name))) is None


def value_of_month(wb: Workbook, metric: str) -> float | None:
    """A metric of all in as_of's month, to date; None where it cannot be said."""
    return _values(wb, metric, "all").get("all")


def values_of_groups(wb: Workbook, metric: str, kind: str) -> dict[str, float]:
    """A metric of every team or rep in as_of's month, to date, by written segment.

    Parameters
    ----------
    wb : Workbook
    metric : str
    kind : str
        "team" or "rep". Leads are their rep's, opportunities those of the rep who won them.

    Examples
    --------
    >>> values_of_groups(wb, "opportunities", "rep")["rep=佐藤"]
    2.0
    """
    if not _is_of_tree(metric):
        return _values(wb, metric, kind)
    found, month = wb.cached(_values_of_tree, metric, kind), wb.month.month.label
    return {segment: value for (segment, period), value in found.items() if period == month}


def weeks_of_groups(wb: Workbook, metric: str, kind: str) -> Callable[[str, str], float]:
    """A metric of every team or rep in as_of's week and the two before.

    Returns
    -------
    callable
        From a written segment and a week to the value: NaN in a week that the metric's tables do not cover,
        of a rate over nothing, and of a metric that is not counted by week; 0 where a count has no row.

    Examples
    --------
    >>> of_week = weeks_of_groups(wb, "opportunities", "rep")
    >>> [of_week("rep=高橋", week) for week in ("2026-W45", "2026-W46", "2026-W47")]
    [1.0, 0.0, 1.0]
    """
    covered = {each.label for each in wb.covered_periods(kpi_dated(wb, metric), weeks_beside(wb))}
    if _is_of_tree(metric):
        found = wb.cached(_values_of_tree, metric, kind)
    else:
        rows = _rows(wb, metric, kind)
        found = dict(zip(zip(rows["segment"], rows["period"], strict=True), rows["value"], strict=True))
    none = 0.0 if grows(metric) and names_reps(wb, metric) else math.nan
    return lambda written, week: float(found.get((written, week), none)) if week in covered else math.nan


def weeks_beside(wb: Workbook) -> tuple[Period, ...]:
    """as_of's week and the two before, oldest first."""
    return weeks_to(wb.as_of, WEEKS_BESIDE)


def _is_of_tree(metric: str) -> bool:
    name = meant(metric)
    return name in _RATES or name in _OF_LEADS or name in _OF_OPPORTUNITIES


def _values_of_tree(wb: Workbook, metric: str, kind: str) -> dict[tuple[str, str], float]:
    if not (is_known(wb, metric) and names_reps(wb, metric)):
        return {}
    covered = {each.label for each in wb.covered_periods(kpi_dated(wb, metric), _month_and_weeks(wb))}
    name = meant(metric)
    part, whole = _RATES.get(name, (name, ""))
    counts = wb.cached(_tree_of_groups)
    if not {part, whole} - {""} <= set(counts.columns):
        return {}
    rows = counts[counts["segment_of"].eq(kind)].set_index(["segment", "period"])
    found = rows[part] / rows[whole].where(rows[whole] > 0) if whole else rows[part]
    return {
        (str(segment), str(period)): float(value)
        for (segment, period), value in found.dropna().items()
        if period in covered
    }


def _values(wb: Workbook, metric: str, kind: str) -> dict[str, float]:
    rows = _rows(wb, metric, kind)
    # A window of its own, as the 90 days of the list's coverage, stands for the month.
    here = rows if rows["period"].nunique() == 1 else rows[rows["period"].eq(wb.month.month.label)]
    return {str(segment): float(value) for segment, value in zip(here["segment"], here["value"], strict=True)}


def _rows(wb: Workbook, metric: str, kind: str) -> pd.DataFrame:
    from kpi_helpers.kpis.catalogue import CATALOGUE

    record = CATALOGUE[meant(metric)]
    if not wb.has(*record.tables) or kind not in record.by:
        return pd.DataFrame(columns=["segment", "period", "value"])
    rows = record(wb, by=kind)
    return rows[rows["value"].notna()]


def _month_and_weeks(wb: Workbook) -> tuple[Period, ...]:
    """as_of's month, its week and the two before."""
    return (wb.month.month, *weeks_beside(wb))


_GROUPS = Split(("all", "team", "rep"), _month_and_weeks)


def _tree_of_groups(wb: Workbook) -> pd.DataFrame:
    """The counts of the tree by team and rep."""
    leads, opportunities = (cube.counts(wb, None, _GROUPS) for cube in (LEADS, OPPORTUNITIES))
    if leads.empty or opportunities.empty:
        return leads if opportunities.empty else opportunities
    return outer_join(leads, opportunities)
