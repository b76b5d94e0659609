"""What a reader is likely to look back at, made while nobody waits."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, Protocol

from kpi_helpers.explore.choices import NARROWING
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.workbook.periods import DAY, months_to, weeks_to

PAUSE = 2.0
"""Seconds in which nothing was shown and nothing chosen, after which nobody is taken to wait."""

BREATH = 0.1
"""Seconds between two pieces of work, in which a choice is heard."""

MOST_ROWS = 100_000
"""Of more rows a day takes seconds to prepare, in which a choice would have to wait."""


SLOW = 0.2
"""Seconds of processor time: what takes longer is made of a section's parts too, teams first."""

EARLIER = 2
"""Months before the last one of which the tables alone are made: sections of each would cost seconds, and memory."""

MOST = 30.0
"""Seconds of processor time that a page spends on parts which nobody may ask for; `KPI_AHEAD` in the environment says otherwise."""


class Foreseeing(Protocol):
    """What can be made before it is asked for."""

    def foresee(self, chosen: Mapping[str, Any]) -> None:
        """Make what a choice shows."""

    def values(self, control: str) -> Sequence[Any]:
        """What can be chosen of a list, but for the page's own."""


def likely_days(now: date) -> list[date]:
    """The ends of last week and of last month.

    Examples
    --------
    >>> [f"{day}" for day in likely_days(date(2026, 11, 18))]
    ['2026-11-15', '2026-10-31']
    """
    return [weeks_to(now, 2)[0].end - DAY, months_to(now, 2)[0].end - DAY]


def _most() -> float:
    try:
        return float(os.environ["KPI_AHEAD"])
    except (KeyError, ValueError):
        return MOST


class Early:
    """Makes what a page is likely to show next as soon as it rests.

    First its likely days, a day's tables first, then section by section; then the tables of earlier months, and the parts
    of the sections that took long.

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
    ...     shown = SimpleNamespace(foresee=lambda chosen: made.append(f"{chosen['month']}"), values=lambda control: [])
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
        self._took: dict[str, float] = {}
        self._spent = 0.0
        self._pieces = self._likely()
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
        if self._meeting.wb.bearing.dated_rows > MOST_ROWS:
            return
        for piece in self._pieces:
            piece()
            self._after(min(BREATH, self._pause))
            return

    def _likely(self) -> Iterator[Callable[[], object]]:
        for day in likely_days(self._meeting.wb.as_of):
            yield partial(self._prepare, day)
            for key in list(self._sections):
                yield partial(self._foresee, key, {"month": day})
        most = _most()
        if not most > 0:
            return
        for month in reversed(months_to(self._meeting.wb.as_of, 2 + EARLIER)[:EARLIER]):
            yield partial(self._prepare, month.end - DAY)
        slow = sorted(
            (key for key, took in self._took.items() if took > SLOW), key=self._took.__getitem__, reverse=True
        )
        self._spent = 0.0
        for control in NARROWING:
            for key in slow:
                for value in self._sections[key].values(control):
                    if self._spent > most:
                        return
                    yield partial(self._foresee, key, {control: value})

    def _foresee(self, key: str, chosen: Mapping[str, Any]) -> None:
        began = time.process_time()
        self._sections[key].foresee(chosen)
        took = time.process_time() - began
        self._took[key] = max(took, self._took.get(key, 0.0))
        self._spent += took

    def _prepare(self, day: date) -> int:
        return self._meeting.wb.view(as_of=day).bearing.dated_rows
