"""A definition that is only weighed: the one in force with some conditions changed."""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from kpi_helpers.workbook.definitions import TESTS, Condition, Definitions, Version, check_columns, condition_of
from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.plain_yaml import plain_value

_SIGNS = {">=": "at_least", "<=": "at_most", "=": "is", "==": "is", "!=": "is_not", "~": "matches"}
# `is not` before `is`: "email is not freemail" asks for no address that is called "not freemail".
_WORDS = "|".join(test.replace("_", r"[_\s]+") for test in sorted(TESTS, key=len, reverse=True))
_WRITTEN = re.compile(rf"\s*(.+?)\s*(>=|<=|!=|==|=|~|\b(?:{_WORDS})\b)\s*(.+?)\s*")
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
