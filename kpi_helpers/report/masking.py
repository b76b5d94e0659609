"""Masks: every company and person that a workbook knows under a pseudonym, in whatever is written."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from kpi_helpers.kpis.tidy import segment, segment_parts
from kpi_helpers.report.contacts import HIDDEN, without_contacts
from kpi_helpers.report.pseudonyms import MARK, PSEUDONYM, fingerprint, pseudonym, secret_of_user
from kpi_helpers.workbook.workbook import Workbook

if TYPE_CHECKING:
    from kpi_helpers.report.meeting import Meeting

LABELS = {"ja": ("会社", "担当"), "en": ("Company", "Rep")}
PEOPLE = ("rep", "owner")
COMPANIES = ("company_name", "company")
_TABLES = {
    "leads": ("rep", "company_name"),
    "activities": ("rep", "company_name"),
    "opportunities": ("rep", "owner", "company_name"),
    "accounts": ("rep", "company_name"),
    "companies": ("company_name",),
    "targets": ("rep",),
    "timesheet": ("rep",),
}
_TITLES = ("さん", "様", "氏", "君", "くん")
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
    def without_names(cls, lang: str) -> Mask:
        """The mask of a workbook of which no table can be seen: it hides rows and contacts."""
        return cls((), (), secret=secret_of_user(), lang=lang)

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
        known = PSEUDONYM.fullmatch(name)  # of the archive, or of minutes that were carried over
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
            self._finders[escape] = Finder({name: put for name, put in names.items() if self._is_known_by_itself(name)})
        return self._finders[escape]

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
        return segment(**{name: self._value(name, value) for name, value in parts.items()})

    def _value(self, name: str, value: str) -> str:
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
        return self._value(name, cell) if isinstance(cell, str) else cell


class Finder:
    """Finds many names in a text at once: the longest first, so that no name is cut by a shorter one within it.

    Parameters
    ----------
    names : mapping of str
        What each name is replaced by.

    Examples
    --------
    >>> Finder({"サクラ": "A", "サクラ商事": "B", "Ana": "C"}).replace("サクラ商事のAnaがサクラでAnalyse")
    'BのCがAでAnalyse'
    """

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = dict(names)
        lengths: dict[str, set[int]] = {}
        for name in names:
            lengths.setdefault(name[0], set()).add(len(name))
        self._lengths = {first: sorted(all_, reverse=True) for first, all_ in lengths.items()}
        self._firsts = re.compile(f"[{re.escape(''.join(sorted(lengths)))}]") if lengths else None

    def replace(self, text: str) -> str:
        """The text with every name replaced."""
        if self._firsts is None:
            return text
        parts, at = [], 0
        for found in self._firsts.finditer(text):
            start = found.start()
            if start < at:
                continue
            for length in self._lengths[found[0]]:
                name = text[start : start + length]  # at the text's end a longer name is cut to a shorter one
                if len(name) == length and name in self._names and _is_name(text, start, start + length):
                    parts += [text[at:start], self._names[name]]
                    at = start + length
                    break
        return "".join([*parts, text[at:]])


def _is_name(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    if end - start == 1:
        return not _in_word(before) and (text.startswith(_TITLES, end) or not _in_word(after))
    return not (_goes_on(before, text[start]) or _goes_on(text[end - 1], after))


def _in_word(letter: str) -> bool:
    return letter.isalnum() or letter == "_"


def _goes_on(one: str, other: str) -> bool:
    """Whether two letters stand within one word by their script: kanji and hiragana follow any name."""
    return bool(one and other) and _script(one) == _script(other) != ""


def _script(letter: str) -> str:
    if "ァ" <= letter <= "ヿ" or "ｦ" <= letter <= "ﾟ":
        return "kana"
    if not letter.isalnum() or unicodedata.east_asian_width(letter) in "WF":
        return ""
    return "digit" if letter.isdigit() else "letter"


def _plain(cell: str) -> str:
    return cell if _COUNTS.fullmatch(cell) and without_contacts(cell) == cell else HIDDEN


def masked_text(meeting: Meeting, text: str) -> str:
    """A text of a meeting as its page may show it."""
    return meeting.mask.text(text) if meeting.mask else text


def masked_person(meeting: Meeting, name: str) -> str:
    """Whoever stands in a cell for one person or several, known or not."""
    if not meeting.mask or not name:
        return name
    known = meeting.mask.text(name)
    return known if PSEUDONYM.search(known) else meeting.person(name)


def names_of(wb: Workbook) -> tuple[frozenset[str], frozenset[str]]:
    """People and companies that a workbook knows, on whatever day."""
    people = {rep for members in wb.config.teams.values() for rep in members}
    people |= {spelling for name, known in wb.config.people.items() for spelling in (name, *known)}
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
