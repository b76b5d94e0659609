"""What a header, or a note above it, states of its numbers: units of time and money, time zones."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import timedelta

_UNITS = (
    ("milliseconds", re.compile(r"ミリ秒|millisecond|\bms\b", re.I)),
    ("seconds", re.compile(r"秒|\bsec(ond)?s?\b", re.I)),
    ("minutes", re.compile(r"[(（]分[)）]|\bmin(ute)?s?\b", re.I)),
)


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
_OF_UNITS = re.compile(
    rf"単位|(?<![a-z])(?:units?|in|amounts?|figures?)(?![a-z])|{_OPEN}[^()\[\]【】〔〕<>]{{1,12}}{_CLOSE}", re.I
)


def unit_of(label: str) -> str | None:
    """The unit of time that a header states, as in `通話時間 (秒)`; None where it states none."""
    return next((unit for unit, pattern in _UNITS if pattern.search(unicodedata.normalize("NFKC", label))), None)


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


def zone_of(label: str) -> timedelta | None:
    """The offset from Greenwich that a header states, as in `datetime (utc)`; None where it states none.

    Examples
    --------
    >>> [str(zone_of(text)) for text in ("datetime (utc)", "開始日時（JST）", "Start [GMT +9:00]", "開始日時")]
    ['0:00:00', '9:00:00', '9:00:00', 'None']
    """
    found = _ZONE.search(unicodedata.normalize("NFKC", label))
    if not found:
        return None
    if found["jst"]:
        return timedelta(hours=9)
    minutes = int(found["hours"] or 0) * 60 + int(found["minutes"] or 0)
    return timedelta(minutes=-minutes if found["sign"] == "-" else minutes)


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
