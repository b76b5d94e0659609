"""Where to act: outbound by calls, inbound by answers."""

import pytest

from kpi_helpers.report.meetings.team_sync import act
from kpi_helpers.report.opening import lead
from kpi_helpers.report.team_sync.trends import groups, latest, numbers, trends_table
from tests.charts.figures import words_of
from tests.report.sections.team_worlds import calls, leads, meeting

GOES_ON = {"started_at": "2026-11-18 09:00", "rep": "鈴木", "kind": "email"}
"""No call, but the log goes on up to as_of."""


def world(*, reached=30, cold=4, waited="10:03", fast=0, inbound=40, outbound=40, more=(), **options):
    """佐藤 (SDR) calls 40 inbound leads once, 高橋 (BDR) 40 outbound ones within one hour."""
    return meeting(
        {
            "leads": [
                *leads(inbound, "2026-11-02 10:00", "I", rep="佐藤", email=None),
                *leads(outbound, "2026-11-02 10:00", "O", motion="outbound", rep="高橋"),
                *leads(fast, "2026-10-05 10:00", "F", rep="佐藤"),
            ],
            "activities": [
                *calls(fast, "2026-10-05 10:03", "佐藤", settled=int(0.9 * fast), lead="F"),
                *calls(inbound, f"2026-11-02 {waited}", "佐藤", settled=min(reached, inbound), lead="I"),
                *calls(outbound, "2026-11-03 11:00", "高橋", settled=cold, lead="O"),
                *more,
                GOES_ON,
            ],
            "opportunities": [
                # One of no lead on the leads' day: opportunities are known from there on.
                {"opportunity_id": "P0", "created_at": "2026-11-02", "lead_id": None},
                *({"opportunity_id": f"P{n}", "created_at": "2026-11-09", "lead_id": f"I{n}"} for n in range(1, 11)),
            ],
        },
        **options,
    )


def test_people_stand_where_they_work():
    """佐藤's leads are inbound, 高橋's outbound; 鈴木 called nobody known, and the team tells."""
    found = groups(meeting())
    assert {motion: [group.name for group in own] for motion, own in found.items()} == {
        "outbound": ["BDR", "高橋"],
        "inbound": ["反響", "佐藤", "鈴木"],
    }


def test_a_rep_of_both_motions_stands_in_both():
    mixed = meeting(
        {
            "leads": [*leads(7, "2026-11-02 10:00", "I"), *leads(3, "2026-11-02 10:00", "O", motion="outbound")],
            "activities": [
                *calls(7, "2026-11-03 10:00", "佐藤", lead="I"),
                *calls(3, "2026-11-03 10:00", "佐藤", lead="O"),
            ],
        }
    )
    found = groups(mixed)
    # 30% of SDR's own activities are outbound too, so that the team heads both.
    assert [group.name for group in found["outbound"]] == ["SDR", "佐藤"]
    assert [group.name for group in found["inbound"]] == ["反響", "佐藤"]


def test_a_rep_of_another_team_bears_its_name():
    """鈴木 calls 30 outbound leads of SDR's 130: below 30% of the team, all of 鈴木's."""
    mixed = meeting(
        {
            "leads": [*leads(100, "2026-11-02 10:00", "I"), *leads(30, "2026-11-02 10:00", "O", motion="outbound")],
            "activities": [
                *calls(100, "2026-11-03 10:00", "佐藤", lead="I"),
                *calls(30, "2026-11-03 10:00", "鈴木", lead="O"),
                *calls(30, "2026-11-03 11:00", "高橋", lead="O"),
            ],
        }
    )
    assert [group.name for group in groups(mixed)["outbound"]] == ["BDR", "高橋", "鈴木（SDR）"]


def test_the_worst_comes_first_and_what_is_met_last():
    """4 of 40 calls settled: 10% (4–23), below 30%; 30 of 40: 75% (60–86), above. 3 minutes are within 5."""
    section = act(world())
    said = section.sentence
    assert said.startswith(
        "11月、まず手を打つのは新規開拓の接触率です。BDR 10.0%（40件）で、参考値の30.0%に届きません（接触にして約8件分）。"
    )
    assert (
        "参考値を満たしているのは新規開拓の1時間あたりの架電数BDR 40.0、反響の初回対応までの時間中央値3分00秒（40件）、反響の接触率75.0%（40件）です"
        in said
    )
    said = "8週間の有効リードの商談化率はBDR 0.0%（40件）、反響 25.0%（40件）です。"
    assert any(note.startswith(said) for note in section.notes)
    english = act(world(lang="en")).sentence
    assert english.startswith(
        "Nov 2026: act first on outbound contact rate: BDR 10.0% (n = 40), below the reference value of 30.0% (worth about 8 contacts)."
    )
    assert "inbound response time a median of 3m00s (n = 40)" in english


