"""Conditions of definitions tried against their columns: what they name and no row has."""

from collections.abc import Iterator

from kpi_helpers.workbook.definitions import KINDS, Condition
from kpi_helpers.workbook.engine.patterns import matching
from kpi_helpers.workbook.judging.findings import Finding
from kpi_helpers.workbook.workbook import Workbook

_NAMED = 3  # values that a sentence names
_WORDS = ("present", "freemail")


def odd_conditions(wb: Workbook) -> Iterator[Finding]:
    """Conditions that name a value which never occurs, and comparisons of a column without numbers."""
    for kind, table in KINDS.items():
        asked = [condition for version in getattr(wb.definitions, kind) for condition in version.conditions]
        if not wb.has(table):
            continue
        rows = wb.canonical(table)
        known: dict[str, list] = {}
        for condition in asked:
            if condition.column not in known:
                values = wb.run(rows.select(condition.column).distinct())[condition.column]
                known[condition.column] = values.dropna().tolist()
            if condition.test not in ("at_least", "at_most"):
                yield from _absent(table, condition, known[condition.column])
            elif not known[condition.column]:
                count = int(wb.run(rows.agg(rows=rows.count()))["rows"].iloc[0])
                yield Finding("no_numbers", table, count, str(condition), _place(condition))


def _place(condition: Condition) -> dict[str, str]:
    return {"entry": condition.where, "label": condition.column}


def _absent(table: str, condition: Condition, known: list) -> Iterator[Finding]:
    if condition.test == "matches":
        absent = [] if not known or matching(map(str, known), str(condition.value)) else [condition.value]
    else:
        values = condition.value if isinstance(condition.value, list) else [condition.value]
        is_text = any(isinstance(value, str) for value in known)
        held = {str(value) for value in known} if is_text else set(known)
        absent = [one for one in values if one not in _WORDS and (str(one) if is_text else one) not in held]
    if absent:
        yield Finding("never_occurs", table, len(absent), ", ".join(map(str, absent[:_NAMED])), _place(condition))
