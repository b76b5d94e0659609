"""The notebooks in JupyterLab, in a real browser: what changes is what the functions give."""

from __future__ import annotations

import csv
import importlib
import io
import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from kpi_helpers.explore.choices import options_of, rates_today, viewed
from kpi_helpers.explore.drill import with_rows
from kpi_helpers.explore.behind import rows
from kpi_helpers.explore.wording import WORDS
from kpi_helpers.report.meeting import MEETINGS, Meeting
from tests.explore.lab import SAMPLE, WAIT, Live, Notebook, notebook_in, squeezed

SAID = WORDS["ja"]
PICKED = {"month": 1, "week": 1, "team": 1, "rep": 2, "channel": 2, "campaign": 3, "segment": 1, "thin": 1}
"""Which entry of each list is chosen; the first is the page's own."""


class Sections:
    """The sections of a meeting as the functions give them, in this process."""

    def __init__(self, name: str) -> None:
        self.meeting = Meeting.open(name, SAMPLE, lang="ja")
        module = importlib.import_module(f"kpi_helpers.report.{name}")
        made = [getattr(module, function)(self.meeting) for function in module.__all__]
        self.by_key = {section.key: section for section in made if section.origin is not None}

    def expected(self, key: str, chosen: dict):
        meeting, options = viewed(self.meeting, chosen)
        return self.by_key[key].origin.make(meeting, **options)


@pytest.fixture(scope="module", params=MEETINGS)
def opened(request, browser, server):
    notebook = notebook_in(browser, server, request.param).open()
    sections = Sections(request.param)
    notebook.wait_until_run()
    yield notebook, sections
    notebook.page.context.close()


def assert_shows(live: Live, expected) -> None:
    assert live.sentence == squeezed(expected.sentence)
    assert live.alternatives == [squeezed(alt) for _, alt in expected.figures]
    table = [] if expected.table is None else expected.table.astype("object").fillna("–").to_numpy().ravel().tolist()
    assert live.cells == [squeezed(str(cell)) for cell in table]


def choices(key: str, sections: Sections):
    """One choice per control: its label, what the browser is to do, and what it means."""
    for control in sections.by_key[key].origin.controls:
        if control == "rates":
            for name, value in rates_today(sections.meeting).items():
                wanted = round(value * 1.1, 1)
                yield SAID[name], str(wanted), {name: wanted}
            continue
        options = options_of(control, sections.meeting)
        if len(options) > 1:
            label, value = options[min(PICKED[control], len(options) - 1)]
            yield SAID[control], label, {control: value}


def choose(live: Live, label: str, wanted: str) -> None:
    control = live.control(label)
    drawn = live.drawn
    if control.evaluate("node => node.tagName") == "SELECT":
        control.select_option(label=wanted)
    else:
        control.fill(wanted)
        control.press("Enter")
    live.wait_beyond(drawn)


def reset(live: Live) -> None:
    drawn = live.drawn
    live.box.get_by_role("button", name=SAID["reset"]).click()
    live.wait_beyond(drawn)


def test_every_control_changes_its_section_to_what_the_functions_give(opened):
    notebook, sections = opened
    for key, own in sections.by_key.items():
        live = notebook.section(key)
        assert_shows(live, own)
        before = live.pictures
        changed = False
        for label, wanted, chosen in choices(key, sections):
            choose(live, label, wanted)
            expected = sections.expected(key, chosen)
            assert_shows(live, expected)
            changed |= bool(before) and live.pictures != before
            reset(live)
        assert live.pictures == before
        assert changed or not before, key


def test_every_number_is_followed_by_its_rows(opened):
    notebook, sections = opened
    for key, own in sections.by_key.items():
        if with_rows(own).empty:
            continue
        live = notebook.section(key)
        live.box.get_by_role("button", name=SAID["drill"]).click()
        told = live.box.locator(".kpi-told")
        told.wait_for(timeout=WAIT)
        kpi, period, part = (
            live.control(SAID[name]).evaluate("node => node.selectedOptions[0].text") for name in ("kpi", "period", "part")
        )
        number = found_number(with_rows(own), kpi, period, live)
        behind = rows(sections.meeting, number.kpi, segment=number.segment, period=None if period.startswith("..") else period)
        assert f"明細{len(behind):,}行" in squeezed(told.text_content()), (key, kpi, period, part)
        live.box.locator("a.kpi-csv").wait_for(timeout=WAIT)
        assert len(list(csv.reader(io.StringIO(live.csv())))) == len(behind) + 1


