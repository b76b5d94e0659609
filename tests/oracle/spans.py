"""Which days a table covers."""

from .days import ONE_DAY

USUAL = 3


class Span:
    """`first` and `last` day of a table, `until` when it is covered; a closing shows that a table goes on."""

    def __init__(self, calendar, as_of, days, closings=()):
        self.calendar, self.as_of = calendar, as_of
        self.first = min(days, default=None)
        self.slack, self.until, self.ended = USUAL, None, False
        if not days:
            return
        rows = sorted(set(days) | set(closings))
        self.last = rows[-1]
        year = [day for day in rows if day > a_year_before(self.last)]
        for before, following in zip(year, year[1:], strict=False):
            self.slack = max(self.slack, len(calendar.business_days(before + ONE_DAY, following)))
        self.ended = len(calendar.business_days(self.last + ONE_DAY, as_of)) > self.slack
        self.until = self.last if self.ended else as_of

    def covers(self, first, last):
        """Whether something is known of the days from first to last."""
        return self.first is not None and last >= self.first and first <= self.until

    def is_partial(self, first, last):
        if not self.covers(first, last):
            return False
        before = self.calendar.business_days(first, self.first - ONE_DAY)
        behind = self.calendar.business_days(self.last + ONE_DAY, min(last, self.as_of)) if self.ended else []
        return max(len(before), len(behind)) > self.slack


def a_year_before(day):
    """The same date of the year before, of 29 February the 28th."""
    return day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)
