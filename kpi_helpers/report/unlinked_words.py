"""What "never called" and "unanswered" leave open where many activities are on no lead."""

from __future__ import annotations

from kpi_helpers.report.meeting import Meeting

_MANY = 0.5
"""From this share of activities without a lead on, some of the leads that seem untouched may have been called."""


def unlinked_words(meeting: Meeting) -> str:
    """How many activities find no lead, before a sentence says that leads were not called; empty where they are few.

    Examples
    --------
    Two of the example's ten are no reason:

    >>> from kpi_helpers.report.meeting import Meeting
    >>> unlinked_words(Meeting("team_sync", wb, "en"))
    ''
    """
    if not meeting.wb.has("leads", "activities"):
        return ""
    counts = meeting.wb.bearing.links("activities")
    total, without = int(counts.sum()), int(counts.get("", 0))
    if not total or without < _MANY * total:
        return ""
    return meeting.say(
        f"活動{total:,}件のうち{without:,}件は元のリードがわからず、次の未対応・未架電のリードにも、実際には対応したものがありえます。",
        f" {without:,} of {total:,} activities have no known lead, so that some of the leads below may have been called all the same.",
    )