def found_number(numbers, label: str, period: str, live: Live):
    """The number that the three lists choose."""
    from kpi_helpers.kpis.catalogue import CATALOGUE

    own = numbers[numbers["kpi"].map(lambda kpi: CATALOGUE[kpi].label("ja")).eq(label) & numbers["period"].eq(period)]
    place = live.control(SAID["part"]).evaluate("node => node.selectedIndex")
    return own.iloc[place]


def test_it_says_nothing_wrong_and_asks_no_other_host(opened):
    notebook, _ = opened
    assert notebook.errors == []
    assert notebook.foreign_requests == []


def test_every_control_has_a_name(opened):
    notebook, _ = opened
    found = Axe().run(notebook.page, context=".kpi-explorer", options={
        "runOnly": ["label", "select-name", "button-name", "image-alt", "link-name", "aria-allowed-attr", "duplicate-id-aria"],
    })
    assert [(violation["id"], violation["nodes"][0]["html"][:200]) for violation in found.response["violations"]] == []


@pytest.fixture(scope="module")
def sales(browser, server):
    notebook = notebook_in(browser, server, "sales_sync").open()
    notebook.wait_until_run()
    yield notebook
    notebook.page.context.close()


def test_focus_stays_and_of_several_quick_changes_the_last_is_shown(sales: Notebook):
    live = sales.section("conditions")
    months = live.control(SAID["month"])
    drawn = live.drawn
    months.focus()
    for _ in range(4):
        months.press("ArrowDown")
    live.wait_beyond(drawn)
    sales.page.wait_for_timeout(1500)
    assert months.evaluate("node => node === document.activeElement")
    meeting = Meeting.open("sales_sync", SAMPLE, lang="ja")
    _, day = options_of("month", meeting)[4]
    assert live.sentence == squeezed(Sections("sales_sync").expected("conditions", {"month": day}).sentence)
    assert live.drawn - drawn < 4
    reset(live)


def test_a_choice_can_hold_for_the_whole_page(sales: Notebook):
    live, other = sales.section("opportunities"), sales.section("quadrants")
    drawn = other.drawn
    live.control(SAID["whole_page"]).check()
    choose(live, SAID["team"], "SDR")
    other.wait_beyond(drawn)
    assert other.control(SAID["team"]).evaluate("node => node.selectedOptions[0].text") == "SDR"
    assert other.sentence == squeezed(Sections("sales_sync").expected("quadrants", {"team": "SDR"}).sentence)
    reset(live)
    live.control(SAID["whole_page"]).uncheck()


def test_rows_are_sorted_and_filtered(sales: Notebook):
    live = sales.section("quadrants")
    live.box.get_by_role("button", name=SAID["drill"]).click()
    live.control(SAID["part"]).wait_for(timeout=WAIT)
    live.control(SAID["sort"]).select_option(label="金額")
    live.control(SAID["descending"]).check()
    amounts = live.box.locator(".kpi-rows tbody tr")
    amounts.first.wait_for(timeout=WAIT)
    sales.page.wait_for_timeout(1000)
    header = next(csv.reader(io.StringIO(live.csv())))
    read = [line[header.index("金額")] for line in csv.reader(io.StringIO(live.csv()))][1:]
    known = [float(amount) for amount in read if amount]
    assert known and known == sorted(known, reverse=True)
    word = next(csv.reader(io.StringIO(live.csv().splitlines()[1])))[0]
    live.control(SAID["filter"]).fill(word)
    sales.page.wait_for_function("n => document.querySelectorAll('.kpi-explorer-quadrants .kpi-rows tbody tr').length === n", arg=1)


def test_the_first_half_hour_runs(browser, server):
    notebook = notebook_in(browser, server, "first_half_hour").open()
    notebook.wait_until_run()
    page = notebook.page
    assert page.locator(".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.error'], .jp-RenderedText[data-mime-type$='stderr']").count() == 0
    live = notebook.section("outcomes")
    choose(live, SAID["team"], "SDR")
    assert re.search(r"今月の架電[\d,]+件", live.sentence)
    assert notebook.errors == [] and notebook.foreign_requests == []
    page.context.close()
