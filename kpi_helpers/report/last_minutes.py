"""The minutes of last time: what was decided, who does what, and what could not be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from kpi_helpers.report.actions import Action
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.meetings import MEETINGS
from kpi_helpers.report.minutes_file import file_name, is_edited, read_text
from kpi_helpers.report.minutes_reading import Reading, read_minutes
from kpi_helpers.report.own_folders import own_folders
from kpi_helpers.report.owner import ANY, Owner

_LATEST = timedelta(days=14)


@dataclass(frozen=True)
class LastMinutes:
    """The newest minutes of an earlier day that somebody edited.

    Attributes
    ----------
    day : date
        Of the page that they belong to.
    path : Path
    reading : Reading
    held : date
        The day of the meeting: as they say it, else the page's.
    older : tuple of Action
        The open actions of the minutes before, where these have no part for actions:
        they are counted, not carried over, since nobody confirmed them.
    """

    day: date
    path: Path
    reading: Reading
    held: date
    older: tuple[Action, ...] = ()

    def overdue(self, day: date) -> list[Action]:
        """The open actions whose day is over, oldest first."""
        late = [action for action in self.reading.actions if action.is_open and action.is_overdue(day)]
        return sorted(late, key=lambda action: action.due_on or date.max)

    def open(self, day: date) -> list[Action]:
        """The other open actions, by due date."""
        rest = [action for action in self.reading.actions if action.is_open and not action.is_overdue(day)]
        return sorted(rest, key=lambda action: action.due_on or date.max)

    @property
    def ended(self) -> Sequence[Action]:
        """Those that were done, or given up, in the words of the minutes."""
        return [action for action in self.reading.actions if not action.is_open]


def last_minutes(meeting: Meeting) -> LastMinutes | None:
    """The minutes of last time; None where nobody has edited any.

    Parameters
    ----------
    meeting : Meeting
        Minutes of other meetings, other teams and later days are not its own; minutes
        that nobody touched say nothing about what was decided.
    """
    newest = None
    for found in edited_minutes(meeting):
        if found.of_another:
            continue
        if newest is None:
            newest = LastMinutes(found.day, found.path, found.reading, found.held)
        elif found.reading.has_actions:
            open_ = tuple(action for action in found.reading.actions if action.is_open)
            return replace(newest, older=open_)
        if found.reading.has_actions:
            return newest
    return newest


@dataclass(frozen=True)
class Edited:
    """Minutes of an earlier day that somebody edited; `of_another` is the title of the meeting that they name instead."""

    day: date
    path: Path
    reading: Reading
    held: date
    of_another: str = ""


def place_of(minutes: LastMinutes | Edited, line: int, lang: str) -> str:
    """Where a line of minutes stands, by folder, file and number."""
    name = f"{minutes.day.isoformat()}/{minutes.path.name}"
    return f"{name} {line}行目" if lang == "ja" else f"{name}, line {line}"


def edited_minutes(meeting: Meeting) -> Iterator[Edited]:
    """The edited minutes of earlier days that lie in this meeting's place, newest first."""
    return minutes_before(meeting.wb.as_of, meeting.reports, meeting.name, meeting.place, Owner.of(meeting.wb.config))


def minutes_before(
    before: date, reports: Path | None, name: str, team: str | None, owner: Owner = ANY
) -> Iterator[Edited]:
    """The edited minutes of a meeting in the folder of all pages, newest first."""
    for day, folder in own_folders(reports, team, owner):
        path = folder / file_name(name)
        if day < before and path.is_file() and is_edited(text := read_text(path)):
            reading = read_minutes(text, day)
            said = reading.held
            # A meeting is held on its page's day or some days later; anything else is a slip of the pen.
            held = said if said is not None and day <= said < min(day + _LATEST, before) else day
            yield Edited(day, path, reading, held, _other_meeting(name, reading.title))


def _other_meeting(name: str, title: str) -> str:
    """The title of the meeting that minutes name where it is not their own: somebody saved them in the wrong place."""
    named = {agenda.name: text for agenda in MEETINGS.values() for text in (agenda.ja, agenda.en) if text in title}
    return "" if name in named else next(iter(named.values()), "")
