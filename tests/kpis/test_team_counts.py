"""The counts behind the team's page, worked by hand on the example and on small worlds."""

import pandas as pd
import pytest

from kpi_helpers.kpis.golden_hours import clock_hours, hour_claims, span
from kpi_helpers.kpis.speed import waiting_leads
from kpi_helpers.kpis.talk_time import opportunity_by_talk, short_talks, talk_lengths
from kpi_helpers.kpis.tree import opportunity_rate_cohort
from tests.report.sections.team_worlds import calls, leads, meeting


def workbook(**tables):
    return meeting(tables).wb


def test_the_ends_of_the_reference_band_belong_to_it():
    """300 and 480 seconds are inside, 299 and 481 beside; each first conversation was 30 days ago or more."""
    talked = {"A": 299, "B": 300, "C": 480, "D": 481}
    wb = workbook(
        leads=[lead for prefix in talked for lead in leads(1, "2026-10-01 09:00", prefix)],
        activities=[
            call
            for prefix, seconds in talked.items()
            for call in calls(1, "2026-10-02 10:00", "佐藤", settled=1, lead=prefix, talk=seconds)
        ],
        opportunities=[{"opportunity_id": "O", "created_at": "2026-10-03", "lead_id": "B1"}],
    )
    bands = opportunity_by_talk(wb)
    assert bands["n"].tolist() == [0, 1, 2, 1] and bands["converted"].tolist() == [0, 0, 1, 0]
    assert bands["is_reference"].tolist() == [False, False, True, False]
    assert pd.isna(bands.loc[0, "rate"]) and bands.loc[2, "rate"] == 1 / 2


@pytest.mark.parametrize(
    ("called", "won", "counted"),
    [
        ("2026-10-19 10:00", "2026-11-18", (1, 1)),  # 30 days ago, its opportunity on the 30th day
        ("2026-10-20 10:00", "2026-10-25", (0, 0)),  # followed for 29 days only
        ("2026-10-01 10:00", "2026-11-01", (1, 0)),  # on the 31st day: too late
        ("2026-05-23 10:00", "2026-05-25", (1, 1)),  # the first day of the 180 that end with 18 November
        ("2026-05-22 10:00", "2026-05-25", (0, 0)),
        ("2026-10-01 10:00", "2026-09-20", (0, 0)),  # had its opportunity before
    ],
)
def test_which_first_conversations_are_followed(called, won, counted):
    wb = workbook(
        leads=[*leads(1, "2026-05-01 09:00", "L")],
        activities=calls(1, called, "佐藤", settled=1, lead="L", talk=360),
        opportunities=[{"opportunity_id": "O", "created_at": won, "lead_id": "L1"}],
    )
    band = opportunity_by_talk(wb).set_index("start").loc[300]
    assert (band["n"], band["converted"]) == counted


def test_only_the_first_conversation_counts():
    wb = workbook(
        leads=[*leads(1, "2026-10-01 09:00", "L")],
        activities=[
            *calls(1, "2026-10-02 10:00", "佐藤", settled=1, lead="L", talk=60),
            *calls(1, "2026-10-03 10:00", "佐藤", settled=1, lead="L", talk=400),
        ],
    )
    assert opportunity_by_talk(wb)["n"].tolist() == [1, 0, 0, 0]


def test_talks_fall_into_minutes_and_the_longest_share_a_bin():
    wb = workbook(
        activities=[
            call
            for seconds in (0, 59, 60, 899, 900, 5_000)
            for call in calls(1, "2026-11-05 10:00", "佐藤", settled=1, talk=seconds)
        ]
    )
    assert talk_lengths(wb).set_index("bin_start")["talks"].to_dict() == {0: 2, 60: 1, 840: 1, 900: 2}
    # 0, 59 and 60 seconds of six end before 300.
    assert short_talks(wb)[["short", "talks", "rate"]].to_records(index=False).tolist() == [(3, 6, 3 / 6)]


def test_calls_that_reached_nobody_are_no_conversations():
    wb = workbook(
        activities=[{"started_at": "2026-11-05 10:00", "rep": "佐藤", "outcome": "no_answer", "talk_seconds": 20}]
    )
    assert talk_lengths(wb).empty and short_talks(wb).empty


def test_waiting_leads_are_those_of_180_days_without_an_answer():
    """23 May is the first of the 180 days that end with 18 November; outbound leads wait for nobody.

    Where the log begins on 2 November nobody knows of a lead of May.
    """
    came = {
        "leads": [
            *leads(1, "2026-05-22 10:00", "OLD"),
            *leads(1, "2026-05-23 10:00", "FIRST"),
            *leads(2, "2026-11-18 10:00", "NEW"),
            *leads(1, "2026-11-01 10:00", "OUT", motion="outbound"),
            *leads(1, "2026-11-01 10:00", "CALLED"),
        ]
    }
    # The log goes on: what came after its end nobody could know of.
    log = [*calls(1, "2026-11-02 10:00", "佐藤", lead="CALLED"), *calls(1, "2026-11-18 09:00", "佐藤")]
    whole = workbook(**came, activities=[*log, *calls(1, "2026-05-20 09:00", "佐藤")])
    new = [("NEW1", 0), ("NEW2", 0)]
    for wb, expected in ((whole, [*new, ("FIRST1", 179)]), (workbook(**came, activities=log), new)):
        assert waiting_leads(wb)[["lead_id", "days"]].to_records(index=False).tolist() == expected


def test_leads_without_reps_have_a_rate_by_motion_only():
    wb = workbook(
        leads=[*leads(1, "2026-11-02 10:00", "L"), *leads(1, "2026-11-17 10:00", "N")],
        opportunities=[
            {"opportunity_id": "O", "created_at": "2026-11-02", "lead_id": "L1"},
            {"opportunity_id": "P", "created_at": "2026-11-17", "lead_id": None},
        ],
    )
    rows = opportunity_rate_cohort(wb, by=("all", "motion", "team", "rep"), period="2026-09-28..2026-11-18")
    assert rows[["segment", "value"]].to_records(index=False).tolist() == [("all", 1 / 2), ("motion=inbound", 1 / 2)]
    assert set(rows["kpi"]) == {"opportunity_rate_cohort"} and set(rows["period"]) == {"2026-11-02..2026-11-18"}


def test_an_hour_is_golden_where_it_exceeds_the_others_beyond_chance():
    """30 of 30 at 9 exceed the others' 20 of 80, also as 29 and 79 of them; the 20 of 20 at 8 are too few."""
    wb = workbook(
        activities=[
            *calls(30, "2026-11-05 09:00", "佐藤", settled=30),
            *calls(60, "2026-11-05 14:00", "佐藤"),
            *calls(20, "2026-11-05 08:00", "佐藤", settled=20),
        ]
    )
    hours = clock_hours(hour_claims(wb))
    assert hours.loc[hours["is_golden"], "hour"].tolist() == [9]
    assert span(hours, [8, 9])["rate"] == 1 and span(hours, [14])["rate"] == 0
