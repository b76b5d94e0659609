"""Chapter 2, budget against actual (予実) in as_of's month."""

import numpy as np
import pandas as pd

from kpi_helpers.kpis import tree
from kpi_helpers.kpis.tidy import numbers, segment, together
from kpi_helpers.workbook.periods import Period
from kpi_helpers.workbook.workbook import Workbook

SUMS = (
    "visitors",
    "leads",
    "inbound_leads",
    "outbound_leads",
    "valid_leads",
    "lead_companies",
    "opportunities",
    "won",
    "sales",
)
"""Metrics that grow day by day, so that a pace makes sense."""

RATES = (
    "cvr",
    "valid_rate",
    "opportunity_rate_slice",
    "opportunity_rate_cohort",
    "win_rate_slice",
    "win_rate_cohort",
    "win_rate_closed",
    "average_deal",
)

_UNITS = (
    dict.fromkeys(SUMS, "count")
    | dict.fromkeys(RATES, "share")
    | {
        "sales": "currency",
        "average_deal": "currency",
    }
)


def targets_of_month(wb: Workbook, month: Period | None = None) -> dict[str, float]:
    """The whole team's targets of a month, by default as_of's, by metric.

    A metric that is given twice has no target: nobody can say which holds, and
    `kpi check` warns of it. Rows of one team or one rep are not the whole's.
    """
    table = wb.targets
    own = table[table["month"].eq((month or wb.month.month).label) & table["team"].isna() & table["rep"].isna()]
    once = own[~own["metric"].duplicated(keep=False)]
    return {str(metric): float(value) for metric, value in zip(once["metric"], once["value"], strict=True)}


def actuals_of_month(wb: Workbook) -> dict[str, float]:
    """Every metric of the tree in as_of's month, to date; one that cannot be said is absent."""

    def work() -> dict[str, float]:
        month = wb.month.month.label
        found = {}
        for metric in (*SUMS, *RATES):
            rows = getattr(tree, metric)(wb)
            value = rows.loc[rows["segment"].eq("all") & rows["period"].eq(month), "value"]
            if len(value):
                found[metric] = float(value.iloc[0])
        return found

    return wb.remember("actuals_of_month", work)


def plan(wb: Workbook) -> pd.DataFrame:
    """Every metric of the tree with its actual, its target and what follows from both.

    Parameters
    ----------
    wb : Workbook
        Reads targets and the tables of the tree.

    Returns
    -------
    DataFrame
        ``metric``, ``segment``, ``period``, ``unit``, ``actual``, ``target``,
        ``attainment``, ``expected`` (the target up to as_of), ``pace``,
        ``needed_per_day``; one row per metric that has an actual or a target.
    """

    def work() -> pd.DataFrame:
        actual, target = actuals_of_month(wb), targets_of_month(wb)
        at = wb.month
        table = pd.DataFrame({"metric": [metric for metric in (*SUMS, *RATES) if metric in actual or metric in target]})
        table["segment"] = [segment(metric=metric) for metric in table["metric"]]
        table["period"] = at.month.label
        table["unit"] = table["metric"].map(_UNITS)
        table["actual"] = table["metric"].map(actual).astype("float64")
        table["target"] = table["metric"].map(target).astype("float64")
        grows = table["metric"].isin(SUMS)
        positive = table["target"].where(table["target"] > 0)
        table["attainment"] = table["actual"] / positive
        table["expected"] = (table["target"] * (at.share or np.nan)).where(grows)
        table["pace"] = table["actual"] / table["expected"].where(table["expected"] > 0)
        missing = (table["target"] - table["actual"]).clip(lower=0)
        per_day = missing / at.left if at.left else missing.where(missing.eq(0))
        table["needed_per_day"] = per_day.where(grows)
        return table

    return wb.kept("plan", work)


def _of_plan(wb: Workbook, kpi: str, unit: str | None = None) -> pd.DataFrame:
    table = plan(wb)
    if kpi == "attainment":
        table = table.assign(numerator=table["actual"], denominator=table["target"])
    return together(
        numbers(kpi, unit or own, rows, kpi, target="target") for own, rows in table.groupby("unit", sort=False)
    )


def actual(wb: Workbook) -> pd.DataFrame:
    """What a metric of the tree has reached in as_of's month, to date.

    Answers: "Where do we stand?"

    Parameters
    ----------
    wb : Workbook
        Reads targets and the tables of the tree.

    Returns
    -------
    DataFrame
        The columns of numbers.csv, ``segment`` is ``metric=…``; ``value`` is in the metric's own unit.

    Examples
    --------
    >>> round(actual(wb).set_index("segment").loc["metric=won", "value"].item(), 10)
    1.0
    """
    return _of_plan(wb, "actual")


def target(wb: Workbook) -> pd.DataFrame:
    """The target of a metric for as_of's month.

    Answers: "What did we promise?"

    Parameters
    ----------
    wb : Workbook
        Reads targets and the tables of the tree.

    Returns
    -------
    DataFrame
        The columns of numbers.csv, ``segment`` is ``metric=…``; ``value`` is in the metric's own unit.

    Notes
    -----
    A metric that is given twice for the month has no target, since nobody can say
    which holds; one that the tree does not know has none either. Both are warned of.

    Examples
    --------
    >>> round(target(wb).set_index("segment").loc["metric=won", "value"].item(), 10)
    2.0
    """
    return _of_plan(wb, "target")


def attainment(wb: Workbook) -> pd.DataFrame:
    """Actual to date over the target of the month.

    Answers: "How much of the month is done?"

    Parameters
    ----------
    wb : Workbook
        Reads targets and the tables of the tree.

    Returns
    -------
    DataFrame
        The columns of numbers.csv, ``segment`` is ``metric=…``; ``value`` is a share of the target; it may exceed 1.

    Notes
    -----
    Missing over a target of 0.

    Examples
    --------
    >>> round(attainment(wb).set_index("segment").loc["metric=won", "value"].item(), 10)
    0.5
    """
    return _of_plan(wb, "attainment", "share")


def pace(wb: Workbook) -> pd.DataFrame:
    """Actual to date over the target up to today's business day.

    Answers: "Are we on plan today?"

    Parameters
    ----------
    wb : Workbook
        Reads targets and the tables of the tree.

    Returns
    -------
    DataFrame
        The columns of numbers.csv, ``segment`` is ``metric=…``; ``value`` is a ratio, 1 is on plan.

    Notes
    -----
    Counts and sums only. Missing before the first business day of the month.

    Examples
    --------
    >>> round(pace(wb).set_index("segment").loc["metric=won", "value"].item(), 10)
    0.7916666667
    """
    return _of_plan(wb, "pace", "ratio")


def needed_per_day(wb: Workbook) -> pd.DataFrame:
    """What is still missing to the target, per business day left.

    Answers: "What do we need each day from now on?"

    Parameters
    ----------
    wb : Workbook
        Reads targets and the tables of the tree.

    Returns
    -------
    DataFrame
        The columns of numbers.csv, ``segment`` is ``metric=…``; ``value`` is in the metric's own unit, per business day.

    Notes
    -----
    Counts and sums only. 0 when the target is met, missing when no day is left.

    Examples
    --------
    >>> round(needed_per_day(wb).set_index("segment").loc["metric=won", "value"].item(), 10)
    0.1428571429
    """
    return _of_plan(wb, "needed_per_day")
