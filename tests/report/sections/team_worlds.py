"""Small worlds for the team's own week: calls by the dozen, made on the spot."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from kpi_helpers.report.meeting import Meeting
from tests.report.sections import marketing_worlds

HOSTILE = marketing_worlds.HOSTILE
leads, shown = marketing_worlds.leads, marketing_worlds.shown


def meeting(tables: dict[str, list[dict]] | None = None, **options) -> Meeting:
    """The example's meeting of the team, or that of a workbook of these rows."""
    return replace(marketing_worlds.meeting(tables, **options), name="team_sync")


def calls(
    count: int, at: str, rep: str, *, settled: int = 0, lead: str | None = None, talk: float | None = None, **columns
) -> list[dict]:
    """So many calls of one moment, the first of them connected; on ``lead1``, ``lead2``, … where a prefix is given."""
    return [
        {
            "started_at": at,
            "rep": rep,
            "kind": "call",
            "outcome": "connected" if number <= settled else "no_answer",
            "lead_id": f"{lead}{number}" if lead else None,
            "talk_seconds": talk if number <= settled else None,
            **columns,
        }
        for number in range(1, count + 1)
    ]


def texts(figure) -> list[str]:
    """Every text of a figure's first axes and of those inside it."""
    ax = figure.axes[0]
    return [text.get_text() for each in (ax, *ax.child_axes) for text in each.texts]


def rows(table: pd.DataFrame) -> list[list]:
    """A table's rows as lists."""
    return table.astype(object).where(table.notna(), None).to_numpy().tolist()
