"""What holds of every meeting's notebook in JupyterLab: what changes is what the functions give."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pandas as pd
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from kpi_helpers.explore.behind import rows
from kpi_helpers.explore.choices import options_of, viewed, what_if_label, what_if_today
from kpi_helpers.explore.drill import with_rows
from kpi_helpers.explore.wording import WORDS
from kpi_helpers.kpis.catalogue import CATALOGUE
from kpi_helpers.report.html import Element
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.meetings import MEETINGS
from kpi_helpers.report.outputs.segments import period_text
from kpi_helpers.report.section import Section
from tests.charts.figures import words_of
from tests.explore.lab import WAIT, Live, Notebook, Server, notebook_in, squeezed

SAID = WORDS["ja"]
Choice = tuple[str, str, dict[str, Any]]
PICKED = {"month": 1, "week": 1, "team": 1, "rep": 2, "channel": 2, "campaign": 3, "segment": 1, "thin": 1}
"""Which entry of each list is chosen; the first is the page's own."""


class Sections:
    """The sections of a meeting as the functions give them, in this process."""

    def __init__(self, meeting: Meeting) -> None:
        self.meeting = meeting
        made = [topic(meeting) for topic in MEETINGS[meeting.name].topics]
        self.by_key = {section.key: section for section in made if section.origin is not None}

    def expected(self, key: str, chosen: dict[str, Any]) -> Section:
        """A section as it is for a choice."""
        meeting, options = viewed(self.meeting, chosen)
        return self.by_key[key].origin.make(meeting, **options)

    def choices(self, key: str) -> Iterator[Choice]:
        """One choice per control: its label, what the browser is to do, and what it means."""
        for control in self.by_key[key].origin.controls:
            if control == "rates":
                for name, value in what_if_today(self.meeting).items():
                    wanted = round(value * 1.1, 1)
                    yield what_if_label(name, self.meeting), str(wanted), {name: wanted}
                continue
            options = options_of(control, self.meeting)
            if len(options) > 1:
                label, value = options[min(PICKED[control], len(options) - 1)]
                yield SAID[control], label, {control: value}

    def every_choice(self) -> dict[str, list[Choice]]:
        """Of every section, one choice per control."""
        return {key: list(self.choices(key)) for key in self.by_key}

    def some_choices(self) -> dict[str, list[Choice]]:
        """Of every section one choice, and of every control too: drawn once for all by the meeting's name.

        Sections differ by what draws them and controls by how they are worked; what a control of a section does
        is one function of both. `benchmarks/every_control.py` takes every pair.
        """
        draw, every = random.Random(self.meeting.name), self.every_choice()
        unused = {label for choices in every.values() for label, *_ in choices}
        some = {}
        for key, choices in every.items():
            some[key] = [draw.choice([choice for choice in choices if choice[0] in unused] or choices)]
            unused.discard(some[key][0][0])
        for key, choices in every.items():
            more = [choice for choice in choices if choice[0] in unused]
            some[key] += more
            unused -= {label for label, *_ in more}
        return some


@dataclass
class Opened:
    """A notebook after all its cells were run, and what it ought to show."""

    notebook: Notebook
    sections: Sections


@contextmanager
def opened_in(browser: Browser, server: Server, meeting: Meeting) -> Iterator[Opened]:
    """A meeting's notebook in JupyterLab."""
    notebook = notebook_in(browser, server, meeting.name).open()
    sections = Sections(meeting)  # the kernel is at it too
    notebook.wait_until_run()
    yield Opened(notebook, sections)
    notebook.page.context.close()


def assert_shows(live: Live, expected: Section) -> None:
    shown = live.shown()
    assert shown.sentence == squeezed(expected.sentence)
    # A figure of HTML is read itself, under its title.
    named = [words_of(figure)[0] if isinstance(figure, Element) else alt for figure, alt in expected.figures]
    assert shown.alternatives == [squeezed(name) for name in named]
    table = [] if expected.table is None else expected.table.astype("object").fillna("–").to_numpy().ravel().tolist()
    assert shown.cells == [squeezed(str(cell)) for cell in table]


def saved(live: Live) -> tuple[list[str], list[list[str]]]:
    """Headers and rows of the file that the link saves."""
    header, *lines = csv.reader(io.StringIO(live.csv()))
    return header, lines


def walk(opened: Opened, chosen: dict[str, list[Choice]]) -> None:
    """Make choices one by one, and take each back: the section is what the functions give for it."""
    changed = 0
    for key, own in opened.sections.by_key.items():
        live = opened.notebook.section(key)
        assert_shows(live, own)
        before = live.shown().pictures
        for label, wanted, meant in chosen[key]:
            drawn = live.drawn
            live.choose(label, wanted)
            expected = opened.sections.expected(key, meant)
            live.wait_beyond(drawn)
            assert_shows(live, expected)
            if [alt for _, alt in expected.figures] != [alt for _, alt in own.figures]:
                assert live.shown().pictures != before, (key, label)
                changed += 1
            live.press(SAID["reset"])
            live.wait_beyond(drawn + 1)
        assert live.shown().pictures == before
    assert changed >= len(opened.sections.by_key) / 2


class InJupyterLab:
    """Tests of one meeting's notebook, which a subclass names."""

    meeting: str

    def test_a_control_changes_its_section_to_what_the_functions_give(self, opened):
        walk(opened, opened.sections.some_choices())

    def test_every_number_is_followed_by_its_rows(self, opened):
        for key, own in opened.sections.by_key.items():
            numbers = with_rows(own)
            if numbers.empty:
                continue
            live = opened.notebook.section(key)
            live.press(SAID["drill"])
            told = live.box.locator(".kpi-told")
            told.wait_for(timeout=WAIT)
            number = self._number(numbers, live)
            period = None if number.period.startswith("..") else number.period
            behind = rows(opened.sections.meeting, number.kpi, segment=number.segment, period=period)
            assert f"明細{len(behind):,}行" in squeezed(told.text_content()), (key, number)
            assert len(saved(live)[1]) == len(behind)

    @staticmethod
    def _number(numbers: pd.DataFrame, live: Live) -> Any:
        """The number that the three lists choose."""
        is_chosen = numbers["kpi"].map(lambda kpi: CATALOGUE[kpi].label("ja")).eq(live.chosen(SAID["kpi"]))
        written = numbers["period"].map(lambda period: period_text(period, "ja"))
        own = numbers[is_chosen & written.eq(live.chosen(SAID["period"]))]
        return own.iloc[live.control(SAID["part"]).evaluate("node => node.selectedIndex")]

    def test_every_control_has_a_name(self, opened):
        found = Axe().run(
            opened.notebook.page,
            context=".kpi-explorer",
            options={
                "runOnly": [
                    "label",
                    "select-name",
                    "button-name",
                    "image-alt",
                    "link-name",
                    "aria-allowed-attr",
                    "duplicate-id-aria",
                ],
            },
        )
        assert [
            (violation["id"], violation["nodes"][0]["html"][:200]) for violation in found.response["violations"]
        ] == []

    def test_it_says_nothing_wrong_and_asks_no_other_host(self, opened):
        assert opened.notebook.errors == []
        assert opened.notebook.requests and opened.notebook.foreign_requests == []
