"""Business days and business hours of the workbook's country."""

from collections.abc import Iterable
from datetime import date, time
from functools import cached_property, lru_cache

import holidays

from kpi_helpers.workbook.config_calendar import CalendarConfig
from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.periods import DAY, Period


class BusinessCalendar:
    """Monday to Friday, no public holiday of `country`, none of `days_off`.

    Parameters
    ----------
    country : str
        ISO code of the country whose public holidays count, for example "JP".
    days_off : iterable of date
        The company's own holidays.
    business_hours : (time, time)
        When the office answers, on business days.
    breaks : iterable of ((int, int), (int, int))
        Days off that come every year: month and day of the first and of the last.

    Examples
    --------
    2026-11-03 is Culture Day, 2026-11-23 Labour Thanksgiving Day:

    >>> calendar = BusinessCalendar("JP")
    >>> calendar.count(date(2026, 11, 1), date(2026, 12, 1))
    19
    """

    def __init__(
        self,
        country: str = "JP",
        days_off: Iterable[date] = (),
        business_hours: tuple[time, time] = (time(9), time(18)),
        breaks: Iterable[tuple[tuple[int, int], tuple[int, int]]] = (),
    ) -> None:
        try:
            self._holidays = holidays.country_holidays(country)
        except NotImplementedError:
            raise WorkbookError(
                ja=f"workbook.yml: calendar の country {country!r} はわかりません。JP のように ISO コードで書いてください。",
                en=f"workbook.yml, calendar: country {country!r} is not known; write its ISO code, for example JP.",
            ) from None
        self.country = country
        self.days_off = frozenset(days_off)
        self.business_hours = business_hours
        self._breaks = tuple(breaks)
        self._known: dict[date, bool] = {}

    def is_business_day(self, day: date) -> bool:
        """Whether work is done on `day`."""
        known = self._known.get(day)
        if known is None:
            off = day in self.days_off or day in self._holidays or self._is_in_break(day)
            known = self._known[day] = day.weekday() < 5 and not off
        return known

    def _is_in_break(self, day: date) -> bool:
        at = day.month, day.day
        return any(first <= at <= last if first <= last else at >= first or at <= last for first, last in self._breaks)

    def days(self, start: date, end: date) -> list[date]:
        """The business days with ``start <= day < end``."""
        span = (start + distance * DAY for distance in range((end - start).days))
        return [day for day in span if self.is_business_day(day)]

    def count(self, start: date, end: date) -> int:
        """How many business days lie in ``start <= day < end``."""
        return len(self.days(start, end))

    def month_at(self, as_of: date) -> "MonthAt":
        """Where `as_of` stands in its month."""
        return MonthAt(self, as_of)


@lru_cache(maxsize=16)
def calendar_of(config: CalendarConfig) -> BusinessCalendar:
    """The calendar that `workbook.yml` describes: one for all views, which ask it for the same days."""
    return BusinessCalendar(config.country, config.days_off, config.business_hours, config.breaks)


class MonthAt:
    """A month seen on one of its days: business days gone and left.

    The day itself counts as elapsed.

    Examples
    --------
    >>> at = BusinessCalendar("JP").month_at(date(2026, 11, 18))
    >>> at.elapsed, at.total, at.same_day_last_month
    (12, 19, datetime.date(2026, 10, 19))
    """

    def __init__(self, calendar: BusinessCalendar, as_of: date) -> None:
        self.as_of = as_of
        self.month = Period.month(as_of)
        self._calendar = calendar

    @cached_property
    def total(self) -> int:
        """Business days of the month."""
        return self._calendar.count(self.month.start, self.month.end)

    @cached_property
    def elapsed(self) -> int:
        """Business days gone, as_of's own among them."""
        return self._calendar.count(self.month.start, self.as_of + DAY)

    @property
    def left(self) -> int:
        """Business days still to come."""
        return self.total - self.elapsed

    @property
    def share(self) -> float | None:
        """Share of the month's business days gone; None before the first of them."""
        return self.elapsed / self.total if self.elapsed else None

    @property
    def is_business_day(self) -> bool:
        """Whether as_of is one."""
        return self._calendar.is_business_day(self.as_of)

    @property
    def is_over(self) -> bool:
        """Whether as_of is the last day of its month."""
        return self.as_of + DAY == self.month.end

    @cached_property
    def same_day_last_month(self) -> date | None:
        """Last day of the stretch of last month that compares with this month to date.

        With k business days elapsed: where as_of is a business day, last month's k-th;
        else the eve of its (k+1)-th, so that weekends are on both sides or on neither.
        The last day of last month where it has no such day or where this month is over;
        None when k = 0.
        """
        if not self.elapsed:
            return None
        last = self.month.back(1)
        return (last.end if self.is_over else self._up_to(last, self.elapsed)) - DAY

    def same_stage(self, month: Period) -> date | None:
        """The end (excluded) of the stretch of another month that compares with this one to date.

        As for last month, with the business day k′ of that month whose share k′ ÷ n′ of
        its business days is nearest to this month's k ÷ n, the later of two.

        Returns
        -------
        date or None
            None before the first business day, and for a month that has none.

        Examples
        --------
        12 of 19 business days are nearest to 13 of October's 21:

        >>> at = BusinessCalendar("JP").month_at(date(2026, 11, 18))
        >>> at.same_stage(at.month.back(1))
        datetime.date(2026, 10, 21)
        """
        whole = self._calendar.count(month.start, month.end)
        if not (self.elapsed and whole):
            return None
        if self.is_over:
            return month.end
        off = {day: abs(day * self.total - self.elapsed * whole) for day in range(1, whole + 1)}
        return self._up_to(month, min(off, key=lambda day: (off[day], -day)))

    def _up_to(self, month: Period, elapsed: int) -> date:
        """Where so many business days of a month are gone, and the days off after them only if as_of is one."""
        days = self._calendar.days(month.start, month.end)
        if self.is_business_day:
            return days[elapsed - 1] + DAY if elapsed <= len(days) else month.end
        return days[elapsed] if elapsed < len(days) else month.end
