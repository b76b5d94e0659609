"""A definition that is only weighed: the one in force with some conditions changed."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from kpi_helpers.workbook.config import Config
from kpi_helpers.workbook.config_sources import ColumnSource, Source
from kpi_helpers.workbook.definitions import TESTS, Condition, Definitions, Version, check_columns, condition_of
from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.plain_yaml import plain_value
from kpi_helpers.workbook.presets import forms_of
from kpi_helpers.workbook.reading.headers import normalised
from kpi_helpers.workbook.schema import TABLES

_SIGNS = {">=": "at_least", "<=": "at_most", "=": "is", "==": "is", "!=": "is_not", "~": "matches"}
# `is not` before `is`: "email is not freemail" asks for no address that is called "not freemail".
_WORDS = "|".join(test.replace("_", r"[_\s]+") for test in sorted(TESTS, key=len, reverse=True))
_WRITTEN = re.compile(rf"\s*(.+?)\s*(>=|<=|!=|==|=|~|\b(?:{_WORDS})\b)\s*(.+?)\s*")
_BESIDE = re.compile(r"[（(。：:]")  # what the data dictionary explains beside a name
_NEXT = re.compile(rf"[,、](?=\s*[^\s,、][^,、]*?\s(?:>=|<=|!=|==|=|~|{_WORDS})\s)")


def conditions_from(written: str) -> list[Condition]:
    """The conditions of one line, each as `condition_from` reads it.

    Examples
    --------
    >>> [str(one) for one in conditions_from("employees >= 30, email is not freemail, channel in Web, 展示会")]
    ['employees at_least 30', 'email is_not freemail', "channel in ['Web', '展示会']"]
    """
    return [condition_from(part) for part in _NEXT.split(written)]


def condition_from(written: str) -> Condition:
    """A condition as one types it at a prompt: by the words of ``definitions.yml`` or by signs.

    Raises
    ------
    WorkbookError
        If it is no condition, or its value none that the test takes.

    Examples
    --------
    >>> str(condition_from("employees >= 30")), str(condition_from("email is_not freemail"))
    ('employees at_least 30', 'email is_not freemail')
    >>> condition_from("channel in Web, 展示会").value
    ['Web', '展示会']
    """
    found = _WRITTEN.fullmatch(written)
    if found is None:
        raise WorkbookError(
            ja=f"{written!r}: 「列 条件 値」の形で書いてください（'employees >= 30'、'email is_not freemail' など）。条件は {'、'.join(TESTS)}。",
            en=f"{written!r}: write column, test and value, as in 'employees >= 30' or 'email is_not freemail'; tests are {', '.join(TESTS)}.",
        )
    column, test, value = found.groups()
    test = _SIGNS.get(test, re.sub(r"\s+", "_", test))
    values = [plain_value(one.strip()) for one in value.split(",")] if test in ("in", "not_in") else plain_value(value)
    return condition_of(repr(written), {"column": column, test: str(values) if test == "matches" else values})


def of_columns(conditions: Sequence[Condition], config: Config) -> list[Condition]:
    """Conditions under our names of their columns, where they bear a heading of the page or of the export instead."""
    return [replace(one, column=our_column(one.column, config)) for one in conditions]


def our_column(written: str, config: Config) -> str:
    """Our name of a column of the leads that is called by its heading; itself where none is.

    Parameters
    ----------
    written : str
        従業員数, a header of the export or a name of ours.
    config : Config
    """
    table = TABLES["leads"]
    source = config.tables.get("leads")
    parts = source.parts if source else ()
    named = {
        normalised(one.column): ours
        for part in parts
        for ours, one in (*_of_presets(part, set(part.columns)), *part.columns.items())
    }
    if written in table.by_name or written in {ours for part in parts for ours in part.columns}:
        return written
    if normalised(written) in named:
        return named[normalised(written)]
    meant = {
        normalised(_BESIDE.split(word)[0]): ours
        for ours, column in table.by_name.items()
        for word in (column.ja, column.en)
    }
    return meant.get(normalised(written), written)


def _of_presets(part: Source, named: set[str]) -> Iterator[tuple[str, ColumnSource]]:
    """Names that the preset of a part gives to columns that the workbook does not name."""
    for form in forms_of(part):
        yield from ((ours, one) for ours, known in form.aliases.items() if ours not in named for one in known)


def tried_version(
    definitions: Definitions, day: date, conditions: Sequence[Condition], without: Iterable[str] = ()
) -> Version:
    """The definition of a valid lead that holds on a day, with conditions changed.

    Parameters
    ----------
    definitions : Definitions
    day : date
        From when the version on trial would hold.
    conditions : sequence of Condition
        Each takes the place of those on the same column.
    without : iterable of str
        Columns whose conditions fall away.

    Raises
    ------
    WorkbookError
        If nothing is left, a column falls away that no condition names, or a column cannot take its test.

    Examples
    --------
    >>> held = Version(date(2026, 4, 1), "", (), (condition_from("employees >= 50"), condition_from("email is present")))
    >>> tried = tried_version(Definitions((held,)), date(2026, 11, 18), [condition_from("employees >= 30")], ["email"])
    >>> [str(condition) for condition in tried.conditions]
    ['employees at_least 30']
    """
    held = definitions.in_force("valid_lead", day)
    before = held.conditions if held else ()
    for column in without:
        if column not in {condition.column for condition in before}:
            raise WorkbookError(
                ja=f"--without {column}: 今の有効リードの定義に {column} の条件はありません。",
                en=f"--without {column}: the definition in force has no condition on {column}.",
            )
    changed = {*without, *(condition.column for condition in conditions)}
    left = tuple(condition for condition in before if condition.column not in changed) + tuple(conditions)
    if not left:
        raise WorkbookError(
            ja="条件が一つも残りません。試す条件を書いてください（'employees >= 30' など）。",
            en="No condition is left: name one to try, as in 'employees >= 30'.",
        )
    tried = Version(day, "", (), left)
    check_columns(Definitions((tried,)))
    return tried
