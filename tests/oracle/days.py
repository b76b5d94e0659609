"""Business days, months, ISO weeks and how they are written."""

from datetime import date, datetime, time, timedelta
from fractions import Fraction

import holidays

ONE_DAY = timedelta(days=1)


def month_of(day):
    return f"{day.year:04d}-{day.month:02d}"


def week_of(day):
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def first_day(month):
    year, number = month.split("-")
    return date(int(year), int(number), 1)


def month_before(month, back=1):
    day = first_day(month)
    for _ in range(back):
        day = (day - ONE_DAY).replace(day=1)
    return month_of(day)


def last_day(month):
    return (first_day(month).replace(day=28) + 4 * ONE_DAY).replace(day=1) - ONE_DAY


def months_up_to(as_of, count):
    return [month_before(month_of(as_of), back) for back in range(count - 1, -1, -1)]


def eight_weeks(as_of):
    """The Mondays of the eight ISO weeks up to as_of's."""
    monday = as_of - as_of.weekday() * ONE_DAY
    return [monday - timedelta(weeks=back) for back in range(7, -1, -1)]


def short_periods(as_of):
    """(name, does the day lie in it) of the eight weeks and of as_of's month."""
    weeks = [week_of(monday) for monday in eight_weeks(as_of)]
    month = month_of(as_of)
    periods = [(week, lambda day, week=week: week_of(day) == week) for week in weeks]
    return [*periods, (month, lambda day: month_of(day) == month)]


def window(first, as_of):
    return f"{first.isoformat()}..{as_of.isoformat()}"


class Calendar:
    """Which days and hours count as business."""

    def __init__(self, config):
        self.holidays = holidays.country_holidays(config.get("country", "JP"))
        days_off = config.get("days_off") or []
        self.days_off = {day if isinstance(day, date) else date.fromisoformat(day) for day in days_off}
        opening, closing = config.get("business_hours") or ["09:00", "18:00"]
        self.opening, self.closing = time.fromisoformat(opening), time.fromisoformat(closing)

    def is_business(self, day):
        return day.weekday() < 5 and day not in self.holidays and day not in self.days_off

    def business_days(self, first, last):
        """The business days from first to last, both included."""
        days = []
        while first <= last:
            if self.is_business(first):
                days.append(first)
            first += ONE_DAY
        return days

    def elapsed(self, as_of):
        return len(self.business_days(as_of.replace(day=1), as_of))

    def of_month(self, as_of):
        return len(self.business_days(as_of.replace(day=1), last_day(month_of(as_of))))

    def same_day_last_month(self, as_of):
        """The last day of last month's share that is compared with the month to date."""
        before = month_before(month_of(as_of))
        end = last_day(before)
        return end if as_of == last_day(month_of(as_of)) else self.stretch(before, self.elapsed(as_of), as_of)

    def same_stage(self, as_of, month):
        """The last day of another month's share that is compared with the month to date; None where there is none."""
        here, there = self.of_month(as_of), self.of_month(first_day(month))
        gone = self.elapsed(as_of)
        if not gone or not there:
            return None
        if as_of == last_day(month_of(as_of)):
            return last_day(month)
        nearest = sorted((abs(Fraction(k, there) - Fraction(gone, here)), -k) for k in range(1, there + 1))
        return self.stretch(month, -nearest[0][1], as_of)

    def stretch(self, month, k, as_of):
        """The last day of a month's share with k business days: that day, or the eve of the next if as_of is a day off."""
        end = last_day(month)
        days = self.business_days(first_day(month), end)
        if self.is_business(as_of):
            return days[k - 1] if k <= len(days) else end
        return days[k] - ONE_DAY if k < len(days) else end

    def business_seconds(self, start, end):
        """Seconds between two moments while the office is open."""
        total, day, zone = 0.0, start.date(), start.tzinfo
        while day <= end.date():
            if self.is_business(day):
                opens = max(start.timestamp(), datetime.combine(day, self.opening, zone).timestamp())
                closes = min(end.timestamp(), datetime.combine(day, self.closing, zone).timestamp())
                total += max(0.0, closes - opens)
            day += ONE_DAY
        return total
