"""Are the roles separate?"""

import pytest

from kpi_helpers.kpis.roles import role_verdict
from kpi_helpers.report.meetings.team_sync import roles
from kpi_helpers.report.team_sync.roles import roles_table
from tests.charts.figures import words_of
from tests.report.sections.team_worlds import calls, leads, meeting, rows


def world(*, outbound=20, metrics=("calls",), **options):
    """佐藤 works 30 inbound leads and some outbound ones, 鈴木 30 inbound ones."""
    return meeting(
        {
            "leads": [*leads(30, "2026-11-02 10:00", "I"), *leads(40, "2026-11-02 10:00", "O", motion="outbound")],
            "activities": [
                *calls(30, "2026-11-03 10:00", "佐藤", lead="I"),
                *calls(outbound, "2026-11-03 10:00", "佐藤", lead="O"),
                *calls(30, "2026-11-03 10:00", "鈴木", lead="I"),
            ],
            **(
                {"targets": [{"month": "2026-11", "metric": metric, "value": 10, "rep": "佐藤"} for metric in metrics]}
                if metrics
                else {}
            ),
        },
        **options,
    )


def test_who_works_both_motions():
    assert roles(world()).sentence == (
        "11月に役割が重なっているのは1人です：佐藤さん（活動50件が反響60.0%・新規開拓40.0%に分かれる）。ほかの1人は役割に集中できています。"
    )
    assert roles(world(lang="en")).sentence == (
        "In Nov 2026 1 of 2 reps carries more than one role: 佐藤 (50 activities split 60.0% inbound, 40.0% outbound). The other one has one role."
    )


def test_who_holds_both_kinds_of_targets():
    said = roles(world(outbound=0, metrics=("calls", "att_seconds"))).sentence
    assert "佐藤さん（2つの目標でリード獲得と商談獲得の両方を受け持つ）" in said and "に分かれる" not in said
    english = roles(world(outbound=0, metrics=("calls", "att_seconds"), lang="en")).sentence
    assert "佐藤 (2 targets in both lead and opportunity acquisition)" in english


def test_roles_that_are_separate():
    assert roles(world(outbound=0)).sentence == "11月は、2人全員が役割に集中できています。"
    assert roles(world(outbound=0, lang="en")).sentence == "In Nov 2026 all 2 reps have one role."


def test_shares_of_few_activities_in_the_month_are_shown_and_not_judged():
    """One of two activities each way in November; 28 more in October."""
    few = {
        "leads": [*leads(1, "2026-11-02 10:00", "I"), *leads(1, "2026-11-02 10:00", "O", motion="outbound")],
        "activities": [
            *calls(1, "2026-11-03 10:00", "佐藤", lead="I"),
            *calls(1, "2026-11-03 10:00", "佐藤", lead="O"),
            *[row for _ in range(28) for row in calls(1, "2026-10-20 10:00", "佐藤", lead="I")],
        ],
    }
    section = roles(meeting(few))
    assert section.sentence.startswith(
        "8週間と今月の両方で活動が30件以上ある担当者がいないため、役割の判定は出しません"
    )
    assert section.table[["反響", "新規開拓", "判定"]].fillna("").to_numpy().tolist() == [["50.0%", "50.0%", ""]]
    assert "no role is judged" in roles(meeting(few, lang="en")).sentence
    # The row of numbers.csv goes by the definition alone.
    assert role_verdict(meeting(few).wb)["verdict"].tolist() == ["overloaded"]


def test_of_few_activities_in_the_eight_weeks_nothing_is_said():
    """鈴木 has 30 of them, 高橋 one; nobody of the example has as many."""
    few = {
        "leads": [*leads(1, "2026-11-02 10:00", "I")],
        "activities": [
            *[row for _ in range(30) for row in calls(1, "2026-11-03 10:00", "鈴木", lead="I")],
            *calls(1, "2026-11-03 10:00", "高橋", lead="I"),
        ],
    }
    section = roles(meeting(few))
    assert "1人全員が役割に集中" in section.sentence
    assert "8週間か今月の活動が30件に満たない1人は、割合を示すだけで判定していません" in section.sentence
    assert section.table["担当"].tolist() == ["鈴木", "高橋"]
    assert section.table["判定"].fillna("").tolist() == ["集中できている", ""]
    english = roles(meeting(few, lang="en")).sentence
    assert "1 with fewer than 30 activities in the eight weeks or the month is shown, not judged" in english
    assert "役割の判定は出しません" in roles(meeting()).sentence
    assert "no role is judged" in roles(meeting(lang="en")).sentence


def test_without_targets_the_page_says_what_the_verdict_rests_on():
    assert "担当者ごとの目標がないため、活動の割合だけで判定しています" in roles(world(metrics=())).sentence
    assert "Without targets by rep" in roles(world(metrics=(), lang="en")).sentence


@pytest.mark.parametrize(
    ("metrics", "said", "english", "verdicts"),
    [
        (
            ("calls",),
            "（motion）の列がないため、役割に集中できているかは判断できません。",
            "Whether the reps have one role cannot be told: no column for motion",
            ["", ""],
        ),
        (
            ("calls", "att_seconds"),
            "（motion）の列がないため、ほかの人が役割に集中できているかは判断できません。",
            "Whether each of the others has one role cannot be told: no column for motion",
            ["役割が重なる", ""],
        ),
    ],
)
def test_without_the_motion_of_leads_nobody_is_praised(metrics, said, english, verdicts):
    """Every lead counts as inbound then: the shares say nothing, only who holds both kinds of targets is known."""
    tables = {
        "leads": [{"lead_id": "I1", "created_at": "2026-11-02 10:00"}],
        "activities": [
            *[row for rep in ("佐藤", "鈴木") for _ in range(30) for row in calls(1, "2026-11-03 10:00", rep, lead="I")]
        ],
        "targets": [{"month": "2026-11", "metric": metric, "value": 10, "rep": "佐藤"} for metric in metrics],
    }
    section = roles(meeting(tables))
    assert section.sentence.endswith(said) and "集中できています" not in section.sentence
    assert english in roles(meeting(tables, lang="en")).sentence
    assert section.table[["反響", "新規開拓"]].eq("–").all(axis=None)
    assert section.table["判定"].fillna("").tolist() == verdicts
    assert "集中できている" not in str(section.figures[0][0]) and "100" not in words_of(section.figures[0][0])


def test_the_example_in_figure_and_table():
    """佐藤's A4–A6 are on inbound L3, 高橋's A7 and A8 on outbound leads; 佐藤 has targets for calls and opportunities."""
    assert roles_table(meeting())[["rep", "known", "inbound_share", "outbound_share", "kpis", "verdict"]].to_records(
        index=False
    ).tolist() == [
        ("佐藤", 3.0, 1.0, 0.0, 2.0, ""),
        ("高橋", 2.0, 0.0, 1.0, 1.0, ""),
    ]
    section = roles(meeting())
    words = words_of(section.figures[0][0])
    for rep, inbound, outbound in (("佐藤", "100.0%", "0.0%"), ("高橋", "0.0%", "100.0%")):
        assert words[words.index(rep) :][1:3] == [inbound, outbound]
    assert rows(section.table)[0] == ["佐藤", "3件", "100.0%", "0.0%", "2", None, "2件", "50.0% (n=2)"]
