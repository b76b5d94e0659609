"""A KPI in a cell of one's own: every one works alone, and says what to do where it cannot."""

import pytest

import kpi_helpers as kh
from kpi_helpers.kpis.catalogue import CATALOGUE
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.meetings import sales_sync
from kpi_helpers.workbook.example import example


@pytest.fixture(scope="module")
def wb():
    return example()


@pytest.mark.parametrize("kpi", CATALOGUE)
def test_every_kpi_works_alone_and_of_a_meeting(wb, kpi):
    alone = getattr(kh, kpi)(wb)
    assert alone.equals(CATALOGUE[kpi](wb))
    assert getattr(kh, kpi)(Meeting("sales_sync", wb)).equals(alone)
    assert getattr(kh, kpi).__doc__ == CATALOGUE[kpi].__doc__


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"period": "2026-13"}, "The period '2026-13' is not known: write a month as 2026-11"),
        ({"period": "2027-01"}, "The period 2027-01 lies after 2026-11-18, the day of this view"),
        ({"by": "hero"}, 'contact_rate cannot be split by \'hero\': use by="all", "team", "rep", "motion"'),
    ],
)
def test_what_cannot_be_answered_is_told_with_what_to_do(wb, asked, said):
    with pytest.raises(kh.WorkbookError) as told:
        kh.contact_rate(wb, **asked)
    assert said in str(told.value)
    assert told.value._render_traceback_() == [str(told.value)]


def test_a_missing_table_is_told():
    wb = example()
    del wb._tables["activities"]
    with pytest.raises(
        kh.WorkbookError, match="contact_rate counts the table activities, .* add it under tables: in workbook.yml"
    ):
        kh.contact_rate(wb)


def test_a_folder_is_no_workbook_yet():
    with pytest.raises(kh.WorkbookError, match="with wb = kh.Workbook.open"):
        kh.contact_rate("data/sample")


def test_a_rate_over_no_case_stays_without_a_row(wb):
    assert kh.contact_rate(wb, period="2026-01").empty


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("ja", ["答えの文", "数字の意味", "象限別の商談数"]),
        ("en", ["the answer", "What its numbers mean", "Opportunities of a quadrant"]),
    ],
)
def test_help_speaks_the_meeting_s_language(wb, capsys, lang, said):
    section = sales_sync.quadrants(Meeting("sales_sync", wb, lang))
    section.help()
    printed = capsys.readouterr().out
    assert all(words in printed for words in [section.question, section.sentence, ".table", *said])
