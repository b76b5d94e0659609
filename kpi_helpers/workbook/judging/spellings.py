"""Channels and campaigns that are one but for width, case and blanks, and count apart; cells that hold several of them."""

import re
from collections import Counter
from collections.abc import Iterator

from kpi_helpers.workbook.config_people import person_key
from kpi_helpers.workbook.judging.findings import Finding
from kpi_helpers.workbook.judging.rows import ask
from kpi_helpers.workbook.starting.drafting import scalar
from kpi_helpers.workbook.workbook import Workbook

_COLUMNS = (("leads", "channel"), ("leads", "campaign"), ("visits", "channel"))
_BETWEEN = re.compile(r"[;；、,，\n]")
_MOST = 30  # values of a column whose line is written out
_NAMED = 5  # groups that a sentence names


def odd_spellings(wb: Workbook) -> Iterator[Finding]:
    """Values of a column that differ by width, case and blanks alone, and cells that hold several values."""
    for table, column in _COLUMNS:
        query = f"select {column} as named, count(*) n from {{rows}} where {column} is not null group by 1"
        found = ask(wb, query, rows=table) if wb.has_column(table, column) else None
        if found is None:
            continue
        counts = Counter(dict(zip(found["named"], found["n"], strict=True)))
        yield from _several_in_a_cell(table, column, counts)
        groups: dict[str, list[str]] = {}
        for name in sorted(counts, key=lambda name: (-counts[name], name)):
            groups.setdefault(person_key(name), []).append(name)
        several = [names for names in groups.values() if len(names) > 1]
        if several:
            # A value that the line does not name would count as missing: so all are written.
            held = groups.values() if len(groups) <= _MOST else several
            line = ", ".join(f"{scalar(first)}: [{', '.join(map(scalar, others))}]" for first, *others in held)
            more = ", …" if len(groups) > _MOST else ""
            parts = {"column": column, "name": table, "entry": f"{{{column}: {{{line}{more}}}}}"}
            example = ", ".join(" = ".join(names) for names in several[:_NAMED])
            yield Finding("two_writings_of_value", table, len(several), example, parts)


def _several_in_a_cell(table: str, column: str, counts: Counter) -> Iterator[Finding]:
    """Cells of several choices, one of which other cells hold alone: each combination counts as one more value."""
    parted = {name: [part.strip() for part in _BETWEEN.split(name) if part.strip()] for name in counts}
    several = [name for name, parts in parted.items() if len(parts) > 1 and any(part in counts for part in parts)]
    if several:
        parts = {"column": column, "name": table}
        yield Finding("several_values", table, sum(counts[name] for name in several), several[0], parts)
