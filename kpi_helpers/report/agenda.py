"""How a meeting is declared: its title and headline numbers, and the questions that it asks, in their order."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kpi_helpers.charts.formats import in_currency
from kpi_helpers.charts.hiding import hiding
from kpi_helpers.workbook.contacts import without_contacts
from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.needs import Needs

if TYPE_CHECKING:
    from kpi_helpers.report.meeting import Meeting
    from kpi_helpers.report.section import Section

CONTROLS = ("month", "team", "rep", "channel", "campaign", "segment")
"""What a section can be asked for unless it declares other controls; a month is another day."""


@dataclass(frozen=True)
class Topic:
    """One question of a meeting: everything that is known of its section before it is made.

    Attributes
    ----------
    key : str
        Name of the section within its page.
    ja, en : str
        The question, as the meeting asks it.
    kpis : tuple of str
        The KPIs whose numbers the section shows, by id: the page's glossary, its
        `meeting` in numbers.csv, ``section.numbers`` and the drill-down follow.
    needs : Needs
        Without these there is no answer.
    shows : (str, str)
        What there would be to see, in Japanese and English, as "it would show …" goes on.
    controls : tuple of str
        What can be chosen above the section in JupyterLab, of `CONTROLS` and "rates": only that of which every value
        gives a true answer. A page of a part that is not among them shows the section for the whole, and says so.
    unsplit : (str, str)
        Why it cannot be split by the others, in Japanese and English.
    parts : tuple of (Needs, str, str)
        What of the section falls away alone without some of the data, beside the numbers of `kpis`: what it takes, and
        what it is, in Japanese and English.
    course : str
        The KPI whose course over months or weeks numbers.xlsx draws; by default the first of `kpis` that has one.
    monthly : bool
        Whether all of it is about as_of's month, so that nothing is left to say where a table ended before.
    maker : callable or str
        ``maker(meeting, **options)`` answers with a `Section`; a text names one of this
        package by module and function, so that no chart is loaded before it is drawn.

    Examples
    --------
    >>> topic = Topic("calls", "架電は?", "Calls?", needs=Needs(tables=("activities",)), shows=("架電数", "the calls"))
    >>> topic.missing("en")
    'With the table activities this would show the calls.'
    """

    key: str
    ja: str
    en: str
    kpis: tuple[str, ...] = ()
    needs: Needs = Needs()
    shows: tuple[str, str] = ("", "")
    controls: tuple[str, ...] = CONTROLS
    unsplit: tuple[str, str] = ("", "")
    parts: tuple[tuple[Needs, str, str], ...] = ()
    maker: Callable[..., Section] | str = ""
    monthly: bool = False
    course: str = ""

    def question(self, lang: str) -> str:
        """The question in one of the two languages."""
        return self.ja if lang == "ja" else self.en

    def missing(self, lang: str) -> str:
        """What the section would show, and which tables it takes."""
        from kpi_helpers.workbook.schema import TABLES

        if lang == "ja":
            *first, last = (f"{TABLES[name].ja}（{name}）" for name in self.needs.tables)
            names = ("と" if len(first) == 1 else "、").join([*first, last])
            return f"{names}の表があれば、{self.shows[0]}を表示します。"
        *first, last = self.needs.tables
        names = f"{', '.join(first)} and {last}" if first else last
        return f"With the table{'s' if first else ''} {names} this would show {self.shows[1]}."

    def __call__(self, meeting: Meeting, **options: object) -> Section:
        """Make the section for a meeting; where that fails it says so in its place, and the rest of the page stands."""
        from kpi_helpers.kpis.catalogue import CATALOGUE
        from kpi_helpers.report.lack_words import lack_for, lack_notes, without_words
        from kpi_helpers.report.part import named, wider
        from kpi_helpers.report.section import Origin, Section, guarded
        from kpi_helpers.report.span_words import begun_notes, ended_notes, ended_words

        asked = meeting
        meeting, left = wider(asked, self.controls)
        lang, wb = meeting.lang, meeting.wb
        meeting.made[self.key] = self.kpis
        needs = self.needs.of(wb.is_tallied)
        complete = wb.has(*needs.tables)

        def answer() -> Section:
            if not complete:
                return Section(self.missing(lang), is_missing=True)
            if wb.is_empty(*needs.tables):
                return Section(
                    meeting.say(
                        "この絞り込みに当てはまるデータがありません。選択を広げてください。",
                        "No data match this selection: choose less narrowly.",
                    ),
                    is_missing=True,
                )
            if reason := lack_for(meeting, self.needs):
                return Section(without_words(meeting, reason, *self.shows), is_missing=True)
            if self.monthly and (ended := ended_words(meeting, needs.tables)):
                return Section(without_words(meeting, ended, *self.shows), is_missing=True)
            hide = meeting.mask.text if meeting.mask else without_contacts
            with in_currency(wb.config.currency), hiding(hide):
                section = _checked(self, _maker(self.maker)(meeting, **options))
            begun = begun_notes(meeting, [CATALOGUE[kpi] for kpi in self.kpis])
            lacking = ((lack_for(meeting, part), ja, en) for part, ja, en in self.parts)
            parts = [without_words(meeting, reason, ja, en) for reason, ja, en in lacking if reason]
            more = [*lack_notes(meeting, self.kpis), *parts, *begun, *ended_notes(meeting, needs.tables)]
            return replace(section, notes=[*section.notes, *more])

        made = guarded(lambda: named(answer(), meeting, left, self.unsplit), lang=lang)
        # Where a table is missing no choice brings an answer.
        origin = Origin(self, meeting, asked, self.kpis, self.controls if complete else (), meeting.say(*self.unsplit))
        return replace(made, key=self.key, question=self.question(lang), lang=lang, origin=origin)


@dataclass(frozen=True)
class Agenda:
    """One meeting, declared.

    Attributes
    ----------
    name : str
        Its notebook and its page are called after it.
    ja, en : str
        Its title.
    main_kpi : str
        The number whose curve stands beside the page in the list of all pages.
    tiles : tuple of str
        The headline numbers.
    lead : tuple of str
        The two most telling numbers: the page in one sentence.
    followed : tuple of str
        The numbers whose change since the last page is told; each grows by the day of an event.
    agreed : tuple of str
        The numbers that the minutes hold against their targets.
    short : (str, str)
        What it is called on the tab of a spreadsheet, in Japanese and English.
    tree : bool
        Whether the KPI tree stands under the headline, for want of a section that shows it.
    topics : tuple of Topic
        The sections, in their order.
    """

    name: str
    ja: str
    en: str
    main_kpi: str
    tiles: tuple[str, ...]
    lead: tuple[str, ...]
    followed: tuple[str, ...]
    agreed: tuple[str, ...]
    topics: tuple[Topic, ...]
    short: tuple[str, str]
    tree: bool = False

    def title(self, lang: str) -> str:
        """What the meeting is called."""
        return self.ja if lang == "ja" else self.en

    @property
    def kpis(self) -> frozenset[str]:
        """Every KPI whose numbers the page shows: those of the tree on every page."""
        from kpi_helpers.kpis.targets import RATES, SUMS

        beside = ("actual", "target", "attainment", "expected_to_date", "pace", "needed_per_day")
        return frozenset(self.tiles).union(SUMS, RATES, beside, *(topic.kpis for topic in self.topics))

    def lacking(self, tables: Collection[str]) -> list[tuple[Topic, list[str]]]:
        """The questions that the page cannot answer, and the tables that are missing for them."""
        is_tallied = "tallies" in tables and "activities" not in tables
        needed = ((topic, topic.needs.of(is_tallied).tables) for topic in self.topics)
        found = ((topic, [name for name in names if name not in tables]) for topic, names in needed)
        return [(topic, missing) for topic, missing in found if missing]


def section(
    key: str,
    ja: str,
    en: str,
    *,
    kpis: Sequence[str] = (),
    tables: Sequence[str] = (),
    shows: tuple[str, str] = ("", ""),
    controls: Sequence[str] = CONTROLS,
) -> Callable[[Callable[..., Section]], Topic]:
    """Make a section of one's own of a function that answers a question.

    Parameters
    ----------
    key, ja, en, kpis, shows, controls
        As of `Topic`.
    tables : sequence of str
        Tables without which there is no answer.

    Returns
    -------
    callable
        A decorator; the function takes a `Meeting`, and whatever options it has, and
        answers with a `Section`.

    Examples
    --------
    >>> from kpi_helpers.report.meeting import Meeting
    >>> from kpi_helpers.report.section import Section
    >>> from kpi_helpers.workbook.example import example
    >>> @section("how_many", "何件?", "How many?", kpis=("leads",), tables=("leads",))
    ... def how_many(meeting):
    ...     return Section(f"They come from {meeting.wb.config.name}.")
    >>> made = how_many(Meeting("sales_sync", example(), "en"))
    >>> made.question, set(made.numbers["kpi"])
    ('How many?', {'leads'})
    """
    return lambda maker: Topic(
        key, ja, en, tuple(kpis), Needs(tables=tuple(tables)), shows, tuple(controls), maker=maker
    )


def _maker(maker: Callable[..., Section] | str) -> Callable[..., Section]:
    if not isinstance(maker, str):
        return maker
    module, _, function = maker.rpartition(".")
    return getattr(importlib.import_module(f"kpi_helpers.report.{module}"), function)


def _checked(topic: Topic, made: Section) -> Section:
    """The section, unless what it declares is no KPI, or what it holds as its own is one."""
    from kpi_helpers.kpis.catalogue import CATALOGUE

    own = () if made.own_numbers is None else made.own_numbers["kpi"]
    for kpi in topic.kpis:
        if kpi not in CATALOGUE:
            raise WorkbookError(
                ja=f"節 {topic.key} の {kpi!r} という KPI はありません。`kpi glossary` に一覧があります。",
                en=f"The section {topic.key} shows {kpi!r}, which is no KPI: `kpi glossary` lists them.",
            )
    for kpi in own:
        if kpi in CATALOGUE:
            raise WorkbookError(
                ja=f"節 {topic.key} の own_numbers にある {kpi} は KPI です。kpis に書いてください。",
                en=f"{kpi} in own_numbers of the section {topic.key} is a KPI: name it under kpis instead.",
            )
    return made
