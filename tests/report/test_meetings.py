"""What a meeting declares is what its notebook asks, its page says and its numbers hold."""

import json
import re
from pathlib import Path

import pytest

from kpi_helpers.report import meetings
from kpi_helpers.report.agenda import Agenda, Topic, section
from kpi_helpers.report.frame import glossary
from kpi_helpers.report.meetings import MEETINGS
from kpi_helpers.report.section import Section

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
CALL = re.compile(r"kh\.(?:frame|(\w+))\.(\w+)\(meeting\)(?:  # (.+))?")


@pytest.mark.parametrize("agenda", MEETINGS.values(), ids=list(MEETINGS))
class TestEveryMeeting:
    """One list, which the notebook and the module's names repeat in its order."""

    def test_its_notebook_asks_its_questions_in_its_order(self, agenda: Agenda):
        cells = json.loads((NOTEBOOKS / f"{agenda.name}.ipynb").read_text(encoding="utf-8"))["cells"]
        sources = ["".join(cell["source"]) for cell in cells]
        module = getattr(meetings, agenda.name)
        asked = [
            (call[3], getattr(module, call[2])) for source in sources if (call := CALL.fullmatch(source)) and call[1]
        ]
        assert [topic for _, topic in asked] == list(agenda.topics)
        assert [heading for heading, _ in asked] == [
            f"{number}. {topic.ja} / {topic.en}" for number, topic in enumerate(agenda.topics, 1)
        ]

    def test_every_name_of_its_module_is_on_its_agenda(self, agenda: Agenda):
        module = getattr(meetings, agenda.name)
        assert [thing for thing in vars(module).values() if isinstance(thing, Topic)] == list(agenda.topics)

    def test_its_main_number_and_its_headline_are_on_the_page(self, agenda: Agenda):
        assert {agenda.main_kpi, *agenda.tiles, *agenda.lead, *agenda.followed, *agenda.agreed} <= agenda.kpis

    def test_every_section_says_what_it_would_show(self, agenda: Agenda):
        for topic in agenda.topics:
            assert all(name in topic.missing("ja") for name in topic.needs.tables)
            assert topic.missing("ja").endswith("を表示します。") and topic.missing("en").isascii()


def test_an_own_section_s_numbers_are_defined_on_its_page(wb, meet):
    @section("heights", "?", "?", kpis=("response_seconds_p90",), tables=("leads",))
    def heights(meeting):
        return Section("Some.")

    seen = meet(wb, "team_sync", lang="en")
    before = str(glossary(seen))
    made = heights(seen)
    added = set(re.findall("<dt>([^<]+)", str(glossary(seen)))) - set(re.findall("<dt>([^<]+)", before))
    assert len(added) == 1 and made.kpis == ("response_seconds_p90",)
    assert set(made.numbers["kpi"]) == {"response_seconds_p90"}


@pytest.mark.parametrize("kpis", [("no_such_kpi",), ("leads", "Leads")])
def test_a_section_that_shows_what_is_no_kpi_says_so(wb, meet, kpis, capsys):
    made = section("own", "?", "?", kpis=kpis)(lambda meeting: Section("1."))(meet(wb, lang="en"))
    assert "which is no KPI: `kpi glossary` lists them." in made.failure
    assert "WorkbookError" in capsys.readouterr().err
