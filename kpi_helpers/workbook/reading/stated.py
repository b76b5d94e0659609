"""What a header, or a note above it, states of its numbers: units of time and money, time zones."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_UNITS = (
    ("milliseconds", re.compile(r"ミリ秒|\bmillis|\bms(ec)?\b", re.I)),
    ("seconds", re.compile(r"秒|\bsec(ond)?s?\b", re.I)),
    ("minutes", re.compile(r"[(\[【]分[)\]】]|分数|時間\W?分$|\bmin(ute)?s?\b", re.I)),
)
_WORDS_APART = re.compile(r"_|(?<=[a-z])(?=[A-Z])")


_MONEY = "円|(?:us|米)?ドル|ユーロ|元|yen|jpy|usd|eur|gbp|[¥$€£]"
_OPEN, _CLOSE = r"[(\[【〔<]\s*(?:単位\s*[:/]?\s*)?", r"\s*[)\]】〕>]"


def _money_unit(words: str, letters: str, english: str) -> re.Pattern:
    """A scale before the currency, alone in brackets, or as English writes it; a letter counts beside a currency alone."""
    return re.compile(
        rf"(?:{words})\s*(?:{_MONEY})|{_OPEN}(?:{words}|{letters}){_CLOSE}|(?:単位)\s*[:/]\s*(?:{words})"
        rf"|(?<![a-z])(?:{letters})\s?(?:{_MONEY})|(?:{_MONEY})\s?(?:{letters})(?![a-z])|(?<![a-z])(?:{english})(?![a-z])",
        re.I,
    )


_MONEY_UNITS = (
    ("hundred_million", _money_unit("億", "億", "hundred millions?")),
    ("million", _money_unit("百万", "MM|M|mn|mil", "millions?")),
    ("ten_thousand", _money_unit("(?<!百)万", "(?<!百)万", "ten thousands?")),
    ("thousand", _money_unit("千", "K", "thousands?|'?000s")),
)


_LAST_BRACKETS = re.compile(r"\s*[(\[【〔<][^()\[\]【】〔〕<>]*[)\]】〕>]\s*$")
_ZONE = re.compile(
    r"(?<![a-z])(?:(?P<jst>jst|日本(?:標準)?時間?)|(?:utc|gmt)(?: ?(?P<sign>[+-]) ?(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?)?)(?![a-z])",
    re.I,
)
_PLACE = re.compile(r"(?<![A-Za-z])[A-Z][a-z]+/[A-Z][A-Za-z_]+")
_ABBREVIATIONS = {
    **dict.fromkeys(("PST", "PDT", "PT"), "America/Los_Angeles"),
    **dict.fromkeys(("MST", "MDT"), "America/Denver"),
    **dict.fromkeys(("CST", "CDT"), "America/Chicago"),
    **dict.fromkeys(("EST", "EDT", "ET"), "America/New_York"),
    **dict.fromkeys(("CET", "CEST"), "Europe/Berlin"),
    "BST": "Europe/London",
    "IST": "Asia/Kolkata",
    "SGT": "Asia/Singapore",
}
_ABBREVIATED = re.compile(rf"[(\[]({'|'.join(_ABBREVIATIONS)})[)\]]")
_EASTMOST = 12
_OF_A_YEAR = datetime(2026, 1, 15), datetime(2026, 7, 15)  # a zone's two offsets
_OF_UNITS = re.compile(
    rf"単位|(?<![a-z])(?:units?|in|amounts?|figures?)(?![a-z])|{_OPEN}[^()\[\]【】〔〕<>]{{1,12}}{_CLOSE}", re.I
)


def unit_of(label: str) -> str | None:
    """The unit of time that a header states, as in `通話時間 (秒)`; None where it states none.

    Examples
    --------
    >>> [unit_of(text) for text in ("通話時間 (秒)", "duration_sec", "talkMs", "通話時間[分]", "通話時間")]
    ['seconds', 'seconds', 'milliseconds', 'minutes', None]
    """
    plain = _WORDS_APART.sub(" ", unicodedata.normalize("NFKC", label))
    return next((unit for unit, pattern in _UNITS if pattern.search(plain)), None)


def money_unit_of(label: str) -> str | None:
    """The unit of money that a header states, as in `金額（千円）`; None where it states none.

    Examples
    --------
    >>> [money_unit_of(text) for text in ("金額（千円）", "売上(百万円)", "金額[万円]", "Amount (k JPY)", "金額(K)", "金額（円）")]
    ['thousand', 'million', 'ten_thousand', 'thousand', 'thousand', None]
    """
    plain = unicodedata.normalize("NFKC", label)
    return next((unit for unit, pattern in _MONEY_UNITS if pattern.search(plain)), None)


def without_money_unit(label: str) -> str:
    """A header without the unit of money in its last brackets; itself where it states none.

    Examples
    --------
    >>> [without_money_unit(text) for text in ("費用（千円）", "金額(税抜)")]
    ['費用', '金額(税抜)']
    """
    bare = _LAST_BRACKETS.sub("", unicodedata.normalize("NFKC", label))
    return bare if bare and money_unit_of(label) and not money_unit_of(bare) else label


def zone_of(label: str) -> str | None:
    """The time zone that a header states, as in `datetime (utc)`; None where it states none.

    Examples
    --------
    >>> [zone_of(text) for text in ("datetime (utc)", "開始日時（JST）", "Start [GMT +9:00]", "Start (PST)", "開始日時")]
    ['UTC', 'Asia/Tokyo', 'Etc/GMT-9', 'America/Los_Angeles', None]
    >>> [zone_of(text) for text in ("Start (Europe/Berlin)", "Est. close date", "Date/Time")]
    ['Europe/Berlin', None, None]
    """
    plain = unicodedata.normalize("NFKC", label)
    for named in _PLACE.findall(plain):
        if _is_zone(named):
            return named
    if found := _ABBREVIATED.search(plain):
        return _ABBREVIATIONS[found[1]]
    found = _ZONE.search(plain)
    if not found:
        return None
    if found["jst"]:
        return "Asia/Tokyo"
    hours, minutes = int(found["hours"] or 0), int(found["minutes"] or 0)
    if minutes or hours > _EASTMOST:
        return "Asia/Kolkata" if (found["sign"], hours, minutes) == ("+", 5, 30) else None
    # These names have the sign of what is to be added to reach Greenwich.
    return f"Etc/GMT{'+' if found['sign'] == '-' else '-'}{hours}" if hours else "UTC"


def without_zone(label: str) -> str:
    """A header without the time zone in its last brackets; itself where it states none.

    Examples
    --------
    >>> [without_zone(text) for text in ("作成日 (GMT+9)", "Start [UTC]", "作成日 (本人)")]
    ['作成日', 'Start', '作成日 (本人)']
    """
    bare = _LAST_BRACKETS.sub("", unicodedata.normalize("NFKC", label))
    return bare if bare and zone_of(label) and not zone_of(bare) else label


def same_clocks(one: str, other: str) -> bool:
    """Whether the clocks of two zones agree all year.

    Examples
    --------
    >>> same_clocks("Etc/GMT-9", "Asia/Tokyo"), same_clocks("Etc/GMT+5", "America/New_York")
    (True, False)
    """
    return all(ZoneInfo(one).utcoffset(day) == ZoneInfo(other).utcoffset(day) for day in _OF_A_YEAR)


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def noted_money_unit(rows: Iterable[Sequence[str]]) -> tuple[str, str] | None:
    """The unit of money that a note above a table states, and the note; None where none does.

    Examples
    --------
    >>> [noted_money_unit([[text, ""]]) for text in ("（単位：千円）", "Amounts in JPY thousands", "売上1億円達成会議")]
    [('thousand', '（単位：千円）'), ('thousand', 'Amounts in JPY thousands'), None]
    """
    cells = (cell.strip() for row in rows for cell in row)
    noted = (cell for cell in cells if _OF_UNITS.search(unicodedata.normalize("NFKC", cell)))
    return next(((unit, cell) for cell in noted if (unit := money_unit_of(cell))), None)
