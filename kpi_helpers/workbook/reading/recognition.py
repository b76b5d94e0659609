"""Which form a header has: the tool and the table that an export comes from, or that it cannot be told."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from kpi_helpers.workbook.config import ColumnSource, Source
from kpi_helpers.workbook.presets import Alias, Form, all_forms
from kpi_helpers.workbook.reading.headers import normalised, numbered, spellings
from kpi_helpers.workbook.reading.stated import without_money_unit
from kpi_helpers.workbook.reading.values import folded
from kpi_helpers.workbook.schema import TABLES

_NUMBER = re.compile(r" \(\d+\)$")
LEAST = 2
"""Fewer names than these are chance."""


@dataclass(frozen=True)
class Fit:
    """How well a header fits a form."""

    form: Form
    columns: Mapping[str, Alias]
    """The alias under which each column of ours was found."""
    signs: tuple[str, ...]
    lacking: tuple[str, ...]
    """Required columns that the header does not have."""
    wide: bool
    """Whether the table lies in numbered groups of columns."""

    @property
    def score(self) -> int:
        """Names found: the more, the surer."""
        return len(
            {normalised(alias.column.column) for alias in self.columns.values()}
            | {normalised(sign) for sign in self.signs}
        )

    @property
    def mapping(self) -> tuple:
        """What the readers would make of the file; two forms that agree in it are one."""
        columns = (
            (column, normalised(alias.column.column), alias.column.unit or "") for column, alias in self.columns.items()
        )
        return self.form.table, tuple(sorted(columns)), tuple(sorted(self.form.constants.items()))


def fit(form: Form, header: Sequence[str], given: Iterable[str] = ()) -> Fit:
    """Look for a form's names in a header; `given` are columns that need no header."""
    # A name that stands twice is numbered in the header, and there nevertheless.
    labels = spellings([name for cell in header for name in (cell, _NUMBER.sub("", cell), without_money_unit(cell))])
    columns, wide = {}, False
    for column, aliases in form.columns.items():
        alias = next((alias for alias in aliases if _is_there(alias.column.column, labels)), None)
        if alias is not None:
            columns[column] = alias
            wide = wide or numbered(alias.column.column) is not None
    table = TABLES[form.table]
    # Our own names as they are: `Created at` is some tool's, and no preset reads it.
    own = {cell.strip() for cell in header} & table.by_name.keys()
    told = {*columns, *form.constants, *given, *own}
    if wide and table.key and {"lead_id", table.dated_by} <= columns.keys():
        told.add(table.key)  # the readers make it of the lead and the moment
    return Fit(
        form,
        columns,
        tuple(sign for sign in form.signs if _is_there(sign, labels)),
        tuple(column for column in table.required if column not in told),
        wide,
    )


def _is_there(label: str, labels: set[str]) -> bool:
    pattern = numbered(label)
    return normalised(label) in labels or pattern is not None and any(pattern.fullmatch(known) for known in labels)


def own_names(found: Fit) -> set[str]:
    """The names found that no other tool has: by these alone a tool may be named."""
    names = {alias.column.column for alias in found.columns.values()} | set(found.signs)
    tools = _tools_by_name()
    return {normalised(name) for name in names if tools.get(normalised(name), set()) <= {found.form.tool}}


@cache
def _tools_by_name() -> dict[str, set[str]]:
    tools: dict[str, set[str]] = {}
    for form in all_forms():
        if not form.guessed:
            names = (alias.column.column for aliases in form.columns.values() for alias in aliases)
            for name in (*names, *form.signs):
                tools.setdefault(normalised(name), set()).add(form.tool)
    return tools


def best_fits(forms: Iterable[Form], header: Sequence[str], given: Iterable[str] = ()) -> list[Fit]:
    """The forms that fit best, one of those that the readers would treat alike; several where it cannot be told.

    Examples
    --------
    >>> from kpi_helpers.workbook.presets import all_forms
    >>> [(found.form.preset, found.form.table) for found in best_fits(all_forms(), ["Id", "CreatedDate", "StageName", "CloseDate"])]
    [('salesforce-api', 'opportunities')]
    """
    found = [one for one in (fit(form, header, given) for form in forms) if one.score >= LEAST and one.signs]
    if any(len(one.signs) >= LEAST and not one.lacking and not one.form.guessed for one in found):
        found = [one for one in found if not one.form.guessed]
    if not found:
        return []
    top = max(one.score for one in found)
    if any(one.score == top and not one.lacking for one in found):
        found = [one for one in found if not one.lacking]
    alike: dict[tuple, Fit] = {}
    for one in found:
        if one.score == top:
            alike.setdefault(one.mapping, one)
    return list(alike.values())


def nearest_fit(forms: Iterable[Form], header: Sequence[str], given: Iterable[str] = ()) -> Fit:
    """The form, of those of a preset that the user has named, that lacks least and fits most."""
    return max((fit(form, header, given) for form in forms), key=lambda one: (-len(one.lacking), one.score))


def with_form(source: Source, found: Fit) -> Source:
    """A table's source with the constants and words of a form where `workbook.yml` says nothing else."""
    constants = {column: value for column, value in found.form.constants.items() if column not in source.columns}
    labels = {normalised(alias.column.column): alias for aliases in found.form.columns.values() for alias in aliases}
    values = {}
    for column in {**found.form.words, **found.columns, **source.values}:
        named = source.columns.get(column)
        alias = labels.get(normalised(named.column)) if named else found.columns.get(column)
        own = alias.values if alias and alias.values else found.form.words.get(column, {})
        joined = with_own({ours: tuple(theirs) for ours, theirs in own.items()}, source.values.get(column, {}))
        if joined:
            values[column] = joined
    return replace(source, constants={**constants, **source.constants}, values=values)


def with_own(known: Mapping[str, tuple[str, ...]], own: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Words of the preset and of the workbook; where both name a word, the workbook is right.

    Examples
    --------
    >>> with_own({"missing": ("全体", "合計")}, {"SDR": ("合計",)})
    {'missing': ('全体',), 'SDR': ('合計',)}
    """
    said = {folded(text) for texts in own.values() for text in texts}
    return {
        ours: (*(text for text in known.get(ours, ()) if folded(text) not in said), *own.get(ours, ()))
        for ours in {**known, **own}
    }


def names_of(forms: Iterable[Form]) -> dict[str, tuple[ColumnSource, ...]]:
    """Every name that some of the forms give to each column, for finding a header before its form is known."""
    names: dict[str, dict[ColumnSource, None]] = {}
    for form in forms:
        for column, aliases in form.aliases.items():
            names.setdefault(column, {}).update(dict.fromkeys(aliases))
    return {column: tuple(sources) for column, sources in names.items()}
