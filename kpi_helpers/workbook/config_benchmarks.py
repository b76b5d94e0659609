"""Reference values, of which some hold from a day on or for one team."""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from kpi_helpers.workbook.config_section import FILE_NAME, Section
from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.keys import inside, names
from kpi_helpers.workbook.keys_workbook import WORKBOOK

Benchmark = float | list[float]
"""One value, or the lower and the upper one."""

BENCHMARKS: Mapping[str, Benchmark] = {
    "cph": 13,
    "contact_rate": 0.30,
    "att_seconds": [300, 480],
    "response_seconds": 300,
    "companies_per_100": 50,
    "activities_per_company": 1.25,
    "list_coverage": 0.6,
}
"""Reference values of Japanese inside-sales practice; `benchmarks:` replaces single ones."""

_MOST = {"contact_rate": 1.0, "list_coverage": 1.0, "companies_per_100": 100.0}


@dataclass(frozen=True)
class Agreed:
    """Reference values that hold from a day on, or for one team."""

    values: Mapping[str, Benchmark]
    since: date | None = None
    team: str | None = None


def read_benchmarks(top: Section, teams: Collection[str]) -> tuple[Agreed, ...]:
    """`benchmarks:` of `workbook.yml`, whether one mapping or a list of them.

    Raises
    ------
    WorkbookError
        For an unknown key or team, and for a value that is no number.
    """
    if not top.content.get("benchmarks"):
        return ()
    sections = Section({"benchmarks": top.content["benchmarks"]}, "").parts()["benchmarks"]
    return tuple(_agreed(section, teams) for section in sections)


def in_force(agreed: Collection[Agreed], day: date, team: str | None) -> dict[str, Benchmark]:
    """The reference values of a day and a team: a later one wins over an earlier, a team's own over everybody's.

    Examples
    --------
    >>> agreed = [Agreed({"cph": 20}), Agreed({"cph": 15}, date(2026, 10, 1), "SDR")]
    >>> [in_force(agreed, date(2026, month, 1), "SDR")["cph"] for month in (9, 10)]
    [20, 15]
    """
    held = [one for one in agreed if (one.since is None or one.since <= day) and one.team in (None, team)]
    values = dict(BENCHMARKS)
    for one in sorted(held, key=lambda one: (one.team is not None, one.since or date.min)):
        values.update(one.values)
    return values


def _agreed(section: Section, teams: Collection[str]) -> Agreed:
    section = Section(section.content, section.place, names(inside(WORKBOOK, "benchmarks")))
    since, team = section.content.get("from"), section.text("team")
    if since is not None and type(since) is not date:
        raise section.wrong("from", "2026-10-01 のような日付", "a day such as 2026-10-01")
    if team is not None and team not in teams:
        raise WorkbookError(
            ja=f"{FILE_NAME}: {section.place}.team: {team!r} というチームは `teams:` にありません（あるのは {'、'.join(teams) or 'なし'}）。",
            en=(
                f"{FILE_NAME}: {section.place}.team: there is no team {team!r} under `teams:`: "
                f"it has {', '.join(teams) or 'none'}."
            ),
        )
    values = {key: value for key, value in section.content.items() if key in BENCHMARKS}
    for key, value in values.items():
        ours = BENCHMARKS[key]
        wanted = len(ours) if isinstance(ours, list) else 0
        numbers = value if isinstance(value, list) else [value]
        right_form = len(value) == wanted if isinstance(value, list) else not wanted
        if not right_form or any(isinstance(n, bool) or not isinstance(n, (int, float)) for n in numbers):
            raise section.wrong(
                key,
                f"{wanted} つの数値のリスト" if wanted else "数値",
                f"{wanted} numbers in brackets" if wanted else "a number",
            )
        most = _MOST.get(key, math.inf)
        if not all(0 < n <= most and math.isfinite(n) for n in numbers) or numbers != sorted(numbers):
            raise section.wrong(key, *_range(key, wanted))
    return Agreed(values, since, team)


def _range(key: str, wanted: int) -> tuple[str, str]:
    if wanted:
        return "小さい順に並べた 0 より大きい数値", "numbers above 0, the smaller one first"
    if key in _MOST:
        return f"0 より大きく {_MOST[key]:g} 以下の数値", f"a number above 0 and not above {_MOST[key]:g}"
    return "0 より大きい数値", "a number above 0"
