"""Hours of the day as the sentences say them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from kpi_helpers.report.meeting import Meeting


def hours_in_words(meeting: Meeting, hours: Sequence[int]) -> str:
    """Hours in order, neighbours joined: 8時台・17〜18時台; 8:00–9:00, 17:00–19:00."""
    breaks = [(early, late) for early, late in pairwise(hours) if late > early + 1]
    starts, ends = [hours[0], *(late for _, late in breaks)], [*(early for early, _ in breaks), hours[-1]]
    return meeting.say("・", ", ").join(
        meeting.say(f"{start}時台" if start == end else f"{start}〜{end}時台", f"{start}:00–{end + 1}:00")
        for start, end in zip(starts, ends, strict=True)
    )
