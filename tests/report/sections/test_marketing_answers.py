"""Were the leads answered at once?"""

from datetime import date

import pytest

from kpi_helpers.kpis.attempts import given_up
from kpi_helpers.kpis.claims import Rate, among
from kpi_helpers.kpis.worklists import leads_given_up
from kpi_helpers.report.first_answers import bands_table, fastest_claim
from kpi_helpers.report.meetings.marketing_sync import answers
from kpi_helpers.report.phrases import hour_claims, hours_table, slow_hours
from kpi_helpers.workbook.definitions import Condition, Definitions, Version
from tests.report.sections.marketing_worlds import HOSTILE, leads, meeting, shown

FILLED = Definitions(valid_lead=(Version(date(2026, 1, 1), "", (), (Condition("email", "is", "present"),)),))
FAST, SLOW = "2026-10-05 10:03", "2026-10-05 12:00"


def calls(count, at, prefix, reached):
    return [
        {
            "started_at": at,
            "rep": "佐藤",
            "kind": "call",
            "lead_id": f"{prefix}{n}",
            "outcome": "connected" if n <= reached else "no_answer",
        }
        for n in range(1, count + 1)
    ]


def world(
    fast_reached, slow_reached, *, month=("2026-11-02 10:00", "2026-11-02 10:04"), channel="Web", met=False, **options
):
    """In October 40 leads called after 3 minutes, with an address, and 40 after two hours, so many reached; 40 in November."""
    arrived, answered = month
    tables = {
        "leads": [
            *leads(40, "2026-10-05 10:00", "F", channel=channel, email="a@a.example.jp"),
            *leads(40, "2026-10-05 10:00", "S", channel=channel),
            *leads(40, arrived, "N", channel=channel),
        ],
        "activities": [
            *calls(40, FAST, "F", fast_reached),
            *calls(40, SLOW, "S", slow_reached),
            *(calls(40, answered, "N", 0) if answered else []),
            *calls(1, "2026-11-11 09:00", "another", 0),  # activities go on
        ],
    }
    if met:
        tables["leads"] += leads(20, "2026-08-05 10:00", "E")  # before any activity was recorded
        made = ("2026-05-18 10:00", "2026-11-11 10:00")
        tables["opportunities"] = [
            {"opportunity_id": f"O{at}", "created_at": at, "lead_id": lead}
            for at, lead in zip(made, (None, "N1"), strict=True)
        ]
    return meeting(tables, as_of="2026-11-12", **options)


def test_a_month_answered_at_once_is_said_to_meet_the_reference_value():
    section = answers(world(30, 10))
    for part in (
        "11月の反響リード40件のうち、5分以内に対応できたのは40件（100.0%）",
        "中央値は4分00秒",
        "参考値の5分に収まっています",
        "先月の同じ営業日までの50.0%から上がりました",
        "未対応はありません",
    ):
        assert part in section.sentence
    english = answers(world(30, 10, lang="en")).sentence
    assert "フォローが止まった" not in section.sentence  # no opportunities: nobody knows who was given up
    for part in (
        "up from 50.0% at the same stage of last month",
        "40 of 40 inbound leads of Nov 2026 (100.0%)",
        "median wait is 4m00s",
        "within the reference value of 5 minutes",
        "None is unanswered",
    ):
        assert part in english


def test_a_late_month_and_another_reference_value():
    late = ("2026-11-02 10:00", "2026-11-02 11:00")
    assert "5分以内に対応できたのは0件（0.0%）" in answers(world(30, 10, month=late)).sentence
    assert (
        "中央値は1時間0分（営業時間だけで数えると1時間0分）で、参考値の5分を超えています"
        in answers(world(30, 10, month=late)).sentence
    )
    goal = {**meeting().wb.config.benchmarks, "response_seconds": 90}
    assert "参考値の1分30秒を超えて" in answers(world(30, 10, benchmarks=goal)).sentence


