"""Does the activity cover the field?"""

from matplotlib.patches import Rectangle

from kpi_helpers.report.meetings.team_sync import area
from kpi_helpers.report.team_sync.area import area_table
from tests.report.sections.team_worlds import calls, meeting, rows

LONG_AGO = [{"started_at": "2026-08-03 10:00", "rep": "佐藤", "company_id": "Z"}]
"""With this row the activities cover the 90 days of the list's coverage, and a gap of days is nothing new."""


def world(*, companies=120, **options):
    """佐藤 (SDR) touches 120 companies once, 鈴木 ten companies twelve times each, 高橋 (BDR) two of four listed ones."""
    touched = [{"started_at": "2026-11-05 10:00", "rep": "佐藤", "company_id": f"A{n}"} for n in range(companies)]
    same = [{"started_at": "2026-11-05 10:00", "rep": "鈴木", "company_id": f"B{n % 10}"} for n in range(120)]
    deep = [{"started_at": "2026-11-05 10:00", "rep": "高橋", "company_id": f"C{n % 2}"} for n in range(40)]
    accounts = [{"company_id": f"C{n}", "rep": "高橋"} for n in range(4)]
    return meeting({"activities": [*LONG_AGO, *touched, *same, *deep], "accounts": accounts}, **options)


def test_whom_to_help_and_why():
    """Ten companies of twelve activities: 100 of 120 drawn miss hardly any of them, so 10 in 100."""
    said = area(world()).sentence
    assert said == (
        "11月に手を打つのは鈴木さん、高橋さんです。鈴木さんは活動120件で10社、100件に直すと10社（参考値50社）で、同じ会社に偏っています。"
        "高橋さんは90日で担当リスト4社のうち2社（50.0%）と、目標の60.0%に届きません。ほかの1人は役割どおりに広がっています。\n"
        "ターゲットリスト全体では、90日で4社のうち2社（50.0%）に接触しました。"
    )
    english = area(world(lang="en")).sentence
    assert english.startswith(
        "Nov 2026: 2 of 3 reps need attention (鈴木, 高橋). 鈴木 touched 10 companies with 120 activities, 10 in 100 (reference value 50): the same few"
    )
    assert "高橋 reached 2 of 4 listed companies in 90 days (50.0%), short of the goal of 60.0%." in english
    assert "The other rep covers the field as the role requires." in english


def test_a_list_without_names_is_the_teams():
    own = {
        "activities": LONG_AGO + calls(3, "2026-11-05 10:00", "高橋", company_id="C0"),
        "accounts": [{"company_id": "C0"}, {"company_id": "C1"}],
    }
    assert (
        "BDR（高橋さん）はチームとして90日でリスト2社のうち1社（50.0%）と、目標の60.0%に届きません"
        in area(meeting(own)).sentence
    )
    assert (
        "BDR (高橋) reached 1 of 2 listed companies in 90 days as a team (50.0%)"
        in area(meeting(own, lang="en")).sentence
    )


def test_an_enterprise_bdr_may_not_be_shallow():
    own = {
        "activities": LONG_AGO
        + [{"started_at": "2026-11-05 10:00", "rep": "田中", "company_id": f"C{n}"} for n in range(30)]
    }
    teams = {"enterprise BDR": ("田中",)}
    assert "1社あたりの活動が田中さんは1.00と浅く、参考値の1.25に届きません" in area(meeting(own, teams=teams)).sentence
    assert (
        "Activities per company are shallow: 田中 1.00 (reference value 1.25)."
        in area(meeting(own, teams=teams, lang="en")).sentence
    )


def test_everybody_covers_the_field():
    own = {
        "activities": LONG_AGO
        + [{"started_at": "2026-11-05 10:00", "rep": "佐藤", "company_id": f"A{n}"} for n in range(120)]
    }
    assert area(meeting(own)).sentence == "11月は、判定した1人の活動が役割どおりに広がっています。"
    assert (
        area(meeting(own, lang="en")).sentence
        == "In Nov 2026 the one rep judged covers the field as the role requires."
    )


