"""What `workbook.yml` says, checked and typed: the one description of a workbook.

Nothing is read here but the YAML itself; the exports that it names are only
looked up, so that a misspelt name is answered before any work begins.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from urllib.parse import quote_plus

from kpi_helpers.workbook.config_benchmarks import BENCHMARKS, Agreed, Benchmark, in_force, read_benchmarks
from kpi_helpers.workbook.config_calendar import CalendarConfig, read_calendar
from kpi_helpers.workbook.config_files import one_file
from kpi_helpers.workbook.config_people import names_by_key, person_key, read_people
from kpi_helpers.workbook.config_section import FILE_NAME, Section, pointed, see
from kpi_helpers.workbook.config_sources import ColumnSource, Source, check_zone, read_table
from kpi_helpers.workbook.errors import LANGUAGES, WorkbookError, speak
from kpi_helpers.workbook.keys import inside, names
from kpi_helpers.workbook.keys_workbook import CURRENCIES, DEFAULT_OUTPUTS, OUTPUTS, UNITS, WORKBOOK
from kpi_helpers.workbook.plain_yaml import read_yaml
from kpi_helpers.workbook.schema import TABLES
from kpi_helpers.workbook.typed import typed

__all__ = [
    "BENCHMARKS",
    "UNITS",
    "CalendarConfig",
    "ColumnSource",
    "Config",
    "Source",
    "load_config",
    "resolve_connection",
]

DEFAULT_LANGUAGE = "ja"
LINKED = {"lead": "leads", "opportunity": "opportunities", "company": "companies"}
"""The table of what a link of `links` shows; its key stands in the address."""


@dataclass(frozen=True)
class Config:
    """One workbook: its folder and everything that `workbook.yml` says."""

    folder: Path
    name: str
    timezone: str
    language: str
    tables: Mapping[str, Source]
    definitions: Path | None
    calendar: CalendarConfig
    teams: Mapping[str, tuple[str, ...]]
    benchmarks: Mapping[str, Benchmark]
    rejected_budget: float
    connection: str | None
    freemail: tuple[str, ...]
    people: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The other spellings of each person's name."""
    currency: str = "JPY"
    links: Mapping[str, str] = field(default_factory=dict)
    """Addresses in the CRM by what they show, with the id in braces."""
    outputs: tuple[str, ...] = DEFAULT_OUTPUTS
    """What is written beside the pages, the numbers and the minutes."""
    agreed: tuple[Agreed, ...] = ()
    """Reference values of `workbook.yml`, of which `benchmarks` are those of one day and team."""

    def members(self, team: str) -> tuple[str, ...]:
        """Who is counted in a team: of a rep who stands in two, the first one counts, in every number alike."""
        earlier = {rep for other in list(self.teams)[: list(self.teams).index(team)] for rep in self.teams[other]}
        return tuple(rep for rep in self.teams[team] if rep not in earlier)

    def on(self, day: date, team: str | None = None) -> "Config":
        """The same workbook with the reference values of a day and a team."""
        return replace(self, benchmarks=in_force(self.agreed, day, team)) if self.agreed else self


def written_language(folder: Path) -> str | None:
    """The language in which a workbook is written that need not be right otherwise; None where there is none."""
    try:
        text = (folder / FILE_NAME).read_text(encoding="utf-8", errors="replace")
    except (OSError, ValueError):
        return None
    found = re.search(r"^language:\s*[\"']?(\w+)", text, re.MULTILINE)
    return found[1] if found else DEFAULT_LANGUAGE


def load_config(folder: Path) -> Config:
    """Read and check `workbook.yml` of a folder.

    Parameters
    ----------
    folder : Path
        The workbook's folder.

    Returns
    -------
    Config
        With the defaults filled in and every file resolved to a path in the folder.

    Raises
    ------
    WorkbookError
        Unknown key (with the nearest known one), wrong type, missing file, a
        path that leaves the folder, YAML that is not plain data.
    """
    folder = Path(folder)
    path = folder / FILE_NAME
    if folder.is_file():
        raise WorkbookError(
            ja=f"{folder} はファイルです。{FILE_NAME} のあるフォルダを指定してください（まだなければ `{typed(('kpi', 'init', 'フォルダ', folder.name))}` で作れます）。",
            en=f"{folder} is a file: name the folder that holds {FILE_NAME} (or write one with `{typed(('kpi', 'init', 'FOLDER', folder.name))}`).",
        )
    if not path.is_file():
        raise WorkbookError(
            ja=f"{folder} に {FILE_NAME} がありません。`{typed(('kpi', 'init', folder))} ファイル…` で作ってください。",
            en=f"{folder} has no {FILE_NAME}: write one with `{typed(('kpi', 'init', folder))} FILE…`.",
        )
    try:
        return _read(folder, Section(read_yaml(path), "", names(WORKBOOK)))
    except WorkbookError as error:
        raise pointed(error) from None


