"""Masks: every company and person that a workbook knows under a pseudonym, in whatever is written."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from kpi_helpers.kpis.tidy import segment, segment_parts
from kpi_helpers.report.finder import KANJI, Finder
from kpi_helpers.report.pseudonyms import MARK, PSEUDONYM, fingerprint, pseudonym, secret_of_user
from kpi_helpers.workbook.companies import without_legal_form
from kpi_helpers.workbook.config import Config, load_config
from kpi_helpers.workbook.contacts import HIDDEN, without_contacts
from kpi_helpers.workbook.definitions import Condition
from kpi_helpers.workbook.workbook import Workbook

if TYPE_CHECKING:
    from kpi_helpers.report.meeting import Meeting

LABELS = {"ja": ("会社", "担当"), "en": ("Company", "Rep")}
MINUTED = {"ja": "議事録の記載", "en": "see the minutes"}
"""What a masked page says in the place of what somebody wrote in the minutes."""
PEOPLE = ("rep", "owner")
COMPANIES = ("company_name", "company")
_NAMING = (*PEOPLE, *COMPANIES, "email", "email_domain")
_TABLES = {
    "leads": ("rep", "company_name"),
    "activities": ("rep", "company_name"),
    "opportunities": ("rep", "owner", "company_name"),
    "accounts": ("rep", "company_name"),
    "companies": ("company_name",),
    "targets": ("rep",),
    "timesheet": ("rep",),
}
_PARTS = re.compile(r"[^\W\d_]+")
_COUNTS = re.compile(r"[\d\s.,:/+\-年月日時分秒]{0,24}")


class Mask:
    """The names of a workbook and what stands in their place.

    Parameters
    ----------
    people, companies : iterable of str
        Names as the exports write them.
    secret : bytes
        The key of the pseudonyms.
    lang : str
        ``ja`` or ``en``; "" for the archive, whose pseudonyms belong to no language.
    words : str
        What the program itself says: a name that is a word of it (a company called 商談) is no name in running text.

    Examples
    --------
    >>> mask = Mask(["佐藤", "森"], ["アオイ工業"], secret=b"0" * 16, lang="ja")
    >>> mask.text("アオイ工業に佐藤さんが電話、森林は別") == f"{mask.company('アオイ工業')}に{mask.person('佐藤')}さんが電話、森林は別"
    True
    >>> mask.person(mask.person("佐藤")) == mask.person("佐藤")
    True
    """

    def __init__(
        self, people: Iterable[str], companies: Iterable[str], *, secret: bytes, lang: str, words: str = ""
    ) -> None:
        self._people, self._companies = frozenset(people) - {""}, frozenset(companies) - {""}
        self._secret, self._lang, self._words = secret, lang, words

    @classmethod
    def of(cls, wb: Workbook, lang: str) -> Mask:
        """The mask of a workbook, with the user's secret."""
        people, companies = wb.cached(names_of)
        return cls(people, companies, secret=secret_of_user(), lang=lang, words=_own_words())

    @classmethod
    def of_config(cls, config: Config, lang: str) -> Mask:
        """The mask of a workbook of which no table can be seen: it hides whom workbook.yml names, rows and contacts."""
        return cls(_people(config), (), secret=secret_of_user(), lang=lang, words=_own_words())

    @classmethod
    def of_folder(cls, folder: Path, lang: str | None) -> Mask:
        """The same before anything is read."""
        config = load_config(folder)
        return cls.of_config(config, lang or config.language)

    @property
    def fingerprint(self) -> str:
        """By which two folders are known to be masked alike."""
        return fingerprint(self._secret)

    def person(self, name: str) -> str:
        """A person's pseudonym; a pseudonym stays what it is."""
        return self._named(name, 1)

    def company(self, name: str) -> str:
        """A company's pseudonym."""
        return self._named(name, 0)

    def _named(self, name: str, kind: int) -> str:
        # Of the archive, or of minutes that were carried over; a company may be called Company ABCDEFGH all the same.
        known = None if name in self._people or name in self._companies else PSEUDONYM.fullmatch(name)
        bare = known[1] if known else pseudonym(name, self._secret)
        return f"{LABELS[self._lang][kind]} {bare}" if self._lang else f"{MARK}{bare}"

    def text(self, text: str, escape: Callable[[str], str] = str) -> str:
        """A text with every name that the workbook knows under its pseudonym, without addresses and phone numbers.

        A name of one letter (森) goes only where a title follows it or nothing else
        stands there: within a word it is no name.

        Parameters
        ----------
        text : str
        escape : callable, optional
            How the text writes a name: markup has its own way.
        """
        return self._finder(escape).replace(without_contacts(text))

    def _finder(self, escape: Callable[[str], str]) -> Finder:
        if escape not in self._finders:
            names = {escape(name): self.company(name) for name in self._companies if len(name) > 1}
            names |= {escape(name): self.person(name) for name in self._people}
            said = {name: put for name, put in self._said.items() if escape(name) not in names}
            names |= {escape(name): put for name, put in said.items()}
            names = {other: put for name, put in names.items() for other in _spelt(name)} | names
            known = {name: put for name, put in names.items() if self._is_known_by_itself(name)}
            titled = {escape(name): put for name, put in self._titled.items() if self._is_known_by_itself(name)}
            self._finders[escape] = Finder(known, titled)
        return self._finders[escape]

    @cached_property
    def _said(self) -> dict[str, str]:
        """Companies as people call them, without the legal form."""
        said: dict[str, str] = {}
        for name in sorted(self._companies):
            if len(bare := without_legal_form(name)) > 1:
                said.setdefault(bare, self.company(name))
        return said

    @cached_property
    def _titled(self) -> dict[str, str]:
        """Parts of people's names, as they are called (佐藤 花子 is 佐藤さん, or 佐藤 alone); a part of two people's tells of none."""
        titled: dict[str, str] = {}
        for name in sorted(self._people):
            for part in _called(name):
                titled[part] = HIDDEN if part in titled else self.person(name)
        return titled

    def _is_known_by_itself(self, name: str) -> bool:
        return name not in self._words and any(letter.isalpha() for letter in name)

    @cached_property
    def _finders(self) -> dict[Callable[[str], str], Finder]:
        return {}

    def segment(self, written: str) -> str:
        """A segment of numbers.csv: reps, owners and companies under their pseudonyms, names in other values too."""
        parts = segment_parts(written)
        if not parts:
            return written
        return segment(**{name: self.value(name, value) for name, value in parts.items()})

    def value(self, name: str, value: str) -> str:
        """A value of a part of the numbers: of a rep, an owner or a company its pseudonym, else a text."""
        if not value:
            return value
        if name in PEOPLE:
            return self.person(value)
        return self.company(value) if name in COMPANIES else self.text(value)

    def row(self, text: str) -> str:
        """A row that was set aside: counts, dates and times as they stood, any other cell hidden.

        What is wrong with a row may be that a name stands where no name belongs.

        Examples
        --------
        >>> Mask([], [], secret=b"0" * 16, lang="ja").row('L1,2026/13/45,"森, 一",0312345678,50')
        '…,2026/13/45,…,…,50'
        """
        lines = csv.reader(io.StringIO(text, newline=""))
        out = io.StringIO()
        try:
            csv.writer(out, lineterminator="\n").writerows([_plain(cell) for cell in line] for line in lines)
        except csv.Error:
            return HIDDEN
        return out.getvalue().removesuffix("\n")

    def frame(self, table: pd.DataFrame) -> pd.DataFrame:
        """A table of texts: columns of reps, owners and companies under pseudonyms, names in other columns too."""
        masked = table.copy()
        for name in masked.columns:
            if name == "segment":
                masked[name] = masked[name].map(self.segment)
            elif masked[name].map(lambda cell: isinstance(cell, str)).any():
                masked[name] = masked[name].map(lambda cell, name=name: self._cell(str(name), cell))
        return masked

    def _cell(self, name: str, cell: object) -> object:
        return self.value(name, cell) if isinstance(cell, str) else cell


