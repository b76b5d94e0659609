"""How the team's people, counts and references are called in the sentences of this meeting."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.phrases import listed, shortened

_LONGEST = 24
_NAMED = 4
"""So many people a sentence names; of more it tells how many."""


def in_team_order(meeting: Meeting, reps: Iterable[str]) -> list[str]:
    """Reps as workbook.yml lists them, those of no team behind, in the order of their names."""
    place = {
        rep: number
        for number, rep in enumerate(
            dict.fromkeys(rep for members in meeting.wb.config.teams.values() for rep in members)
        )
    }
    return sorted(set(reps), key=lambda rep: (place.get(rep, len(place)), rep))


def said_rep(meeting: Meeting, rep: str) -> str:
    """A rep as a colleague says the name in the meeting."""
    if not rep:
        return meeting.say("担当なし", "leads without a rep")
    name = shortened(meeting.person(rep), _LONGEST)
    return name if meeting.mask_names else meeting.say(f"{name}さん", name)


def people(meeting: Meeting, told: Sequence[str]) -> str:
    """Reps with their numbers, each already in words; those beyond the fourth are counted."""
    rest = len(told) - _NAMED
    if rest <= 0:
        return listed(meeting, told)
    return listed(meeting, told[:_NAMED]) + meeting.say(f"ほか{rest}人", f" and {rest} more")


def minutes_band(meeting: Meeting, shortest: float, longest: float) -> str:
    """A band of talk time as it is said: 5〜8分, 5–8 minutes; the last one is open: 8分以上."""
    if pd.isna(longest):
        return meeting.say(f"{shortest / 60:g}分以上", f"{shortest / 60:g} minutes or more")
    return meeting.say(f"{shortest / 60:g}〜{longest / 60:g}分", f"{shortest / 60:g}–{longest / 60:g} minutes")


def with_interval(meeting: Meeting, row: pd.Series, unit: str = "share") -> str | None:
    """A rate with its interval and n, as tables write it."""
    if pd.isna(row["value"]):
        return None
    said = meeting.write(row["value"], unit)
    if pd.isna(row["low"]):
        return f"{said} (n={row['denominator']:,.0f})"
    return f"{said} ({100 * row['low']:.1f}–{100 * row['high']:.1f}, n={row['denominator']:,.0f})"
