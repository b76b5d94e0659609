"""The periods in which numbers are looked at where nobody names others."""

from collections.abc import Callable
from datetime import date

from kpi_helpers.workbook.periods import DAY, Period, months_to, weeks_to, year_before
from kpi_helpers.workbook.workbook import Workbook

TREE_MONTHS = 13
WEEKS = 8
RESPONSE_DAYS = 180


def thirteen_months(wb: Workbook) -> tuple[Period, ...]:
    """The 13 months up to as_of's."""
    return months_to(wb.as_of, TREE_MONTHS)


def weeks_and_month(wb: Workbook) -> tuple[Period, ...]:
    """The eight weeks up to as_of's, and as_of's month."""
    return (*weeks_to(wb.as_of, WEEKS), wb.month.month)


def this_month(wb: Workbook) -> tuple[Period, ...]:
    """as_of's month."""
    return (wb.month.month,)


def each_week(wb: Workbook) -> tuple[Period, ...]:
    """The eight weeks up to as_of's."""
    return weeks_to(wb.as_of, WEEKS)


def year_to(day: date) -> Period:
    """The twelve months that end with a day, as one window."""
    return Period.window(year_before(day), day)


def twelve_months(wb: Workbook) -> tuple[Period, ...]:
    """The twelve months to as_of, as one window."""
    return (year_to(wb.as_of),)


def three_months_to(wb: Workbook) -> tuple[Period, ...]:
    """The three months to as_of, as one window."""
    month = wb.month.month.back(3)
    same = min(wb.as_of.day, (month.end - month.start).days)
    return (Period.window(month.start + same * DAY, wb.as_of),)


def eight_weeks(wb: Workbook) -> tuple[Period, ...]:
    """The eight weeks up to as_of, as one window."""
    return (Period.window(weeks_to(wb.as_of, WEEKS)[0].start, wb.as_of),)


def days_to(days: int) -> Callable[[Workbook], tuple[Period, ...]]:
    """So many days that end with as_of, as one window."""

    def window(wb: Workbook) -> tuple[Period, ...]:
        return (Period.window(wb.as_of - (days - 1) * DAY, wb.as_of),)

    window.__doc__ = f"The {days} days that end with as_of, as one window."
    return window


def months_as_one(months: int) -> Callable[[Workbook], tuple[Period, ...]]:
    """As_of's month and the ones before it up to as_of, as one window."""

    def window(wb: Workbook) -> tuple[Period, ...]:
        return (Period.window(months_to(wb.as_of, months)[0].start, wb.as_of),)

    window.__doc__ = f"The {months} months up to as_of's, as one window that ends with as_of."
    return window
