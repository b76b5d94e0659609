"""Leads by hour of arrival, and hours of the day as the sentences say them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pandas as pd

from kpi_helpers.kpis.speed import first_response_within_5min
from kpi_helpers.kpis.tidy import segment_parts
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.phrases import is_thin


def hours_in_words(meeting: Meeting, hours: Sequence[int]) -> str:
    """Hours in order, neighbours joined: 8時台・17〜18時台; 8:00–9:00, 17:00–19:00."""
    breaks = [(early, late) for early, late in pairwise(hours) if late > early + 1]
    starts, ends = [hours[0], *(late for _, late in breaks)], [*(early for early, _ in breaks), hours[-1]]
    return meeting.say("・", ", ").join(
        meeting.say(f"{start}時台" if start == end else f"{start}〜{end}時台", f"{start}:00–{end + 1}:00")
        for start, end in zip(starts, ends, strict=True)
    )


def hours_table(meeting: Meeting) -> pd.DataFrame:
    """Inbound leads of 180 days by hour of arrival, as `draw_answers_by_hour` reads them, with the interval of the share."""
    rates = first_response_within_5min(meeting.wb, by="hour")
    return pd.DataFrame(
        {
            "hour": [int(segment_parts(written)["hour"]) for written in rates["segment"]],
            "leads": rates["denominator"].astype(int),
            "within_5min": rates["numerator"].astype(int),
            "share": rates["value"],
            "low": rates["low"],
            "high": rates["high"],
        }
    )


def slow_hours(hours: pd.DataFrame) -> pd.DataFrame:
    """The hours with 30 leads or more whose interval lies below the share over all hours."""
    if hours.empty:
        return hours
    usual = hours["within_5min"].sum() / hours["leads"].sum()
    return hours[(hours["high"] < usual) & ~hours["leads"].map(is_thin)]
