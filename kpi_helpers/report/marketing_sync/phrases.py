"""How channels, campaigns and spans are called in the sentences of this meeting."""

from __future__ import annotations

import pandas as pd

from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.phrases import short_day, shortened
from kpi_helpers.workbook.periods import DAY, Period


def quoted(meeting: Meeting, name: str) -> str:
    """A name of the export within a sentence, in quotation marks."""
    return meeting.say(f"「{shortened(name)}」", f"“{shortened(name)}”")


def channel_name(meeting: Meeting, channel: str) -> str:
    """A channel as a table names it; leads without one are a group of their own."""
    return channel or meeting.say("（未入力）", "(not given)")


def said_channel(meeting: Meeting, channel: str) -> str:
    """A channel as a sentence names it."""
    return quoted(meeting, channel) if channel else meeting.say("チャネル未入力", "(not given)")


def span(meeting: Meeting, first: object, last: object) -> str:
    """From one day to another, both included; the years where they differ."""
    start, end = pd.Timestamp(first).date(), pd.Timestamp(last).date()
    if start.year == end.year:
        return f"{short_day(start, meeting.lang)}{meeting.say('〜', '–')}{short_day(end, meeting.lang)}"
    return meeting.say(
        f"{start.year}年{short_day(start, 'ja')}〜{end.year}年{short_day(end, 'ja')}",
        f"{short_day(start, 'en')} {start.year}–{short_day(end, 'en')} {end.year}",
    )


def span_of(meeting: Meeting, label: str) -> str:
    """A window such as ``2026-06-01..2026-11-20`` as it is said."""
    period = Period.parse(label)
    return span(meeting, period.start, period.end - DAY)
