"""Each of twelve situations has its own true words, in both languages; "nan" stands nowhere and nothing crashes."""

import re

import pytest

from kpi_helpers.report import frame
from kpi_helpers.report.figures.chart import figure_element
from kpi_helpers.report.headline import tile_of
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.meetings import MEETINGS, sales_sync
from kpi_helpers.report.plan_tree import tree_figure, tree_table
from tests.report.situations import SITUATIONS

SALES = {  # what the section on sales, or else that on opportunities (after a bar), says
    "closed_month": (
        "10月の売上は、目標800円に届きませんでした。実績は600円（受注6件）です。",
        "Sales of Oct 2026 missed the target of ¥800. They came to ¥600 (deals won: 6).",
    ),
    "last_business_day": (
        "最後の営業日を終えて目標800円に届いておらず、残る休日の分でも届かない見込みです。今日までに600円",
        "are short of the target of ¥800 with no business day left, and days off are not expected to bring it. They stand at ¥600",
    ),
    "before_the_first_business_day": (
        "今月はまだ営業日がないため、ペースと着地は出しません。",
        "No business day of the month has passed yet, so there is neither pace nor landing.",
    ),
    "no_target": (
        "11月の売上は今日までに300円（受注3件）です。今月の売上の目標は登録されていません。",
        "Sales of Nov 2026 stand at ¥300 to date (deals won: 3). There is no target for sales this month.",
    ),
    "team_of_one": (
        "11月の売上は、目標800円に届かない見込みです。",
        "Sales of Nov 2026 are set to fall short of the target of ¥800.",
    ),
    "first_page": (
        "今日までに300円（受注3件）で、予定より遅れています（今日時点の目標490円、ペース61%）",
        "behind plan (target to date ¥490, pace 61%)",
    ),
    "sales_below_zero": (
        "今日までに−1,500円（受注3件）で、予定より遅れています（今日時点の目標490円）。",
        "stand at −¥1.5K to date (deals won: 3), behind plan (target to date ¥490).",
    ),
    "header_only": (
        "商談の表にまだ行がないため、売上は出せません。",
        "There is no opportunity yet, so sales are not known.",
    ),
    "no_valid_lead": ("目標800円に届かない見込みです。", "are set to fall short of the target of ¥800"),
    "one_company": ("いちばん響いているのは平均単価で", "What costs most is the average deal"),
    "targets_of_zero": (
        "今月の売上の目標が0以下のため、比べていません。",
        "This month's target for sales is not above zero, so nothing is held against it.",
    ),
    "negative_target": (
        "今月の売上の目標が0以下のため、比べていません。",
        "This month's target for sales is not above zero, so nothing is held against it.",
    ),
}
NAN = re.compile(r"(?<![a-z])nan(?![a-z])|None", re.IGNORECASE)


@pytest.fixture(scope="module", params=SITUATIONS)
def situation(request, make_workbook):
    tables, day, options = SITUATIONS[request.param]
    return request.param, make_workbook(tables(), as_of=day, **options)


@pytest.mark.after_counting
def test_a_situation_has_its_own_words(situation, tmp_path):
    name, wb = situation
    for lang, words in zip(("ja", "en"), SALES[name], strict=True):
        meeting = Meeting("sales_sync", wb, lang)
        made = [getattr(sales_sync, key)(meeting) for key in ("sales", "opportunities", "budget")]
        assert words in made[0].sentence
        for section in made:
            assert not section.failure and section.sentence
            said = [section.sentence, *section.notes, *(alt for _, alt in section.figures)]
            assert not [text for text in said if NAN.search(text)]
            if name == "closed_month":  # nothing of it is due by now
                drawn = [str(figure_element(figure, alt)) for figure, alt in section.figures]
                assert not [text for text in said + drawn if re.search(r"今日まで|to date|by now", text, re.IGNORECASE)]
        tiles = [tile_of(meeting, kpi) for kpi in MEETINGS["sales_sync"].tiles]
        assert not [
            tile
            for tile in tiles
            if tile and NAN.search(f"{tile.value} {tile.target} {tile.due} {tile.landing} {tile.verdict}")
        ]
        if name == "closed_month":  # 600 of 800 sold
            assert tree_table(meeting).set_index("kpi")["verdict"]["sales"] == "attention"
            ((_, alt),) = tree_figure(meeting)
            assert ("計画を下回るのは" in alt) or ("Below plan: " in alt)
    # Only a target above zero is met or missed.
    if name in ("targets_of_zero", "negative_target"):
        assert not [tile for tile in tiles if tile and "target" in tile.verdict.lower()]
    if name == "first_page":
        assert (
            "the first page of this meeting"
            in str(frame.what_changed(Meeting("sales_sync", wb, "en", reports=tmp_path))).lower()
        )


@pytest.mark.after_counting
def test_a_target_that_is_given_twice_is_not_called_missing(make_workbook):
    tables, day, options = SITUATIONS["team_of_one"]
    given = tables()
    twice = [{"month": "2026-11", "metric": "opportunities", "value": value} for value in (4, 6)]
    wb = make_workbook({**given, "targets": twice}, as_of=day, **options)
    sentence = sales_sync.opportunities(Meeting("sales_sync", wb, "ja")).sentence
    assert "今月の商談の目標が2行にあり、どれを使うか決められないため、比べていません。" in sentence
