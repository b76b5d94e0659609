"""The days that a reader is likely to look back at, prepared while nobody waits."""

from __future__ import annotations

import asyncio
from datetime import date

from kpi_helpers.report.meeting import Meeting
from kpi_helpers.workbook.periods import DAY, months_to, weeks_to

PAUSE = 1.0
"""Seconds in which no cell has shown anything, after which the page is taken to be there."""

MOST_ROWS = 100_000
"""Of more rows a day takes seconds to prepare, in which a choice would have to wait."""


def likely_days(now: date) -> list[date]:
    """The ends of last week and of last month.

    Examples
    --------
    >>> [f"{day}" for day in likely_days(date(2026, 11, 18))]
    ['2026-11-15', '2026-10-31']
    """
    return [weeks_to(now, 2)[0].end - DAY, months_to(now, 2)[0].end - DAY]


class Early:
    """Prepares the likely days of a page one by one, as soon as the page rests.

    Parameters
    ----------
    meeting : Meeting
        The page's own view.
    pause : float
        Seconds.

    Examples
    --------
    >>> from kpi_helpers.workbook.example import example
    >>> async def opened(meeting):
    ...     early = Early(meeting, pause=0.001)
    ...     early.later(), early.later()
    ...     while len(early.prepared) < 2:
    ...         await asyncio.sleep(0.01)
    ...     return early.prepared
    >>> [f"{day}" for day in asyncio.run(opened(Meeting("sales_sync", example())))]
    ['2026-11-15', '2026-10-31']
    """

    def __init__(self, meeting: Meeting, pause: float = PAUSE) -> None:
        self._meeting, self._pause = meeting, pause
        self._days = likely_days(meeting.wb.as_of)
        self._waiting: asyncio.TimerHandle | None = None
        self.prepared: list[date] = []

    def later(self) -> None:
        """Begin after the pause, or begin the pause anew; where cells are run without a loop nobody rests."""
        if self._waiting is not None:
            self._waiting.cancel()
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return
        self._waiting = loop.call_later(self._pause, self._prepare_next)

    def _prepare_next(self) -> None:
        wb = self._meeting.wb
        if self._days and wb.bearing.dated_rows <= MOST_ROWS:
            day = self._days.pop(0)
            if wb.view(as_of=day).bearing.dated_rows:
                self.prepared.append(day)
            self.later()
