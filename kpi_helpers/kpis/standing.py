"""Chapter 2 by person: where teams and reps stand against their own targets, with their last three weeks."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd

from kpi_helpers.kpis.claims import THIN_CASES, Claim, against_plan
from kpi_helpers.kpis.group_targets import actual_of_groups, plan_of_groups
from kpi_helpers.kpis.metrics import grows, values_of_groups, weeks_beside, weeks_of_groups
from kpi_helpers.kpis.month_claims import course_p
from kpi_helpers.kpis.teams import teams_in_view
from kpi_helpers.kpis.tidy import segment, segment_parts
from kpi_helpers.kpis.usual import has_ended
from kpi_helpers.workbook.schema import METRICS
from kpi_helpers.workbook.workbook import Workbook

FIRST = "opportunities"
"""商談数 is the KPI of inside sales: everybody has a row of it, with a target or without."""

WEEKS = ("week_before", "last_week", "this_week")
_COLUMNS = ["kind", "name", "metric", "unit", "actual", "target", "expected", "gap", *WEEKS]


def standing(wb: Workbook) -> pd.DataFrame:
    """Teams and reps in as_of's month to date, opportunities first, then whatever targets the file holds.

    Returns
    -------
    DataFrame
        ``kind`` ("team" or "rep"), ``name``, ``metric``, ``unit``, ``actual``, ``target`` (missing where
        there is none), ``expected`` (the target by now), ``gap`` (actual − expected; missing where
        the metric's table has ended), ``week_before``, ``last_week``, ``this_week``. By metric each team before its reps, in the order of workbook.yml,
        then reps of no team.

    Notes
    -----
    Everybody has a row of opportunities, where these name a rep; of other metrics whoever has a target.
    Expected of a count or sum is the target × the usual share of the whole metric, since a person's own is
    noise; of a rate its target.

    Examples
    --------
    >>> standing(wb)[["name", "metric", "actual", "target"]].head(3).values.tolist()
    [['SDR', 'opportunities', 3.0, nan], ['佐藤', 'opportunities', 2.0, 2.0], ['鈴木', 'opportunities', 1.0, nan]]
    """
    return wb.cached(_standing).copy()


def plan_claims(wb: Workbook) -> list[Claim]:
    """Where each team stands beside its target by now; thin where fewer than 30 are due, and nothing of a person."""
    rows = standing(wb)
    return [
        against_plan(
            row.metric,
            segment(team=row.name),
            row.actual,
            row.expected,
            course_p(wb, row.metric, row.actual, row.expected, of_group=True),
        )
        for row in rows[rows["kind"].eq("team")].itertuples(index=False)
        if grows(row.metric) and row.expected >= THIN_CASES and not math.isnan(row.gap)
    ]


def _standing(wb: Workbook) -> pd.DataFrame:
    plan = plan_of_groups(wb)
    metrics = [FIRST, *(metric for metric in METRICS if metric != FIRST and metric in set(plan["metric"]))]
    rows = [row for metric in metrics for row in _of_metric(wb, metric, plan[plan["metric"].eq(metric)])]
    return pd.DataFrame(rows, columns=_COLUMNS)


def _of_metric(wb: Workbook, metric: str, plan: pd.DataFrame) -> Iterator[list[object]]:
    goals = plan.set_index("group")
    asked = list(_everybody(wb)) if metric == FIRST else [(row.kind, row.name) for row in plan.itertuples(index=False)]
    actuals = {kind: actual_of_groups(wb, metric, kind) for kind in ("team", "rep")}
    weeks = {kind: weeks_of_groups(wb, metric, kind) for kind in ("team", "rep")}
    labels = [week.label for week in weeks_beside(wb)]
    for kind, name in _in_order(wb, asked):
        written = segment(**{kind: name})
        actual = actuals[kind](written)
        if math.isnan(actual):
            continue
        target, expected = (
            (float(goals.at[written, column]) if written in goals.index else math.nan)
            for column in ("target", "expected")
        )
        beside = [weeks[kind](written, label) for label in labels]
        gap = math.nan if grows(metric) and has_ended(wb, metric) else actual - expected
        yield [kind, name, metric, METRICS[metric], actual, target, expected, gap, *beside]


def _everybody(wb: Workbook) -> Iterator[tuple[str, str]]:
    """The teams in view, their reps, who else has a target, and who else won a meeting this month."""
    for team in teams_in_view(wb):
        yield "team", team
        yield from (("rep", rep) for rep in wb.config.teams[team])
    plan = plan_of_groups(wb)
    yield from (("rep", row.name) for row in plan[plan["kind"].eq("rep")].itertuples(index=False))
    won = values_of_groups(wb, FIRST, "rep")
    yield from (("rep", segment_parts(written)["rep"]) for written, count in won.items() if count)


def _in_order(wb: Workbook, asked: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Each team before its reps, as workbook.yml lists them; then the others by name."""
    place: dict[tuple[str, str], int] = {}
    for team, reps in wb.config.teams.items():
        for one in (("team", team), *(("rep", rep) for rep in reps)):
            place.setdefault(one, len(place))
    return sorted(dict.fromkeys(asked), key=lambda one: (place.get(one, len(place)), one[1]))
