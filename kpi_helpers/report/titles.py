"""How days are written."""

from __future__ import annotations

from datetime import date

_WEEKDAYS = ("月火水木金土日", ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"))
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day_text(day: date, lang: str) -> str:
    """A day with year and weekday.

    >>> day_text(date(2026, 11, 20), "ja"), day_text(date(2026, 11, 20), "en")
    ('2026年11月20日（金）', 'Fri 20 Nov 2026')
    """
    if lang == "ja":
        return f"{day.year}年{day.month}月{day.day}日（{_WEEKDAYS[0][day.weekday()]}）"
    return f"{_WEEKDAYS[1][day.weekday()]} {short_day(day, lang)} {day.year}"


def short_day(day: date, lang: str) -> str:
    """A day of a year that everybody knows.

    >>> short_day(date(2026, 11, 20), "ja"), short_day(date(2026, 11, 20), "en")
    ('11月20日', '20 Nov')
    """
    return f"{day.month}月{day.day}日" if lang == "ja" else f"{day.day} {_MONTHS[day.month - 1]}"
