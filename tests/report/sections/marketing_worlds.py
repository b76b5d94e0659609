"""Small worlds for the meeting with marketing: leads by the dozen, made on the spot."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

import pandas as pd

from kpi_helpers.report.meeting import Meeting
from kpi_helpers.workbook.definitions import Definitions
from kpi_helpers.workbook.example import example
from kpi_helpers.workbook.schema import DATE, TABLES, TIMESTAMP
from kpi_helpers.workbook.workbook import Workbook

_EXAMPLE = example()
_WORLDS: dict[str, Workbook] = {}

HOSTILE = "<script>alert(1)</script>A$_{$社"


def meeting(
    tables: dict[str, Sequence[dict]] | None = None,
    *,
    lang: str = "ja",
    as_of: str = "2026-11-18",
    definitions: Definitions = Definitions(),
    mask_names: bool = False,
    **config,
) -> Meeting:
    """The example's meeting with marketing, or that of a workbook of these rows.

    Preparing a workbook takes longer than everything that is asked of it, so the same
    rows give the same workbook: both languages of a test read one.
    """
    made = repr((tables, as_of, definitions, sorted(config.items())))
    if made not in _WORLDS:
        _WORLDS[made] = (
            _EXAMPLE
            if tables is None
            else Workbook(
                replace(_EXAMPLE.config, **config),
                {name: _typed(name, rows) for name, rows in tables.items()},
                definitions,
                as_of=date.fromisoformat(as_of),
            )
        )
    return Meeting("marketing_sync", _WORLDS[made], lang, mask_names)


def _typed(name: str, rows: Sequence[dict]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows))
    for column in frame.columns:
        kind = TABLES[name].by_name[column].type
        if kind in (TIMESTAMP, DATE):
            moments = pd.to_datetime(frame[column])
            frame[column] = moments.dt.date if kind == DATE else moments
    return frame


def leads(count: int, at: str, prefix: str, **columns) -> Iterable[dict]:
    """So many leads of one moment, ``prefix1``, ``prefix2``, …; a callable gives each its own value."""
    for number in range(1, count + 1):
        values = {name: value(number) if callable(value) else value for name, value in columns.items()}
        yield {"lead_id": f"{prefix}{number}", "created_at": at, "motion": "inbound", **values}


def shown(section) -> str:
    """The section's markup."""
    return str(section.to_element())
