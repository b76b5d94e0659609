"""Are the conversations long enough?"""

from dataclasses import replace

import pandas as pd
import pytest

from kpi_helpers.kpis.claims import LOWER, SAME
from kpi_helpers.report.meetings.team_sync import talk
from kpi_helpers.report.team_sync.talk import band_claims, payoff_words, reps_table
from tests.report.sections.team_worlds import calls, leads, meeting, rows, texts

LATE = "2026-10-05 10:00"


def world(*, hasty=40, long_won=30, short_won=4, **options):
    """In November 佐藤 has 40 talks of 6 minutes, 鈴木 40 of 2. In October 40 leads talked 6 minutes and 40 four."""
    won = [f"S{n}" for n in range(1, long_won + 1)] + [f"B{n}" for n in range(1, short_won + 1)]
    return meeting(
        {
            "leads": [*leads(40, LATE, "S"), *leads(40, LATE, "B")],
            "activities": [
                *calls(40, "2026-10-06 10:00", "佐藤", settled=40, lead="S", talk=360),
                *calls(40, "2026-10-06 10:00", "佐藤", settled=40, lead="B", talk=240),
                *calls(40, "2026-11-05 10:00", "佐藤", settled=40, talk=360),
                *calls(hasty, "2026-11-05 10:00", "鈴木", settled=hasty, talk=120),
            ],
            "opportunities": [
                {"opportunity_id": f"O{lead}", "created_at": "2026-10-12", "lead_id": lead} for lead in won
            ],
        },
        **options,
    )


def test_the_month_against_the_reference_and_who_breaks_off():
    """40 × 360 and 40 × 120 seconds: 240 on average, half within 300–480; all of 鈴木's end before 5 minutes."""
    said = talk(world()).sentence
    assert (
        "11月に担当者と話せた通話80件の平均は4分00秒で、参考値の5〜8分に届きません。通話ごとに見ると、5〜8分の通話は50.0%です。"
        in said
    )
    assert "5分に届かない通話がほかの担当者より多いのは鈴木さん100.0%（40件中40件）です（全体は50.0%）" in said
    english = talk(world(lang="en")).sentence
    assert (
        "The 80 conversations of Nov 2026 last 4m00s on average, short of the reference of 5–8 minutes; 50.0% of them lie within it."
        in english
    )
    assert "More conversations under 5 minutes than the other reps: 鈴木 100.0% (40 of 40) (all: 50.0%)." in english


def test_the_reference_is_met():
    """40 × 360 and 10 × 120: 312 seconds; 鈴木's ten are too few."""
    said = talk(world(hasty=10)).sentence
    assert "平均は5分12秒で、参考値の5〜8分に収まっています" in said
    assert "30件以上の会話がある担当者が2人に満たず、まだ比べられません。" in said


def test_reps_who_talk_alike():
    """20 of 40 short ones are 50% (35–65) for each."""
    alike = meeting(
        {
            "activities": [
                row
                for rep in ("佐藤", "鈴木")
                for talked in (360, 120)
                for row in calls(20, "2026-11-05 10:00", rep, settled=20, talk=talked)
            ]
            + calls(5, "2026-11-05 10:00", "高橋", settled=5, talk=120)
        }
    )
    said = talk(alike).sentence
    assert (
        "5分に届かない通話の割合に、担当者の間で差があるとは言えません。1人は30件に満たず、まだ判断できません。" in said
    )
    assert "商談" not in said


@pytest.mark.parametrize(
    ("won", "said", "english"),
    [
        (
            (30, 4),
            "5〜8分で75.0%（40件中30件）と、ほかの長さより高くなっています。",
            "first conversation of 5–8 minutes 75.0% (30 of 40) became an opportunity within 30 days, more often than the others.",
        ),
        ((12, 10), "差があるとは言えません", "no difference beyond chance"),
        (
            (4, 30),
            "3〜5分で75.0%（40件中30件）と、ほかの長さより高くなっています。参考値の5〜8分で10.0%（40件中4件）です。",
            "of 3–5 minutes 75.0% (30 of 40)",
        ),
    ],
)
def test_the_best_length_is_named_whichever_it_is(won, said, english):
    """30 of 40 against 4 of 40, whichever is longer; 12 and 10 of 40 do not differ."""
    long_won, short_won = won
    assert said in talk(world(long_won=long_won, short_won=short_won)).sentence
    assert english in talk(world(long_won=long_won, short_won=short_won, lang="en")).sentence


@pytest.mark.parametrize(
    ("lang", "said"), [("ja", "3〜5分で5.0%（60件中3件）と、ほかの長さより低く"), ("en", "less often than the others")]
)
def test_a_length_that_alone_stands_out_below_is_named(lang, said):
    """3 of 60 against 21 of 80, 20 points (6 to 32); 14 of 40 against 10 of 100 and 7 of 40 against 17 of 100 are held to be the same."""
    bands = pd.DataFrame(
        {
            "start": [180.0, 300.0, 480.0],
            "end": [300.0, 480.0, float("nan")],
            "is_reference": [False, True, False],
            "converted": [3, 14, 7],
            "n": [60, 40, 40],
        }
    )
    bands["rate"] = bands["converted"] / bands["n"]
    low, *others = band_claims(bands)
    assert low.verdict == LOWER
    claims = {claim.subject: claim for claim in (low, *(replace(other, verdict=SAME) for other in others))}
    assert said in payoff_words(meeting(lang=lang), bands, claims)


def test_the_example_is_thin():
    said = talk(meeting()).sentence
    assert "11月に話せた通話は3件だけで、30件に満たない" in said
    assert "30日追えた会話が30件に満たず" in said
    assert "has only 3 conversations" in talk(meeting(lang="en")).sentence


def test_the_table_and_the_figure_by_rep():
    """佐藤 500 and 300 seconds, 高橋 200: one of two in range, none of one."""
    section = talk(meeting())
    assert reps_table(meeting())[["rep", "mean", "value", "short"]].to_records(index=False).tolist() == [
        ("佐藤", 400.0, 0.5, 0.0),
        ("高橋", 200.0, 0.0, 1.0),
    ]
    assert rows(section.table)[0][:4] == ["佐藤", "2件", "6分40秒", "50.0% (5.5–94.5, n=2)"]
    assert [text for text in texts(section.figures[0][0]) if "%" in text] == ["50.0%", "0.0%"]


def test_a_log_without_talk_times_says_so():
    world = meeting({"activities": [{"started_at": "2026-11-05 10:00", "rep": "佐藤", "outcome": "connected"}]})
    assert "talk_seconds" in talk(world).sentence and not talk(world).figures
