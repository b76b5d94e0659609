"""Reps and teams: who is spelt in two ways, stands in one table alone, in two teams or in none."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set

from kpi_helpers.workbook.config_people import person_key
from kpi_helpers.workbook.judging.findings import Finding
from kpi_helpers.workbook.judging.rows import ask
from kpi_helpers.workbook.starting.drafting import scalar
from kpi_helpers.workbook.workbook import Workbook

_TABLES = ("leads", "activities", "opportunities")
_BETWEEN = re.compile(r"[、,，/／;；&＆+＋\n]")
_NAMED = 5  # people whom a sentence names


def odd_reps(wb: Workbook) -> Iterator[Finding]:
    """What is odd about the names of reps."""
    reps = {table: counts for table in _TABLES if (counts := _named(wb, table, "rep"))}
    yield from _spellings("activities", reps.values(), {name for of in wb.config.teams.values() for name in of})
    yield from _spellings("opportunities", [_named(wb, "opportunities", "owner")])
    yield from _several_in_a_cell(reps)
    yield from _in_one_table(reps)
    yield from _teams(wb, reps)
    yield from _targets_of_nobody(wb, reps)


def _named(wb: Workbook, table: str, column: str, unless: str = "") -> Counter:
    alone = f"and {unless} is null" if unless else ""
    query = f"select {column} as named, count(*) n from {{rows}} where {column} is not null {alone} group by 1"
    found = ask(wb, query, rows=table) if wb.has_column(table, column) else None
    return Counter() if found is None else Counter(dict(zip(found["named"], found["n"], strict=True)))


def _spellings(table: str, named: Iterable[Counter], members: Set[str] = frozenset()) -> Iterator[Finding]:
    """Names that are one person's but for width, case and blanks; as a team writes it first."""
    counts: Counter = sum(named, Counter())
    groups: dict[str, list[str]] = {}
    for name in sorted({*counts, *members}, key=lambda name: (name not in members, -counts[name], name)):
        groups.setdefault(person_key(name), []).append(name)
    several = [names for names in groups.values() if len(names) > 1]
    if several:
        first, *others = several[0]
        parts = {"entry": f"{first}: [{', '.join(others)}]"}
        yield Finding("two_spellings", table, len(several), _listed([" = ".join(names) for names in several]), parts)


def _several_in_a_cell(reps: Mapping[str, Counter]) -> Iterator[Finding]:
    """Cells that name several people, each of whom others name alone: they count as one more person."""
    known = {person_key(name) for counts in reps.values() for name in counts}
    for table, counts in reps.items():
        parted = {name: [part for part in _BETWEEN.split(name) if part.strip()] for name in counts}
        several = [
            name
            for name, parts in parted.items()
            if len(parts) > 1 and all(person_key(part) in known for part in parts)
        ]
        if several:
            rows = sum(counts[name] for name in several)
            entry = f"{scalar(parted[several[0]][0].strip())}: [{scalar(several[0])}]"
            yield Finding("several_people", table, rows, _listed(several), {"entry": entry})


def _in_one_table(reps: Mapping[str, Counter]) -> Iterator[Finding]:
    """Reps of the work whom no other table knows; field sales and marketing own leads without calling."""
    for table in ("activities", "opportunities"):
        others = {person_key(name) for other, counts in reps.items() if other != table for name in counts}
        if table in reps and others:
            alone = [name for name, _ in reps[table].most_common() if person_key(name) not in others]
            if alone:
                yield Finding("one_table_only", table, len(alone), _listed(alone))


def _teams(wb: Workbook, reps: Mapping[str, Counter]) -> Iterator[Finding]:
    if not wb.config.teams:
        return
    teams: dict[str, list[str]] = {}
    for team, members in wb.config.teams.items():
        for member in members:
            teams.setdefault(member, []).append(team)
    double = [f"{member}: {', '.join(of)}" for member, of in teams.items() if len(of) > 1]
    if double:
        yield Finding("two_teams", "activities", len(double), _listed(double))
    work = sum((counts for table, counts in reps.items() if table != "leads"), Counter())
    none = [name for name, _ in work.most_common() if name not in teams]
    if none:
        yield Finding("no_team", "activities", len(none), _listed(none))


def _targets_of_nobody(wb: Workbook, reps: Mapping[str, Counter]) -> Iterator[Finding]:
    """Targets whose rep or team nothing else knows: their actual is 0, or they stand nowhere."""
    known = {member for members in wb.config.teams.values() for member in members}.union(*reps.values())
    for table, column in (("opportunities", "owner"), ("accounts", "rep"), ("tallies", "rep"), ("timesheet", "rep")):
        known |= _named(wb, table, column).keys()
    own = {name: count for name, count in _named(wb, "targets", "rep").items() if name not in known}
    if known and own:
        yield Finding("target_of_no_rep", "targets", sum(own.values()), _listed(sorted(own)))
    teams = _named(wb, "targets", "team", unless="rep")
    others = {name: count for name, count in teams.items() if name not in wb.config.teams}
    if others:
        yield Finding("target_of_no_team", "targets", sum(others.values()), _listed(sorted(others)))


def _listed(names: list[str]) -> str:
    return ", ".join(names[:_NAMED]) + (f", … +{len(names) - _NAMED}" if len(names) > _NAMED else "")
