"""The blocks around the sections: what they say, in both languages, whatever tables there are."""

import re
from dataclasses import replace
from datetime import date, datetime
from math import isnan

import pytest

from kpi_helpers.kpis.catalogue import CATALOGUE
from kpi_helpers.kpis.month_claims import of_month
from kpi_helpers.report import frame
from kpi_helpers.report.headline import Standing, cohort_tile, standing, tile_of, windows
from kpi_helpers.report.meetings import MEETINGS
from kpi_helpers.report.month_words import makes_target
from kpi_helpers.report.opening import lead
from kpi_helpers.report.tile_verdicts import claim_of, verdict_of
from kpi_helpers.workbook.definitions import Condition, Definitions, Version
from kpi_helpers.workbook.reading import TableReport, Warned
from kpi_helpers.workbook.schema import TABLES
from tests.page.hostile import HOSTILE

BLOCKS = [getattr(frame, name) for name in frame.__all__]
NAN = float("nan")
JAPANESE = re.compile("[ぁ-んァ-ヶ一-龠]")


def text_of(element):
    return re.sub(r"<[^>]+>", " ", str(element))


def at(**known):
    """A standing of which only some is known."""
    nothing = dict.fromkeys(Standing.__dataclass_fields__, NAN)
    return Standing(**{**nothing, "kpi": "won", "unit": "count", "past": (), "ended": None, **known})


@pytest.fixture
def sales(wb, meet):
    return meet(wb)


def test_sales_stand_against_target_and_the_same_business_day(sales):
    # November 18th is the 12th of 19 business days, October's 13th is the 20th: O1 was open until then.
    found = standing(sales, "sales")
    assert (found.value, found.target, found.then) == (1_200_000, 3_800_000, 0)
    assert found.attainment == pytest.approx(1_200_000 / 3_800_000)
    assert found.pace == pytest.approx(1_200_000 / (3_800_000 * 12 / 19))
    # L1 of October 5th, the day from which leads are known; L2 came on the 20th.
    assert (standing(sales, "leads").value, standing(sales, "leads").then) == (4, 1)
    assert len(found.past) == 12 and found.past[-1] == 0
    assert windows(sales)[0].label == "2026-10-01..2026-10-19"


def test_a_cohort_is_not_held_against_an_older_one(sales):
    assert standing(sales, "opportunity_rate_cohort").then != standing(sales, "opportunity_rate_cohort").then


def test_a_tile_says_value_target_last_month_and_verdict(sales):
    tile = tile_of(sales, "leads")
    assert (tile.label, tile.value) == ("リード数（11月18日まで）", "4件")
    # Half of the eight: 8 × 12/19 are due by now.
    assert (tile.target, tile.due, tile.last_month) == ("8件の50%", "5.1件", "1件（+3件）")


def test_a_number_that_the_workbook_cannot_say_has_no_tile(world, meet):
    wb = world("2026-11-18", opportunities=lambda table: None, targets=lambda table: None)
    assert tile_of(meet(wb), "sales") is None and cohort_tile(meet(wb)) is None
    assert (
        "opportunities" not in text_of(frame.headline(meet(wb, "marketing_sync")))
        and tile_of(meet(wb), "leads").target == ""
    )


HALFWAY = {"target": 20.0, "attainment": 0.5, "expected": 10.0}
ENDS = {"landing_low": 15.0, "landing_high": 25.0}
MANY = {"target": 2_000.0, "attainment": 0.5, "expected": 1_000.0}


@pytest.mark.parametrize(
    ("known", "words", "form"),
    [
        ({"target": 2.0, "attainment": 1.0, "pace": 1.5}, "Target met", "good"),
        (
            {
                "target": 20.0,
                "attainment": 0.5,
                "pace": 1.2,
                "landing": 16.0,
                "landing_low": 12.0,
                "landing_high": 19.0,
            },
            "Will fall short",
            "bad",
        ),
        (
            {
                "target": 20.0,
                "attainment": 0.5,
                "pace": 0.7,
                "landing": 22.0,
                "landing_low": 20.0,
                "landing_high": 25.0,
            },
            "Will meet the target",
            "good",
        ),
        # A landing is what is judged, as in the section's sentence, however the month stands to date.
        ({**HALFWAY, **ENDS, "pace": 0.7, "landing": 20.0}, "Should reach the target", "none"),
        ({**HALFWAY, **ENDS, "pace": 1.2, "landing": 19.0}, "Will more likely miss the target", "watch"),
        (
            {**HALFWAY, **ENDS, "pace": 1.2, "landing": 17.0, "landing_high": 20.1},
            "Will hardly reach the target",
            "watch",
        ),
        ({**HALFWAY, "value": 9.96, "pace": 0.996}, "On plan", "good"),
        # Off by so many deviations of √1,000 = 31.6: 3.2, 2.2 and 3.8; off by 0.35 of √10.
        ({**MANY, "value": 1_100.0, "pace": 1.1}, "Ahead of plan", "good"),
        ({**MANY, "value": 930.0, "pace": 0.93}, "Slightly behind plan", "watch"),
        ({**MANY, "value": 880.0, "pace": 0.88}, "Behind plan", "bad"),
        ({**HALFWAY, "value": 8.9, "pace": 0.89}, "No clear difference from plan", "none"),
        ({"target": 20.0, "attainment": 0.0}, "Too early to say", "none"),
        # By the exact test 115 against 100 in as many days are p = 0.34, 140 against 100 p = 0.012.
        ({"value": 115.0, "then": 100.0}, "No clear difference from last month", "none"),
        ({"value": 140.0, "then": 100.0}, "More than last month", "none"),
        ({"value": 100.0, "then": 140.0}, "Less than last month", "none"),
        ({"value": 90.0}, "Nothing to compare with", "none"),
        ({"unit": "currency", "value": 2e6, "then": 1e6}, "Nothing to compare with", "none"),
    ],
)
def test_a_count_is_judged_by_target_landing_pace_and_last_month(wb, meet, known, words, form):
    assert verdict_of(meet(wb, lang="en"), at(**known)) == (words, form)


