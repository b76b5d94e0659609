"""Targets of single teams and reps, and where these stand."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from kpi_helpers.kpis.course import with_course
from kpi_helpers.kpis.metrics import grows, is_known, kpi_tables, names_reps, values_of_groups
from kpi_helpers.kpis.tidy import segment
from kpi_helpers.workbook.schema import METRICS
from kpi_helpers.workbook.workbook import Workbook


def targets_of_groups(wb: Workbook) -> pd.DataFrame:
    """The targets of single teams and reps for as_of's month.

    Returns
    -------
    DataFrame
        ``kind`` ("team" or "rep"), ``name``, ``metric``, ``target``, teams first,
        by name. A metric that is given twice for one of them has no target;
        a row that names a rep is the rep's, whichever team it names beside.
    """
    table = wb.targets
    table = table[table["month"].eq(wb.month.month.label) & table["metric"].isin(METRICS.keys())]
    is_reps = table["rep"].notna()
    if wb.team and not wb.narrowing.rep:  # the whole's targets are this team's
        table = table.assign(team=table["team"].where(table["team"].notna(), wb.team))
    by_team = table[~is_reps & table["team"].isin(wb.config.teams.keys())]
    both = pd.concat(
        [
            rows.rename(columns={kind: "name"}).assign(kind=kind)
            for kind, rows in (("team", by_team), ("rep", table[is_reps]))
        ],
        ignore_index=True,
    )
    both = both[~both.duplicated(["kind", "name", "metric"], keep=False)]
    both = both.sort_values(["kind", "name", "metric"], ascending=[False, True, True])
    return both.rename(columns={"value": "target"})[["kind", "name", "metric", "target"]].reset_index(drop=True)


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
    return wb.cached(_plan)


def _plan(wb: Workbook) -> pd.DataFrame:
    table = targets_of_groups(wb)
    table["segment"] = [segment(**{row.kind: row.name, "metric": row.metric}) for row in table.itertuples(index=False)]
    table["group"] = [segment(**{row.kind: row.name}) for row in table.itertuples(index=False)]
    table["period"], table["unit"] = wb.month.month.label, table["metric"].map(METRICS)
    values = {
        (kind, metric): actual_of_groups(wb, metric, kind)
        for kind, metric in dict.fromkeys(zip(table["kind"], table["metric"], strict=True))
    }
    actual = [values[row.kind, row.metric](row.group) for row in table.itertuples(index=False)]
    table["actual"] = pd.Series(actual, dtype="float64")
    return with_course(wb, table[table["actual"].notna()].reset_index(drop=True))


def actual_of_groups(wb: Workbook, metric: str, kind: str) -> Callable[[str], float]:
    """A group's value; 0 where a count has no row of it."""
    found = values_of_groups(wb, metric, kind)
    covered = wb.covered_periods(kpi_tables(metric), (wb.month.month,))
    is_told = is_known(wb, metric) and names_reps(wb, metric) and covered
    none = 0.0 if grows(metric) and is_told else np.nan
    return lambda written: found.get(written, none)
