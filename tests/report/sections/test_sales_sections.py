"""The sales meeting's sections say what the example's rows add up to."""

import pandas as pd
import pytest

from kpi_helpers.kpis.claims import compare_rates
from kpi_helpers.kpis.newest_cohort import newest_cohort, own_share
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.meetings import sales_sync
from kpi_helpers.report.sales_sync.conversion import rate_lines, triangle
from kpi_helpers.report.sales_sync.quadrants import quadrant_table
from kpi_helpers.report.sales_sync.stalled import others_words
from kpi_helpers.workbook.contacts import without_contacts
from tests.charts.figures import words_of

SECTIONS = [topic.key for topic in sales_sync.SALES_SYNC.topics]
WORK = [{"started_at": f"2026-{day} 09:00", "rep": "佐藤", "company_name": "別の会社"} for day in ("10-01", "11-18")]


@pytest.fixture(params=["ja", "en"])
def meeting(request, wb):
    return Meeting("sales_sync", wb, request.param)


@pytest.fixture
def english(wb):
    return Meeting("sales_sync", wb, "en")


@pytest.mark.parametrize("name", SECTIONS)
def test_every_section_answers_in_both_languages(name, meeting):
    section = getattr(sales_sync, name)(meeting)
    assert not section.failure
    assert section.sentence
    assert all(alt.strip() for _, alt in section.figures)


@pytest.mark.parametrize("name", SECTIONS)
def test_no_japanese_is_left_in_an_english_section(name, english):
    section = getattr(sales_sync, name)(english)
    words = [section.question, section.sentence, *(alt for _, alt in section.figures)]
    words += [*section.table.columns] if section.table is not None else []
    assert not [word for word in words if any("\u3040" <= letter <= "\u30ff" for letter in word)]


def test_sales_stand_against_todays_plan(english):
    # O1: 1,200,000. Plan today: 3,800,000 × 12/19 = 2,400,000.
    said = sales_sync.sales(english).sentence
    assert "¥1.2M to date (deals won: 1), behind plan (target to date ¥2.4M, pace 50%)" in said
    # Only 1,000 visitors of 1,200 are beyond chance; they cost less than the win rate does, 1 of 5 where 2 of 4 are planned.
    largest = "The largest loss is the win rate (slice), −¥1.6M (20.0%, expected by now 50.0%), which cannot be told"
    assert largest in said and "costs most" not in said


def test_the_figures_of_sales_end_at_the_actual(english):
    _, tree, fall, _ = sales_sync.sales(english).figures
    # From today's plan of 2,400,000 (see above) to 1,200,000.
    assert sum(bar.get_width() for bar in fall[0].axes[0].patches) == pytest.approx(1_200_000 - 2_400_000)
    assert "Sales" in words_of(tree[0])


def test_the_landing_is_taken_apart_in_words_and_in_a_waterfall_that_ends_at_it(english):
    section = sales_sync.sales(english)
    *parts, landing = section.figures[-1][0].axes[0].patches
    # One deal in 12 days and none in the 19 before, worth 1 ÷ (1/19 + 0.25/12) days; 7 days left, 1,200,000 a deal.
    to_come = 7 / (12 + 1 / (1 / 19 + 0.25 / 12)) * 1_200_000
    assert [bar.get_width() for bar in parts] == pytest.approx([1_200_000, to_come])
    assert landing.get_width() == pytest.approx(sum(bar.get_width() for bar in parts), rel=1e-12)
    assert "to date ¥1.2M, run rate +¥328K." in section.sentence


def test_the_course_of_sales_is_drawn_beside_the_months_before(english):
    lines = [line.get_ydata().tolist() for line in sales_sync.sales(english).figures[0][0].axes[0].lines]
    # 3,800,000 along 19 business days; O1 of 1,200,000 was won on Friday the 6th, the 4th of them (the 3rd is a holiday).
    assert any(len(line) == 19 and line[-1] == pytest.approx(3_800_000) for line in lines)
    assert [0.0] * 3 + [1_200_000.0] * 9 in lines


