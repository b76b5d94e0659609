"""What the meetings are called, and how days are written in their pages."""

from __future__ import annotations

from datetime import date

_TITLES = {
    "sales_sync": ("営業部門とのミーティング", "Inside sales with field sales"),
    "marketing_sync": ("マーケティング部門とのミーティング", "Inside sales with marketing"),
    "team_sync": ("インサイドセールスの週次ミーティング", "The inside-sales team's week"),
}
_WEEKDAYS = ("月火水木金土日", ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"))
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def title_of(meeting: str, lang: str) -> str:
    """What a meeting is called.

    >>> title_of("sales_sync", "en")
    'Inside sales with field sales'
    """
    return _TITLES[meeting][lang == "en"]


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
