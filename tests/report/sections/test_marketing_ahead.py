"""What is next?"""

import pytest

from kpi_helpers.report.marketing_sync.ahead import calendar_table, reach_table
from kpi_helpers.report.meetings.marketing_sync import ahead
from tests.charts.figures import words_of
from tests.report.sections.marketing_worlds import HOSTILE, leads, meeting, shown


def goals(december, january):
    return [
        {"month": "2026-12", "metric": "valid_leads", "value": december},
        {"month": "2027-01", "metric": "valid_leads", "value": january},
    ]


FIRST_AND_LAST = [
    *leads(1, "2026-10-22 10:00", "M", company_id="C1", industry="製造"),
    *leads(1, "2026-11-18 10:00", "N", company_id="C1", industry="製造"),
]
"""Leads of the first and the last of the 28 days, so that all of them are covered."""


def world(december=100, january=100, *, name="役員懇談会", segment="大手", **options):
    """76 leads in the last 28 days, 19 business days: 4 a day, hence 92 in December (23) and 76 in January (19)."""
    accounts = [{"company_id": f"C{n}", "segment": segment if n <= 6 else "中小"} for n in range(1, 11)]
    tables = {
        "leads": [
            *leads(
                74,
                "2026-11-02 10:00",
                "L",
                company_id=lambda n: "C1" if n < 70 else "C2",
                industry="製造",
                campaign="PAST",
            ),
            *FIRST_AND_LAST,
        ],
        "activities": [
            {"started_at": "2026-11-02 10:00", "rep": "高橋", "lead_id": "L1"},
            {"started_at": "2026-06-01 10:00", "rep": "高橋", "company_id": "C7"},
        ],
        "accounts": accounts,
        "targets": goals(december, january),
        "campaigns": [
            {
                "campaign": "OLD",
                "name": "春の展示会",
                "starts_on": "2026-10-17",
                "ends_on": "2026-10-18",
                "audience": None,
                "cost": None,
                "kind": None,
            },
            {
                "campaign": "PAST",
                "name": "秋の展示会",
                "starts_on": "2026-10-18",
                "ends_on": "2026-10-19",
                "audience": None,
                "cost": 1_000_000,
                "kind": "展示会",
            },
            {
                "campaign": "NOW",
                "name": "手紙",
                "starts_on": "2026-11-01",
                "ends_on": "2026-11-18",
                "audience": "建設",
                "cost": None,
                "kind": None,
            },
            {
                "campaign": "NEXT",
                "name": name,
                "starts_on": "2026-11-19",
                "ends_on": None,
                "audience": f"ターゲット企業 {segment}",
                "cost": None,
                "kind": "展示会",
            },
            {
                "campaign": "LATER",
                "name": "新年会",
                "starts_on": "2027-01-20",
                "ends_on": None,
                "audience": "全業種",
                "cost": None,
                "kind": None,
            },
        ],
    }
    return meeting(tables, **options)


def test_planned_campaigns_and_companies_not_yet_reached_are_told():
    section = ahead(world())
    for part in (
        "予定の施策は2本で、次は11月19日の「役員懇談会」（対象：ターゲット企業 大手）",
        "うち1本がターゲット企業向け",
        "ターゲット企業10社のうち、90日以内に接触していないのは9社（90.0%）、一度も接触していないのは8社",
        "未接触がいちばん多いのは「大手」の5社で、予定の「役員懇談会」が対象にしています",
        "未接触のうち7社はリードがなく",
    ):
        assert part in section.sentence
    english = ahead(world(lang="en")).sentence
    for part in (
        "2 campaigns are planned, the next on 19 Nov: “役員懇談会”",
        "For target companies: 1.",
        "9 of 10 target companies (90.0%); never: 8",
        "“大手” (5), whom “役員懇談会” will address",
        "For 7 of them no lead tells the industry",
    ):
        assert part in english


def test_a_segment_that_no_planned_campaign_names_is_said():
    assert "対象に挙げた予定の施策はありません" in ahead(meeting()).sentence
    assert "no planned campaign names them" in ahead(meeting(lang="en")).sentence


@pytest.mark.parametrize(
    ("goal", "said", "english"),
    [(73, "届く見込み", "enough"), (92, "届くかはまだ微妙", "too close to call"), (120, "足りない見込み", "too few")],
)
def test_goals_are_held_against_the_rate_of_28_days(goal, said, english):
    """Expected 92 ± 1.2816 × √(92 × (1 + 23/19)) = 92 ± 18.3: 73.7 to 110.3."""
    sentence = ahead(world(goal)).sentence
    assert f"12月は目標{goal}件に対して92件（80%の幅 74件〜110件）で{said}" in sentence
    assert "2027年1月は目標100件に対して76件" in sentence
    assert (
        f"92 in Dec 2026 (80%: 74–110) against a target of {goal}, {english}" in ahead(world(goal, lang="en")).sentence
    )


def test_without_goals_the_leads_expected_are_told_all_the_same():
    section = ahead(meeting())
    assert "目標は登録されていません" in section.sentence and "12月に4件、2027年1月に3件" in section.sentence
    assert "No target for valid leads is given" in ahead(meeting(lang="en")).sentence
    assert "直近28日（19営業日）" in section.notes[0]


