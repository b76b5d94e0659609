"""Finds the header row of an export and which of its cells is which column."""

import csv
import difflib
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kpi_helpers.workbook.config import ColumnSource, Source
from kpi_helpers.workbook.config_section import FILE_NAME
from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.schema import TABLES

_PUNCTUATION = re.compile(r"[\s_・/:\-()\[\]{}<>「」『』【】〔〕〈〉《》｢｣.,、。･]+")
_UNITS = (
    ("milliseconds", re.compile(r"ミリ秒|millisecond|\bms\b", re.I)),
    ("seconds", re.compile(r"秒|\bsec(ond)?s?\b", re.I)),
    ("minutes", re.compile(r"[(（]分[)）]|\bmin(ute)?s?\b", re.I)),
)


class NoHeader(WorkbookError):
    """No row of a file names a column that is looked for."""


class NoColumn(WorkbookError):
    """A header lacks a column that is needed."""


@dataclass(frozen=True)
class Wanted:
    """The columns that are looked for in a header, each under one or more names."""

    source: Source
    names: Mapping[str, tuple[ColumnSource, ...]]
    required: frozenset[str]

    @classmethod
    def of(cls, source: Source, extra: Iterable[str], aliases: Mapping[str, Sequence[ColumnSource]] = {}) -> "Wanted":
        """What `workbook.yml` names, else the aliases of its preset, else our own name."""
        table = TABLES[source.table]
        names = {}
        for column in (*table.by_name, *extra):
            if column in source.columns:
                names[column] = (source.columns[column],)
            elif column not in source.constants:
                names[column] = (*aliases.get(column, ()), ColumnSource(column))
        required = {column for column in (*table.required, *extra) if column not in source.constants}
        return cls(source, names, frozenset(required))

    def score(self, cells: Sequence[str]) -> int:
        """How many of the wanted columns a row of cells names."""
        labels = {normalised(cell) for cell in cells} - {""}
        return sum(any(_is_among(name.column, labels) for name in names) for names in self.names.values())


@lru_cache(maxsize=8192)
def normalised(label: str) -> str:
    """A header without its spaces, brackets, punctuation, width and case.

    Examples
    --------
    >>> normalised("通話時間 （秒）") == normalised("通話時間(秒)")
    True
    >>> normalised("ﾘｰﾄﾞ_ID")
    'リードid'
    """
    return _PUNCTUATION.sub("", unicodedata.normalize("NFKC", label).casefold())


@lru_cache(maxsize=1024)
def numbered(label: str) -> re.Pattern | None:
    """What the headers of `コール結果N：開始日時` look like once normalised; None where a label has no such N.

    Examples
    --------
    >>> numbered("コール結果N：開始日時").fullmatch(normalised("コール結果12：開始日時"))[1]
    '12'
    """
    before, mark, after = re.sub("[:：]", ":", label).partition("N:")
    return (
        re.compile(re.escape(normalised(before)) + r"(\d+)" + re.escape(normalised(after))) if mark and before else None
    )


def _is_among(label: str, labels: set[str]) -> bool:
    pattern = numbered(label)
    return normalised(label) in labels or bool(pattern) and any(pattern.fullmatch(known) for known in labels)


def find_header(rows: Sequence[Sequence[str]], wanted: Wanted) -> int | None:
    """Position of the row that names most of the wanted columns, the first such; None where none does."""
    scores = [wanted.score(row) for row in rows]
    return scores.index(max(scores)) if scores and max(scores) else None


def labels_of(cells: Sequence[str]) -> tuple[str, ...]:
    """Header cells, trimmed; those that stand twice are numbered `X (1)`, `X (2)`."""
    cells = [cell.strip() for cell in cells]
    counts, seen, labels = Counter(cells), Counter(), []
    for cell in cells:
        seen[cell] += 1
        labels.append(f"{cell} ({seen[cell]})" if cell and counts[cell] > 1 else cell)
    return tuple(labels)


def match(wanted: Wanted, header: Sequence[str], name: str) -> dict[str, tuple[int, ColumnSource]]:
    """Position of each wanted column that the header has, with what is known of it.

    Raises
    ------
    WorkbookError
        Where a column that `workbook.yml` names, or that the table requires,
        is not there or cannot be told from another.
    """
    found = {}
    for column, names in wanted.names.items():
        for source in names:
            position = _position(source.column, header, wanted, name, column)
            if position is not None:
                found[column] = position, source
                break
        else:
            if column in wanted.source.columns or column in wanted.required:
                raise _missing(wanted, column, header, name)
    return found


def unit_of(label: str) -> str | None:
    """The unit of time that a header states, as in `通話時間 (秒)`; None where it states none."""
    return next((unit for unit, pattern in _UNITS if pattern.search(unicodedata.normalize("NFKC", label))), None)


def _position(label: str, header: Sequence[str], wanted: Wanted, name: str, column: str) -> int | None:
    if label in header:
        return header.index(label)
    alike = [position for position, cell in enumerate(header) if cell and normalised(cell) == normalised(label)]
    alike = alike or [
        position for position, cell in enumerate(header) if re.fullmatch(re.escape(label) + r" \(\d+\)", cell)
    ]
    if len(alike) > 1:
        choices = " or ".join(f"'{header[position]}'" for position in alike)
        raise WorkbookError(
            f"{name}: the column {label!r} stands {len(alike)} times: "
            f"write {choices} under tables.{wanted.source.table}.columns.{column} in {FILE_NAME}."
        )
    return alike[0] if alike else None


def _missing(wanted: Wanted, column: str, header: Sequence[str], name: str) -> NoColumn:
    place = f"tables.{wanted.source.table}.columns"
    label = wanted.names[column][0].column
    by_form = {normalised(cell): cell for cell in header if cell}
    near = difflib.get_close_matches(normalised(label), list(by_form), n=1, cutoff=0.5)
    hint = f"the nearest is '{by_form[near[0]]}'" if near else f"it has {_listed(header)}"
    if column in wanted.source.columns:
        return NoColumn(f"{name} has no column '{label}', which {FILE_NAME} names under {place}.{column}: {hint}.")
    return NoColumn(
        f"{name} has no column for {wanted.source.table}.{column}: "
        f"name the one that holds it under {place}.{column} in {FILE_NAME}; {hint}."
    )


def _listed(header: Sequence[str]) -> str:
    named = [cell for cell in header if cell]
    return ", ".join(named[:20]) + (", …" if len(named) > 20 else "") or "empty"


def best_delimiter(text: str, wanted: Wanted) -> tuple[str, int, list[str], list[list[str]]] | None:
    """Delimiter, lines up to and with the header, header cells and the rows after it; None where no row is a header.

    The delimiter is the one under which the header names most wanted columns.
    """
    best = None
    for delimiter in ",\t;":
        rows, ends = _records(text, delimiter)
        at = find_header(rows, wanted)
        if at is None:
            continue
        rank = (wanted.score(rows[at]), len(rows[at]))
        if best is None or rank > best[0]:
            best = rank, (delimiter, ends[at], rows[at], rows[at + 1 :])
    return best and best[1]


def _records(text: str, delimiter: str, limit: int = 200) -> tuple[list[list[str]], list[int]]:
    """The first records of a text and the line on which each ends."""
    reader = csv.reader(io.StringIO(text, newline="\n"), delimiter=delimiter)
    rows, ends = [], []
    try:
        for row in reader:
            rows.append(row)
            ends.append(reader.line_num)
            if len(rows) == limit:
                break
    except csv.Error:  # a cell too long to be a header: what was read so far is enough
        return rows, ends
    return rows, ends
