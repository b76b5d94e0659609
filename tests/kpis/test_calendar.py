"""Business days against hand-made calendars and against the public holidays themselves."""

from datetime import date, timedelta

import holidays
import pytest

from kpi_helpers.workbook.calendar import BusinessCalendar
from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.periods import Period

JP = BusinessCalendar("JP")
YEAR_END = [date(2026, 12, day) for day in (29, 30, 31)]


def days(*numbers, month, year=2026):
    return [date(year, month, number) for number in numbers]


def test_golden_week_2026():
    # Wed 29 April is Showa Day; Sun 3 May is Constitution Day, so Wed 6 May is its substitute after 4 and 5 May.
    assert JP.days(date(2026, 4, 27), date(2026, 5, 11)) == [
        *days(27, 28, 30, month=4),
        *days(1, 7, 8, month=5),
    ]


def test_a_holiday_on_a_sunday_frees_the_monday_after():
    # 11 August 2024 (Mountain Day) was a Sunday, 12 August its substitute.
    assert JP.days(date(2024, 8, 9), date(2024, 8, 14)) == days(9, 13, month=8, year=2024)


def test_a_day_between_two_holidays_is_free():
    # Mon 21 September 2026 (Respect for the Aged) and Wed 23 (autumn equinox) make Tue 22 a holiday.
    assert JP.days(date(2026, 9, 18), date(2026, 9, 26)) == days(18, 24, 25, month=9)


def test_the_year_ends_with_the_companys_own_days_off():
    # Mon 28 December is the last day; 1 January is a Friday; work begins on Mon 4 January.
    own = BusinessCalendar("JP", YEAR_END)
    assert own.days(date(2026, 12, 26), date(2027, 1, 6)) == [date(2026, 12, 28), *days(4, 5, month=1, year=2027)]
    assert JP.days(date(2026, 12, 26), date(2027, 1, 1)) == days(28, 29, 30, 31, month=12)


@pytest.mark.parametrize(
    ("as_of", "elapsed", "total"),
    [
        (date(2026, 11, 1), 0, 19),  # a Sunday: no business day yet
        (date(2026, 11, 2), 1, 19),
        (date(2026, 11, 3), 1, 19),  # Culture Day
        (date(2026, 11, 23), 14, 19),  # Labour Thanksgiving Day
        (date(2026, 11, 30), 19, 19),
        (date(2027, 1, 3), 0, 19),  # Friday 1 January, then a weekend
    ],
)
def test_the_days_of_a_month_gone(as_of, elapsed, total):
    at = JP.month_at(as_of)
    assert (at.elapsed, at.total, at.left) == (elapsed, total, total - elapsed)


@pytest.mark.parametrize(
    ("as_of", "same"),
    [
        (date(2026, 11, 1), None),
        (date(2026, 11, 2), date(2026, 10, 1)),  # k = 1
        (date(2026, 11, 3), date(2026, 10, 1)),  # a holiday, k = 1: up to the eve of Fri 2 October
        (date(2026, 11, 11), date(2026, 10, 9)),  # k = 7: Fri 9 October, without the long weekend after it
        (date(2026, 11, 18), date(2026, 10, 19)),  # k = 12 (12 October is Sports Day)
        (date(2026, 11, 29), date(2026, 10, 27)),  # Sunday, k = 18: up to the eve of the 19th, Wed 28 October
        (date(2026, 10, 10), date(2026, 9, 9)),  # Saturday, k = 7: up to the eve of the 8th, Thu 10 September
        (date(2026, 11, 30), date(2026, 10, 31)),  # the month is over: all of last month
        (date(2026, 3, 30), date(2026, 2, 28)),  # k = 20, and February has 18
        (date(2026, 5, 7), date(2026, 4, 2)),  # k = 2 in spite of Golden Week
    ],
)
def test_the_same_business_day_of_last_month(as_of, same):
    assert JP.month_at(as_of).same_day_last_month == same


@pytest.mark.parametrize(
    ("as_of", "month", "end"),
    [
        (date(2026, 11, 1), "2026-10", None),
        # 12/19 = 0.632; of 21 13 (0.619) before 14 (0.667).
        (date(2026, 11, 18), "2026-10", date(2026, 10, 21)),
        # A Saturday, 14/19 = 0.737: the 15th of 21, to the eve of the 16th, Fri 23 October.
        (date(2026, 11, 21), "2026-10", date(2026, 10, 23)),
        # 18/19 = 0.947: the 20th of 21, Thu 29 October.
        (date(2026, 11, 27), "2026-10", date(2026, 10, 30)),
        # The month is over.
        (date(2026, 11, 30), "2026-10", date(2026, 11, 1)),
        # The last business day but not the last day: the last of 19 and of 20.
        (date(2026, 10, 30), "2026-09", date(2026, 10, 1)),
        (date(2026, 10, 30), "2026-08", date(2026, 9, 1)),
        # 10/20; of 19 9 and 10 are as near: the later, Mon 14 September.
        (date(2026, 8, 17), "2026-09", date(2026, 9, 15)),
    ],
)
def test_the_same_stage_of_another_month(as_of, month, end):
    assert JP.month_at(as_of).same_stage(Period.parse(month)) == end


def test_a_month_without_a_business_day_has_no_stage():
    off = [date(2026, 8, day) for day in range(1, 32)]
    calendar = BusinessCalendar("JP", off)
    assert calendar.month_at(date(2026, 11, 18)).same_stage(Period.parse("2026-08")) is None
    assert calendar.month_at(date(2026, 8, 12)).same_stage(Period.parse("2026-07")) is None


@pytest.mark.parametrize("country", ["JP", "BR", "DE"])
def test_ten_years_are_weekdays_without_the_public_holidays(country):
    public = holidays.country_holidays(country, years=range(2018, 2028))
    span = [date(2018, 1, 1) + timedelta(days=number) for number in range(3652)]
    expected = [day for day in span if day.isoweekday() < 6 and day not in public]
    assert BusinessCalendar(country).days(span[0], span[-1] + timedelta(days=1)) == expected


def test_a_country_that_nobody_knows_is_named():
    with pytest.raises(WorkbookError, match="country 'XX' is not known"):
        BusinessCalendar("XX")
