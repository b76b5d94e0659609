"""The weeks and the month of chapters 4 to 6 and 9, as far as tables cover them."""

from datetime import timedelta

from .days import eight_weeks, month_of, week_of


def short_periods(view, tables):
    """(name, does the day lie in it) of the eight weeks and of as_of's month that every table covers."""
    found = []
    for monday in eight_weeks(view.as_of):
        if all(view.spans[table].covers(monday, monday + timedelta(days=6)) for table in tables):
            name = week_of(monday)
            found.append((name, lambda day, name=name: week_of(day) == name))
    if view.covers(tables, view.month):
        found.append((view.month, lambda day: month_of(day) == view.month))
    return found