def _spelt(name: str) -> set[str]:
    """How else a name in Latin letters may be spelt; in small letters only one of several words, since Will is none in "will".

    Examples
    --------
    >>> sorted(_spelt("Ana Krol")), sorted(_spelt("Will")), _spelt("佐藤")
    (['ANA KROL', 'Ana Krol', 'ana krol'], ['WILL'], {'佐藤'})
    """
    return {name.upper(), *((name.lower(), name.title()) if " " in name.strip() else ())}


def _called(name: str) -> set[str]:
    """By which parts of a name somebody may be called.

    Examples
    --------
    >>> sorted(_called("佐藤 花子")), sorted(_called("佐藤花子")), sorted(_called("森（営業）"))
    (['佐藤', '花子'], ['佐藤', '佐藤花'], ['営業', '森'])
    """
    parts = set(_PARTS.findall(name)) - {name}
    return parts or ({name[:length] for length in (2, 3) if length < len(name)} if KANJI.fullmatch(name) else set())


def _plain(cell: str) -> str:
    return cell if _COUNTS.fullmatch(cell) and without_contacts(cell) == cell else HIDDEN


def hidden_pattern(condition: Condition) -> Condition:
    """A condition as masked files tell it: a pattern on names may hold parts of them.

    Examples
    --------
    >>> str(hidden_pattern(Condition("company_name", "matches", "サク|カバ")))
    'company_name matches …'
    >>> str(hidden_pattern(Condition("industry", "matches", "製造|IT")))
    'industry matches 製造|IT'
    """
    named = condition.test == "matches" and condition.column in _NAMING
    return replace(condition, value=HIDDEN) if named else condition


