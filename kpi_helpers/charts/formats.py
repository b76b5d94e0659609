"""Numbers as the pages write them, shared by figures, sentences and tables.

One rule per unit, both languages: ``1,234件``, ``12.3%``, ``1,230万円`` and ``¥12.3M``,
``5分12秒`` and ``5m12s``, ``12日`` and ``12 days``. A missing number is an en dash, never 0.
A rate, and a goal that a rate is held against, has its tenth; what says how much of a target is there (attainment, pace),
a chance, an axis and a field of a grid that names the unit once have whole percents.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

MISSING = "–"
MINUS = "−"

_MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = {"ja": "月火水木金土日", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}

# Name, size, and how many decimals below and from a limit on.
_MONEY = {
    "ja": (("億円", 1e8, 9.995, 2, 1), ("万円", 1e4, 9.95, 1, 0), ("円", 1, 0, 0, 0)),
    "en": (("B", 1e9, 99.95, 1, 0), ("M", 1e6, 99.95, 1, 0), ("K", 1e3, 99.95, 1, 0), ("", 1, 0, 0, 0)),
}

SIGNS = {"JPY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "CNY": "CN¥", "KRW": "₩", "INR": "₹", "VND": "₫", "BRL": "R$"}
"""Before an amount; any other currency stands with its code."""

WHOLE = ("JPY", "KRW", "VND")
"""Currencies without a hundredth."""

_CURRENCY: ContextVar[str] = ContextVar("currency of the amounts", default="JPY")


@contextmanager
def in_currency(currency: str) -> Iterator[None]:
    """Amounts are written in this currency.

    Examples
    --------
    >>> with in_currency("USD"):
    ...     format_value(141_560, "currency"), format_value(12.5, "currency", "en")
    ('$142K', '$12.50')
    """
    token = _CURRENCY.set(currency)
    try:
        yield
    finally:
        _CURRENCY.reset(token)


def current_currency() -> str:
    """The currency in which amounts are written at the moment."""
    return _CURRENCY.get()


def is_missing(value: object) -> bool:
    """Whether there is no number to write: None, NaN, NA or NaT.

    Examples
    --------
    >>> is_missing(None), is_missing(float("nan")), is_missing(0)
    (True, True, False)
    """
    # NaN and NaT differ from themselves; NA answers a comparison with NA, which has no truth value.
    try:
        return value is None or bool(value != value)
    except TypeError:
        return True


def format_value(value: float | None, unit: str, lang: str = "ja") -> str:
    """Write a number in its unit.

    Parameters
    ----------
    value : number
        Shares are 0 to 1, durations in seconds or days, amounts in yen or what `in_currency` says.
    unit : {"count", "companies", "people", "share", "currency", "seconds", "days", "ratio"}
        Companies and people are counts with their own Japanese counter.
    lang : {"ja", "en"}

    Raises
    ------
    ValueError
        For a unit that is none of these.

    Examples
    --------
    >>> format_value(1234, "count"), format_value(1234, "count", "en")
    ('1,234件', '1,234')
    >>> format_value(0.1234, "share"), format_value(12_300_000, "currency")
    ('12.3%', '1,230万円')
    >>> format_value(12_300_000, "currency", "en"), format_value(312, "seconds", "en")
    ('¥12.3M', '5m12s')
    >>> format_value(float("nan"), "share")
    '–'
    """
    if value is None or is_missing(value):
        return MISSING
    number = float(value)
    if not math.isfinite(number):
        return MISSING
    try:
        write = _WRITERS[unit]
    except KeyError:
        raise ValueError(f"unit {unit!r} is none of {', '.join(_WRITERS)}") from None
    return _with_sign(write(abs(number), lang), number)


def format_signed(value: float | None, unit: str, lang: str = "ja") -> str:
    """Write a difference, with its sign; a difference of shares is in points.

    Examples
    --------
    >>> format_signed(-2_300_000, "currency"), format_signed(12, "count", "en")
    ('−230万円', '+12')
    >>> format_signed(0.012, "share"), format_signed(0, "count")
    ('+1.2pt', '±0件')
    """
    text = format_value(value, unit, lang)
    if text == MISSING:
        return text
    if unit == "share":
        text = text.removesuffix("%") + "pt"
    if text.startswith(MINUS):
        return text
    return ("+" if any(digit in text for digit in "123456789") else "±") + text


def format_percent(share: float | None) -> str:
    """Write an attainment, a pace or a chance, where tenths would be noise.

    Examples
    --------
    >>> format_percent(0.874), format_percent(-0.75), format_percent(-0.001)
    ('87%', '−75%', '0%')
    """
    if share is None or is_missing(share):
        return MISSING
    return _with_sign(f"{_written(100 * abs(float(share)), 0)}%", float(share))


def _with_sign(text: str, number: float) -> str:
    """What is written of an amount with a minus below zero; a nothing bears none."""
    return MINUS + text if number < 0 and any(digit in text for digit in "123456789") else text


def format_month(month: str, lang: str = "ja", *, with_year: bool = False) -> str:
    """Write a month such as ``2026-10`` for an axis.

    Examples
    --------
    >>> format_month("2026-10"), format_month("2026-10", "en")
    ('10月', 'Oct')
    >>> format_month("2026-01", with_year=True), format_month("2026-01", "en", with_year=True)
    ('26年1月', "Jan '26")
    """
    year, number = month[2:4], int(month[5:7])
    if lang == "ja":
        return f"{year}年{number}月" if with_year else f"{number}月"
    name = _MONTHS_EN[number - 1]
    return f"{name} '{year}" if with_year else name


def format_day(month: int, day: int, lang: str = "ja") -> str:
    """Write a day of the year for an axis.

    Examples
    --------
    >>> format_day(11, 20), format_day(11, 20, "en")
    ('11/20', '20 Nov')
    """
    return f"{month}/{day}" if lang == "ja" else f"{day} {_MONTHS_EN[month - 1]}"


def format_weekday(weekday: int, lang: str = "ja") -> str:
    """Write a weekday, 0 = Monday.

    Examples
    --------
    >>> format_weekday(0), format_weekday(4, "en")
    ('月', 'Fri')
    """
    return _WEEKDAYS[lang][weekday]


def _written(number: float, decimals: int) -> str:
    """The digits of a number; of one that nobody reads digit by digit its power of ten.

    >>> _written(1234.5, 1), _written(1e292, 0)
    ('1,234.5', '1×10^292')
    """
    if number < 1e15:
        return f"{number:,.{decimals}f}"
    mantissa, power = f"{number:.2e}".split("e")
    return f"{float(mantissa):g}×10^{int(power)}"


def _count(number: float, lang: str) -> str:
    text = _written(number, 0 if number == round(number) or number >= 100 else 1)
    return f"{text}件" if lang == "ja" else text


def _companies(number: float, lang: str) -> str:
    return _count(number, lang).replace("件", "社")


def _people(number: float, lang: str) -> str:
    return _count(number, lang).replace("件", "人")


def _share(number: float, lang: str) -> str:
    return f"{_written(100 * number, 1)}%"


def _currency(number: float, lang: str) -> str:
    currency = _CURRENCY.get()
    in_yen = currency == "JPY" and lang == "ja"
    # The largest unit that shows a whole one after rounding: 99,999,999 is 1.00億円, not 10,000万円.
    steps = (step for step in _MONEY["ja" if in_yen else "en"] if number >= 0.99995 * step[1] or step[1] == 1)
    name, size, fine_below, fine, coarse = next(steps)
    scaled = number / size
    decimals = fine if scaled < fine_below else coarse
    if size == 1 and currency not in WHOLE and scaled != round(scaled):
        decimals = 2
    text = f"{_written(scaled, decimals)}{name}"
    return text if in_yen else f"{SIGNS.get(currency, f'{currency} ')}{text}"


def _seconds(number: float, lang: str) -> str:
    whole = round(number)
    hours, minutes, seconds = whole // 3600, whole % 3600 // 60, whole % 60
    if hours >= 48:
        return _days(number / 86_400, lang)
    if hours:
        return f"{hours}時間{minutes}分" if lang == "ja" else f"{hours}h{minutes:02d}m"
    if minutes:
        return f"{minutes}分{seconds:02d}秒" if lang == "ja" else f"{minutes}m{seconds:02d}s"
    return f"{seconds}秒" if lang == "ja" else f"{seconds}s"


def _days(number: float, lang: str) -> str:
    text = _written(number, 0 if number == round(number) or number >= 100 else 1)
    return f"{text}日" if lang == "ja" else f"{text} day" if text == "1" else f"{text} days"


def _ratio(number: float, lang: str) -> str:
    return _written(number, 2 if number < 10 else 1)


_WRITERS = {
    "count": _count,
    "companies": _companies,
    "people": _people,
    "share": _share,
    "currency": _currency,
    "seconds": _seconds,
    "days": _days,
    "ratio": _ratio,
}
