"""Chapter 2, budget against actual (予実) in as_of's month."""

import numpy as np
import pandas as pd

from kpi_helpers.kpis import tree
from kpi_helpers.kpis.course import with_course
from kpi_helpers.kpis.group_targets import plan_of_groups
from kpi_helpers.kpis.metrics import SLICES, grows, meant, value_of_month
from kpi_helpers.kpis.tidy import numbers, segment, together
from kpi_helpers.workbook.periods import Period
from kpi_helpers.workbook.schema import METRICS
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
"""Metrics of the tree that grow day by day, so that a pace makes sense."""

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


def targets_of_month(wb: Workbook, month: Period | None = None) -> dict[str, float]:
    """The whole team's targets of a month, by default as_of's, by metric.

    A metric that is given twice has no target: nobody can say which holds, and
    `kpi check` warns of it. Rows of one team or one rep are not the whole's.
    """
    own = _of_the_whole(wb, month or wb.month.month)
    once = own[~own["metric"].duplicated(keep=False)]
    return {str(metric): float(value) for metric, value in zip(once["metric"], once["value"], strict=True)}


def times_given(wb: Workbook, metric: str) -> int:
    """How many rows give the whole team's target of a metric in as_of's month."""
    return int(_of_the_whole(wb, wb.month.month)["metric"].eq(metric).sum())


def _of_the_whole(wb: Workbook, month: Period) -> pd.DataFrame:
    table = wb.targets
    return table[table["month"].eq(month.label) & table["team"].isna() & table["rep"].isna()]


def actuals_of_month(wb: Workbook) -> dict[str, float]:
    """Every metric of the tree in as_of's month, to date; one that cannot be said is absent."""
    return wb.cached(_actuals)


def _actuals(wb: Workbook) -> dict[str, float]:
    month = wb.month.month.label
    found = {}
    for metric in (*SUMS, *RATES):
        rows = getattr(tree, metric)(wb)
        value = rows.loc[rows["segment"].eq("all") & rows["period"].eq(month), "value"]
        if len(value):
            found[metric] = float(value.iloc[0])
    return found


def plan(wb: Workbook) -> pd.DataFrame:
    """Every metric of the tree, and every other one with a target, beside what follows from both.

    Parameters
    ----------
    wb : Workbook
        Reads targets and the tables of the metrics.

    Returns
    -------
    DataFrame
        ``metric``, ``group`` (""), ``segment``, ``period``, ``unit``, ``actual``, ``target``,
        ``attainment``, ``usual_share`` with ``months`` (missing where it is linear),
        ``expected`` (to date), ``pace``, ``needed_per_day``; one row per metric that
        has an actual or a target.

    Notes
    -----
    Expected to date is the target × the usual share of a count or sum; of a slice rate
    the ratio of what is expected of its two counts, else its own target; of any other
    rate its target. A target of 0 or less has neither attainment nor pace, nor has a
    usual share of 0 a pace.
    """
    return wb.cached(_plan)


def _plan(wb: Workbook) -> pd.DataFrame:
    actual, target, at = actuals_of_month(wb), targets_of_month(wb), wb.month
    metrics = [metric for metric in (*SUMS, *RATES) if metric in actual or metric in target]
    metrics += sorted(metric for metric in target if metric in METRICS and metric not in metrics)
    table = pd.DataFrame({"metric": pd.Series(metrics, dtype="object")})
    table["segment"] = [segment(metric=metric) for metric in metrics]
    table["group"], table["period"] = "", at.month.label
    table["unit"] = [METRICS[metric] for metric in metrics]
    known = [actual[metric] if metric in actual else value_of_month(wb, metric) for metric in metrics]
    table["actual"] = pd.Series(known, dtype="float64")
    table["target"] = table["metric"].map(target).astype("float64")
    table = with_course(wb, table)
    missing = (table["target"] - table["actual"]).clip(lower=0)
    table["needed_per_day"] = (missing / at.left if at.left else missing.where(missing.eq(0))).where(
        table["metric"].map(grows).astype(bool)
    )
    return table


def target_of(planned: pd.DataFrame, metric: str) -> float:
    """The month's target of a metric: of a slice rate the ratio of its counts' targets, else its own; NaN without one.

    Parameters
    ----------
    planned : DataFrame
        `plan` by ``metric``.

    Examples
    --------
    >>> goals = pd.DataFrame({"target": [20.0, 80.0]}, index=["won", "opportunities"])
    >>> target_of(goals, "win_rate_slice"), target_of(goals, "won")
    (0.25, 20.0)
    """
    own = planned["target"]
    part, whole = (float(own.get(name, np.nan)) for name in SLICES.get(metric, ("", "")))
    if whole > 0 and part >= 0:
        return part / whole
    given = own[[meant(str(name)) == metric for name in own.index]].dropna()
    return float(given.iloc[0]) if len(given) else np.nan