def test_leads_given_up_are_told_and_how_many_of_them_are_valid():
    """Of October's 80 leads 30 + 10 were reached, 10 + 30 were not, each called once; those 10 bear an address.

    Of August's 20 nobody knows, since the activities begin on 5 October: sentence, number and list agree.
    """
    asked = {"met": True, "definitions": FILLED}
    wb = world(30, 10, **asked).wb
    assert given_up(wb)["value"].sum() == len(leads_given_up(wb)) == 40
    assert given_up(wb)["period"].unique().tolist() == ["2026-10-05..2026-11-12"]
    assert (
        "記録のある10月5日〜11月12日に届き、つながらないままフォローが止まった反響リードは40件（有効リード10件、架電の記録なし0件）です。"
        in answers(world(30, 10, **asked)).sentence
    )
    english = answers(world(30, 10, lang="en", **asked)).sentence
    assert (
        "that came in the days on record (5 Oct–12 Nov) 40 were given up without ever being reached (10 of them valid, 0 never called)"
        in english
    )
    assert "フォローが止まった反響リードは40件（架電の記録なし0件）です。" in answers(world(30, 10, met=True)).sentence


def test_of_leads_that_came_when_no_activity_was_known_it_is_not_said_that_there_were_none():
    came = [*leads(3, "2026-11-02 10:00", "N"), *leads(1, "2026-11-18 10:00", "O", motion="outbound")]
    tables = {"leads": came, "activities": calls(1, "2026-11-16 10:30", "N", 0)}
    assert answers(meeting(tables)).sentence == "記録のある11月16日〜11月18日に反響リードはありません。"


def test_the_month_is_held_against_the_same_stage_of_the_last():
    """None of 40 against 40 of October's 80."""
    late = ("2026-11-02 10:00", "2026-11-02 11:00")
    assert "先月の同じ営業日までの50.0%から下がりました" in answers(world(30, 10, month=late)).sentence


def test_ignored_leads_leave_no_median():
    ignored = ("2026-11-02 10:00", None)
    assert "未対応が40件あり、対応までの中央値が出せません" in answers(world(30, 10, month=ignored)).sentence
    assert "Unanswered: 40, too many for a median" in answers(world(30, 10, month=ignored, lang="en")).sentence


@pytest.mark.parametrize(
    ("reached", "said", "english"),
    [
        (
            (30, 10),
            "5分以内なら75.0%（40件中30件）、それより後なら25.0%（40件中10件）が14日以内に接触できており、早く架電したリードほど接触できています",
            "those called at once more often",
        ),
        ((20, 18), "差があるとは言えません", "no difference beyond chance"),
        ((5, 30), "早く架電したリードのほうが接触できていません", "those called at once less often"),
    ],
)
def test_whether_answering_at_once_pays_off_is_judged_by_the_intervals(reached, said, english):
    """30 of 40 against 10 of 40 and the reverse differ; 20 and 18 of 40 do not."""
    assert said in answers(world(*reached)).sentence
    assert english in answers(world(*reached, lang="en")).sentence


def test_the_example_is_thin():
    section = answers(meeting())
    assert "11月の反響リード2件のうち、5分以内に対応できたのは1件（50.0%）" in section.sentence
    assert "30件に満たないので参考程度" in section.sentence and "まだ判断できません" in section.sentence
    assert "thin" in answers(meeting(lang="en")).sentence


def test_slow_hours_are_named():
    """30 leads at 9, all answered at once; 30 at 17, 18 and 20, none: each against 30 of the other 90."""
    hours = (9, 17, 18, 20)
    tables = {
        "leads": [lead for hour in hours for lead in leads(30, f"2026-11-02 {hour:02}:00", f"H{hour}-")],
        "activities": calls(30, "2026-11-02 09:02", "H9-", 0),
    }
    sentence = answers(meeting(tables)).sentence
    assert "17〜18時台・20時台の90件は5分以内が0.0%と、ほかの時刻（100.0%）より低く" in sentence
    assert "0.0% of the 90 that came at 17:00–19:00, 20:00–21:00" in answers(meeting(tables, lang="en")).sentence
    hours = hours_table(meeting(tables))
    assert slow_hours(hours, among(hour_claims(hours)))["hour"].tolist() == [17, 18, 20]


