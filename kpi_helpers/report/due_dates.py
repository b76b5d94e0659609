"""The day that somebody wrote behind an action: read where it names one day, asked about where it does not."""

from __future__ import annotations

import calendar
import itertools
import re
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta

_REIWA = 2018  # R1 is 2019
_FARTHEST = timedelta(days=3 * 366)
_MONTH, _DAY = r"(?:1[0-2]|0?[1-9])", r"(?:3[01]|[12]\d|0?[1-9])(?!\d)"
_THROUGH = "[-~〜～–—,、・&]|から"
_NAMES = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_DATES = re.compile(
    rf"""
    (?<!\d) (?P<era>(?:令和|R)\s*)? (?P<year>\d{{4}}|\d{{2}}|(?<=[和Rr\s])\d)
        (?: \s*(?P<mark>[-/.])\s* (?P<month>{_MONTH}) \s*(?P=mark)\s* (?P<day>{_DAY})
          | \s*年\s* (?P<month_ja>{_MONTH}) \s*月\s* (?P<day_ja>{_DAY}) \s*日? )
    | (?<![\d/.]) (?P<short_month>{_MONTH}) \s*[-/.月]\s* (?P<short_day>{_DAY}) (?![/.]\d) \s*日?
        (?: \s*(?:{_THROUGH})\s* (?P<end>{_DAY}) (?![-/.:月\d]) (?:日|(?=[\s)）]|まで|$)) )?
    | (?<!\d) (?P<compact>20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])) (?!\d)
    | (?<![a-z\d]) (?P<named>{_NAMES})[a-z]*\.?\s+ (?P<named_day>{_DAY}) (?:st|nd|rd|th)? (?!:) (?:,?\s*(?P<named_year>20\d\d))?
    | (?<![a-z\d/.]) (?P<day_named>{_DAY}) (?:st|nd|rd|th)?\s+ (?P<name_after>{_NAMES})[a-z]*\.? (?:,?\s*(?P<year_after>20\d\d))?
    """,
    re.IGNORECASE | re.VERBOSE,
)
_TO = re.compile(r"\s*(?:[-=]>|[-~〜～–—→⇒]|から|to|until)\s*", re.IGNORECASE)
_STRUCK = re.compile("~~.+?~~")
_BEFORE = re.compile(r"[\s、,，]*(?:期限|〆切?|締切|due|by|until)?\s*[:：]?\s*$", re.IGNORECASE)
_BEHIND = re.compile(r"\s*(?:\([月火水木金土日][^)]*\))?\s*(?:まで|迄|〆切?|締切|期限)?(?:に)?[\s。.]*")
_MONTH_END = re.compile(rf"(?<!\d)(?P<month>{_MONTH})\s*月末(?:日)?")
_WEEKDAY = re.compile(r"\s*[(（]\s*[月火水木金土日][^)）]*[)）]\s*")


def day_in(text: str, near: date) -> date | None:
    """The day by which something is due.

    Parameters
    ----------
    text : str
        As written: ``12/4``, ``12-4``, ``26/12/4``, ``R8.12.4``, ``2026年12月4日（金）``, ``Dec 4``, ``11月末``.
        A range is due on its last day.
    near : date
        Without a year the day nearest to this one is meant.

    Returns
    -------
    date or None
        None where the text names no day of the calendar, or one more than three
        years from `near`, which is a slip of the pen.

    Examples
    --------
    >>> day_in("1/15（金）", date(2026, 11, 20)), day_in("来週金曜", date(2026, 11, 20))
    (datetime.date(2027, 1, 15), None)
    >>> day_in("11/30-12/4", date(2026, 11, 20)), day_in("12月1日～4日", date(2026, 11, 20))
    (datetime.date(2026, 12, 4), datetime.date(2026, 12, 4))
    """
    text = _MONTH_END.sub(lambda end: _last_day(int(end["month"]), near), unicodedata.normalize("NFKC", text))
    found = list(_last_of_range(text))
    if len(found) != 1:
        return None
    day = _day(found[0], near)
    return day if day is not None and abs(day - near) <= _FARTHEST else None


def _last_day(month: int, near: date) -> str:
    """The end of the month of that name that is nearest."""
    ends = [
        date(year, month, calendar.monthrange(year, month)[1]) for year in (near.year - 1, near.year, near.year + 1)
    ]
    return min(ends, key=lambda end: abs(end - near)).strftime("%Y/%m/%d")


def _last_of_range(text: str) -> Iterator[re.Match[str]]:
    """The dates of a text, of ranges the last ones only."""
    text = _WEEKDAY.sub(" ", _STRUCK.sub(" ", text))
    dates = list(_DATES.finditer(text))
    for written, following in itertools.zip_longest(dates, dates[1:]):
        if following is None or not _TO.fullmatch(text[written.end() : following.start()]):
            yield written


def without_day(text: str) -> str:
    """A text without the date that it ends with.

    Examples
    --------
    >>> without_day("見積を送る 11/30-12/4（金）まで"), without_day("send it by Dec 4"), without_day("12/4")
    ('見積を送る', 'send it', '12/4')
    """
    # As many letters as before, so that places stay what they are.
    plain = "".join(unicodedata.normalize("NFKC", char)[:1] for char in text)
    dates = list(_DATES.finditer(plain))
    if not dates or not _BEHIND.fullmatch(plain[dates[-1].end() :]):
        return text
    start = dates[-1].start()
    if len(dates) > 1 and _TO.fullmatch(_WEEKDAY.sub(" ", plain[dates[-2].end() : start])):
        start = dates[-2].start()
    return _BEFORE.sub("", text[:start]) or text


def _day(written: re.Match[str], near: date) -> date | None:
    if compact := written["compact"]:
        return _date(int(compact[:4]), int(compact[4:6]), int(compact[6:]))
    if name := written["named"] or written["name_after"]:
        month, day = _NAMES.split("|").index(name.lower()) + 1, int(written["named_day"] or written["day_named"])
        year = written["named_year"] or written["year_after"]
        return _date(int(year), month, day) if year else _nearest(month, day, near)
    if written["short_month"]:
        return _nearest(int(written["short_month"]), int(written["end"] or written["short_day"]), near)
    year = int(written["year"])
    if written["era"]:
        year += _REIWA
    elif len(written["year"]) == 2:
        year += 2000
    return _date(year, int(written["month"] or written["month_ja"]), int(written["day"] or written["day_ja"]))


def _nearest(month: int, day: int, near: date) -> date | None:
    days = (_date(near.year + step, month, day) for step in (0, 1, -1))
    return min((each for each in days if each), key=lambda each: abs(each - near), default=None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
