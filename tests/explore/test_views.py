"""A view names itself, says the truth, and can be kept."""

import random

import pandas as pd
import pytest

from kpi_helpers.explore.choices import options_of
from kpi_helpers.explore.keep import build_command, line_for, view_name
from kpi_helpers.explore.listing import Listing
from kpi_helpers.report.figures.parts import framed
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.meetings import MEETINGS, marketing_sync, sales_sync
from kpi_helpers.report.part import named, narrowed_to
from kpi_helpers.report.section import Section
from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.example import example
from tests.explore.every_view import choices, differences


@pytest.fixture(scope="module")
def wb():
    return example()


@pytest.mark.parametrize("name", MEETINGS)
def test_a_sample_of_all_values_of_all_controls_says_what_the_whole_says_of_that_part(wb, name):
    """`benchmarks/every_view.py` takes them all."""
    meeting = Meeting(name, wb)
    drawn = random.Random(name).sample(list(choices(meeting)), 5)
    assert [found for choice in drawn for found in differences(meeting, choice)] == []


def test_a_page_of_a_part_shows_for_the_whole_what_cannot_be_split_and_says_so(wb):
    whole = marketing_sync.ahead(Meeting("marketing_sync", wb))
    part = marketing_sync.ahead(Meeting("marketing_sync", wb.view(team="BDR")))
    assert part.sentence == f"【全体】{whole.sentence}"
    assert part.notes[0] == (
        "チームでは分けられないため、ここは全体の数字です。ターゲットリストと予定の施策は全員のものです。"
    )
    assert part.own_numbers is None  # numbers of the whole have no place among the team's


def test_every_place_bears_the_name(wb):
    table = pd.DataFrame({"a": ["1"]})
    made = Section(
        "Fine.", framed("Title"), "Alt", table=table, table_caption="Table", listing=table, listing_caption="List"
    )
    meeting = Meeting("sales_sync", wb.view(channel="Web"), "en")
    markup = str(named(made, meeting, [], ("", "")).to_element())
    # Sentence and title; the list's caption and label; the table's summary, caption and label.
    assert markup.count("[channel “Web”] ") == 2 + 2 + 3
    assert "[channel “Web”] Fine." in markup and "<figcaption>[channel “Web”] Title" in markup


def test_a_drawing_s_title_bears_the_name(wb):
    made = sales_sync.sales(Meeting("sales_sync", wb.view(team="SDR")))
    titles = [figure.get_suptitle() for figure, _ in made.figures if hasattr(figure, "get_suptitle")]
    assert titles and all(title.startswith("【SDR】") for title in titles)


@pytest.mark.parametrize(
    ("parts", "folder"),
    [
        ({}, None),
        ({"team": "SDR"}, "SDR"),
        ({"rep": "佐藤", "channel": ""}, "rep=佐藤 channel=(none)"),
    ],
)
def test_pages_of_a_part_have_a_folder_of_their_own(wb, parts, folder):
    assert Meeting("sales_sync", wb.view(**parts)).place == folder


def test_a_masked_part_is_called_by_its_pseudonym(wb):
    masked = Meeting("sales_sync", wb.view(rep="佐藤"), mask_names=True)
    assert "佐藤" not in f"{masked.place}{view_name(sales_sync.sales(masked))}{sales_sync.sales(masked).sentence}"
    named_after = Meeting("sales_sync", wb.view(channel="佐藤さんの紹介"), mask_names=True)
    assert named_after.place == f"channel={named_after.person('佐藤')}さんの紹介"


def test_a_parameter_that_names_nothing_is_told(wb):
    with pytest.raises(WorkbookError, match="This workbook has no rep 'Nobody'; there are 佐藤, 鈴木, 高橋."):
        narrowed_to(wb, {"rep": "Nobody"})


def test_the_line_for_a_cell_gives_the_section_as_it_is_shown(wb):
    import kpi_helpers as kh

    meeting = Meeting("sales_sync", wb)
    chosen = {"team": "SDR", "channel": ""}
    line = line_for(sales_sync.opportunities(meeting), chosen)
    assert line == 'kh.sales_sync.opportunities(meeting.view(team="SDR", channel=""))'
    assert (
        eval(line, {"kh": kh, "meeting": meeting}).sentence == sales_sync.opportunities(meeting.view(**chosen)).sentence
    )


def test_the_command_makes_the_page_of_the_view(wb):
    masked = Meeting("team_sync", wb.view(team="SDR", channel=""), "en", mask_names=True)
    assert build_command(masked, "kept")[2:] == [
        *("--as-of", "2026-11-18", "--lang", "en", "--meeting", "team_sync", "--out", "kept", "--team", "SDR"),
        *("--set", "channel=(none)", "--set", "mask_names=true"),
    ]


def test_a_channel_that_is_really_called_none_is_told_from_none():
    wb = example()
    leads = wb._tables["leads"]
    wb._tables["leads"] = leads.assign(channel=leads["channel"].replace("展示会", "(none)"))  # L2's
    assert narrowed_to(wb, {"channel": "(none)"}).narrowing.channel == "(none)"
    of_none = narrowed_to(wb, {"channel": "((none))"})
    assert of_none.narrowing.channel == "" and len(of_none.run(of_none.leads)) == 2  # L5 and L6
    meeting = Meeting("sales_sync", of_none)
    assert meeting.place == "channel=((none))" and "channel=((none))" in build_command(meeting, "kept")
    values = dict(options_of("channel", Meeting("sales_sync", wb)))
    assert (values["(none)"], values["（未入力）"]) == ("(none)", "")


def test_lists_hold_weeks_beside_months_reps_by_team_and_campaigns_newest_first(wb):
    """As of Wednesday the 18th of November; the last week ended on Sunday the 15th, the last month on October 31."""
    meeting = Meeting("sales_sync", wb)
    days = [label for label, _ in options_of("month", meeting)]
    assert days[:3] == ["11月18日（今）", "11月15日（週の終わり）", "11月8日（週の終わり）"]
    assert "10月31日（月末）" in days and "2025年11月30日（月末）" in days
    assert [label for label, _ in options_of("rep", meeting)][1:] == ["佐藤（SDR）", "鈴木（SDR）", "高橋（BDR）"]
    assert [value for _, value in options_of("campaign", meeting)][1:3] == ["CP2", "CP1"]


def test_rows_that_count_come_first_and_the_file_is_called_after_the_view():
    shown = Listing("en")
    rows = pd.DataFrame(
        {"counted": [False, True, False], "activity_id": ["A1", "A2", "A3"], "outcome": ["absent", "connected", None]}
    )
    shown.show(rows, "activities", "2026-11-18 talk SDR calls", {"outcome": "通話結果", "rep": "ユーザー名"})
    assert shown._table.value.index("A2") < shown._table.value.index("A1") < shown._table.value.index("A3")
    assert 'download="2026-11-18 talk SDR calls.csv"' in shown._table.value
    # Headed as in the team's own export, as far as it is known.
    assert "通話結果</th>" in shown._table.value and "ユーザー名" not in shown._table.value