def test_without_a_sales_target_the_gap_is_not_shared_out(make_workbook, wb):
    tables = {name: frame for name, frame in wb._tables.items() if name != "targets"}
    section = sales_sync.sales(Meeting("sales_sync", make_workbook(tables, definitions=wb.definitions), "en"))
    assert "There is no target for sales this month." in section.sentence
    # The tree, the course and the landing.
    assert len(section.figures) == 3
    assert any("cannot be shared out" in note for note in section.notes)


def test_opportunities_are_held_against_plan_and_last_month(english):
    # 5 of 4 × 12/19; last month at its 12th business day: O1 alone.
    section = sales_sync.opportunities(english)
    assert section.sentence.startswith(
        "Opportunities of Nov 2026 have already met the target of 4. There are 5 to date."
    )
    assert section.table.loc[11, ["Actual", "Last month"]].tolist() == ["5", "1"]


def test_the_triangles_columns_and_the_unlinked_make_the_month(english):
    shape = triangle(english)
    months = shape.months.set_index("month")
    assert (months["column_sum"] + months["unlinked"] == months["opportunities"]).all()
    # November: O2 from October's L2; O3 repeat, O4 invalid lead, O5 no lead, O6 before its lead.
    assert shape.origin("2026-11") == {"own": 0, "earlier": 1, "unlinked": 4, "all": 5}


def test_cohorts_are_drawn_at_an_age_that_their_youngest_lead_has_reached(make_workbook, english):
    lines = rate_lines(Meeting("sales_sync", make_workbook(_cohorts(20), as_of="2026-12-01"), "en"), 60)
    assert set(lines["kind"]) == {"slice", "cohort", "age"}  # without a target no line of one
    # 60 days after the end of October is 30 December, after the day of the page.
    assert lines.loc[lines["kind"] == "age", "month"].max() == "2026-09"
    goals = rate_lines(english, None)
    assert set(goals["kind"]) == {"slice", "cohort", "target"}
    assert goals.loc[goals["kind"].eq("target"), ["month", "rate"]].values.tolist() == [["2026-11", 4 / 6]]


def test_a_month_that_leads_do_not_cover_still_has_its_opportunities(make_workbook):
    """The newest lead is of October 1st: nothing is known of December's; the one opportunity of November has no lead."""
    shape = triangle(Meeting("sales_sync", make_workbook(_cohorts(20), as_of="2026-12-01"), "en"))
    assert shape.origin("2026-11") == {"own": 0, "earlier": 0, "unlinked": 1, "all": 1}
    assert shape.cohorts.set_index("cohort")["valid_leads"].isna().to_dict()["2026-11"]


def test_too_few_months_are_not_compared(english):
    assert newest_cohort(english.wb) is None
    assert "not yet enough months" in sales_sync.conversion(english).sentence


def _cohorts(converted_of_the_newest):
    """Eight months of 100 leads on the 1st; 20 of each convert after ten days, of the newest fewer."""
    leads, opportunities = [], []
    for number in range(8):
        month = pd.Timestamp("2026-03-01") + pd.DateOffset(months=number)
        converted = converted_of_the_newest if number == 7 else 20
        for place in range(100):
            key = f"{number}-{place}"
            leads.append({"lead_id": key, "created_at": f"{month:%Y-%m-%d} 10:00", "motion": "inbound"})
            if place < converted:
                opportunities.append(
                    {
                        "opportunity_id": key,
                        "lead_id": key,
                        "created_at": f"{month + pd.Timedelta(days=10):%Y-%m-%d} 10:00",
                    }
                )
    # One of no lead: the table goes on, so that the newest are followed to as_of.
    opportunities.append({"opportunity_id": "last", "lead_id": None, "created_at": "2026-11-30 10:00"})
    return {"leads": leads, "opportunities": opportunities}


@pytest.mark.parametrize(
    ("converted", "verdict", "said"),
    [
        (5, "lower", "that month converts less"),
        (45, "higher", "that month converts better"),
        (21, "same", "no difference beyond chance"),
    ],
)
def test_the_newest_cohort_is_held_against_the_six_before(make_workbook, converted, verdict, said):
    meeting = Meeting("sales_sync", make_workbook(_cohorts(converted), as_of="2026-12-01"), "en")
    newest = newest_cohort(meeting.wb)
    assert (newest.month, newest.age, newest.claim.verdict) == ("2026-10", 30, verdict)
    # The newest, and 20 of 100 in each of the six before.
    assert (newest.rate.hits, newest.rate.cases) == (converted, 100)
    assert (newest.before.hits, newest.before.cases) == (120, 600)
    assert said in sales_sync.conversion(meeting).sentence


