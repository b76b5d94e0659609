"""A section with its controls, without a browser."""

import asyncio
import gc
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from kpi_helpers.explore import redraw
from kpi_helpers.explore.behind import rows
from kpi_helpers.explore.choices import ALL, options_of, viewed
from kpi_helpers.explore.drill import with_rows
from kpi_helpers.explore.explorer import Explorer
from kpi_helpers.explore.page import Page
from kpi_helpers.explore.pointing import number_at
from kpi_helpers.report.agenda import section
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.meetings import sales_sync, team_sync
from kpi_helpers.report.section import Section
from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.example import example
from kpi_helpers.workbook.workbook import Workbook


@section("plain", "Q?", "Q?", tables=("leads",), controls=("month", "team", "rep", "channel"))
def plain(meeting: Meeting) -> Section:
    leads = meeting.wb.run(meeting.wb.leads)
    if "boom" in set(leads["channel"]):
        raise WorkbookError("It is broken.")
    return Section(f"{len(leads)} leads")


@pytest.fixture
def meeting():
    return Meeting("sales_sync", example(), "en")


@pytest.fixture(autouse=True)
def _at_once(monkeypatch):
    """No loop to wait in: another test's browser may have one running in this very thread."""

    def none():
        raise RuntimeError

    monkeypatch.setattr(redraw.asyncio, "get_running_loop", none)


def explorer(meeting: Meeting, section=plain) -> Explorer:
    return Explorer(section(meeting), lambda source: None)


def test_a_choice_redraws_the_section(meeting):
    live = explorer(meeting)
    assert live.section.sentence == "6 leads"
    live.controls.widgets["rep"].value = "佐藤"
    assert live.section.sentence == "[佐藤] 3 leads"
    assert "3 leads" in live._view.value
    live.controls.reset()
    assert live.section.sentence == "6 leads"


def test_choices_add_up(meeting):
    live = explorer(meeting)
    live.controls.widgets["rep"].value = "佐藤"
    live.controls.widgets["channel"].value = "Web"
    assert live.section.sentence == "[佐藤, channel “Web”] 2 leads"  # L1, L3
    assert live.chosen == {"rep": "佐藤", "channel": "Web"}


def test_a_choice_without_rows_says_so(meeting):
    live = explorer(meeting)
    live.controls.widgets["rep"].value = "高橋"
    live.controls.widgets["channel"].value = "Web"
    assert live.section.is_missing
    assert live.section.sentence == "[高橋, channel “Web”] No data match this selection: choose less narrowly."


def test_what_was_shown_once_is_not_worked_out_again(meeting, monkeypatch):
    live = explorer(meeting)
    live.controls.widgets["rep"].value = "佐藤"
    first = live.section
    live.controls.reset()
    live.controls.widgets["rep"].value = "佐藤"
    assert live.section is first


def test_what_was_foreseen_is_there_when_it_is_chosen(meeting, monkeypatch):
    live, day = explorer(meeting), date(2026, 10, 31)
    live.foresee({"month": day})
    live.foresee({"segment": "A"})  # which this section does not offer
    assert live.section.sentence == "6 leads"
    monkeypatch.setattr(Explorer, "_make", lambda self, chosen: pytest.fail(f"{chosen} is made"))
    live.controls.widgets["month"].value = day
    assert live.section.sentence == "2 leads"  # L5 and L6 came in October


def test_a_list_that_leaves_nothing_to_choose_is_left_out():
    @section("few", "Q?", "Q?", tables=("leads",), controls=("team", "segment"))
    def few(meeting):
        return Section("1")

    wb = example()
    del wb._tables["accounts"]
    assert list(explorer(Meeting("sales_sync", wb), few).controls.widgets) == ["team"]


def test_without_its_table_a_section_has_nothing_to_choose():
    """Only leads: no choice would bring the answer that needs opportunities."""
    whole = example()
    wb = Workbook(whole.config, {"leads": whole._tables["leads"]}, whole.definitions, as_of=whole.as_of)
    shown = explorer(Meeting("sales_sync", wb, "en"), sales_sync.sales)
    assert "table opportunities" in shown.section.sentence and not shown.controls.widgets


def test_a_choice_for_the_whole_page_reaches_the_others_as_far_as_they_can(meeting):
    @section("only_team", "Q?", "Q?", tables=("leads",), controls=("team",))
    def only_team(meeting):
        return Section(f"{len(meeting.wb.run(meeting.wb.leads))} leads")

    page = Page(meeting)
    one, other = (Explorer(section(meeting), page._spread) for section in (plain, only_team))
    page._explorers = {"plain": one, "only_team": other}
    one.controls.widgets["team"].value = "SDR"
    assert page["only_team"].sentence == "6 leads"  # nothing is spread before it is asked for
    one._whole_page.value = True
    assert page["only_team"].sentence == "[SDR] 4 leads"
    one.controls.widgets["rep"].value = "佐藤"
    # What cannot be split by rep stays with the team, and says so.
    assert page["plain"].sentence == "[SDR, 佐藤] 3 leads" and page["only_team"].sentence == "[SDR] 4 leads"
    assert page["only_team"].notes[0].startswith("Not split by rep: these are the numbers of SDR.")


