"""Calls of which only the number by day and rep is known (daily tallies, 日報)."""

from collections.abc import Sequence

import pandas as pd

from kpi_helpers.kpis.cube import GROUP
from kpi_helpers.kpis.teams import team_of
from kpi_helpers.workbook.periods import Period
from kpi_helpers.workbook.workbook import Workbook


def tallied_calls(wb: Workbook, segments: Sequence[str], periods: Sequence[Period]) -> pd.DataFrame:
    """Calls and those settled; each is a cluster of its own, since nobody knows whose they were.

    A group in which a day does not tell its contacts has none: their rate would be too low.
    """
    found = _summed(wb, segments, periods).rename(columns={"contacts": "settled"})
    return found.assign(
        calls_clusters=found["calls"],
        settled_squared=found["settled"],
        settled_by_calls=found["settled"],
        calls_squared=found["calls"],
    )


def tallied_hours(wb: Workbook, segments: Sequence[str], periods: Sequence[Period]) -> pd.DataFrame:
    """Calls and the hours spent on them; a group in which a day does not tell its hours has none."""
    return _summed(wb, segments, periods)


def _summed(wb: Workbook, segments: Sequence[str], periods: Sequence[Period]) -> pd.DataFrame:
    rows = wb.tallies.reindex(columns=["date", "rep", "calls", "contacts", "hours"])
    day = pd.to_datetime(rows["date"])
    keys = {"all": "", "team": rows["rep"].map(lambda rep: team_of(wb, rep)), "rep": rows["rep"]}
    parts = []
    for period in periods:
        inside = day.between(pd.Timestamp(period.start), pd.Timestamp(period.end), inclusive="left")
        for name in (name for name in segments if name in keys):
            own = rows.assign(segment_of=name, segment=keys[name], period=period.label)[inside]
            parts.append(own.groupby(GROUP, as_index=False)[["calls", "contacts", "hours"]].sum(skipna=False))
    columns = [*GROUP, "calls", "contacts", "hours"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