def test_what_is_tested_to_be_behind_comes_before_what_bears_no_test():
    """The outbound calls miss 0.2 × 40 = 8 contacts, by the interval of their rate.

    Of 40 called at once in October 36 were reached, of 40 called after two hours 10: 40 × 0.65 = 26 contacts, but a median
    over its reference value is no test.
    """
    said = act(world(waited="12:00", reached=10, fast=40)).sentence
    assert (
        "次に反響の初回対応までの時間です。中央値2時間0分（40件）で、参考値の5分を超えています（すぐ応えたリードとの接触率の差で数えて約26件分、速さだけの効果とは限らない）。"
        in said
    )
    assert "まず手を打つのは新規開拓の接触率です。" in said


def test_late_answers_to_few_leads_are_not_acted_on():
    """20 leads waited two hours, over the reference of 5 minutes, but they are fewer than 30."""
    said = act(world(waited="12:00", reached=20, inbound=20)).sentence
    assert "初回対応" not in said and "まず手を打つのは新規開拓の接触率です" in said


def test_calls_that_are_few_only_under_their_headings_are_said_to_be():
    """20 and 20 are 40 calls."""
    few = {"inbound": 20, "outbound": 20, "reached": 10}
    said, english = (act(world(lang=lang, **few)).sentence for lang in ("ja", "en"))
    assert said.startswith(
        "11月の架電40件は、反響・新規開拓のリードへの架電だけをチーム・担当者ごとに数えるとどれも30件に満たず"
    )
    assert english.startswith("Of the 40 calls of Nov 2026 no heading has 30")


def test_a_gap_that_the_interval_does_not_carry_is_none():
    """9 of 40 is 22.5% (12–38): not beyond chance from 30%."""
    said = act(world(cold=9)).sentence
    assert said.startswith("11月は、比べた数字のうち参考値をはっきり下回るものはありません。")
    assert "22.5%" not in said


def test_a_late_answer_without_a_price_comes_last():
    """Nobody was called at once, so what two hours cost is not known; the contact rate misses 8 contacts."""
    said = act(world(waited="12:00")).sentence
    assert (
        said.startswith("11月、まず手を打つのは新規開拓の接触率です。") and "次に反響の初回対応までの時間です。" in said
    )


@pytest.mark.parametrize(("settled", "named"), [((4, 20, 20), True), ((4, 6, 5), False)])
def test_a_rep_is_named_for_differing_from_the_others_of_the_team_not_from_the_reference(settled, named):
    """4 of 40 against 40 of 80 differ; 4 of 40 against 11 of 80 do not, though all three lie below 30%."""
    rows = [
        row
        for rep, hits in zip(("佐藤", "鈴木", "山本"), settled, strict=True)
        for row in calls(40, "2026-11-03 11:00", rep, settled=hits)
    ]
    teams = {"SDR": ("佐藤", "鈴木", "山本")}
    said = {
        lang: act(meeting({"activities": [*rows, GOES_ON]}, teams=teams, lang=lang)).sentence for lang in ("ja", "en")
    }
    assert (
        "この8週間の接触率がチームのほかの担当者より低いのは佐藤さん10.0%（40件中4件）です。" in said["ja"]
    ) == named
    assert ("below that of the team's other reps: 佐藤 10.0% (4 of 40)." in said["en"]) == named
    assert "鈴木" not in said["ja"] and "山本" not in said["ja"]


def test_few_calls_are_too_early_to_judge():
    assert "11月の架電はまだ30件に満たず" in act(meeting()).sentence
    assert "fewer than 30 calls so far" in act(meeting(lang="en")).sentence


def test_another_reference_value_of_the_team_holds():
    goals = {**meeting().wb.config.benchmarks, "contact_rate": 0.02}
    assert "接触率BDR 10.0%（40件）" in act(world(benchmarks=goals)).sentence.partition("満たしている")[2]


def test_a_call_log_alone_is_not_told_apart():
    log = [*calls(40, "2026-11-03 11:00", "高橋", settled=4, talk=360), GOES_ON]
    section = act(meeting({"activities": log}, teams={}))
    assert "まず手を打つのは接触率です。10.0%（40件）" in section.sentence
    assert len(section.figures) == 1
    assert list(section.table.columns) == [
        *("チーム・担当", "型", "1時間あたりの架電数", "接触率", "平均通話時間"),
        *("担当者につながった", "受付で断られた", "不在・応答なしなど"),
    ]


def daily(hour="11:00"):
    """A call on each business day from 2 to 18 November, 3 November being a holiday; the first month on record."""
    days = (2, 4, 5, 6, 9, 10, 11, 12, 13, 16, 17, 18)
    return [call for day in days for call in calls(1, f"2026-11-{day:02d} {hour}", "高橋", settled=1)]