def test_few_activities_and_teams_of_other_names_are_not_judged():
    own = {"activities": LONG_AGO + calls(3, "2026-11-05 10:00", "佐藤", company_id="C0")}
    assert "面の広がりはまだ判断できません" in area(meeting(own)).sentence
    assert "チームがないため、面の判定はしていません" in area(meeting(own, teams={})).sentence
    assert "nobody is judged" in area(meeting(own, teams={}, lang="en")).sentence


def test_the_example_in_figure_and_table():
    """佐藤: A4–A6 on one company; 高橋: A7–A9 on two; 鈴木: A10 on none."""
    table = area_table(meeting())
    assert table[["rep", "activities", "companies", "verdict"]].to_records(index=False).tolist() == [
        ("佐藤", 3.0, 1.0, "too_few"),
        ("鈴木", 1.0, 0.0, "too_few"),
        ("高橋", 3.0, 2.0, ""),  # since October alone is known
    ]
    section = area(meeting())
    # The widest has 2 companies, the highest 3 activities on one.
    first, *_, last = [patch for patch in section.figures[0][0].axes[0].patches if isinstance(patch, Rectangle)]
    assert first.get_width() / last.get_width() == 1 / 2
    assert first.get_height() / last.get_height() == 3 / 1.5
    assert rows(section.table)[2] == [
        "高橋",
        "BDR",
        "3件",
        "2社",
        "1.50",
        "–",
        "33.3% (1/3)",
        "判定の対象外",
    ]
    assert any("会社のわからない活動が1件" in note for note in section.notes)


def test_a_log_shorter_than_the_90_days_is_told_by_its_own_days_and_judges_nobody_by_them():
    """The activities begin on the 5th: what 高橋 did before is not known."""
    own = {
        "activities": [*calls(3, "2026-11-05 10:00", "高橋", company_id="C0"), *calls(1, "2026-11-18 9:00", "高橋")],
        "accounts": [{"company_id": "C0", "rep": "高橋"}, {"company_id": "C1", "rep": "高橋"}],
    }
    section = area(meeting(own))
    assert section.sentence == (
        "11月の活動は1人で4件です。活動の記録が短く、面の広がりはまだ判断できません。\n"
        "ターゲットリスト全体では、記録のある11月5日〜11月18日に2社のうち1社（50.0%）に接触しました。"
    )
    assert not section.claims and "判定していません" in section.notes[-2]
    assert section.notes[-1] == "活動の記録は11月5日からです。それより前のことは、ここに入っていません。"
    english = area(meeting(own, lang="en"))
    assert "Touched in the days on record (5 Nov–18 Nov): " in english.sentence
    assert english.notes[-1] == "On record from: activities 5 Nov. Nothing earlier is in here."


def test_a_log_that_ended_judges_nobody_and_a_month_that_is_over_is_told_as_past():
    assert (
        "活動の記録が11月5日で止まっているため、面の判定はしていません"
        in area(meeting({"activities": calls(120, "2026-11-05 10:00", "佐藤", company_id="C0")})).sentence
    )
    own = {
        "activities": LONG_AGO
        + [{"started_at": "2026-11-05 10:00", "rep": "佐藤", "company_id": f"A{n}"} for n in range(120)]
    }
    assert "役割どおりに広がっていました" in area(meeting(own, as_of="2026-11-30")).sentence


def test_where_no_activity_tells_a_company_the_section_says_so():
    own = {"activities": calls(40, "2026-11-05 10:00", "佐藤")}
    section = area(meeting(own, lang="en"))
    assert "no row of activities tells its company" in section.sentence and not section.figures
    # Last month's did, this month's do not.
    before = calls(1, "2026-10-05 10:00", "鈴木", company_id="C1")
    section = area(meeting({"activities": [*before, *own["activities"]]}, lang="en"))
    assert section.sentence.startswith("No activity of Nov 2026 tells its company") and not section.figures