def masked_text(meeting: Meeting, text: str) -> str:
    """A text of a meeting as its page may show it."""
    return meeting.mask.text(text) if meeting.mask else text


def minuted_text(meeting: Meeting, text: str) -> str:
    """What somebody wrote in the minutes, as a page quotes it: with masks not at all, since it may name people whom no table knows."""
    return MINUTED[meeting.lang] if meeting.mask_names else text


def masked_person(meeting: Meeting, name: str) -> str:
    """Whoever stands in a cell for one person or several, known or not."""
    if not meeting.mask or not name:
        return name
    known = meeting.mask.text(name)
    return known if PSEUDONYM.search(known) else meeting.person(name)


def _people(config: Config) -> set[str]:
    people = {rep for members in config.teams.values() for rep in members}
    return people | {spelling for name, known in config.people.items() for spelling in (name, *known)}


def names_of(wb: Workbook) -> tuple[frozenset[str], frozenset[str]]:
    """People and companies that a workbook knows, on whatever day."""
    people = _people(wb.config)
    companies = set[str]()
    for table, columns in _TABLES.items():
        for name in columns:
            if wb.has(table) and wb.has_column(table, name):
                found = wb.run(wb.canonical(table).select(name).distinct())[name].dropna().astype(str)
                (people if name in PEOPLE else companies).update(found)
    return frozenset(people - {""}), frozenset(companies - {""})


def _own_words() -> str:
    from kpi_helpers.kpis.catalogue import CATALOGUE
    from kpi_helpers.kpis.tidy import COLUMNS
    from kpi_helpers.report.meetings import MEETINGS
    from kpi_helpers.workbook.schema import TABLES

    said = [word for pair in LABELS.values() for word in pair]
    said += [*COLUMNS, "all", *CATALOGUE, *MEETINGS, *TABLES]
    said += [text for metric in CATALOGUE.values() for text in (metric.ja, metric.en)]
    said += [text for table in TABLES.values() for text in (table.ja, table.en)]
    said += [text for agenda in MEETINGS.values() for text in (agenda.ja, agenda.en)]
    said += [text for agenda in MEETINGS.values() for topic in agenda.topics for text in (topic.ja, topic.en)]
    return "\n".join(said)
