"""What a page rested on besides its numbers, kept beside numbers.csv for the next page to compare with."""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import pandas as pd

from kpi_helpers.report.masking import Mask, hidden_pattern
from kpi_helpers.report.owner import ANY, Owner
from kpi_helpers.workbook.config import Config
from kpi_helpers.workbook.definitions import Version
from kpi_helpers.workbook.workbook import Workbook

FILE = ".about.json"

_FORM = 1
# What else workbook.yml says changes no number; a connection may hold a password.
_OF_NO_NUMBER = (
    *("folder", "name", "language", "connection", "definitions", "rejected_budget", "files", "table"),
    *("links", "outputs"),
)
_SPELLINGS = "people."
_OF_PEOPLE = ("teams.", _SPELLINGS)


@dataclass(frozen=True)
class About:
    """Definitions, targets, mapping and freshness of a workbook, as plain text.

    Attributes
    ----------
    definitions : mapping of str to mapping of str to str
        Conditions of each version, by kind and first day.
    targets : mapping of str to float
        By ``2026-11|opportunities|team|rep``.
    mapping : mapping of str to str
        What of workbook.yml has a say in the numbers, by key (``tables.leads.columns.email``).
    newest : mapping of str to str
        The newest row of each table, ISO.
    masked : str
        By which secret names are masked; empty where they are not.
    owner : Owner
        The workbook itself.
    """

    definitions: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    targets: Mapping[str, float] = field(default_factory=dict)
    mapping: Mapping[str, str] = field(default_factory=dict)
    newest: Mapping[str, str] = field(default_factory=dict)
    masked: str = ""
    owner: Owner = ANY

    @classmethod
    def of(cls, wb: Workbook, *, mask_names: bool = False) -> About:
        """What a workbook rests on now."""
        reports = wb.loaded.reports if wb.loaded else {}
        about = cls(
            definitions={
                kind: {version.label: _conditions(version, mask_names) for version in getattr(wb.definitions, kind)}
                for kind in ("valid_lead", "valid_opportunity")
            },
            targets=_targets(wb.targets) if wb.has("targets") else {},
            mapping=mapping_of(wb.config),
            newest={name: report.newest.isoformat() for name, report in reports.items() if report.newest},
            owner=Owner.of(wb.config),
        )
        return _masked(about, Mask.of(wb, "")) if mask_names else about

    @classmethod
    def read(cls, folder: Path) -> About | None:
        """What the page in a folder rested on; None where nobody wrote it down."""
        try:
            content = json.loads((folder / FILE).read_text(encoding="utf-8"))
            told = content["about"]
            return cls(**told | {"owner": Owner(**told.get("owner", {}))}) if content["form"] == _FORM else None
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def write(self, folder: Path) -> None:
        """Write it into the folder of a page, as a whole or not at all."""
        draft = folder / f"{FILE}-{os.getpid()}"
        content = {"form": _FORM, "about": dataclasses.asdict(self)}
        text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        draft.write_text(text, encoding="utf-8", newline="\n")
        os.replace(draft, folder / FILE)


def _masked(about: About, mask: Mask) -> About:
    def texts(content: Mapping[str, str]) -> dict[str, str]:
        return {mask.text(key): mask.text(text) for key, text in content.items()}

    targets = {}
    for key, value in about.targets.items():
        *rest, rep = key.split("|", 3)
        targets["|".join([*rest, mask.person(rep) if rep else ""])] = value
    mapping = {}
    for key, text in about.mapping.items():
        if key.startswith(_OF_PEOPLE):
            text = ", ".join(map(mask.person, text.split(", ")))
        if key.startswith(_SPELLINGS):
            key = _SPELLINGS + mask.person(key.removeprefix(_SPELLINGS))
        mapping[key] = text
    definitions = {kind: texts(versions) for kind, versions in about.definitions.items()}
    owner = dataclasses.replace(about.owner, name=mask.text(about.owner.name))
    return About(definitions, targets, texts(mapping), about.newest, mask.fingerprint, owner)


def marks_in(out: Path) -> list[Path]:
    """What stands beside all pages of an output folder."""
    return sorted([*out.glob(f"*-*-*/{FILE}"), *out.glob(f"*-*-*/*/{FILE}")])


def comparable(before: About, wb: Workbook, *, mask_names: bool = False) -> tuple[About, About]:
    """An earlier page's and the workbook's now, both masked where one of them is to be.

    What was masked by another secret says nothing of people, and both are without them.
    """
    now = About.of(wb, mask_names=mask_names or bool(before.masked))
    if now.masked and not before.masked:
        before = _masked(before, Mask.of(wb, ""))
    if before.masked == now.masked:
        return before, now
    return _without_people(before), _without_people(now)


def _without_people(about: About) -> About:
    return dataclasses.replace(
        about,
        targets={key: value for key, value in about.targets.items() if key.endswith("|")},
        mapping={key: text for key, text in about.mapping.items() if not key.startswith(_OF_PEOPLE)},
    )


@dataclass(frozen=True)
class Difference:
    """One entry that is not what it was: its key, before and now ("" where it was not or is no more)."""

    key: str
    before: str
    now: str


def differences(before: Mapping[str, object], now: Mapping[str, object]) -> list[Difference]:
    """The entries of two mappings that differ, by key.

    Examples
    --------
    >>> differences({"a": 1, "b": 2}, {"b": 3})
    [Difference(key='a', before='1', now=''), Difference(key='b', before='2', now='3')]
    """
    return [
        Difference(key, str(before.get(key, "")), str(now.get(key, "")))
        for key in sorted({*before, *now})
        if before.get(key) != now.get(key)
    ]


def mapping_of(config: Config) -> dict[str, str]:
    """What of workbook.yml has a say in the numbers, one text per key."""
    return dict(_leaves("", config))


def _leaves(place: str, content: object) -> Iterator[tuple[str, str]]:
    if dataclasses.is_dataclass(content):
        content = {f.name: getattr(content, f.name) for f in dataclasses.fields(content) if f.name not in _OF_NO_NUMBER}
    if isinstance(content, Mapping):
        for key, value in content.items():
            yield from _leaves(f"{place}.{key}" if place else str(key), value)
    elif isinstance(content, tuple | list):
        if content:
            yield place, ", ".join(str(item) for item in content)
    elif content is not None:
        yield place, str(content)


def _conditions(version: Version, mask_names: bool) -> str:
    return "; ".join(str(hidden_pattern(each) if mask_names else each) for each in version.conditions)


def _targets(table: pd.DataFrame) -> dict[str, float]:
    # Row by row: pandas would join the names of the columns where a table has no row.
    keys = table[["month", "metric", "team", "rep"]].fillna("").astype(str).itertuples(index=False)
    return {"|".join(key): float(value) for key, value in zip(keys, table["value"], strict=True)}


def last_day_of(wb: Workbook, *tables: str) -> date | None:
    """The newest day in any of some tables' exports, whatever the as_of; None where nobody knows."""
    reports = wb.loaded.reports if wb.loaded else {}
    newest = [reports[name].newest for name in tables if name in reports]
    return max((moment.date() for moment in newest if moment), default=None)


def newest_moments(about: About) -> dict[str, datetime]:
    """The newest row of each table as moments."""
    return {name: datetime.fromisoformat(text) for name, text in about.newest.items()}
