"""Channels and campaigns that are one but for width, case and blanks, and count apart."""

from collections import Counter
from collections.abc import Iterator

from kpi_helpers.workbook.config_people import person_key
from kpi_helpers.workbook.judging.findings import Finding
from kpi_helpers.workbook.judging.rows import ask
from kpi_helpers.workbook.starting.drafting import scalar
from kpi_helpers.workbook.workbook import Workbook

_COLUMNS = (("leads", "channel"), ("leads", "campaign"), ("visits", "channel"))
_MOST = 30  # values of a column whose line is written out
_NAMED = 5  # groups that a sentence names


def odd_spellings(wb: Workbook) -> Iterator[Finding]:
    """Values of a column that differ by width, case and blanks alone."""
    for table, column in _COLUMNS:
        query = f"select {column} as named, count(*) n from {{rows}} where {column} is not null group by 1"
        found = ask(wb, query, rows=table) if wb.has_column(table, column) else None
        if found is None:
            continue
        counts = Counter(dict(zip(found["named"], found["n"], strict=True)))
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
