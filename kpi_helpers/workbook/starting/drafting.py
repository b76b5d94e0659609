"""Writes the first `workbook.yml`, with a comment wherever someone should look."""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from kpi_helpers.workbook.config import ColumnSource
from kpi_helpers.workbook.config_section import scalar_text
from kpi_helpers.workbook.schema import TABLES
from kpi_helpers.workbook.starting.comments import one_line, told
from kpi_helpers.workbook.starting.looking import Look
from kpi_helpers.workbook.starting.profiling import Profile
from kpi_helpers.workbook.starting.proposals import Mapped, Proposal, Values
from kpi_helpers.workbook.starting.spellings import Person, same_people

_PLAIN = re.compile(r"[^\W\d_][\w ./（）()・：%+*～〜＋－ー-]*")
_RESERVED = {"true", "false", "null", "yes", "no", "on", "off", "~"}
_MOST = 30  # values or reps that a comment lists
_WIDTH = 48
_EXAMPLE = 40  # characters of a value
SCHEMA_FILE = "workbook.schema.json"
"""The JSON Schema beside a workbook.yml, by which an editor completes and checks."""


def draft(
    name: str, language: str, proposals: Sequence[Proposal], left: Sequence[Look], definitions: str | None = None
) -> str:
    """The text of a `workbook.yml`.

    Parameters
    ----------
    name : str
        Of the workbook.
    language : str
        ``ja`` or ``en``, also of the comments.
    proposals : sequence of Proposal
    left : sequence of Look
        Files that stand in no table; they are named in a comment.
    definitions : str, optional
        The file of definitions that lies in the folder.

    Returns
    -------
    str
    """
    return "\n".join(_Draft(language).lines(name, proposals, left, definitions)) + "\n"


def scalar(value: object) -> str:
    """A value as YAML writes it, quoted where it could be read as anything but this text.

    Examples
    --------
    >>> [scalar(text) for text in ("リード ID", "確度(%)", "2026", "a: b", "No.")]
    ['リード ID', '確度(%)', '"2026"', '"a: b"', 'No.']
    """
    text = scalar_text(value)
    if _PLAIN.fullmatch(text) and text.strip() == text and text.casefold() not in _RESERVED:
        return text
    return json.dumps(text, ensure_ascii=not text.replace("\u3000", " ").isprintable())