def _of_plan(wb: Workbook, kpi: str, unit: str | None = None, *, groups: bool = False) -> pd.DataFrame:
    table = plan(wb)
    table = table[table["target"].notna()]
    if groups:
        table = pd.concat([table, plan_of_groups(wb)], ignore_index=True)
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
        The columns of numbers.csv, ``segment`` is ``metric=…``, ``team=…;metric=…`` or
        ``rep=…;metric=…``; ``value`` is in the metric's own unit. Only what has a target.

    Examples
    --------
    >>> round(actual(wb).set_index("segment").loc["metric=won", "value"].item(), 10)
    1.0
    """
    return _of_plan(wb, "actual", groups=True)


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
        The columns of numbers.csv, ``segment`` is ``metric=…``, ``team=…;metric=…`` or
        ``rep=…;metric=…``; ``value`` is in the metric's own unit.

    Notes
    -----
    A metric that is given twice for the month has no target, since nobody can say
    which holds; one that is no metric has none either. Both are warned of.

    Examples
    --------
    >>> round(target(wb).set_index("segment").loc["metric=won", "value"].item(), 10)
    2.0
    """
    return _of_plan(wb, "target", groups=True)


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
        The columns of numbers.csv, ``segment`` is ``metric=…``, ``team=…;metric=…`` or
        ``rep=…;metric=…``; ``value`` is a share of the target; it may exceed 1.

    Notes
    -----
    Missing over a target of 0 or less.

    Examples
    --------
    >>> round(attainment(wb).set_index("segment").loc["metric=won", "value"].item(), 10)
    0.5
    """
    return _of_plan(wb, "attainment", "share", groups=True)


def usual_share(wb: Workbook) -> pd.DataFrame:
    """The share of a month that is usually there by now.

    Answers: "How far does a month usually come by this day?"

    Parameters
    ----------
    wb : Workbook
        Reads targets and the tables of their metrics.

    Returns
    -------
    DataFrame
        The columns of numbers.csv, ``segment`` is ``metric=…``; ``value`` is a share,
        ``denominator`` the months that it rests on. Only what has a target.

    Notes
    -----
    Of the twelve months before as_of's that the data cover and whose total is above
    zero: Σ value at the same stage ÷ Σ total. The same stage is the business day whose
    share of its month is nearest to that of as_of. With fewer than six months it is the
    share of the business days gone, ``denominator`` is empty and the page says "linear".
    Missing before the first business day of the month; 1 on its last day.

    Examples
    --------
    >>> usual_share(wb).set_index("segment").loc["metric=won", ["value", "denominator"]].round(10).tolist()
    [0.6315789474, nan]
    """
    table = plan(wb)
    table = table[table["target"].notna()].assign(denominator=table["months"])
    return numbers("usual_share", "share", table, "usual_share")


def expected_to_date(wb: Workbook) -> pd.DataFrame:
    """What the target comes to by now, along the usual course of a month.

    Answers: "Where would we stand if the month went as planned?"

    Parameters
    ----------
    wb : Workbook
        Reads targets and the tables of their metrics.

    Returns
    -------
    DataFrame
        The columns of numbers.csv, ``segment`` is ``metric=…``; ``value`` is in the metric's own unit,
        ``target`` that of the month, also of a rate.

    Notes
    -----
    Counts and sums: target × `usual_share`. Slice rates: the ratio of what is expected
    of their two counts, since deals close late in a month and a rate of wins is low
    before; else the target rate. Every verdict on a month to date is against this.

    Examples
    --------
    >>> round(expected_to_date(wb).set_index("segment").loc["metric=sales", "value"])
    2400000
    """
    table = plan(wb)
    known = table.set_index("metric")
    # A rate that is planned by its two counts has no target of its own in the file.
    table = table.assign(
        target=[
            target_of(known, metric) if metric in RATES else goal
            for metric, goal in zip(table["metric"], table["target"], strict=True)
        ]
    )
    return together(
        numbers("expected_to_date", unit, rows, "expected", target="target")
        for unit, rows in table.groupby("unit", sort=False)
    )


def pace(wb: Workbook) -> pd.DataFrame:
    """Actual to date over what is expected by now: the target × the usual share.

    Answers: "Are we on plan today?"

    Parameters
    ----------
    wb : Workbook
        Reads targets and the tables of the tree.

    Returns
    -------
    DataFrame
        The columns of numbers.csv, ``segment`` is ``metric=…``, ``team=…;metric=…`` or
        ``rep=…;metric=…``; ``value`` is a ratio, 1 is on plan.

    Notes
    -----
    Counts and sums only; teams and reps by the usual share of the whole metric, since
    their own is noise. Missing before the first business day of the month, and where
    nothing is usually there by now.

    Examples
    --------
    >>> round(pace(wb).set_index("segment").loc["metric=won", "value"].item(), 10)
    0.7916666667
    """
    return _of_plan(wb, "pace", "ratio", groups=True)


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