@pytest.mark.parametrize(("converted", "verdict"), [(11, "lower"), (20, "same")])
def test_where_the_deals_came_from_is_judged_only_where_the_newest_cohort_differs(make_workbook, converted, verdict):
    tables = _cohorts(converted)
    own = [{"lead_id": f"N{n}", "created_at": "2026-11-02 10:00", "motion": "inbound"} for n in range(40)]
    made = [{"opportunity_id": f"N{n}", "lead_id": f"N{n}", "created_at": "2026-11-12 10:00"} for n in range(40)]
    late = [{"opportunity_id": f"R{n}", "lead_id": None, "created_at": "2026-11-16 10:00"} for n in range(20)]
    tables = {"leads": [*tables["leads"], *own], "opportunities": [*tables["opportunities"], *made, *late]}
    wb = make_workbook(tables, as_of="2026-11-30")
    newest, share = newest_cohort(wb), own_share(wb)
    # 11 of 100 against 120 of 600 differ (p = 0.033), 20 do not; 40 of November's 61 are its own leads', before all of them.
    assert (newest.claim.verdict, share.verdict) == (verdict, verdict)
    assert compare_rates("own_share", "2026-11", share.one, share.other).verdict == "lower"


def test_the_quadrant_to_talk_about_is_that_of_the_kpi(english):
    """`quadrant_focus` names other and cold (800,000 and 2,000,000 open, the rate of all 1/2); none of it is closed."""
    table = quadrant_table(english)
    assert table.loc[table["is_focus"], "quadrant"].tolist() == ["other_cold"]
    said = sales_sync.quadrants(english).sentence
    assert said.startswith("Talk about “Other, cold” first: 1 open, ¥2.0M, none closed yet.")


def test_owners_stand_under_the_quadrants_with_load_and_win_rate(english):
    table = sales_sync.quadrants(english).table.set_index("Quadrant, owner")
    # O2 and O6 of 山口 are open, O1 was won; O4 and O5 of 木村, O3 lost. O1 took 25 days; no open one is older.
    assert table.loc["Owner: 山口", "Open"].startswith("2") and table.loc[
        "Owner: 木村", "No IS activity in 30 days"
    ].startswith("0")
    assert table.loc["Owner: 山口", "Win rate, 12 months (95%, n closed)"].startswith("100.0% (")


def test_open_opportunities_of_the_example_fall_into_their_quadrants(english):
    table = quadrant_table(english).set_index("quadrant")
    # Open: O2 (lead's company on the list, cold), O4 (not a target, hot), O5 (C9 not on the list, cold), O6 (no temperature).
    assert table["open"].to_dict() == {
        "target_hot": 0,
        "target_cold": 1,
        "other_hot": 1,
        "other_cold": 1,
        "unknown": 1,
    }


@pytest.mark.parametrize(("of_kimura", "named"), [(5, True), (28, False)])
def test_the_owner_whose_deals_stall_is_named_only_beyond_chance(make_workbook, of_kimura, named):
    """Won in 5 days; of 40 open ones each 山口 has 30 that are months old and untouched, 木村 5 or 28; the rest are new.

    So are 30 cold ones of nobody.
    """
    hot = {"is_target": True, "temperature": "hot", "amount": 1e6}
    open_ones = [
        hot
        | {"opportunity_id": f"{owner}{place}", "owner": owner}
        | {"created_at": "2026-07-01" if place < old else "2026-11-17"}
        for owner, old in (("山口", 30), ("木村", of_kimura))
        for place in range(40)
    ]
    cold = {"created_at": "2026-11-17", "is_target": True, "temperature": "cold", "amount": 1.0}
    open_ones += [cold | {"opportunity_id": f"C{place}"} for place in range(30)]
    won = {"opportunity_id": "W", "created_at": "2026-10-01", "closed_at": "2026-10-06", "is_won": True, "amount": 1e6}
    tables = {"opportunities": [*open_ones, won | {"company_name": "受注先"}], "activities": WORK}
    for lang, told in (("ja", "山口さん（40件中30件）"), ("en", "山口 (30 of 40)")):
        section = sales_sync.quadrants(Meeting("sales_sync", make_workbook(tables), lang))
        said, (listed, alt) = section.sentence, section.figures[-1]
        assert (told in said) == named and "木村" not in said
        assert ("差があるとは言えません" in said or "do not differ beyond chance" in said) != named
        # The largest ten of the stalled; half of the hot ones and more are old only where 木村 has 28.
        assert f"{30 + of_kimura}" in alt and str(listed).count("<tr>") == 1 + 10
        old = (
            "受注した商談の4分の3が決まった作成後5日以内の22件です。これを超えた58件は、続けるか失注にするかを決めます",
            "the 22 open for no longer than 5 days, within which three quarters of the won ones were closed. For the 58 older",
        )
        assert (old[lang == "en"] in said) != named
        # Ten of the new ones stand in the list, and of the stalled beyond the tenth whose they are.
        assert named or set(section.listing.iloc[:, 5]) == {("1日", "1 day")[lang == "en"]}
        assert (f"ほか{20 + of_kimura}件です：", f": {20 + of_kimura} more (")[lang == "en"] in "".join(section.notes)