class _Draft:
    def __init__(self, language: str):
        self.language = language

    def say(self, key: str, *parts: object) -> str:
        return told(self.language, key, *parts)

    def check(self, key: str | None = None, *parts: object) -> str:
        return f"# {self.say('check')}" + (f": {self.say(key, *parts)}" if key else "")

    def lines(
        self, name: str, proposals: Sequence[Proposal], left: Sequence[Look], definitions: str | None
    ) -> Iterator[str]:
        yield f"# {self.say('head')}"
        yield f"# yaml-language-server: $schema={SCHEMA_FILE}"
        yield f"name: {scalar(name)}"
        yield "timezone: Asia/Tokyo"
        yield f"language: {self.language}"
        currencies = {proposal.currency for proposal in proposals} - {None, "JPY"}
        if len(currencies) == 1:
            yield _beside(f"currency: {currencies.pop()}", self.check("currency"))
        yield "tables:"
        for table in TABLES:
            parts = [proposal for proposal in proposals if proposal.table == table]
            if parts:
                yield f"  {table}:"
            for proposal in parts:
                yield from self.part(proposal) if len(parts) == 1 else _as_item(self.part(proposal))
        people = same_people(proposals)
        yield from self.people(people)
        if definitions:
            yield f"definitions: {definitions}"
        names = {one: person.name for person in people for one in (*person.spellings, *person.unsure)}
        reps = [
            names.get(rep, rep)
            for proposal in proposals
            if proposal.table != "opportunities"
            for rep in proposal.reps
            if rep
        ]
        if reps:
            yield f"# {self.say('teams')}"
            yield f"# teams: {{SDR: [{', '.join(scalar(one_line(rep)) for rep in list(dict.fromkeys(reps))[:_MOST])}]}}"
        for one in left:
            yield f"# {self.say('left', one.title)}"

    def part(self, proposal: Proposal) -> Iterator[str]:
        form, first = proposal.fit.form, proposal.looks[0]
        unknown = form.guessed and not form.preset
        if first.sketch and first.sketch.is_blind:
            yield f"    {self.check('blind', first.title)}"
        elif form.guessed:
            yield f"    {self.check('sketch' if unknown else 'guessed')}"
        names = [scalar(one.name) for one in proposal.looks]
        yield f"    file: {names[0] if len(names) == 1 else '[' + ', '.join(names) + ']'}"
        if first.sheet:
            yield f"    sheet: {scalar(first.sheet)}"
        if form.preset:
            yield f"    preset: {form.preset}"
        elif not unknown:
            yield f"    # {self.say('own')}"
        yield from self.arrangement(proposal)
        shown = first.sketch.found if unknown and first.sketch else {}
        yield "    columns:" if proposal.columns else "    # columns:"
        for column in TABLES[proposal.table].by_name:
            if column in proposal.columns:
                mapped = proposal.columns[column]
                if unknown and mapped.doubt == "unsure":
                    yield self.sketched(column, mapped, shown)
                else:
                    yield self.column(column, mapped, guessed=form.guessed)
            elif column in proposal.lacking:
                meaning = TABLES[proposal.table].by_name[column]
                line = f"      # {column}: "
                said = "lacking_rep" if column == "rep" else "lacking"
                yield _beside(line, self.check(said, meaning.ja if self.language == "ja" else meaning.en))
        if proposal.constants:
            line = f"    constants: {{{', '.join(f'{key}: {scalar(value)}' for key, value in proposal.constants.items())}}}"
            yield _beside(line, self.check("by_sheet")) if proposal.by_sheet else line
        yield from self.values(proposal)
        absent = [
            column
            for column in TABLES[proposal.table].by_name
            if column not in proposal.columns
            and column not in proposal.constants
            and column not in proposal.lacking
            and column != TABLES[proposal.table].key
        ]
        if absent:
            yield f"    # {self.say('absent', ', '.join(absent))}"
        if unknown and proposal.unused:
            yield f"    # {self.say('header')}:"
            for label in proposal.unused:
                yield f"    #   {one_line(label)}: {self.examples(shown.get(label))}"
        elif proposal.unused:
            yield f"    # {self.say('unused', self.listed(proposal.unused))}"

    def column(self, name: str, mapped: Mapped, *, guessed: bool) -> str:
        line = f"      {name}: {_source(mapped.source)}"
        if mapped.doubt is None or (mapped.doubt == "unsure" and guessed):
            return line
        doubt = self.check() if mapped.doubt == "unsure" else self.check(mapped.doubt, mapped.example)
        return _beside(line, doubt)

    def sketched(self, name: str, mapped: Mapped, shown: Mapping[str, Profile]) -> str:
        """A column that was guessed, beside what its cells hold."""
        line = f"      {name}: {_source(mapped.source)}"
        return _beside(line, f"# {self.say('check')}: {self.examples(shown.get(mapped.source.column))}")

    def examples(self, profile: Profile | None) -> str:
        return " | ".join(one_line(text)[:_EXAMPLE] for text in profile.examples) if profile else ""

    def arrangement(self, proposal: Proposal) -> Iterator[str]:
        if proposal.year:
            yield _beside(f"    year: {proposal.year}", self.check("dates_without_year"))
        if proposal.fill_down:
            line = f"    fill_down: [{', '.join(map(scalar, proposal.fill_down))}]"
            seems = self.check("grouped") if {*proposal.fill_down} <= {*proposal.grouped} else f"# {self.say('groups')}"
            yield _beside(line, self.check("ditto") if proposal.ditto else seems)
        if asked := [label for label in proposal.grouped if label not in proposal.fill_down]:
            yield f"    {self.check('ask_groups', self.listed(asked))}"
        if proposal.repeats:
            said = proposal.repeats
            inside = (
                f"collect: [{', '.join(said.collect)}]"
                if said.collect
                else f"keep: {said.keep}" + (f", by: {scalar(said.by)}" if said.by else "")
            )
            yield _beside(f"    repeats: {{{inside}}}", self.check("repeats"))

    def people(self, people: Sequence[Person]) -> Iterator[str]:
        if not people:
            return
        yield f"people:  {self.check('people')}"
        for person in people:
            line = f"  {scalar(person.name)}: [{', '.join(scalar(one) for one in (*person.spellings,))}]"
            unsure = ", ".join(person.unsure)
            yield _beside(line, self.check("by_leads", unsure)) if unsure else line

    def values(self, proposal: Proposal) -> Iterator[str]:
        said = {column: values for column, values in proposal.values.items() if values.known or values.open}
        if any(values.known or column == "is_won" for column, values in said.items()):
            yield "    values:"
        for column, values in said.items():
            if values.known or column == "is_won":
                yield f"      {column}:"
            yield from self.known(column, values)
            if values.open and column != "is_won":
                yield f"      {self.check('open_value', f'{column}: ' + self.counted(values))}"
        if proposal.table == "leads" and "motion" not in proposal.columns:
            yield f"    {self.check('motion')}"

    def known(self, column: str, values: Values) -> Iterator[str]:
        stages = list(values.open) if column == "is_won" else []
        known = {ours: list(texts) for ours, texts in values.known.items()}
        are_open = {"true", "false"} <= known.keys()
        if stages and are_open:
            known["missing"] = [*known.get("missing", []), *stages]
        for ours, texts in known.items():
            line = f"        {ours}: [{', '.join(map(scalar, texts))}]"
            if any(text in values.doubtful for text in texts):
                line = _beside(line, self.check("by_odds" if values.by_odds else None))
            yield line
        if "" in known.get("no_answer", ()):
            yield f"        {self.check('answered')}"
        if stages:
            yield f"        {self.check('open_stage' if are_open else 'unknown_results', self.counted(values))}"

    def counted(self, values: Values) -> str:
        return self.listed([f"{text} ({count:,})" for text, count in values.open.most_common()])

    def listed(self, texts: Sequence[str]) -> str:
        more = [self.say("more", len(texts) - _MOST)] if len(texts) > _MOST else []
        return ", ".join([*(one_line(text)[:60] for text in texts[:_MOST]), *more])


def _source(source: ColumnSource) -> str:
    """Where a column comes from, as it is written."""
    if source.until:
        return f"{{from: {scalar(source.column)}, to: {scalar(source.until)}}}"
    pairs: dict[str, str | None] = (
        {"date": source.column, "time": source.time} if source.time else {"column": source.column}
    )
    pairs |= {"unit": source.unit, "timezone": source.timezone}
    said = {key: value for key, value in pairs.items() if value}
    if list(said) == ["column"]:
        return scalar(source.column)
    return "{" + ", ".join(f"{key}: {scalar(value)}" for key, value in said.items()) + "}"


def _as_item(lines: Iterator[str]) -> Iterator[str]:
    """Lines of a mapping as one item of a list."""
    mark = "- "
    for line in lines:
        yield line if line.lstrip().startswith("#") and mark == "- " else f"    {mark}{line[4:]}"
        if not line.lstrip().startswith("#"):
            mark = "  "


def _beside(line: str, comment: str) -> str:
    """A line and its comment, which begins where those of other lines do, also after wide letters."""
    width = sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in line)
    return f"{line}{' ' * max(_WIDTH - width, 2)}{comment}"
