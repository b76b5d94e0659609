"""Presets: what the tools call the columns and values of ours, as data files that users can edit.

Each `NAME.yml` here describes one tool: under `tables`, for each table of
ours (or for a part of one, such as `events`, with `table: activities`) its
`columns` (ours: {theirs: source}, the preferred first), `signs` (headers by
which the table is told from others), and `constants`. `like` takes over
another preset. `unneeded` names files of which nothing is read, with their signs. `words.yml` says what values mean, whatever the tool.
A workbook may carry its own file: `preset: our-crm.yml`, of the same form;
there a plain name or a list of names does instead of {theirs: source}.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from kpi_helpers.workbook.config import UNITS, ColumnSource, Source
from kpi_helpers.workbook.config_section import FILE_NAME, nearest, scalar_text
from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.plain_yaml import read_yaml
from kpi_helpers.workbook.schema import TABLES

UNSURE = "unsure"
"""The source of an alias or a word that nobody has confirmed."""

_FOLDER = Path(__file__).parent
_WORDS = "words"
_KEYS = {"table", "columns", "signs", "constants", "values", "won", "closed", "odds", "collect"}

Words = Mapping[str, Mapping[str, Mapping[str, str]]]
"""Column of ours → value of ours → value of theirs → source."""


@dataclass(frozen=True)
class Alias:
    """One name that a tool gives to a column of ours."""

    column: ColumnSource
    source: str
    values: Mapping[str, tuple[str, ...]] | None = None
    """What the values of this very column mean, instead of the words known for all."""

    @property
    def sure(self) -> bool:
        """Whether the name was seen in an export or in the tool's documentation."""
        return self.source != UNSURE


@dataclass(frozen=True)
class Form:
    """How one tool writes one table of ours, or a part of it."""

    preset: str
    tool: str
    table: str
    columns: Mapping[str, tuple[Alias, ...]]
    signs: tuple[str, ...] = ()
    constants: Mapping[str, object] = field(default_factory=dict)
    words: Words = field(default_factory=dict)
    won: tuple[str, ...] = ()
    """Headers of a flag that is true where an opportunity is won, false where it is lost or open."""
    closed: tuple[str, ...] = ()
    """Headers of a flag that is true where an opportunity is won or lost."""
    odds: tuple[str, ...] = ()
    """Headers of a probability that the tool sets to 100% where an opportunity is won and to 0% where it is lost, and nowhere else."""
    collect: tuple[str, ...] = ()
    """Columns of which an id may have several values, each in a row of its own."""
    guessed: bool = False
    """Whether its names are common words, by which no tool is recognised."""

    @property
    def aliases(self) -> dict[str, tuple[ColumnSource, ...]]:
        """The names of each column as the readers look for them."""
        return {column: tuple(alias.column for alias in aliases) for column, aliases in self.columns.items()}


def preset_names() -> list[str]:
    """The presets that the package carries.

    Examples
    --------
    >>> [name for name in preset_names() if name.startswith("salesforce")]
    ['salesforce-api', 'salesforce-en', 'salesforce-ja']
    """
    return sorted(path.stem for path in _FOLDER.glob("*.yml") if path.stem != _WORDS)


def forms_of(source: Source) -> tuple[Form, ...]:
    """The forms of the preset that a table names, only those for this table; none where it names none.

    Raises
    ------
    WorkbookError
        Where the preset is unknown, says nothing of the table, or its file is faulty.
    """
    if source.preset is None:
        return ()
    if source.preset_file is None and source.preset not in preset_names():
        raise WorkbookError(
            ja=(
                f"{FILE_NAME}: tables.{source.table}.preset の {source.preset!r} はありません"
                f"{nearest(source.preset, preset_names(), 'ja') or '。使えるのは ' + '、'.join(preset_names()) + ' です。'}"
            ),
            en=(
                f"{FILE_NAME}: tables.{source.table}.preset {source.preset!r} is unknown"
                f"{nearest(source.preset, preset_names()) or '; known are ' + ', '.join(preset_names()) + '.'}"
            ),
        )
    named = _read(source.preset_file) if source.preset_file else _shipped(source.preset)
    forms = [form for _, form in named if form.table == source.table]
    if not forms:
        raise WorkbookError(
            ja=f"{FILE_NAME}: tables.{source.table}.preset の {source.preset!r} には {source.table} の列名がありません。tables.{source.table}.columns に書いてください。",
            en=(
                f"{FILE_NAME}: tables.{source.table}.preset {source.preset!r} says nothing of {source.table}: "
                f"name its columns under tables.{source.table}.columns."
            ),
        )
    return tuple(forms)


def all_forms(table: str | None = None) -> tuple[Form, ...]:
    """Every form that the package knows, or those of one table."""
    return tuple(form for name in preset_names() for _, form in _shipped(name) if table in (None, form.table))


@cache
def unneeded_files() -> Mapping[str, frozenset[str]]:
    """Exports of the known tools from which nothing is needed, with the headers by which each is told."""
    contents = (_pairs(path.name, "the file", read_yaml(path)) for path in map(_path, preset_names()))
    return {
        f"{content['tool']} {name}": frozenset(map(scalar_text, signs))
        for content in contents
        for name, signs in (content.get("unneeded") or {}).items()
    }


@cache
def _shipped(name: str) -> tuple[tuple[str, Form], ...]:
    return tuple(_read(_path(name)))


@cache
def _common_words() -> Mapping[str, Words]:
    content = _pairs(_path(_WORDS).name, "the file", read_yaml(_path(_WORDS)))
    return {table: _words(_WORDS, words) for table, words in content["values"].items()}


def _path(name: str) -> Path:
    return _FOLDER / f"{name}.yml"


