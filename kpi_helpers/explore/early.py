"""What a reader is likely to look back at, made while nobody waits."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any, Protocol

from kpi_helpers.report.meeting import Meeting
from kpi_helpers.workbook.periods import DAY, months_to, weeks_to

PAUSE = 2.0
"""Seconds in which nothing was shown and nothing chosen, after which nobody is taken to wait."""

BREATH = 0.1
"""Seconds between two pieces of work, in which a choice is heard."""

MOST_ROWS = 100_000
"""Of more rows a day takes seconds to prepare, in which a choice would have to wait."""


class Foreseeing(Protocol):
    """What can be made before it is asked for."""

    def foresee(self, chosen: Mapping[str, Any]) -> None:
        """Make what a choice shows."""


def likely_days(now: date) -> list[date]:
    """The ends of last week and of last month.

    Examples
    --------
    >>> [f"{day}" for day in likely_days(date(2026, 11, 18))]
    ['2026-11-15', '2026-10-31']
    """
    return [weeks_to(now, 2)[0].end - DAY, months_to(now, 2)[0].end - DAY]


class Early:
    """Makes what a page shows of its likely days, a day's tables first, then section by section, as soon as the page rests.

    Parameters
    ----------
    meeting : Meeting
        The page's own view.
    sections : mapping of str to Foreseeing
        Those that the page shows by then.
    pause : float
        Seconds.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from kpi_helpers.workbook.example import example
    >>> async def opened(meeting):
    ...     made = []
    ...     shown = SimpleNamespace(foresee=lambda chosen: made.append(f"{chosen['month']}"))
    ...     early = Early(meeting, {"sales": shown}, pause=0.001)
    ...     early.later(), early.later()
    ...     while len(made) < 2:
    ...         await asyncio.sleep(0.01)
    ...     return made
    >>> asyncio.run(opened(Meeting("sales_sync", example())))
    ['2026-11-15', '2026-10-31']
    """

    def __init__(self, meeting: Meeting, sections: Mapping[str, Foreseeing], pause: float = PAUSE) -> None:
        self._meeting, self._sections, self._pause = meeting, sections, pause
        self._days = deque(likely_days(meeting.wb.as_of))
        self._next: deque[Callable[[], object]] = deque()
        self._waiting: asyncio.TimerHandle | None = None

    def later(self) -> None:
        """Begin after the pause, or begin the pause anew; where cells are run without a loop nobody rests."""
        self._after(self._pause)

    def _after(self, seconds: float) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return
        self._waiting = loop.call_later(seconds, self._work)

    def _work(self) -> None:
        wb = self._meeting.wb
        if not self._next and self._days and wb.bearing.dated_rows <= MOST_ROWS:
            day = self._days.popleft()
            self._next.append(partial(self._prepare, day))
            self._next.extend(partial(each.foresee, {"month": day}) for each in self._sections.values())
        if self._next:
            self._next.popleft()()
            self._after(min(BREATH, self._pause))

    def _prepare(self, day: date) -> int:
        return self._meeting.wb.view(as_of=day).bearing.dated_rows
