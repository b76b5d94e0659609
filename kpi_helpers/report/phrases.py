"""How the sentences of every meeting call names, lists and counts."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from kpi_helpers.report.meeting import Meeting
from kpi_helpers.workbook.limits import THIN_BELOW

_COUNTERS = {"lead_companies": "companies", "companies": "companies", "visitors": "people"}


def counter_of(kpi: str, unit: str) -> str:
    """The unit by which a KPI's number is written: companies and people have counters of their own.

    >>> counter_of("visitors", "count"), counter_of("leads", "count")
    ('people', 'count')
    """
    return _COUNTERS.get(kpi, unit)


def shortened(name: str, longest: int = 40) -> str:
    """A name of the export, cut where it would swallow the sentence.

    >>> shortened("Spring campaign", 8)
    'Spring …'
    """
    return name if len(name) <= longest else f"{name[: longest - 1]}…"


def listed(meeting: Meeting, parts: Sequence[str]) -> str:
    """Several things, one after another."""
    return meeting.say("、", ", ").join(parts)


def cases(meeting: Meeting, count: float) -> str:
    """How many cases a number rests on, in brackets."""
    return meeting.say(f"（{count:,.0f} 件）", f" (n = {count:,.0f})")


def is_thin(count: float) -> bool:
    """Whether something rests on too few cases to be called a tendency."""
    return pd.isna(count) or count < THIN_BELOW


def minutes(meeting: Meeting, seconds: float) -> str:
    """A reference time as it is said: 5分, 5 minutes."""
    if seconds % 60:
        return meeting.write(seconds, "seconds")
    return meeting.say(f"{seconds / 60:.0f}分", f"{seconds / 60:.0f} minutes")