FIRST_CALLED = ["75.0% (n=40)", "0件"]
"""All were answered by a call."""


def test_e_mails_do_not_make_slow_answers_look_worse():
    """40 called at once, 20 of them reached; later 40 called, 20 reached, and 40 answered by e-mail, whom nobody reached."""
    slow = "2026-09-01 15:00"
    tables = {
        "leads": [lead for prefix in "FSM" for lead in leads(40, "2026-09-01 10:00", prefix)],
        "activities": [
            *calls(40, "2026-09-01 10:02", "F", 20),
            *calls(40, slow, "S", 20),
            *({**row, "kind": "email", "outcome": None} for row in calls(40, slow, "M", 0)),
            # A call of nobody known: the log goes on, so that all are followed for 14 days.
            {**calls(1, "2026-11-17 10:00", "Z", 0)[0], "lead_id": None},
        ],
    }
    claim = fastest_claim(bands_table(meeting(tables)))
    assert (claim.verdict, claim.one, claim.other) == ("same", Rate(20, 40), Rate(20, 40))


def test_figures_and_table_hold_the_counts():
    section = answers(world(30, 10))
    bands = bands_table(world(30, 10)).set_index("response")
    assert bands.loc[["<=5min", "1-24h", "none"], "leads"].tolist() == [80, 40, 0]
    assert bands.loc[["<=5min", "1-24h"], "n"].tolist() == [40, 40]
    by_band, by_hour = (figure.axes[0] for figure, _ in section.figures)
    assert [bar.get_width() for bar in by_band.child_axes[0].patches] == pytest.approx(
        [80 / 120, 0, 0, 0, 40 / 120, 0, 0]
    )
    leads, within = by_hour.child_axes
    assert [bar.get_height() for bar in leads.patches] == [120]
    assert [bar.get_height() for bar in within.patches] == pytest.approx([80 / 120])
    assert section.table.iloc[0].tolist() == [
        "5分以内",
        "80件",
        "66.7%",
        "40件",
        "75.0% (59.8–85.8)",
        *FIRST_CALLED,
    ]
    assert any("Web 40/40" in note for note in section.notes)
    assert "contact_rate_by_response" in set(section.numbers["kpi"])


def test_without_inbound_leads_or_without_tables_it_says_so():
    outbound = {
        "leads": [*leads(1, "2026-11-02 10:00", "L", motion="outbound")],
        "activities": calls(1, "2026-11-02 10:03", "L", 0),
    }
    assert "反響リードはありません" in answers(meeting(outbound)).sentence
    assert "No inbound lead" in answers(meeting(outbound, lang="en")).sentence
    assert answers(meeting({"leads": [*leads(1, "2026-11-02", "L")]})).is_missing


def test_hostile_channels_are_text():
    assert "<script" not in shown(answers(world(30, 10, channel=HOSTILE)))


def test_only_leads_with_a_time_of_day_can_be_answered_in_five_minutes():
    """Of October's 80 leads 40 of one channel have a date alone; the other 40 were called after 3 minutes."""
    tables = {
        "leads": [
            *leads(40, "2026-10-05 10:00", "F", channel="Web"),
            *leads(40, "2026-10-05 00:00", "S", channel="Fair"),
        ],
        "activities": calls(40, FAST, "F", 0),
    }
    said = {lang: answers(meeting(tables, as_of="2026-10-30", lang=lang)) for lang in ("ja", "en")}
    assert (
        "10月の反響リード40件（時刻のわかるもの。ほかに40件）のうち、5分以内に対応できたのは40件（100.0%）"
        in said["ja"].sentence
    )
    assert "40 of 40 inbound leads of Oct 2026 whose time of day is known (100.0%)" in said["en"].sentence
    assert any("Web 40/40。" in note for note in said["ja"].notes)
