"""What the cells of one column look like, whatever its header says."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow

from kpi_helpers.workbook.reading import dates, numbers
from kpi_helpers.workbook.reading.exports import INTACT, Batch, Export
from kpi_helpers.workbook.reading.structure import is_total
from kpi_helpers.workbook.reading.values import MEANINGLESS, is_ditto

ROWS = 2_000
"""Rows of a file that are looked at."""

EMPTY, MOMENT, DATE, TIME, DURATION, EMAIL, PHONE, LINK, FLAG, NUMBER, ID, CHOICE, TEXT = (
    "empty",
    "moment",
    "date",
    "time",
    "duration",
    "email",
    "phone",
    "link",
    "flag",
    "number",
    "id",
    "choice",
    "text",
)

_MOST = 0.9  # of the cells that say something must be of a kind
_FEW = 30  # different values of a column of choices
_NOTHING = frozenset(MEANINGLESS.to_pylist())
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE = re.compile(r"[+(]?\d[\d\-() ]{7,18}\d")
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.I)
_CLOCK = re.compile(
    r"(?:午前|午後|[AP]M)? ?\d{1,2}(?::\d{2}(?::\d{2})?|時(?:半|\d{1,2}分?(?:\d{1,2}秒)?)?)(?: ?(?:[AP]M|午前|午後))?",
    re.I,
)
_OF_DAY = re.compile(r"0?\.\d+")  # the part of a day as which a spreadsheet keeps a time
_TIME_OF_DAY = re.compile(r"時刻|time of day", re.I)
_EPOCH = re.compile(r"1\d{9}(?:\.\d+|\d{3})?")
_MOMENT_NAME = re.compile(r"(?i:date|time)|日時|日付|開始|started|_at$|[a-z]At$")
_LENGTH_NAME = re.compile(r"duration|talk|length|seconds|zone|時間", re.I)
_HALVES = re.compile(r"午前|午後|[AP]M", re.I)
_SPOKEN = re.compile(r"P(?:\d+D)?T.*|\d+ days? .*|(?:\d+ ?(?:時間|分|秒|[hms]) ?)+", re.I)
_ID = re.compile(r"[A-Za-z0-9][\w\-./#]*")
_FLAGS = frozenset(("true", "false", "yes", "no", "y", "n", "はい", "いいえ", "○", "×", "◯", "有", "無", "on", "off"))
_YEAR = 2024  # a leap year, so that every day exists


@dataclass(frozen=True)
class Profile:
    """One column of a file by its content."""

    label: str
    kind: str
    filled: float
    """Share of the rows that say something."""
    examples: tuple[str, ...]
    """Three values as they stand."""
    counts: Counter
    yearless: bool = False
    """Whether it holds dates without a year."""
    ditto: bool = False
    """Whether it holds marks for `as in the row above`."""

    @property
    def is_unique(self) -> bool:
        """Whether no value comes twice."""
        return bool(self.counts) and max(self.counts.values()) == 1


def profiles(export: Export) -> dict[str, Profile]:
    """Every column of a file that has a header, by its header."""
    rows = data_rows(export)
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(export.header)
    return {label: _profile(label, cells) for label, cells in zip(export.header, columns, strict=True) if label}


def data_rows(export: Export, most: int = ROWS) -> list[tuple[str, ...]]:
    """The first rows of a file that are neither blank nor totals."""
    rows: list[tuple[str, ...]] = []
    for batch in export.batches():
        rows += [row for row in _rows(batch, 2 * most) if any(cell.strip() for cell in row) and is_total(row) is None]
        if len(rows) >= most:
            break
    return rows[:most]


def _rows(batch: Batch, most: int) -> list[tuple[str, ...]]:
    rows = list(zip(*(column.slice(0, most).to_pylist() for column in batch.cells), strict=True))
    return rows if batch.cut is None else [row for row, cut in zip(rows, batch.cut, strict=False) if cut == INTACT]


def _profile(label: str, cells: Sequence[str]) -> Profile:
    texts = [cell.strip() for cell in cells]
    said = [text for text in texts if text and text not in _NOTHING]
    counts = Counter(said)
    if _are_times(label, said):
        kind, yearless = TIME, False
    elif _are_epochs(label, said):
        kind, yearless = MOMENT, False
    else:
        kind, yearless = _kind([unicodedata.normalize("NFKC", text) for text in said], counts)
    examples = tuple(dict.fromkeys(said))[:3]
    return Profile(
        label, kind, len(said) / len(texts) if texts else 0.0, examples, counts, yearless, any(map(is_ditto, texts))
    )


def _are_times(label: str, said: list[str]) -> bool:
    """Whether a column headed 時刻 holds times of day, in however many writings."""
    plain = [unicodedata.normalize("NFKC", text) for text in said]
    times = sum(bool(_CLOCK.fullmatch(text) or _OF_DAY.fullmatch(text)) for text in plain)
    return bool(said) and bool(_TIME_OF_DAY.search(label)) and times >= _MOST * len(said)


def _are_epochs(label: str, said: list[str]) -> bool:
    """Whether a column whose header speaks of a moment holds seconds or milliseconds from 1970."""
    named = _MOMENT_NAME.search(label) and not _LENGTH_NAME.search(label)
    return bool(said) and bool(named) and _share(said, _EPOCH) >= _MOST


def _kind(said: list[str], counts: Counter) -> tuple[str, bool]:
    if not said:
        return EMPTY, False
    for kind, pattern in ((EMAIL, _EMAIL), (LINK, _LINK), (DURATION, _SPOKEN), (TIME, _CLOCK)):
        if _share(said, pattern) >= _MOST:
            return (_time_or_duration(said) if kind == TIME else kind), False
    # Digits alone are ids and numbers as often as days counted from 1970: only the header could tell.
    worded = [text for text in said if not text.replace(".", "").isdigit()]
    if len(worded) >= _MOST * len(said):
        for year in (None, _YEAR):
            if _readable(worded, year) >= _MOST:
                timed = sum(bool(re.search(r"\d[:時]\d", text)) for text in said)
                return (MOMENT if timed > len(said) / 2 else DATE), year is not None
    if _share(said, _PHONE) >= _MOST and not _all_numbers(said):
        return PHONE, False
    if {text.casefold() for text in counts} <= _FLAGS:
        return FLAG, False
    if _share(said, _ID) >= _MOST and len(counts) >= _MOST * len(said) and len(said) > 1 and not _fractions(said):
        return ID, False
    if _all_numbers(said):
        return NUMBER, False
    return (CHOICE if len(counts) <= min(_FEW, max(len(said) / 2, 1)) else TEXT), False


def _share(said: list[str], pattern: re.Pattern) -> float:
    return sum(bool(pattern.fullmatch(text)) for text in said) / len(said)


def _readable(said: list[str], year: int | None) -> float:
    found = dates.parse(pyarrow.array(said, pyarrow.string()), "UTC", "mdy", year=year)
    other = dates.parse(pyarrow.array(said, pyarrow.string()), "UTC", "dmy", year=year)
    return max(float(((one.status == dates.OK) | (one.status == dates.AMBIGUOUS)).mean()) for one in (found, other))


def _time_or_duration(said: list[str]) -> str:
    """Clock times of an office day, or lengths of talks."""
    if any(_HALVES.search(text) for text in said):
        return TIME
    said = [text for text in said if _CLOCK.fullmatch(text)]
    hours = [int(re.split("[:時]", text)[0]) for text in said]
    lengths = (
        sum(hour == 0 for hour in hours) if all(text.count(":") == 2 for text in said) else sum(h < 6 for h in hours)
    )
    return DURATION if lengths > len(said) / 2 else TIME


def _all_numbers(said: list[str]) -> bool:
    return sum(numbers.amount(text, "JPY") is not None for text in said) >= _MOST * len(said)


def _fractions(said: list[str]) -> bool:
    return any("." in text and text.replace(".", "").isdigit() for text in said)