def test_a_month_whose_data_have_ended_is_not_judged(world, meet):
    # The last that is known of opportunities is O4's closing on November 19th, and the longest silence are the 15 business
    # days up to O6 of November 3rd (after O1 of October 12th): on December 15th, 17 business days on, they have ended.
    wb = world("2026-12-15")
    ended = wb.coverage("opportunities")
    assert ended.has_ended and ended.last == date(2026, 11, 19)
    verdict = "No verdict: the data of opportunities end on 19 Nov"
    met = at(target=20.0, attainment=1.0, pace=1.5, ended=ended)
    assert verdict_of(meet(wb, lang="en"), met) == (verdict, "none")
    rate = at(kpi="contact_rate", unit="share", low=0.31, high=0.4, cases=500.0, ended=ended)
    assert verdict_of(meet(wb, lang="en"), rate) == (verdict, "none")


def test_a_month_that_is_only_partly_covered_is_no_yardstick(world, meet):
    # Without L1 leads begin with L2 of October 20th, its 13th business day.
    wb = world("2026-11-18", leads=lambda table: table[table["lead_id"].ne("L1")])
    found = standing(meet(wb), "leads")
    assert found.value == 4 and isnan(found.then) and isnan(found.past[-1])


def test_after_the_last_business_day_tile_and_sentence_say_the_same(world, meet):
    # October's last business day is Friday the 30th; a Saturday is left, on which one of the twenty may still come.
    meeting = meet(world("2026-10-30"), lang="en")
    short = at(value=19.0, target=20.0, attainment=0.95, expected=19.0, pace=1.0)
    short = replace(short, landing=19.5, landing_low=19.0, landing_high=20.0)
    assert verdict_of(meeting, short) == ("Short of target, only days off left", "watch")
    claim = claim_of(meeting, short)
    month = replace(of_month(meeting.wb, "won"), target=20.0, makes_target=claim, on_course=None)
    said = "are short of the target of 20 with no business day left; only days off may still bring it"
    assert makes_target(meeting, month, ("", "Deals")) == f"Deals {said}."


def test_a_month_that_is_over_has_met_its_target_or_missed_it(world, meet):
    meeting = meet(world("2026-10-31"), lang="en")
    assert verdict_of(meeting, at(target=20.0, attainment=0.99, pace=0.99)) == ("Target missed", "bad")


@pytest.mark.parametrize(
    ("known", "words", "form"),
    [
        # Reference value of the contact rate: 30%.
        ({"low": 0.31, "high": 0.4, "cases": 500.0}, "Above the reference value", "good"),
        ({"low": 0.2, "high": 0.29, "cases": 500.0}, "Below the reference value", "bad"),
        ({"low": 0.25, "high": 0.35, "cases": 500.0}, "No clear difference from the reference value", "none"),
        ({"low": 0.31, "high": 0.4, "cases": 500.0, "target": 0.5}, "Below target", "bad"),
        ({"low": 0.0, "high": 0.1, "cases": 29.0}, "29 cases say little", "none"),
    ],
)
def test_a_rate_is_judged_by_its_interval(wb, meet, known, words, form):
    assert verdict_of(meet(wb, lang="en"), at(kpi="contact_rate", unit="share", **known)) == (words, form)


def test_a_rate_without_goal_is_held_against_last_month(wb, meet):
    meeting, known = (
        meet(wb),
        {
            "kpi": "first_response_within_5min",
            "unit": "share",
            "value": 0.15,
            "low": 0.114,
            "high": 0.195,
            "cases": 300.0,
        },
    )
    # 45 of 300 against 75 of 300: by Newcombe −16.3 to −3.6 points; against 60 of 300 −11.1 to 1.1.
    assert verdict_of(meeting, at(**known, then=0.25, then_low=0.204, then_high=0.302)) == ("前月を下回る", "bad")
    same = verdict_of(meeting, at(**known, then=0.2, then_low=0.159, then_high=0.249))
    assert same == ("前月とはっきりした差なし", "none")
    assert verdict_of(meeting, at(**known)) == ("比べる目標がありません", "none")


def test_the_lead_names_the_first_numbers(sales):
    assert lead(sales).startswith("11月18日までの売上は120万円（") and lead(sales).endswith("）。")