def test_curves_of_a_short_record_are_of_its_days():
    section = act(meeting({"activities": daily()}))
    assert "曲線は11月2日〜11月18日" in section.figures[0][1]
    assert "11月2日〜11月18日の動きは図のとおりです。" in section.sentence


@pytest.mark.parametrize("hour", ["11:00", "00:00"])
def test_what_the_marks_mean_is_said_of_the_numbers_there_are(hour):
    """Without times of day there are no calls per hour."""
    marks = act(meeting({"activities": daily(hour)})).notes[0]
    assert ("1時間あたりの架電数" in marks) == (hour == "11:00") and "接触率の不足×架電数" in marks
    assert "対応までの時間" not in marks  # without leads nothing is answered


def test_the_lead_of_a_page_without_deals_is_of_its_tiles():
    log = calls(40, "2026-11-03 11:00", "高橋", settled=4)
    assert lead(meeting({"activities": [*log, GOES_ON]}, teams={})).startswith("11月18日までの架電数は40件（")


def test_a_call_log_with_teams_goes_by_their_roles():
    assert list(groups(meeting({"activities": calls(40, "2026-11-03 11:00", "高橋", settled=4)}))) == ["outbound"]


def outbound_weeks(opened):
    rows = numbers(opened)
    return trends_table(opened, groups(opened)["outbound"], "outbound", rows, latest(opened, rows))


def test_the_curves_are_the_weeks_and_the_numbers_the_month():
    opened = world()
    table = outbound_weeks(opened)
    own = table[(table["group"] == "高橋") & (table["kpi"] == "contact_rate")]
    # 2 November is in the week 45; no other week has a call.
    assert own.set_index("week")["value"].dropna().to_dict() == {"2026-W45": 4 / 40}
    assert set(own["shown"]) == {4 / 40} and set(own["n"]) == {40} and set(own["verdict"]) == {""}
    figure, _ = next(each for each in act(opened).figures if "新規開拓" in each[1])
    words = [word.replace(" ", "") for word in words_of(figure)]
    assert "▼10.0%" in words and "✓40.0" in words


def test_a_kpi_of_which_nothing_is_known_has_no_column():
    """Leads without the column key_person_at tell no key persons."""
    opened = world()
    drawn = outbound_weeks(opened)
    assert list(dict.fromkeys(drawn["kpi"])) == ["cph", "contact_rate", "opportunity_rate_cohort"]
    assert "架電100件あたりのキーマン情報数" not in act(opened).table.columns


@pytest.mark.parametrize(
    ("kpi", "segment", "n"),
    [
        ("cph", "team=BDR", 40),
        ("response_seconds_median", "all", 40),
        ("opportunity_rate_cohort", "motion=inbound", 40),
    ],
)
def test_every_number_has_its_cases(kpi, segment, n):
    opened = world()
    now = latest(opened, numbers(opened)).set_index(["kpi", "segment"])
    assert now.loc[(kpi, segment), "n"] == n


def test_what_became_of_a_reps_meetings_stands_beside_the_calls():
    """Of 佐藤's four meetings three were held, and the one of these that is judged was accepted."""
    rows = [
        {"opportunity_id": f"P{n}", "created_at": "2026-11-09", "lead_id": f"I{n}", "rep": "佐藤", "held": n > 1}
        | ({"accepted": True} if n == 4 else {})
        for n in range(1, 5)
    ]
    table = act(
        meeting(
            {
                "leads": leads(40, "2026-11-02 10:00", "I", rep="佐藤"),
                "activities": [*calls(40, "2026-11-02 10:03", "佐藤", settled=10, lead="I"), GOES_ON],
                "opportunities": rows,
            }
        )
    ).table.set_index("チーム・担当")
    held, accepted = (table.at["佐藤", f"商談の{name}（3か月）"] for name in ("実施率", "受け入れ率"))
    assert held.startswith("75.0% (") and held.endswith("n=4)") and accepted.endswith("n=1)")


def test_a_low_contact_rate_says_which_share_of_the_calls_has_no_known_outcome():
    """20 more calls of nobody knows what came of them: 20 of 100; 4 of BDR's 60 got through."""
    mute = [{"started_at": "2026-11-04 11:00", "rep": "高橋", "kind": "call", "lead_id": f"O{n}"} for n in range(1, 21)]
    sentence = act(world(reached=30, cold=4, more=mute)).sentence
    assert (
        "BDR 6.7%（60件）で、参考値の30.0%に届きません（接触にして約14件分）（ただし架電の20.0%は結果がわからず、その分低く出ています）。"
        in sentence
    )
    assert "結果がわからず" not in act(world(reached=30, cold=4)).sentence