def test_an_owner_that_ends_in_a_digit_stands_apart_from_the_count(wb):
    """Ten have room in the table; of the others one is 営業2's and one of somebody who is written as a phone number."""
    rows = pd.DataFrame({"owner": ["山口"] * 10 + ["営業2", "090-1234-5678"]})
    for lang, told in (("ja", "営業2：1件、…：1件"), ("en", "営業2: 1, …: 1")):
        assert told in without_contacts(others_words(Meeting("sales_sync", wb, lang), rows))


def test_names_are_masked_in_the_list_of_opportunities(make_workbook):
    company, owner = "<script>alert(1)</script>株式会社", "山口"
    won = [
        {
            "opportunity_id": f"W{place}",
            "created_at": "2026-11-02",
            "closed_at": "2026-11-03",
            "is_won": True,
            "is_target": True,
            "temperature": "hot",
            "amount": 1e6,
        }
        for place in range(3)
    ]
    deal = {
        "opportunity_id": "O",
        "created_at": "2026-09-02",
        "company_name": company,
        "owner": owner,
        "is_target": True,
        "temperature": "hot",
        "amount": 2e6,
    }
    world = make_workbook({"opportunities": [*won, deal], "activities": WORK})
    shown = sales_sync.quadrants(Meeting("sales_sync", world, "ja"))
    masked = sales_sync.quadrants(Meeting("sales_sync", world, "ja", mask_names=True))
    assert shown.listing.iloc[0, :2].tolist() == ["O", company]
    assert "1件にISの活動がない" in shown.figures[-1][1]
    assert "<script>" not in shown._repr_html_()
    assert company not in masked._repr_html_() and owner not in masked._repr_html_()
    assert masked.listing.iloc[0, 1].startswith("会社 ")


def test_a_condition_that_selects_is_told_from_one_that_does_not(make_workbook, wb):
    rows = []
    for amount, wins in ((900_000, 30), (100_000, 5)):
        for place in range(60):
            rows.append(
                {
                    "opportunity_id": f"{amount}-{place}",
                    "created_at": "2026-10-05",
                    "closed_at": "2026-10-20",
                    "is_won": place < wins,
                    "amount": amount,
                }
            )
    world = make_workbook({"opportunities": rows}, definitions=wb.definitions)
    section = sales_sync.conditions(Meeting("sales_sync", world, "en"))
    assert "50.0% are won (n = 60 closed)" in section.sentence  # 30 / 60
    assert "miss it 8.3% (n = 60)" in section.sentence  # 5 / 60
    assert section.sentence.startswith("“amount is at least ¥500,000” goes with more wins")


def test_conditions_are_counted_but_not_compared_where_no_result_is_known(make_workbook, wb):
    rows = [
        {"opportunity_id": f"O{n}", "created_at": "2026-10-05", "amount": 900_000 if n < 3 else 100_000}
        for n in range(5)
    ]
    world = make_workbook({"opportunities": rows}, definitions=wb.definitions)
    section = sales_sync.conditions(Meeting("sales_sync", world, "ja"))
    assert "条件ごとの受注率は出せません" in section.sentence
    assert "2件（40.0%）" in section.sentence and "受注率の差" not in "".join(section.notes)
    assert section.table.columns.tolist() == ["条件", "満たすか", "商談"]