def _read(path: Path) -> Iterator[tuple[str, Form]]:
    """The forms of one file, those that it takes over from another with its own names before theirs."""
    content = _pairs(
        path.name, "the file", read_yaml(path), {"tool", "like", "guessed", "sources", "tables", "unneeded"}
    )
    like = content.get("like")
    if like is not None and like not in preset_names():
        raise WorkbookError(
            ja=f"{path.name}: like: {like!r} というプリセットはありません{nearest(like, preset_names(), 'ja') or '。'}",
            en=f"{path.name}: like: {like!r} is no preset{nearest(like, preset_names()) or '.'}",
        )
    own = {
        name: _form(path, content, name, entry)
        for name, entry in _pairs(path.name, "tables", content.get("tables") or {}).items()
    }
    parents = dict(_shipped(like)) if like else {}
    for name in {**own, **parents}:
        yield name, _joined(own.get(name) or parents[name], parents.get(name) or own[name], path.stem)


def _form(path: Path, content: Mapping, name: str, entry: object) -> Form:
    entry = _pairs(path.name, f"tables.{name}", entry, _KEYS)
    table = entry.get("table", name)
    if table not in TABLES:
        raise WorkbookError(
            ja=f"{path.name}: tables.{name} という表はありません{nearest(table, TABLES, 'ja') or '。使えるのは ' + '、'.join(TABLES) + ' です。'}",
            en=f"{path.name}: tables.{name} is no table{nearest(table, TABLES) or '; known are ' + ', '.join(TABLES) + '.'}",
        )
    columns = {
        column: tuple(_aliases(path.name, f"tables.{name}.columns.{column}", names))
        for column, names in _pairs(path.name, f"tables.{name}.columns", entry.get("columns") or {}).items()
    }
    for column in (*columns, *(entry.get("constants") or {}), *(entry.get("values") or {})):
        if column not in TABLES[table].by_name:
            raise WorkbookError(
                ja=(
                    f"{path.name}: tables.{name}: {column} は {table} の項目ではありません"
                    f"{nearest(column, TABLES[table].by_name, 'ja') or '。'}"
                ),
                en=(
                    f"{path.name}: tables.{name}: {column} is no column of {table}"
                    f"{nearest(column, TABLES[table].by_name) or '.'}"
                ),
            )
    return Form(
        path.stem,
        scalar_text(content.get("tool") or path.stem),
        table,
        columns,
        _texts(entry.get("signs")),
        entry.get("constants") or {},
        {**_common_words().get(table, {}), **_words(path.name, entry.get("values") or {})},
        _texts(entry.get("won")),
        _texts(entry.get("closed")),
        _texts(entry.get("odds")),
        _texts(entry.get("collect")),
        content.get("guessed") is True,
    )


def _joined(first: Form, second: Form, name: str) -> Form:
    columns = (
        {
            column: tuple(dict.fromkeys((*first.columns.get(column, ()), *second.columns.get(column, ()))))
            for column in {**first.columns, **second.columns}
        }
        if first is not second
        else first.columns
    )
    return Form(
        name,
        first.tool,
        first.table,
        columns,
        tuple(dict.fromkeys((*first.signs, *second.signs))),
        first.constants or second.constants,
        {**second.words, **first.words},
        tuple(dict.fromkeys((*first.won, *second.won))),
        tuple(dict.fromkeys((*first.closed, *second.closed))),
        tuple(dict.fromkeys((*first.odds, *second.odds))),
        first.collect or second.collect,
        first.guessed,
    )


def _aliases(file: str, place: str, names: object) -> Iterator[Alias]:
    if not isinstance(names, dict):
        names = dict.fromkeys(_texts(names), "workbook")
    for name, said in names.items():
        said = said if isinstance(said, dict) else {"source": said}
        _pairs(file, f"{place}.{name}", said, {"source", "unit", "values"})
        unit = said.get("unit")
        if unit not in (None, *UNITS):
            raise WorkbookError(
                ja=f"{file}: {place}.{name}.unit が {unit!r} になっています。使えるのは {'、'.join(UNITS)} です。",
                en=f"{file}: {place}.{name}.unit is {unit!r}; known are {', '.join(UNITS)}.",
            )
        values = said.get("values")
        yield Alias(
            ColumnSource(scalar_text(name), unit),
            scalar_text(said.get("source", "workbook")),
            values and _Texts((scalar_text(ours), _texts(theirs)) for ours, theirs in values.items()),
        )


class _Texts(dict):
    """A mapping that can stand in a set, so that an alias met twice is kept once."""

    def __hash__(self) -> int:  # type: ignore[override]  # a dict has none, since it may change; these do not
        return hash(tuple(self.items()))


def _words(file: str, columns: Mapping) -> Words:
    return {
        column: {
            scalar_text(ours): theirs if isinstance(theirs, dict) else dict.fromkeys(_texts(theirs), "workbook")
            for ours, theirs in _pairs(file, f"values.{column}", values).items()
        }
        for column, values in columns.items()
    }


def _texts(value: object) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [] if value is None else [value]
    return tuple(scalar_text(item) for item in values)


def _pairs(file: str, place: str, content: object, known: set[str] | None = None) -> dict:
    if not isinstance(content, dict):
        raise WorkbookError(
            ja=f"{file}: {place} は `キー: 値` の形で書いてください。",
            en=f"{file}: {place} must hold `key: value` pairs.",
        )
    for key in content:
        if known is not None and key not in known:
            raise WorkbookError(
                ja=f"{file}: {place}.{key} というキーはありません{nearest(key, known, 'ja') or '。使えるのは ' + '、'.join(sorted(known)) + ' です。'}",
                en=f"{file}: {place}.{key} is no known key{nearest(key, known) or '; known are ' + ', '.join(sorted(known)) + '.'}",
            )
    return content
