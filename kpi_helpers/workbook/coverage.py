"""The days that a table covers: before its oldest row nothing is known, and after its end neither."""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from kpi_helpers.workbook.calendar import BusinessCalendar
from kpi_helpers.workbook.periods import DAY, Period, year_before

SLACK = 3
"""Business days without a row that no table is blamed for."""


@dataclass(frozen=True)
class Coverage:
    """What is known of the days of one table, seen on as_of.

    Attributes
    ----------
    table : str
    as_of : date
    first : date or None
        The day of its oldest row; None where it has no row.
    last : date or None
        The day of its newest row (of opportunities a closing is one too).
    slack : int
        Business days without a row up to which nothing is missing: three, or the longest such
        gap in the twelve months that end with its newest row.
    calendar : BusinessCalendar

    Examples
    --------
    >>> calls = covered("activities", [date(2026, 10, 21), date(2026, 10, 22), date(2026, 11, 4)],
    ...                 BusinessCalendar("JP"), date(2026, 11, 20))
    >>> calls.slack, calls.has_ended, calls.until
    (8, True, datetime.date(2026, 11, 4))
    >>> calls.covers(Period.parse("2026-09")), calls.is_partial(Period.parse("2026-10"))
    (False, True)
    """

    table: str
    as_of: date
    first: date | None
    last: date | None
    slack: int
    calendar: BusinessCalendar

    @cached_property  # asked of every period; as_of may lie decades ahead
    def has_ended(self) -> bool:
        """Whether it has had no row for longer than is usual for it."""
        return self.last is not None and self._cut(self.last + DAY, self.as_of + DAY)

    @property
    def until(self) -> date | None:
        """The last day that it covers."""
        return self.last if self.has_ended else self.first and self.as_of

    def covers(self, period: Period) -> bool:
        """Whether something is known of a period."""
        if self.first is None or self.until is None:
            return False
        return period.end > self.first and period.start <= self.until

    def is_partial(self, period: Period) -> bool:
        """Whether the oldest row, or the newest one of a table that has ended, cuts a period."""
        if self.first is None or self.last is None or not self.covers(period):
            return False
        end = min(period.end, self.as_of + DAY)
        return self._cut(period.start, self.first) or (self.has_ended and self._cut(self.last + DAY, end))

    def begins_after(self, day: date) -> date | None:
        """The day of its oldest row, where that lies after a day by more than may well have no row."""
        return self.first if self.first and self._cut(day, self.first) else None

    def clipped(self, period: Period) -> Period:
        """The part of a window that is covered; all of it where the table has no row."""
        first, last = self.first or period.start, self.until or period.end - DAY
        return Period.window(max(period.start, first), min(period.end - DAY, last))

    def _cut(self, start: date, end: date) -> bool:
        """Whether more business days lie between two days than may well have no row."""
        return self.calendar.count(start, end) > self.slack


def covered(
    table: str,
    days: Collection[date],
    calendar: BusinessCalendar,
    as_of: date,
    closings: Collection[date] = (),
) -> Coverage:
    """The coverage of a table whose rows lie on these days.

    Parameters
    ----------
    table : str
    days : collection of date
    calendar : BusinessCalendar
    as_of : date
    closings : collection of date, optional
        Days that show that it goes on, though no row is dated by them.
    """
    if not days:
        return Coverage(table, as_of, None, None, SLACK, calendar)
    rows = sorted({*days, *closings})
    last = rows[-1]
    year = year_before(last)
    lately = rows[bisect_left(rows, year) :]
    gaps = (calendar.count(before + DAY, after + DAY) for before, after in zip(lately, lately[1:], strict=False))
    return Coverage(table, as_of, min(days), last, max(SLACK, *gaps, 0), calendar)


def covered_periods(coverages: Sequence[Coverage], periods: Iterable[Period]) -> tuple[Period, ...]:
    """The periods of which every table knows something, windows clipped to what all of them cover.

    Months and weeks stay whole; a window is one that is written out (``2026-06-01..2026-11-20``).

    Examples
    --------
    >>> leads = covered("leads", [date(2026, 10, 1), date(2026, 11, 19)], BusinessCalendar("JP"), date(2026, 11, 20))
    >>> months = [Period.parse("2026-09"), Period.parse("2026-10"), Period.parse("2026-06-01..2026-11-20")]
    >>> [period.label for period in covered_periods([leads], months)]
    ['2026-10', '2026-10-01..2026-11-20']
    """
    found = []
    for period in periods:
        if not all(table.covers(period) for table in coverages):
            continue
        if ".." in period.label:
            for table in coverages:
                period = table.clipped(period)
            if period.start >= period.end:
                continue
        found.append(period)
    return tuple(found)