def test_a_condition_whose_missing_deals_win_more_is_told(make_workbook, wb):
    rows = [
        {
            "opportunity_id": f"{amount}-{place}",
            "created_at": "2026-10-05",
            "closed_at": "2026-10-20",
            "is_won": place < wins,
            "amount": amount,
        }
        for amount, wins in ((900_000, 10), (100_000, 36))
        for place in range(60)
    ]
    world = make_workbook({"opportunities": rows}, definitions=wb.definitions)
    said = {lang: sales_sync.conditions(Meeting("sales_sync", world, lang)).sentence for lang in ("ja", "en")}
    # 36 / 60 without, 10 / 60 with.
    assert (
        "は期待と逆です：満たさない商談のほうが受注率が高く60.0%（完了60件）、満たす商談は16.7%（60件）" in said["ja"]
    )
    assert "points the wrong way: opportunities that miss it win more, 60.0% (n = 60 closed)" in said["en"]


def test_a_workbook_without_the_tables_says_what_it_would_show(make_workbook):
    empty = make_workbook({"activities": [{"started_at": "2026-11-02 10:00", "rep": "佐藤", "kind": "call"}]})
    for name in SECTIONS:
        section = getattr(sales_sync, name)(Meeting("sales_sync", empty, "en"))
        assert section.is_missing and "would show" in section.sentence


def test_deals_won_without_an_amount_bring_no_sales_of_zero(make_workbook):
    rows = [
        {
            "opportunity_id": f"O{place}",
            "created_at": "2026-11-02",
            "closed_at": "2026-11-06",
            "is_won": True,
            "amount": None,
        }
        for place in range(3)
    ]
    world = make_workbook({"opportunities": rows})
    said = {lang: sales_sync.sales(Meeting("sales_sync", world, lang)).sentence for lang in ("ja", "en")}
    assert "受注3件に金額がないため、売上は出せません" in said["ja"] and "0円" not in said["ja"]
    assert "None of the 3 deals won in Nov 2026 bears an amount" in said["en"]


@pytest.mark.parametrize(
    ("lang", "rows"),
    [
        (
            "ja",
            ["実施された（3か月）", "営業が受け入れた（3か月）", "失注：価格（12か月）", "失注：（未入力）（12か月）"],
        ),
        (
            "en",
            [
                "held (3 months)",
                "accepted by field sales (3 months)",
                "lost: 価格 (12 months)",
                "lost: (not given) (12 months)",
            ],
        ),
    ],
)
def test_what_became_of_the_meetings_is_listed_where_the_export_says_so(make_workbook, lang, rows):
    lost = {"created_at": "2026-11-02", "closed_at": "2026-11-10", "is_won": False, "held": True}
    made = [
        {"opportunity_id": "O1", **lost, "accepted": True, "lost_reason": "価格"},
        {"opportunity_id": "O2", **lost, "accepted": False, "lost_reason": "価格"},
        {"opportunity_id": "O3", **lost, "accepted": None, "lost_reason": None},
    ]
    listed = sales_sync.conditions(Meeting("sales_sync", make_workbook({"opportunities": made}), lang)).listing
    assert listed.iloc[:, 0].tolist() == rows
    assert listed.iloc[:, 1].tolist() == ["3 / 3", "1 / 2", "2", "1"]
    # Wilson, 1 of 2: see tests/conformance.
    assert listed.iloc[1, 2] == "50.0% (9.5–90.5)"


def test_before_anything_of_the_month_there_is_no_tree_and_no_failure(make_workbook):
    leads = [{"lead_id": "L1", "created_at": "2026-11-18 10:00", "motion": "inbound"}]
    deals = [{"opportunity_id": "O1", "lead_id": "L1", "created_at": "2026-11-18 10:00"}]
    meeting = Meeting("sales_sync", make_workbook({"leads": leads, "opportunities": deals}, as_of="2026-11-01"), "en")
    section = sales_sync.sales(meeting)
    assert not section.failure and section.sentence.startswith("There is no opportunity yet")
