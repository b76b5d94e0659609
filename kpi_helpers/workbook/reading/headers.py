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
from kpi_helpers.workbook.reading.object_names import object_of, without_object
from kpi_helpers.workbook.reading.plain_dates import month_of
from kpi_helpers.workbook.reading.stated import without_zone
from kpi_helpers.workbook.schema import TABLES

_PUNCTUATION = re.compile(r"[\s_・/:\-()\[\]{}<>「」『』【】〔〕〈〉《》｢｣.,、。･↑↓⬆⬇▲▼△▽]+")
_WORD = re.compile(r"[^\W\d_]")
_NUMBERED = re.compile(r"(?P<before>.*?)(?<![A-Za-z])N(?P<of>回目|件目|度目)?(?:[:：](?P<after>.+))?")


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
        names: dict[str, tuple[ColumnSource, ...]] = {}
        for column in (*table.by_name, *extra):
            if column in source.columns:
                names[column] = (source.columns[column],)
            elif column not in source.constants:
                names[column] = (*aliases.get(column, ()), ColumnSource(column))
        required = {column for column in (*table.required, *extra) if column not in source.constants}
        return cls(source, names, frozenset(required))

    def score(self, cells: Sequence[str]) -> int:
        """How many of the wanted columns a row of cells names."""
        labels = spellings(cells)
        across = sum(month_of(cell) is not None for cell in cells) if self.source.table == "targets" else 0
        return across + sum(any(_is_among(name.column, labels) for name in names) for names in self.names.values())


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
    >>> numbered("N回目：日付").fullmatch(normalised("2回目：日付"))[1]
    '2'
    """
    found = _NUMBERED.fullmatch(label)
    if not found or not (found["before"] or found["of"]):
        return None
    before, after = normalised(found["before"]), normalised((found["of"] or "") + (found["after"] or ""))
    return re.compile(re.escape(before) + r"(\d+)" + re.escape(after))


def spellings(cells: Iterable[str]) -> set[str]:
    """The normalised names by which some header cells may be looked for."""
    found = {normalised(cell) for cell in cells}
    found |= {normalised(bare) for cell in cells if (bare := _bare(cell))}
    return found - {""}


def _is_among(label: str, labels: set[str]) -> bool:
    pattern = numbered(label)
    return normalised(label) in labels or pattern is not None and any(pattern.fullmatch(known) for known in labels)


def find_header(rows: Sequence[Sequence[str]], wanted: Wanted) -> int | None:
    """Position of the row that names most of the wanted columns, the first such; None where none does."""
    scores = [wanted.score(header_of(rows, at)) for at in range(len(rows))]
    return scores.index(max(scores)) if any(scores) else None


def header_of(rows: Sequence[Sequence[str]], at: int) -> list[str]:
    """The cells of a header row; names that stand several times with those of the groups in the row above.

    Examples
    --------
    >>> header_of([["", "1回目", "", "2回目", ""], ["会社名", "日付", "結果", "日付", "結果"]], 1)
    ['会社名', '1回目：日付', '1回目：結果', '2回目：日付', '2回目：結果']
    """
    cells = [cell.strip() for cell in rows[at]]
    counts = Counter(cell for cell in cells if _WORD.search(cell))  # figures that come again are no names
    if at == 0 or max(counts.values(), default=0) < 2:
        return list(rows[at])
    groups, group = [], ""
    for cell in (*rows[at - 1], *[""] * len(cells))[: len(cells)]:
        group = cell.strip() or group
        groups.append(group)
    named = [
        f"{group}：{cell}" if counts[cell] > 1 and group else cell for group, cell in zip(groups, cells, strict=True)
    ]
    return named if len(set(named)) == len(named) - named.count("") + (1 if "" in named else 0) else list(rows[at])


def labels_of(cells: Sequence[str]) -> tuple[str, ...]:
    """Header cells, trimmed; those that stand twice are numbered `X (1)`, `X (2)`."""
    cells = [cell.strip() for cell in cells]
    seen: Counter[str] = Counter()
    counts, labels = Counter(cells), []
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
        for source, whole in [(source, whole) for whole in (True, False) for source in names]:
            position = _position(source.label, header, wanted, name, column, whole=whole)
            if position is not None:
                found[column] = position, source
                break
        else:
            if column in wanted.source.columns or column in wanted.required:
                raise _missing(wanted, column, header, name)
    return found


def positions_of(label: str, header: Sequence[str], table: str, *, whole: bool = False) -> list[int]:
    """Where a name stands in a header: as it is, in another spelling, numbered, or beside the object's name or a time zone.

    Examples
    --------
    >>> positions_of("会社名", ("リード: 会社名", "取引先: 会社名"), "leads")
    [0]
    """
    if label in header:
        return [header.index(label)]
    wanted = normalised(label)
    alike = [position for position, cell in enumerate(header) if cell and normalised(cell) == wanted]
    alike = alike or [
        position for position, cell in enumerate(header) if re.fullmatch(re.escape(label) + r" \(\d+\)", cell)
    ]
    if alike or whole:
        return alike
    alike = [position for position, cell in enumerate(header) if normalised(_bare(cell) or "") == wanted]
    return [position for position in alike if object_of(without_zone(header[position])) == table] or alike


def _bare(label: str) -> str | None:
    """The field alone of a header that also names its object or a time zone; None where it names neither."""
    plain = without_zone(label)
    plain = without_zone(without_object(plain) or plain)
    return plain if plain != label else None


def _position(
    label: str, header: Sequence[str], wanted: Wanted, name: str, column: str, *, whole: bool = False
) -> int | None:
    alike = positions_of(label, header, wanted.source.table, whole=whole)
    if len(alike) > 1:
        choices = " or ".join(f"'{header[position]}'" for position in alike)
        choices_ja = "、".join(f"「{header[position]}」" for position in alike)
        raise WorkbookError(
            ja=f"{name}: {label!r} という列が {len(alike)} 個あります。{FILE_NAME} の tables.{wanted.source.table}.columns.{column} に {choices_ja} のどれかを書いてください。",
            en=(
                f"{name}: the column {label!r} stands {len(alike)} times: "
                f"write {choices} under tables.{wanted.source.table}.columns.{column} in {FILE_NAME}."
            ),
        )
    return alike[0] if alike else None


def _missing(wanted: Wanted, column: str, header: Sequence[str], name: str) -> NoColumn:
    place = f"tables.{wanted.source.table}.columns"
    label = wanted.names[column][0].column
    if column not in TABLES[wanted.source.table].by_name and column not in wanted.source.columns:
        return _not_of_definition(wanted, column, header, name)
    others = [position for other in wanted.names if other != column for position in _taken(wanted, other, header)]
    header = [cell for position, cell in enumerate(header) if position not in others]
    by_form = {normalised(cell): cell for cell in header if cell}
    near = difflib.get_close_matches(normalised(label), list(by_form), n=1, cutoff=0.5)
    hint = f"the nearest is '{by_form[near[0]]}'" if near else f"those not used yet are {_listed(header)}"
    hint_ja = (
        f"いちばん近いのは「{by_form[near[0]]}」です"
        if near
        else f"まだ使っていない列は {_listed(header, '、', 'なし')} です"
    )
    if column in wanted.source.columns:
        return NoColumn(
            ja=f"{name} に、{FILE_NAME} の {place}.{column} にある列「{label}」がありません。{hint_ja}。",
            en=f"{name} has no column '{label}', which {FILE_NAME} names under {place}.{column}: {hint}.",
        )
    return NoColumn(
        ja=f"{name} に {wanted.source.table}.{column} の列がありません。{FILE_NAME} の {place}.{column} に、それにあたる列名を書いてください。{hint_ja}。",
        en=(
            f"{name} has no column for {wanted.source.table}.{column}: "
            f"name the one that holds it under {place}.{column} in {FILE_NAME}; {hint}."
        ),
    )


def _taken(wanted: Wanted, column: str, header: Sequence[str]) -> list[int]:
    """Where another column of ours stands for sure: it is not what is looked for."""
    table = wanted.source.table
    found = (positions_of(one.column, header, table, whole=True) for one in wanted.names[column])
    times = [one.time for one in wanted.names[column] if one.time]
    return [*next(filter(None, found), []), *(at for time in times for at in positions_of(time, header, table))]


def _not_of_definition(wanted: Wanted, column: str, header: Sequence[str], name: str) -> NoColumn:
    """A column that a condition names and that neither we nor the export know."""
    table = wanted.source.table
    kind = "valid_opportunity" if table == "opportunities" else "valid_lead"
    known = [*TABLES[table].by_name, *filter(None, header)]
    near = difflib.get_close_matches(column, known, n=1, cutoff=0.5)
    hint = f"did you mean '{near[0]}'?" if near else f"{name} has {_listed(header)}."
    hint_ja = f"「{near[0]}」のことですか?" if near else f"{name} にあるのは {_listed(header, '、', '空')} です。"
    return NoColumn(
        ja=f"definitions.yml の {kind} の条件（kpi try なら試す条件）にある column: {column} は、{table} の項目にも {name} の列にもありません。{hint_ja}",
        en=f"definitions.yml: a condition of {kind} (or one of kpi try) names column: {column}, which is neither a column of {table} nor of {name}; {hint}",
    )


def _listed(header: Sequence[str], comma: str = ", ", nothing: str = "empty") -> str:
    named = [cell for cell in header if cell]
    return comma.join(named[:20]) + (f"{comma}…" if len(named) > 20 else "") or nothing


def best_delimiter(text: str, wanted: Wanted) -> tuple[str, int, list[list[str]], list[str], list[list[str]]] | None:
    """Delimiter, lines up to and with the header, the rows above it, its cells and the rows after it; None where no row is one.

    The delimiter is the one under which the header names most wanted columns.
    """
    best = None
    for delimiter in ",\t;":
        rows, ends = _records(text, delimiter)
        at = find_header(rows, wanted)
        if at is None:
            continue
        header = header_of(rows, at)
        rank = (wanted.score(header), len(header))
        if best is None or rank > best[0]:
            best = rank, (delimiter, ends[at], rows[:at], header, rows[at + 1 :])
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