def test_the_calendar_tells_what_is_over_running_and_planned():
    """On its last day a campaign is still running; one that ended more than 30 days ago is gone."""
    table = calendar_table(world())
    assert table["campaign"].tolist() == ["秋の展示会", "手紙", "役員懇談会", "新年会"]
    assert table["state"].tolist() == ["past", "running", "planned", "planned"]
    section = ahead(world())
    words = words_of(section.figures[0][0])
    assert [words.count(state) for state in ("実施済み", "実施中", "予定")] == [1, 1, 2]
    assert words.count("同じ種類の実績：秋の展示会：リード74件（開始90日未満）") == words.count("100万円") == 1
    assert section.table.iloc[0].tolist()[:4] == ["秋の展示会", "実施済み", "展示会", "10月18日〜10月19日"]
    assert section.table[["状態", "期間", "ターゲット企業向け"]].iloc[2].tolist() == ["予定", "11月19日", "はい"]


@pytest.mark.parametrize(("since", "told"), [("2026-06-10", True), ("2026-10-18", False)])
def test_a_planned_campaign_whose_last_of_its_kind_brought_nothing_is_told_once_that_had_its_90_days(since, told):
    """40 leads of the fair and no opportunity; of those of this autumn nobody knows yet."""
    tables = {
        "leads": [*leads(40, f"{since} 10:00", "L", campaign="PAST"), *leads(1, "2026-11-18 10:00", "N")],
        "opportunities": [
            {"opportunity_id": f"O{lead}", "created_at": at, "lead_id": lead}
            for at, lead in (("2026-06-01", None), ("2026-11-18", "N1"))
        ],
        "campaigns": [
            {"campaign": "PAST", "name": "前の展示会", "starts_on": since, "cost": 1_000_000, "kind": "展示会"},
            {"campaign": "NEXT", "name": "新春展", "starts_on": "2026-12-09", "cost": 1_500_000, "kind": "展示会"},
        ],
    }
    assert (
        "「新春展」（150万円）と同じ種類の前回（前の展示会）は商談0件でした。" in ahead(meeting(tables)).sentence
    ) is told
    english = "The last campaign like “新春展” (¥1.5M), 前の展示会, brought no opportunity."
    assert (english in ahead(meeting(tables, lang="en")).sentence) is told


def test_the_reach_is_drawn_by_segment_then_by_industry():
    """大手: C1 called, C2–C6 never. 中小: C7 in June, C8–C10 never. Industry: C1 and C2 by their leads."""
    rows = reach_table(world())
    assert rows[["name", "recent", "earlier", "never"]].to_numpy().tolist() == [
        ["大手", 1, 0, 5],
        ["中小", 0, 1, 3],
        ["製造", 1, 0, 1],
        ["", 0, 1, 7],
    ]
    ax = ahead(world()).figures[1][0].axes[0]
    assert [[bar.get_width() for bar in bars] for bars in ax.containers] == [
        pytest.approx(shares) for shares in ([1 / 6, 0, 1 / 2, 0], [0, 1 / 4, 0, 1 / 8], [5 / 6, 3 / 4, 1 / 2, 7 / 8])
    ]


def test_missing_tables_are_named_and_the_rest_stands():
    section = ahead(
        meeting({"leads": [*leads(38, "2026-11-02 10:00", "L"), *FIRST_AND_LAST], "targets": goals(10, 100)})
    )
    assert not section.figures and section.table is None and "届く見込み" in section.sentence
    assert any("campaigns" in note for note in section.notes) and any("accounts" in note for note in section.notes)
    assert ahead(meeting({"activities": [{"started_at": "2026-11-02", "rep": "佐藤"}]})).is_missing


def test_hostile_campaigns_and_segments_are_text():
    markup = shown(ahead(world(name=HOSTILE, segment=HOSTILE)))
    assert "<script" not in markup and "&lt;script&gt;" in markup


def test_a_log_and_leads_shorter_than_their_windows_are_told_by_their_own_days():
    own = {
        "leads": [*leads(4, "2026-11-09 10:00", "M", company_id="C1"), *leads(1, "2026-11-18 10:00", "N")],
        "activities": [
            {"started_at": f"2026-11-{day} 10:00", "rep": "高橋", "company_id": "C1"} for day in ("09", "18")
        ],
        "accounts": [{"company_id": "C1"}, {"company_id": "C2"}],
    }
    section = ahead(meeting(own))
    assert (
        "ターゲット企業2社のうち、記録のある11月9日〜11月18日に接触していないのは1社（50.0%）です。" in section.sentence
    )
    assert "90日" not in section.sentence + section.listing_caption and "一度も" not in section.sentence
    assert "記録のある11月9日〜11月18日のペースのままなら" in section.sentence and "直近28日" not in section.sentence


def test_activities_that_tell_no_company_reach_nobody_and_miss_nobody():
    own = {
        "activities": [{"started_at": f"2026-11-{day:02d} 10:00", "rep": "高橋"} for day in range(2, 19)],
        "accounts": [{"company_id": "C1"}, {"company_id": "C2"}],
    }
    section = ahead(meeting({"leads": leads(40, "2026-11-02 10:00", "M"), **own}))
    assert "接触していない" not in section.sentence
    assert any(
        "会社のわかる行がない（company_name など）ため、まだ接触していない企業は出せません" in note
        for note in section.notes
    )