@pytest.mark.parametrize(
    "there",
    [(), ("leads",), ("activities",), ("opportunities",), ("leads", "opportunities"), ("visits", "targets", "leads")],
)
def test_every_block_is_there_whatever_tables_there_are(world, meet, there):
    wb = world("2026-11-18", **{table: lambda _: None for table in TABLES if table not in there})
    for name in MEETINGS:
        for block in (frame.opening, frame.headline, frame.what_changed, frame.decisions):
            assert str(block(meet(wb, name))).startswith("<")
        notes = text_of(frame.data_notes(meet(wb, name)))
        assert all(topic.ja in notes for topic, _ in MEETINGS[name].lacking(there))


def test_an_english_page_has_no_japanese_of_ours(world, meet):
    base = world("2026-11-18", fresh=True)
    english = Version(
        date(2026, 10, 1), "mixed with private persons", ("sales",), (Condition("email", "is_not", "freemail"),)
    )
    wb = world(
        "2026-11-18",
        config=replace(base.config, name="Example", teams={"SDR": ("Sato",)}),
        definitions=Definitions((english,), (english,)),
    )
    assert wb.leads is not None  # prepared before it pretends to have been read
    wb.loaded = Read(wb)
    for name in MEETINGS:
        shown = " ".join(text_of(block(meet(wb, name, lang="en"))) for block in BLOCKS)
        assert JAPANESE.findall(shown) == []


class Read:
    """An account of how a workbook was read, with something of everything."""

    def __init__(self, wb):
        self.reports = {
            name: TableReport(name, (f"{name}.csv",), 3, 3, {}, {}, None, None, dict.fromkeys(table.columns, 0))
            for name, table in wb._tables.items()
        }
        self.reports["leads"] = replace(
            self.reports["leads"],
            read=12,
            kept=9,
            set_aside={"duplicate_id": 2, "unreadable_date": 1},
            warnings={"unknown_value:outcome": Warned(4, "leads.csv:7 maybe")},
            oldest=datetime(2026, 10, 1),
            newest=datetime(2026, 11, 18, 9),
        )


def test_the_data_notes_account_for_every_row(world, meet):
    wb = world("2026-11-18", fresh=True)
    assert wb.leads is not None  # prepared before it pretends to have been read
    wb.loaded = Read(wb)
    notes = text_of(frame.data_notes(meet(wb)))
    for said in (
        "12",
        "9",
        "3",
        "ID の重複（後の行）2行、日付を読めない1行",
        "outcome 4件（例：leads.csv:7 maybe）",
    ):
        assert said in notes
    # C1, C2, C3 and O5's C9 have an id; d@gmail.com and シラカバ建設 have none.
    assert "会社は6社です。うち4社は取引先ID、2社は会社名・メールのドメインからの推定" in notes
    assert "maybe" not in text_of(frame.data_notes(meet(wb, mask_names=True)))
    fresh = text_of(frame.opening(meet(wb)))
    assert "2026年11月18日（水）" in fresh and "データの鮮度" in fresh


def test_leads_from_before_the_first_definition_are_told(world, meet):
    own = world("2026-11-18").definitions
    late = world(
        "2026-11-18", definitions=replace(own, valid_lead=(replace(own.valid_lead[1], since=date(2026, 11, 1)),))
    )
    # L1 and L2 are of October.
    assert "最初の定義（2026-11-01）より前に作成されたリード2件" in text_of(frame.data_notes(meet(late)))


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("name", MEETINGS)
def test_the_glossary_defines_every_number_of_the_page(wb, meet, name, lang):
    shown = text_of(frame.glossary(meet(wb, name, lang=lang)))
    for kpi in MEETINGS[name].kpis:
        record = CATALOGUE[kpi]
        assert record.definition(lang).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") in shown
    assert ("その分だけ広く" if lang == "ja" else "widened accordingly") in shown or name == "sales_sync"


def test_reference_values_are_called_so_and_bear_their_unit(wb, meet):
    shown = text_of(frame.glossary(meet(wb, "team_sync")))
    assert "参考値：30.0%" in shown and "参考値：5分00秒〜8分00秒" in shown and "参考値：13" in shown


@pytest.mark.parametrize("place", range(0, len(HOSTILE), 8))
def test_texts_of_the_workbook_are_escaped_in_every_block(world, meet, place):
    texts = list(HOSTILE[place : place + 8])
    base = world("2026-11-18")
    version = Version(date(2026, 10, 1), texts[0], (texts[1],), (Condition(texts[2], "is", "present"),))
    wb = world(
        "2026-11-18",
        config=replace(base.config, name=texts[3], teams={texts[4]: (texts[5],)}),
        definitions=Definitions((version,)),
        leads=lambda leads: leads.assign(rep=texts[5], channel=texts[6], **{texts[2]: "x"}),
    )
    for block in (frame.opening, frame.headline, frame.definition_log, frame.data_notes):
        shown = str(block(meet(wb, "team_sync")))
        assert not re.search(
            r"<(?:script|img|svg on|iframe|style|a |form|object|math|base|meta|link|noscript|!)", shown
        )
