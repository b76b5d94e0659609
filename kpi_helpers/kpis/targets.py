"""Chapter 2, budget against actual (予実) in as_of's month."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from kpi_helpers.kpis import tree
from kpi_helpers.kpis.metrics import SLICES, grows, kpi_tables, meant, value_of_month, values_of_groups
from kpi_helpers.kpis.tidy import numbers, segment, together
from kpi_helpers.kpis.usual import usual_share as usual_share_of
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
    table = wb.targets
    own = table[table["month"].eq((month or wb.month.month).label) & table["team"].isna() & table["rep"].isna()]
    once = own[~own["metric"].duplicated(keep=False)]
    return {str(metric): float(value) for metric, value in zip(once["metric"], once["value"], strict=True)}


def targets_of_groups(wb: Workbook) -> pd.DataFrame:
    """The targets of single teams and reps for as_of's month.

    Returns
    -------
    DataFrame
        ``kind`` ("team" or "rep"), ``name``, ``metric``, ``target``, teams first, in the
        order of the table. A metric that is given twice for one of them has no target;
        a row that names a rep is the rep's, whichever team it names beside.
    """
    table = wb.targets
    table = table[table["month"].eq(wb.month.month.label) & table["metric"].isin(METRICS.keys())]
    is_reps = table["rep"].notna()
    by_team = table[~is_reps & table["team"].isin(wb.config.teams.keys())]
    both = pd.concat(
        [
            rows.rename(columns={kind: "name"}).assign(kind=kind)
            for kind, rows in (("team", by_team), ("rep", table[is_reps]))
        ],
        ignore_index=True,
    )
    both = both[~both.duplicated(["kind", "name", "metric"], keep=False)]
    return both.rename(columns={"value": "target"})[["kind", "name", "metric", "target"]].reset_index(drop=True)


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

    def work() -> pd.DataFrame:
        actual, target, at = actuals_of_month(wb), targets_of_month(wb), wb.month
        metrics = [metric for metric in (*SUMS, *RATES) if metric in actual or metric in target]
        metrics += [metric for metric in target if metric in METRICS and metric not in metrics]
        table = pd.DataFrame({"metric": pd.Series(metrics, dtype="object")})
        table["segment"] = [segment(metric=metric) for metric in metrics]
        table["group"], table["period"] = "", at.month.label
        table["unit"] = [METRICS[metric] for metric in metrics]
        known = [actual[metric] if metric in actual else value_of_month(wb, metric) for metric in metrics]
        table["actual"] = pd.Series(known, dtype="float64")
        table["target"] = table["metric"].map(target).astype("float64")
        table = _with_course(wb, table)
        missing = (table["target"] - table["actual"]).clip(lower=0)
        table["needed_per_day"] = (missing / at.left if at.left else missing.where(missing.eq(0))).where(
            table["metric"].map(grows).astype(bool)
        )
        return table

    return wb.kept("plan", work)


def _with_course(wb: Workbook, table: pd.DataFrame) -> pd.DataFrame:
    """Attainment, usual share, what is expected by now, and the pace."""
    shares = {metric: usual_share_of(wb, metric) for metric in table["metric"]}
    found = [shares[metric] for metric in table["metric"]]
    positive = table["target"].where(table["target"] > 0)
    grown = table["metric"].map(grows).astype(bool)
    table = table.assign(
        attainment=table["actual"] / positive,
        usual_share=pd.Series([each.share if each else np.nan for each in found], table.index, dtype="float64"),
        months=pd.Series([each and each.months for each in found], table.index, dtype="float64"),
    )
    due = table["target"] * table["usual_share"]
    counts = dict(zip(zip(table["group"], table["metric"], strict=True), due, strict=True))
    table["expected"] = due.where(grown, [_rate_by_now(counts, row) for row in table.itertuples(index=False)])
    table["pace"] = (table["actual"] / due.where(due > 0)).where(grown)
    return table


def _rate_by_now(expected: Mapping[tuple[str, str], float], row: Any) -> float:
    """What is expected of a rate: of a slice rate the ratio of its counts' expectation, else its own target."""
    part, whole = (expected.get((row.group, name), np.nan) for name in SLICES.get(meant(row.metric), ("", "")))
    return part / whole if whole > 0 and not np.isnan(part) else row.target


def plan_of_groups(wb: Workbook) -> pd.DataFrame:
    """What `plan` says of the whole, for every target of a team or a rep.

    Returns
    -------
    DataFrame
        ``kind``, ``name``, ``group``, ``metric``, ``segment``, ``period``, ``unit``, ``actual``,
        ``target``, ``attainment``, ``usual_share`` (of the whole metric: a group's own is
        noise), ``expected``, ``pace``; one row per target whose actual can be said.

    Examples
    --------
    >>> plan_of_groups(wb)[["segment", "actual", "target"]].head(2).values.tolist()
    [['rep=佐藤;metric=calls', 3.0, 100.0], ['rep=佐藤;metric=opportunities', 2.0, 2.0]]
    """

    def work() -> pd.DataFrame:
        table = targets_of_groups(wb)
        table["segment"] = [
            segment(**{row.kind: row.name, "metric": row.metric}) for row in table.itertuples(index=False)
        ]
        table["group"] = [segment(**{row.kind: row.name}) for row in table.itertuples(index=False)]
        table["period"], table["unit"] = wb.month.month.label, table["metric"].map(METRICS)
        values = {
            (kind, metric): _of_groups(wb, metric, kind)
            for kind, metric in set(zip(table["kind"], table["metric"], strict=True))
        }
        actual = [values[row.kind, row.metric](row.group) for row in table.itertuples(index=False)]
        table["actual"] = pd.Series(actual, dtype="float64")
        return _with_course(wb, table[table["actual"].notna()].reset_index(drop=True))

    return wb.kept("plan of groups", work)


def _of_groups(wb: Workbook, metric: str, kind: str) -> Callable[[str], float]:
    """A group's value; 0 where a count has no row of it."""
    found = values_of_groups(wb, metric, kind)
    none = 0.0 if grows(metric) and wb.has(*kpi_tables(metric)) and found else np.nan
    return lambda written: found.get(written, none)


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
        The columns of numbers.csv, ``segment`` is ``metric=…``; ``value`` is in the metric's own unit.

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
