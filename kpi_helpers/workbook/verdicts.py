"""Each row judged by every version of a definition: which conditions it meets, and whether it is valid."""

from collections.abc import Mapping
from functools import partial

import pandas as pd

from kpi_helpers.workbook.companies import mail_domain
from kpi_helpers.workbook.definitions import Condition, Version, condition_column, failed_column, version_column
from kpi_helpers.workbook.engine import Bool, Column, Engine, Expr, epoch_day
from kpi_helpers.workbook.engine import functions as fn
from kpi_helpers.workbook.engine.patterns import matching


def with_verdicts(
    engine: Engine,
    table: Expr,
    versions: tuple[Version, ...],
    freemail: frozenset[str],
    created_day: str,
    written: Expr | None = None,
) -> Expr:
    """Judge each row by every version and by the one in force when it was created.

    Parameters
    ----------
    engine : Engine
    table : Expr
        Leads or opportunities with all columns that the conditions name.
    versions : tuple of Version
        Oldest first.
    freemail : frozenset of str
    created_day : str
        The column of `table` that holds the day of creation.
    written : Expr, optional
        A table whose columns hold every text that those of `table` do, where it is read sooner.

    Returns
    -------
    Expr
        `table` with a flag per condition (`condition_column`) and per version
        (`version_column`, `failed_column`) and ``is_valid``. A row created before the first
        version is valid.
    """
    asked = {
        condition_column(place, number): condition
        for place, version in enumerate(versions)
        for number, condition in enumerate(version.conditions)
    }
    by_text: dict[str, dict[str, Condition]] = {}
    for flag, condition in asked.items():
        if _looks_at_text(table, condition):
            by_text.setdefault(condition.column, {})[flag] = condition
    for column, conditions in by_text.items():
        texts = (table if written is None else written)[column]
        table = _with_chosen(engine, table, texts, column, conditions, freemail)
    # All flags in one step: a step for each would nest as many queries as there are conditions.
    table = table.mutate(**{flag: _verdict(table, flag, condition) for flag, condition in asked.items()})
    failed = {
        failed_column(place): sum(
            table[condition_column(place, number)].ifelse(0, 1) for number in range(len(version.conditions))
        )
        for place, version in enumerate(versions)
    }
    table = table.mutate(**failed)
    table = table.mutate(**{version_column(place): table[failed_column(place)] == 0 for place in range(len(versions))})
    in_force = [
        (table[created_day] >= epoch_day(version.since), table[version_column(place)])
        for place, version in reversed(list(enumerate(versions)))
    ]
    return table.mutate(is_valid=fn.cases(*in_force, else_=True) if in_force else fn.literal(True))


def _looks_at_text(table: Expr, condition: Condition) -> bool:
    is_presence = condition.value == "present" and condition.test in ("is", "is_not")
    return not is_presence and table[condition.column].type().is_string()


def _with_chosen(
    engine: Engine,
    table: Expr,
    texts: Column,
    column: str,
    conditions: Mapping[str, Condition],
    freemail: frozenset[str],
) -> Expr:
    """The table with a flag for each condition on a text column, true where its value is among those that are meant.

    Judged here on the distinct values, so that patterns are linear in time (DuckDB's RE2)
    and every engine gives the same answer.
    """
    written = texts.name("_value").as_table().distinct().filter(fn.row["_value"].notnull())
    rows = engine.mapped("chosen", written, partial(_flagged, conditions=conditions, freemail=freemail))
    return table.left_join(rows, table[column] == rows["_value"]).drop("_value")


def _flagged(written: pd.DataFrame, conditions: Mapping[str, Condition], freemail: frozenset[str]) -> pd.DataFrame:
    texts = written["_value"]
    chosen = {flag: frozenset(_chosen(texts, condition, freemail)) for flag, condition in conditions.items()}
    values = sorted(frozenset().union(*chosen.values()))
    flags = {flag: pd.Series([value in meant for value in values], dtype="bool") for flag, meant in chosen.items()}
    return pd.DataFrame({"_value": pd.Series(values, dtype="str"), **flags})


def _verdict(table: Expr, flag: str, condition: Condition) -> Bool:
    """Whether a row meets a condition; a missing value fails every test but `is_not` and `not_in`."""
    column, value, test = table[condition.column], condition.value, condition.test
    if value == "present" and test in ("is", "is_not"):
        return column.notnull() if test == "is" else column.isnull()
    if test == "at_least":
        return (column >= value).fill_null(False)
    if test == "at_most":
        return (column <= value).fill_null(False)
    meant = table[flag] if column.type().is_string() else column.isin(value if isinstance(value, list) else [value])
    return ~meant.fill_null(False) if test in ("is_not", "not_in") else meant.fill_null(False)


def _chosen(written: pd.Series, condition: Condition, freemail: frozenset[str]) -> list[str]:
    value = condition.value
    if condition.test == "matches":
        return matching(written, str(value))
    if value == "freemail":
        return [address for address in written if mail_domain(address) in freemail]
    wanted = {str(item) for item in (value if isinstance(value, list) else [value])}
    return [text for text in written if text in wanted]
