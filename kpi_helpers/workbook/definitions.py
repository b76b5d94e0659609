"""What a team calls a valid lead or an opportunity, version by version."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from kpi_helpers.workbook.config_section import pointed
from kpi_helpers.workbook.engine.patterns import is_pattern
from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.keys import names
from kpi_helpers.workbook.keys_definitions import DEFINITIONS, VERSION
from kpi_helpers.workbook.plain_yaml import read_yaml
from kpi_helpers.workbook.schema import FLAG, MONEY, MONTH, NAME, NUMBER, SECONDS, TABLES, TEXT

TESTS = ("is", "is_not", "in", "not_in", "at_least", "at_most", "matches")
_NUMBERS, _TEXTS = (NUMBER, MONEY, SECONDS), (TEXT, NAME, MONTH)
KINDS = {"valid_lead": "leads", "valid_opportunity": "opportunities"}
"""What is defined, and the table whose rows it judges."""


@dataclass(frozen=True)
class Condition:
    """One test on one column, as ``{column: employees, at_least: 50}`` writes it."""

    column: str
    test: str
    value: object
    where: str = field(default="", compare=False, repr=False)
    """Its place in the file, for whoever has to correct it."""

    def __str__(self) -> str:
        return f"{self.column} {self.test} {self.value}"


@dataclass(frozen=True)
class Version:
    """One entry of the log: from when, why, who agreed, and conditions that must all hold."""

    since: date
    why: str
    agreed_by: tuple[str, ...]
    conditions: tuple[Condition, ...]
    reviewed: date | None = None
    """The day on which it was last looked through."""

    @property
    def label(self) -> str:
        """The day by which numbers name the version."""
        return self.since.isoformat()


@dataclass(frozen=True)
class Definitions:
    """Every version of the definitions, oldest first; none is ever deleted."""

    valid_lead: tuple[Version, ...] = ()
    valid_opportunity: tuple[Version, ...] = ()

    def in_force(self, kind: str, day: date) -> Version | None:
        """The version that holds on a day; None before the first."""
        return next((version for version in reversed(getattr(self, kind)) if version.since <= day), None)

    def columns_between(self, kind: str, first: date, last: date) -> tuple[str, ...]:
        """The columns that the versions in force on some day from first to last ask for, in their order."""
        versions = getattr(self, kind)
        ends = [version.since for version in versions[1:]]
        columns = (
            condition.column
            for version, end in zip(versions, [*ends, None], strict=False)
            if version.since <= last and (end is None or end > first)
            for condition in version.conditions
        )
        return tuple(dict.fromkeys(columns))

    def extra_columns(self, tried: Iterable[Condition] = ()) -> dict[str, dict[str, str]]:
        """Columns that conditions name beyond the schema, with their type, by table; those `tried` are of leads."""
        needed: dict[str, dict[str, str]] = {}
        also = {"valid_lead": tuple(tried)}
        for kind, table in KINDS.items():
            written = (c for version in getattr(self, kind) for c in version.conditions)
            for condition in (*written, *also.get(kind, ())):
                if condition.column not in TABLES[table].by_name:
                    numeric = condition.test in ("at_least", "at_most")
                    known = needed.setdefault(table, {})
                    if numeric or condition.column not in known:
                        known[condition.column] = NUMBER if numeric else TEXT
        return needed


def load_definitions(path: Path | None) -> Definitions:
    """Read and check ``definitions.yml``; without the file there is no definition.

    Parameters
    ----------
    path : Path or None

    Returns
    -------
    Definitions

    Raises
    ------
    WorkbookError
        An unknown key or test, a missing or repeated ``from``, an unreadable pattern, a test that
        its column cannot take.
    """
    if path is None:
        return Definitions()
    try:
        return _read(path)
    except WorkbookError as error:
        raise pointed(error, DEFINITIONS) from None


def _read(path: Path) -> Definitions:
    content = read_yaml(path) or {}
    if not isinstance(content, Mapping):
        raise WorkbookError(
            ja=f"{path.name}: valid_lead: か valid_opportunity: で始めてください。",
            en=f"{path.name}: must start with valid_lead: or valid_opportunity:.",
        )
    for key in content:
        if key not in KINDS:
            raise WorkbookError(
                ja=f"{path.name}: {key!r} というキーはありません{_nearest(str(key), KINDS, 'ja')}。",
                en=f"{path.name}: unknown key {key!r}{_nearest(str(key), KINDS)}.",
            )
    definitions = Definitions(**{kind: _versions(path.name, kind, content.get(kind) or []) for kind in KINDS})
    check_columns(definitions)
    return definitions


def _nearest(word: str, known: Iterable[str], lang: str = "en") -> str:
    names = list(known)
    close = difflib.get_close_matches(word, names, n=1)
    if lang == "ja":
        return f"。{close[0]!r} のことですか?" if close else f"。使えるのは {'、'.join(names)} です"
    return f"; did you mean {close[0]!r}?" if close else f"; known are {', '.join(names)}"


def _versions(file: str, kind: str, entries: object) -> tuple[Version, ...]:
    if not isinstance(entries, list):
        raise WorkbookError(
            ja=f"{file}、{kind}: from: のある項目のリストにしてください。",
            en=f"{file}, {kind}: must be a list of entries, each with its own from:.",
        )
    versions = sorted(
        (_version(file, kind, number, entry) for number, entry in enumerate(entries, 1)),
        key=lambda version: version.since,
    )
    for earlier, later in zip(versions, versions[1:], strict=False):
        if earlier.since == later.since:
            raise WorkbookError(
                ja=f"{file}、{kind}: from: {later.label} が二つあります。日付を分けてください。",
                en=f"{file}, {kind}: two entries bear from: {later.label}; give each its own day.",
            )
    return tuple(versions)


def _version(file: str, kind: str, number: int, entry: object) -> Version:
    where = f"{file}: {kind}[{number}]"
    if not isinstance(entry, Mapping):
        raise WorkbookError(
            ja=f"{where}: from、why、agreed_by、conditions を書いてください。",
            en=f"{where}: must hold from, why, agreed_by and conditions.",
        )
    for key in entry:
        if key not in names(VERSION):
            raise WorkbookError(
                ja=f"{where}: {key!r} というキーはありません{_nearest(str(key), sorted(names(VERSION)), 'ja')}。",
                en=f"{where}: unknown key {key!r}{_nearest(str(key), sorted(names(VERSION)))}.",
            )
    since = entry.get("from")
    if type(since) is not date:
        raise WorkbookError(
            ja=f"{where}: from: には 2026-04-01 のような日付を書いてください（いまは {since!r}）。",
            en=f"{where}: from: must be a day such as 2026-04-01, not {since!r}.",
        )
    reviewed = entry.get("reviewed")
    if reviewed is not None and type(reviewed) is not date:
        raise WorkbookError(
            ja=f"{where}: reviewed: には 2026-11-01 のような日付を書いてください（いまは {reviewed!r}）。",
            en=f"{where}: reviewed: must be a day such as 2026-11-01, not {reviewed!r}.",
        )
    agreed = entry.get("agreed_by") or []
    if not isinstance(agreed, str | list):
        raise WorkbookError(
            ja=f"{where}: agreed_by: には [営業部, マーケティング部] のようなリストを書いてください（いまは {agreed!r}）。",
            en=f"{where}: agreed_by: must be a list such as [sales, marketing], not {agreed!r}.",
        )
    conditions = entry.get("conditions")
    if not isinstance(conditions, list) or not conditions:
        raise WorkbookError(
            ja=f"{where}: conditions: には [{{column: email, is: present}}] のようなリストを書いてください。",
            en=f"{where}: conditions: must be a list such as [{{column: email, is: present}}].",
        )
    return Version(
        since,
        str(entry.get("why") or ""),
        (agreed,) if isinstance(agreed, str) else tuple(map(str, agreed)),
        tuple(condition_of(f"{where}.conditions[{place}]", written) for place, written in enumerate(conditions, 1)),
        reviewed,
    )


def condition_of(where: str, written: object) -> Condition:
    """One condition as a file holds it, checked; `where` it stands is what a message names."""
    if not isinstance(written, Mapping) or "column" not in written:
        raise WorkbookError(
            ja=f"{where}: column: と条件を一つ書いてください（{{column: email, is: present}} のように）。",
            en=f"{where}: must name a column: and one test, such as {{column: email, is: present}}.",
        )
    tests = [key for key in written if key != "column"]
    if len(tests) != 1 or tests[0] not in TESTS:
        raise WorkbookError(
            ja=f"{where}: 条件は {'、'.join(TESTS)} のうちちょうど一つを書いてください。",
            en=f"{where}: must bear exactly one test of {', '.join(TESTS)}.",
        )
    condition = Condition(str(written["column"]), tests[0], written[tests[0]], where)
    _check_value(where, condition)
    return condition


def _check_value(where: str, condition: Condition) -> None:
    value = condition.value
    if condition.test in ("in", "not_in") and not isinstance(value, list):
        raise WorkbookError(
            ja=f"{where}: {condition.test}: には [Web, 展示会] のようなリストを書いてください。",
            en=f"{where}: {condition.test}: needs a list, such as [Web, 展示会].",
        )
    if condition.test in ("at_least", "at_most") and (isinstance(value, bool) or not isinstance(value, int | float)):
        raise WorkbookError(
            ja=f"{where}: {condition.test}: には数値を書いてください（いまは {value!r}）。",
            en=f"{where}: {condition.test}: needs a number, not {value!r}.",
        )
    if condition.test in ("is", "is_not") and (value is None or isinstance(value, list | dict)):
        raise WorkbookError(
            ja=f"{where}: {condition.test}: には値を一つ、または present か freemail を書いてください。",
            en=f"{where}: {condition.test}: needs one value, present or freemail.",
        )
    if condition.test == "matches" and not is_pattern(str(value)):
        raise WorkbookError(
            ja=f"{where}: パターン {value!r} を読めません。先読み・後読み・後方参照は使えません。",
            en=f"{where}: the pattern {value!r} cannot be read; look-arounds and back-references are not allowed.",
        )


def check_columns(definitions: Definitions) -> None:
    """A test that its column cannot take is answered before anything is read."""
    extra = definitions.extra_columns()
    for kind, table in KINDS.items():
        for condition in (c for version in getattr(definitions, kind) for c in version.conditions):
            known = TABLES[table].by_name.get(condition.column)
            held = known.type if known else extra[table][condition.column]
            if fault := _fault(condition, held):
                ja, en = fault
                raise WorkbookError(ja=f"{condition.where}: {ja}", en=f"{condition.where}: {en}")


def _fault(condition: Condition, held: str) -> tuple[str, str] | None:
    """Why a column of a type cannot take a test, in both languages."""
    column, test, value = condition.column, condition.test, condition.value
    is_number, is_text = held in _NUMBERS, held in _TEXTS
    if test in ("at_least", "at_most"):
        if is_number:
            return None
        return (
            f"{column} は数値の列ではないので、{test}: では比べられません。is: や in: を使ってください。",
            f"{column} holds no numbers, which {test}: compares; use is: or in: instead.",
        )
    if test == "matches" or (value == "freemail" and test in ("is", "is_not")):
        if is_text:
            return None
        named = "matches:" if test == "matches" else f"{test}: freemail"
        return (
            f"{column} は文字の列ではないので、{named} は使えません。",
            f"{column} holds no text, which {named} looks at.",
        )
    if is_text or (value == "present" and test in ("is", "is_not")):
        return None
    values = value if isinstance(value, list) else [value]
    if is_number and all(isinstance(one, int | float) and not isinstance(one, bool) for one in values):
        return None
    if held == FLAG and all(isinstance(one, bool) for one in values):
        return None
    if is_number:
        return (
            f"{column} は数値の列です。{test}: には数値を書いてください（いまは {value!r}）。",
            f"{column} holds numbers: {test}: needs a number, not {value!r}.",
        )
    if held == FLAG:
        return (
            f"{column} は true か false の列です。{test}: にはそのどちらかを書いてください（いまは {value!r}）。",
            f"{column} is true or false: {test}: needs one of these, not {value!r}.",
        )
    return (
        f"{column} は日時の列なので、使えるのは is: present と is_not: present だけです。",
        f"{column} holds moments, which only is: present and is_not: present can test.",
    )


def condition_column(version: int, condition: int) -> str:
    """The flag column that says whether a row meets one condition of one version."""
    return f"meets_{version}_{condition}"


def version_column(version: int) -> str:
    """The flag column that says whether a row meets all conditions of one version."""
    return f"valid_{version}"


def failed_column(version: int) -> str:
    """The column that says how many conditions of one version a row does not meet."""
    return f"failed_{version}"
