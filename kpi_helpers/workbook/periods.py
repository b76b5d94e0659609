"""Months, ISO weeks and written-out windows, all half-open."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from kpi_helpers.workbook.errors import WorkbookError

DAY = timedelta(days=1)


@dataclass(frozen=True, order=True)
class Period:
    """A span of days, ``start <= day < end``, under the label that numbers carry.

    Examples
    --------
    >>> Period.parse("2026-W47")
    Period(label='2026-W47', start=datetime.date(2026, 11, 16), end=datetime.date(2026, 11, 23))
    """

    label: str
    start: date
    end: date

    @classmethod
    def month(cls, day: date) -> "Period":
        """The calendar month that holds `day`."""
        start = day.replace(day=1)
        return cls(f"{start:%Y-%m}", start, (start + 31 * DAY).replace(day=1))

    @classmethod
    def week(cls, day: date) -> "Period":
        """The ISO week, Monday first, that holds `day`."""
        year, week, weekday = day.isocalendar()
        start = day - (weekday - 1) * DAY
        return cls(f"{year}-W{week:02d}", start, start + 7 * DAY)

    @classmethod
    def window(cls, start: date, last: date) -> "Period":
        """From `start` to `last`, both included, labelled ``2026-06-01..2026-11-20``."""
        return cls(f"{start}..{last}", start, last + DAY)

    @classmethod
    def parse(cls, label: str) -> "Period":
        """The period that a label names; a label of no known form is refused."""
        try:
            if re.fullmatch(r"\d{4}-\d{2}", label):
                return cls.month(date.fromisoformat(f"{label}-01"))
            if re.fullmatch(r"\d{4}-W\d{2}", label):
                return cls.week(date.fromisocalendar(int(label[:4]), int(label[6:]), 1))
            start, dots, last = label.partition("..")
            if dots:
                return cls.window(date.fromisoformat(start), date.fromisoformat(last))
        except ValueError:
            pass
        raise WorkbookError(
            ja=f"{label!r} という期間はわかりません。月は 2026-11、週は 2026-W47、期間は 2026-06-01..2026-11-20 のように書いてください。",
            en=(
                f"The period {label!r} is not known: write a month as 2026-11, a week as 2026-W47 "
                "or a window as 2026-06-01..2026-11-20."
            ),
        )

    @property
    def is_month(self) -> bool:
        """Whether it is a calendar month."""
        return self == Period.month(self.start)

    def back(self, months: int) -> "Period":
        """The month that lies `months` before this one."""
        first = self.start.year * 12 + self.start.month - 1 - months
        return Period.month(date(first // 12, first % 12 + 1, 1))


def year_before(day: date) -> date:
    """The first day of the twelve months that end with a day.

    Examples
    --------
    >>> year_before(date(2026, 11, 20)), year_before(date(2028, 2, 29))
    (datetime.date(2025, 11, 21), datetime.date(2027, 3, 1))
    """
    if (day.month, day.day) == (2, 29):
        return date(day.year - 1, 3, 1)
    return day.replace(year=day.year - 1) + DAY


def months_to(as_of: date, count: int) -> tuple[Period, ...]:
    """The `count` months up to that of `as_of`, oldest first."""
    last = Period.month(as_of)
    return tuple(last.back(distance) for distance in reversed(range(count)))


def weeks_to(as_of: date, count: int) -> tuple[Period, ...]:
    """The `count` ISO weeks up to that of `as_of`, oldest first."""
    return tuple(Period.week(as_of - 7 * distance * DAY) for distance in reversed(range(count)))


FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)
"""Days outside are somebody's slip: rows of them are set aside, pages for them refused."""


def parsed_day(written: date | str | None) -> date | None:
    """A day, or one that is written as ``2026-11-20``; None for nothing."""
    if not written:
        return None
    try:
        day = written if isinstance(written, date) else date.fromisoformat(written)
    except ValueError:
        raise WorkbookError(
            ja=f"--as-of: {written!r} は日付として読めません。2026-11-20 の形で書いてください。",
            en=f"--as-of: {written!r} is not a day; write it as 2026-11-20.",
        ) from None
    if not FIRST_DAY <= day <= LAST_DAY:
        raise WorkbookError(
            ja=f"--as-of: {day} は扱えません。{FIRST_DAY} から {LAST_DAY} までの日を書いてください。",
            en=f"--as-of: {day} is out of range; write a day from {FIRST_DAY} to {LAST_DAY}.",
        )
    return day