def test_only_the_first_section_takes_what_is_loaded_from_the_collectors_sight(meeting, capsys):
    page = Page(meeting)
    gc.unfreeze()
    try:
        page.show(plain(meeting))
        libraries = gc.get_freeze_count()
        page.show(plain(meeting))
        assert 100_000 < gc.get_freeze_count() <= libraries
    finally:
        gc.freeze()


def test_no_garbage_is_looked_for_while_somebody_waits(meeting, monkeypatch):
    page = Page(meeting)
    page.show(plain(meeting))
    explorer, collecting = page._explorers["plain"], []
    monkeypatch.setattr(Explorer, "_make", lambda self, chosen: collecting.append(gc.isenabled()) or (self.section, ""))
    explorer.follow({"team": "SDR"})
    assert collecting == [False] and gc.isenabled()


def test_an_unknown_section_of_the_page_is_told(meeting):
    with pytest.raises(WorkbookError, match="No section 'sales' is shown on this page; run its cell first"):
        Page(meeting)["sales"]


def test_names_stay_masked_in_the_lists():
    masked = Meeting("sales_sync", example(), "en", mask_names=True)
    labels = [label for label, value in options_of("rep", masked) if value is not ALL]
    assert len(labels) == 3 and all(label.startswith("Rep ") for label in labels)


def test_the_page_s_own_view_is_what_all_means(meeting):
    part, options = viewed(meeting, {"rep": ALL, "month": meeting.wb.as_of})
    assert part.wb is meeting.wb and options == {}


def test_the_numbers_with_rows_are_those_with_something_behind(meeting):
    numbers = with_rows(sales_sync.quadrants(meeting))
    assert numbers["segment"].str.contains("target_hot").any()
    assert (numbers.loc[numbers["kpi"].eq("quadrant_open"), "value"] > 0).all()


def test_a_target_s_actual_leads_to_its_rows_in_the_table_of_everybody(meeting):
    """佐藤 made 3 of 100 calls, and won 2 opportunities of 2."""
    numbers = with_rows(team_sync.act(meeting))
    own = numbers[numbers["segment"].eq("rep=佐藤") & numbers["period"].eq("2026-11")].set_index("kpi")["value"]
    assert (own["calls"], own["opportunities"]) == (3, 2)
    around = ["佐藤: Calls", "actual / target", "Opportunities by team and rep against their targets, Nov 2026"]
    number = number_at(numbers, "3 / 100", around, meeting, [("3 / 100", "佐藤: Calls")])
    assert len(rows(meeting, number.kpi, segment=number.segment, period=number.period)) == 3
    around[0] = "佐藤"
    number = number_at(numbers, "2 / 2", around, meeting, [("2 / 2", "佐藤"), ("1 / –", "鈴木")])
    assert set(rows(meeting, number.kpi, segment=number.segment, period=number.period)["rep"]) == {"佐藤"}


def test_opening_the_drill_lists_as_many_rows_as_the_number_says(meeting):
    live = explorer(meeting, sales_sync.quadrants)
    live._drill._toggle.value = True
    assert "2 / 2 rows" in live._drill._told.value
    assert live._drill._listing._table.value.count("<tr") == 1 + 2


def test_what_is_chosen_on_another_thread_is_worked_out_where_cells_run(meeting, monkeypatch):
    """JupyterLab tells of choices on a thread of its own; two threads that ask one database get each other's numbers."""
    monkeypatch.undo()
    worked = []
    monkeypatch.setattr(
        Explorer, "_make", lambda self, _: worked.append(threading.current_thread()) or (self.section, "")
    )

    async def cell():
        live = explorer(meeting)
        for rep in ("佐藤", "鈴木"):
            await asyncio.to_thread(setattr, live.controls.widgets["rep"], "value", rep)
            await asyncio.sleep(0.2)
        await asyncio.to_thread(live.box.children[1].children[-2].click)  # back to the whole, which is remembered
        await asyncio.sleep(0.2)
        return live.chosen, [threading.current_thread()] * 2

    with ThreadPoolExecutor(1) as thread:
        chosen, here = thread.submit(asyncio.run, cell()).result()
    assert chosen == {} and worked == here


def test_only_the_last_of_several_quick_changes_is_worked_out(monkeypatch):
    monkeypatch.undo()
    done = []

    async def burst():
        work = redraw.Debounce(lambda: done.append(len(done)), pause=0.02)
        for _ in range(5):
            work()
        await asyncio.sleep(0.1)
        work()
        await asyncio.sleep(0.1)

    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, burst()).result()
    assert done == [0, 1]


def test_without_its_workbook_a_page_says_what_to_do_and_a_choice_still_redraws(meeting):
    live = explorer(meeting)
    assert not (meeting.wb.config.folder / "workbook.yml").exists()
    live._keep._do(live._keep._page)
    assert "is not there any more: put it back, or correct workbook in the first cell" in live._keep._told.value
    live.controls.widgets["rep"].value = "佐藤"
    assert live.section.sentence == "[佐藤] 3 leads"
