"""How channels, campaigns and spans are called in the sentences of this meeting."""

from __future__ import annotations

from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.phrases import shortened


def quoted(meeting: Meeting, name: str) -> str:
    """A name of the export within a sentence, in quotation marks."""
    return meeting.say(f"「{shortened(name)}」", f"“{shortened(name)}”")


def channel_name(meeting: Meeting, channel: str) -> str:
    """A channel as a table names it; leads without one are a group of their own."""
    return channel or meeting.say("（未入力）", "(not given)")


def said_channel(meeting: Meeting, channel: str) -> str:
    """A channel as a sentence names it."""
    return quoted(meeting, channel) if channel else meeting.say("チャネル未入力", "(not given)")