def _read(folder: Path, top: Section) -> Config:
    language = top.choice("language", LANGUAGES) or DEFAULT_LANGUAGE
    speak(workbook=language)
    connection = top.text("connection")
    tables = {
        name: read_table(folder, name, parts, connection)
        for name, parts in top.section("tables", set(TABLES), required=True).parts().items()
    }
    definitions = top.text("definitions")
    people, agreed = read_people(top), read_benchmarks(top, [str(team) for team in top.section("teams").content])
    return Config(
        folder=folder,
        name=top.text("name") or folder.resolve().name,
        timezone=check_zone(top.text("timezone") or "Asia/Tokyo", "timezone"),
        language=language,
        tables=tables,
        definitions=one_file(folder, definitions, "definitions") if definitions else None,
        calendar=read_calendar(top),
        teams=_teams(top, names_by_key(people)),
        benchmarks=in_force(agreed, date.max, None),
        rejected_budget=_share(top, "rejected_budget", 0.02),
        connection=connection,
        freemail=top.texts("freemail"),
        people=people,
        currency=top.choice("currency", CURRENCIES) or "JPY",
        links=_links(top),
        outputs=_outputs(top),
        agreed=agreed,
    )


def resolve_connection(connection: str) -> str:
    """The database address with `${NAME}` taken from the environment, to be used and forgotten.

    Raises
    ------
    WorkbookError
        Where a variable is not set; the message never holds a value.
    """

    def of_environment(match: re.Match) -> str:
        if match[1] not in os.environ:
            raise WorkbookError(
                ja=f"{FILE_NAME}: connection には環境変数 {match[1]} が必要です。設定してからもう一度実行してください。",
                en=f"{FILE_NAME}: connection needs the environment variable {match[1]}: set it and run again.",
            )
        value = os.environ[match[1]]
        # A password may hold what ends a password in an address.
        return quote_plus(value) if match[2] else value

    return re.sub(r"\$\{(\w+)\}(?=(@)?)", of_environment, connection)


def _teams(top: Section, known: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Teams with their reps, under the names that `people:` gives them."""
    return {
        str(team): tuple(dict.fromkeys(known.get(person_key(member), member) for member in members))
        for team, members in top.section("teams").lists().items()
    }


def _links(top: Section) -> dict[str, str]:
    section = top.section("links", names(inside(WORKBOOK, "links")))
    links = {}
    for key in section.content:
        address, own = section.text(key) or "", TABLES[LINKED[key]].key
        # The id alone, and never in the name of the host: no value of an export leads elsewhere or tells a name.
        if (
            not re.fullmatch(rf"https?://[^\s<>\"'{{}}/?#]+/(?:[^\s<>\"'{{}}]|\{{{own}\}})*", address)
            or f"{{{own}}}" not in address
        ):
            raise section.wrong(
                key,
                f'"https://crm.example.com/{{{own}}}" のようなアドレス（{{{own}}} を含むもの）',
                f'an address such as "https://crm.example.com/{{{own}}}"',
            )
        links[key] = address
    return links


def _outputs(top: Section) -> tuple[str, ...]:
    if top.content.get("outputs") is None:
        return DEFAULT_OUTPUTS
    chosen = top.texts("outputs")
    if unknown := next((name for name in chosen if name not in OUTPUTS), None):
        known = "、".join(OUTPUTS)
        raise WorkbookError(
            ja=f"{FILE_NAME}: outputs の {unknown!r} は書き出せません。使えるのは {known} です。{see('outputs')}",
            en=f"{FILE_NAME}: outputs names {unknown!r}; known are {', '.join(OUTPUTS)}.{see('outputs')}",
        )
    return tuple(name for name in OUTPUTS if name in chosen)


def _share(top: Section, key: str, default: float) -> float:
    value = top.content.get(key, default)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
        raise top.wrong(key, "0.02 のような 0〜1 の数値", "a share from 0 to 1 such as 0.02")
    return float(value)


def refuse_unknown_team(config: Config, team: str | None) -> None:
    """Refuse a team that ``workbook.yml`` does not know."""
    if team is not None and team not in config.teams:
        teams = ", ".join(config.teams)
        raise WorkbookError(
            ja=f"workbook.yml にチーム {team!r} がありません。登録されているチーム: {teams or 'なし'}",
            en=f"workbook.yml knows no team {team!r}; its teams are {teams or 'none'}.",
        )
