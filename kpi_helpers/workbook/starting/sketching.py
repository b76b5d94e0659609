"""Which table and which columns a file of an unknown tool holds: by the words of its header and by its content."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from kpi_helpers.workbook.config import ColumnSource
from kpi_helpers.workbook.presets import UNSURE, Alias, Form, all_forms
from kpi_helpers.workbook.reading.exports import Export
from kpi_helpers.workbook.reading.headers import normalised, numbered
from kpi_helpers.workbook.reading.recognition import Fit
from kpi_helpers.workbook.reading.values import Choices
from kpi_helpers.workbook.schema import TABLES
from kpi_helpers.workbook.starting.hints import ABOUT, HINTS, IDENTITIES, Hint
from kpi_helpers.workbook.starting.profiling import DATE, EMPTY, MOMENT, TIME, Profile, profiles

_TIERS = (6, 4, 2)  # what a word of the first, second and third tier is worth
_NUMBERED_GROUP = re.compile(r"^(?P<before>.*?)(?P<n>\d+)(?P<of>回目|件目|度目)?[:：](?P<after>.+)$")
_OF_A_GROUP = re.compile(r"^(?P<before>.*?)(?P<n>\d+)(?P<of>回目|件目|度目)?[:：]?(?P<after>[^\W\d_].*)$")
_REPEATED = 2  # what a column of several numbered groups is worth more than one that stands once
_WITHOUT_DAYS = 7  # what a table of events loses besides where nothing in the file is a day
_OF_SOMETHING_ELSE = 0.2  # what is left of a word for an id whose values come again: it is taken where no other is
_TOLD = 0.5  # of the cells must be outcomes of calls
_FEWEST = 3  # rows in which a rep may come once each
_KNOWN = {"status": 1.0, "kind": 0.2}
"""The share of the cells whose words must be known, where a header says little."""
_BESIDE = ("company_name", "email", "outcome", "talk_seconds", "industry", "department")
"""What users add to the columns of a tool under names that say it, and that is looked for in no other way."""
_NEVER = re.compile(r"郵便|電話番号|番地|住所|tel\b|fax|zip|postal|phone|携帯")


@dataclass(frozen=True)
class Sketch:
    """What one file is taken for."""

    table: str
    columns: Mapping[str, str]
    """Our columns and their headers; of numbered groups with N for the number."""
    score: float
    found: Mapping[str, Profile] = field(repr=False)
    """The content of every column, by its header."""

    @property
    def is_blind(self) -> bool:
        """Whether nothing in the file speaks for the table."""
        return self.score <= 0

    @property
    def is_call_log(self) -> bool:
        """Whether its rows are calls: several of one lead, with what came of them or how long they took."""
        lead, talk, outcome = (self.columns.get(name) for name in ("lead_id", "talk_seconds", "outcome"))
        return (
            self.table == "activities"
            and lead is not None
            and _repeats_much(self.found[lead])
            and bool(
                talk
                and re.search(HINTS["activities"]["talk_seconds"].words[0], talk.casefold())
                or outcome
                and _known_outcomes(self.found[outcome]) >= _TOLD
            )
        )

    def as_fit(self) -> Fit:
        """As a file that was recognised is described."""
        words = next(form.words for form in all_forms(self.table) if form.guessed)
        columns = {name: Alias(ColumnSource(label), UNSURE) for name, label in self.columns.items()}
        form = Form("", "", self.table, {name: (alias,) for name, alias in columns.items()}, words=words, guessed=True)
        lacking = tuple(name for name in TABLES[self.table].required if name not in columns)
        wide = any(numbered(label) for label in self.columns.values())
        return Fit(form, columns, (), lacking, wide)


def sketch(export: Export, name: str, table: str | None = None) -> Sketch:
    """The table that a file most likely holds, or what it has of the table that is wanted.

    Parameters
    ----------
    export : Export
    name : str
        Of the file, which often says what it is.
    table : str, optional
        The table that the user has named.
    """
    found = _grouped(profiles(export))
    tables = [table] if table in HINTS else list(HINTS)
    sketches = [_of_table(found, name, one) for one in tables]
    best = max(sketches, key=lambda one: one.score)
    if table is None:
        return best
    # What is said needs nothing that speaks for it.
    return (
        replace(best, score=max(best.score, 1.0))
        if table in HINTS
        else Sketch(table, _by_names(found, table), 1.0, found)
    )


def beside(found: Mapping[str, Profile], table: str) -> dict[str, str]:
    """Columns of a known tool's export that are not the tool's, by the surest words of their headers and their content."""
    columns = {}
    for name in set(_BESIDE) & HINTS.get(table, {}).keys():
        hint = HINTS[table][name]
        scores = {
            label: _score(hint, profile, table, name)
            for label, profile in found.items()
            if re.search(hint.words[0], label.casefold())
        }
        best = max(scores, key=scores.__getitem__, default=None)
        if best is not None and scores[best] >= _TIERS[1]:
            columns[name] = best
    return {name: columns[name] for name in _BESIDE if name in columns}


def _grouped(found: Mapping[str, Profile]) -> dict[str, Profile]:
    """Numbered groups of several columns under one name each, where there are two or more of them."""
    groups: dict[str, list[str]] = {}
    beside: dict[tuple[str, str], set[str]] = {}
    for label in found:
        parts = _OF_A_GROUP.match(label)
        if parts:
            general = f"{parts['before']}N{parts['of'] or ''}：{parts['after']}"
            groups.setdefault(general, []).append(label)
            beside.setdefault((parts["before"], parts["n"]), set()).add(general)
    wide = set().union(*(generals for generals in beside.values() if len(generals) > 1))
    several = {
        general: labels
        for general, labels in groups.items()
        if len(labels) > 1 and general in wide and numbered(general)
    }
    inside = {label for labels in several.values() for label in labels}
    return {
        **{label: profile for label, profile in found.items() if label not in inside},
        **{general: found[labels[0]] for general, labels in several.items()},
    }


def _of_table(found: Mapping[str, Profile], name: str, table: str) -> Sketch:
    scored = sorted(
        (
            (score + _REPEATED * (score > 0 and is_repeated), -place, column, label)
            for column, hint in HINTS[table].items()
            for place, (label, profile) in enumerate(found.items())
            for is_repeated in [numbered(label) is not None]
            # What stands in numbered groups is done to a lead, and dates none.
            for score in [0.0 if is_repeated and table == "leads" else _score(hint, profile, table, column)]
        ),
        reverse=True,
    )
    columns: dict[str, str] = {}
    total = 0.0
    for score, _, column, label in scored:
        shared = {column, *(taken for taken, of in columns.items() if of == label)} <= {"stage", "is_won"}
        if score > 0 and column not in columns and (label not in columns.values() or shared):
            columns[column] = label
            total += score
    if (
        "started_at" not in columns
        and table == "activities"
        or "created_at" not in columns
        and table in ("leads", "opportunities")
    ):
        dated = TABLES[table].dated_by
        days = (label for label, profile in found.items() if profile.kind in (MOMENT, DATE))
        moment = next((label for label in days if table != "leads" or numbered(label) is None), None)
        if dated and moment and moment not in columns.values():
            columns[dated] = moment
    told_apart = any(found[columns[name]].is_unique for name, _ in IDENTITIES.get(table, ()) if name in columns)
    required = [
        column
        for column in TABLES[table].required
        if column not in columns and not (column == TABLES[table].key and told_apart)
    ]
    no_day = TABLES[table].dated_by in required and not any(one.kind in (MOMENT, DATE) for one in found.values())
    # A day of entry is no day of a call, where nothing else says when it was.
    required += ["started_at"] * (
        table == "activities" and bool(re.search(HINTS[table]["started_at"].against, columns.get("started_at", "")))
    )
    words = ABOUT[table].split()
    told = sum(any(word in normalised(label) for word in words) for label in (*found, Path(name).stem))
    return Sketch(
        table,
        {column: columns[column] for column in TABLES[table].by_name if column in columns},
        total + 3 * told - 5 * len(required) - _WITHOUT_DAYS * no_day,
        found,
    )


def _by_names(found: Mapping[str, Profile], table: str) -> dict[str, str]:
    """Columns of a table that has no hints, by the names that some tool or our own gives them."""
    columns = {}
    for name in TABLES[table].by_name:
        names = [name, *(alias.column.column for form in all_forms(table) for alias in form.columns.get(name, ()))]
        wanted = {normalised(label) for label in names}
        label = next((label for label in found if normalised(label) in wanted), None)
        if label:
            columns[name] = label
    return columns


def _score(hint: Hint, profile: Profile, table: str, column: str) -> float:
    """How well a column of a file fits one of ours; 0 where its content forbids it."""
    if profile.kind != EMPTY and profile.kind not in hint.kinds:
        return 0.0
    label = profile.label.casefold()
    if _NEVER.search(label) and column != "talk_seconds":
        return 0.0
    tail = _NUMBERED_GROUP.match(label)
    label = tail["after"] if tail else label
    worth: float = next((worth for worth, words in zip(_TIERS, hint.words, strict=False) if re.search(words, label)), 0)
    if column == "outcome" and profile.counts:
        worth = max(worth, 0) + 6 * _known_outcomes(profile) if _known_outcomes(profile) >= 0.3 or worth else 0
    if worth and table == "activities" and column in _KNOWN and _known_share(profile, column) < _KNOWN[column]:
        return 0.0
    if worth and hint.against and re.search(hint.against, label):
        worth = 0.0 if column == "talk_seconds" and profile.kind == TIME else 1.0
    if worth and profile.kind == MOMENT:
        worth += 0.5  # an hour says more than a day
    if not worth:
        return 3.0 if column == "email" and profile.kind != EMPTY else 0.0
    if column == "rep" and profile.counts and (_known_outcomes(profile) >= _TOLD or _is_of_one_row_each(profile)):
        return 0.0
    if column == TABLES[table].key and _repeats_much(profile):
        worth *= _OF_SOMETHING_ELSE
    return worth * (0.1 + 0.9 * min(profile.filled / 0.5, 1.0)) - 0.01 * len(label)


def _is_of_one_row_each(profile: Profile) -> bool:
    """Whether nobody comes twice, as customers do and reps do not."""
    return profile.is_unique and len(profile.counts) > _FEWEST


def _repeats_much(profile: Profile) -> bool:
    """Whether a column names what rows are about, not the rows: most of its values come again."""
    return len(profile.counts) < 0.9 * sum(profile.counts.values())


def _known_outcomes(profile: Profile) -> float:
    """Share of the cells whose words are known as outcomes of a call."""
    return _known_share(profile, "outcome")


def _known_share(profile: Profile, column: str) -> float:
    """Share of the cells whose words are known as values of a column of activities."""
    words = next(form.words for form in all_forms("activities") if form.guessed).get(column, {})
    choices = Choices(
        TABLES["activities"].by_name[column].values, {ours: tuple(theirs) for ours, theirs in words.items()}
    )
    known = sum(count for text, count in profile.counts.items() if choices.of(text) is not False)
    return known / max(sum(profile.counts.values()), 1)
