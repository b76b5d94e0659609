"""Chapter 5: at which attempt leads are reached, which leads were given up, and the way of a list."""

import pytest
from statsmodels.stats.proportion import proportion_confint

from kpi_helpers.kpis import attempts, lists

WINDOW = "2026-05-23..2026-11-18"


def lead(name, created_at="2026-05-01 09:00", **more):
    return {"lead_id": name, "created_at": created_at, "motion": "inbound"} | more


def call(number, name, started_at, outcome="no_answer", kind="call"):
    return {
        "activity_id": f"A{number:02d}", "started_at": started_at, "rep": "佐藤", "kind": kind, "outcome": outcome, "lead_id": name,
    }  # fmt: skip


def counts(table):
    return table[["segment", "numerator", "denominator"]].to_records(index=False).tolist()


def test_calls_are_numbered_on_their_lead(make_workbook):
    made = [
        # L1: eight calls, the seventh refused, the eighth a connection.
        *[call(n, "L1", f"2026-10-{n + 1:02d} 10:00") for n in range(6)],
        call(6, "L1", "2026-10-07 10:00", "reception_refused"),
        call(7, "L1", "2026-10-08 10:00", "connected"),
        # L2: two calls at one moment, by activity_id; an e-mail is no attempt.
        call(9, "L2", "2026-11-02 10:00"),
        call(8, "L2", "2026-11-02 10:00", "connected"),
        call(10, "L2", "2026-11-01 10:00", kind="email"),
        # L3: its first call fell before the 180 days; L4: one of its calls has no time of day.
        call(11, "L3", "2026-05-22 10:00"),
        call(12, "L3", "2026-11-02 10:00", "connected"),
        call(13, "L4", "2026-11-02 10:00", "connected"),
        call(14, "L4", "2026-11-03 00:00"),
    ]
    world = make_workbook(
        {"leads": [*map(lead, ("L1", "L2", "L3", "L4")), lead("L5", "2026-11-17")], "activities": made}
    )
    settled = attempts.contact_rate_by_attempt(world)
    assert counts(settled) == [
        ("attempt=1", 1, 2),
        *[(f"attempt={n}", 0, 1 + (n == 2)) for n in range(2, 7)],
        ("attempt=7+", 2, 2),
    ]
    assert counts(attempts.connected_by_attempt(world))[-1] == ("attempt=7+", 1, 2)
    assert set(settled["period"]) == {WINDOW}
    # Two first calls to two leads count as one; the two of `7+` went to one lead.
    low, high = proportion_confint(0.5, 1, method="wilson")
    assert settled.loc[0, ["low", "high"]].tolist() == pytest.approx([low, high])
    low, high = proportion_confint(1, 1, method="wilson")
    assert settled.iloc[-1][["low", "high"]].tolist() == pytest.approx([low, high])


def test_leads_that_nobody_reached_and_nobody_works_are_given_up(make_workbook):
    leads = [
        lead("L1", "2026-11-04 23:00"),  # fourteen days old and untouched
        lead("L2", "2026-11-05 09:00"),  # too young
        lead("L3", "2026-10-01 09:00"),  # two calls, the last one fourteen days ago
        lead("L4", "2026-10-01 09:00"),  # still worked
        lead("L5", "2026-10-01 09:00"),  # reached
        lead("L6", "2026-10-01 09:00", motion="outbound"),
        lead("L7", "2026-10-01 09:00"),  # has an opportunity
        lead("L8", "2026-10-01 09:00"),  # six calls, one refused
        lead("L9", "2026-05-22 09:00"),  # before the 180 days
    ]
    made = [
        call(1, "L3", "2026-10-02 10:00"),
        call(2, "L3", "2026-11-04 10:00"),
        call(3, "L4", "2026-10-02 10:00"),
        call(4, "L4", "2026-11-05 10:00", None, kind="email"),
        call(5, "L5", "2026-10-02 10:00", "connected"),
        call(6, "L6", "2026-10-02 10:00"),
        *[
            call(10 + n, "L8", f"2026-10-{n + 5:02d} 10:00", "reception_refused" if n == 3 else "absent")
            for n in range(6)
        ],
        call(20, None, "2026-05-20 10:00"),
        call(21, None, "2026-11-17 10:00"),
    ]
    deals = [
        {"opportunity_id": "O1", "created_at": "2026-10-05", "lead_id": "L7", "rep": "佐藤"},
        {"opportunity_id": "O2", "created_at": "2026-05-20", "lead_id": "L9", "rep": "佐藤"},
        {"opportunity_id": "O3", "created_at": "2026-11-17", "lead_id": None, "rep": "佐藤"},
    ]
    world = make_workbook({"leads": leads, "activities": made, "opportunities": deals})
    table = attempts.given_up(world)
    assert table[["segment", "value"]].to_records(index=False).tolist() == [
        ("calls=0", 1), ("calls=1-2", 1), ("calls=3-5", 0), ("calls=6+", 1),
    ]  # fmt: skip
    assert set(table["period"]) == {WINDOW}


def test_without_an_outcome_nobody_is_given_up(make_workbook):
    made = [call(1, "L1", "2026-10-02 10:00", None)]
    deals = [{"opportunity_id": "O1", "created_at": "2026-10-05", "lead_id": "L1", "rep": "佐藤"}]
    assert attempts.given_up(make_workbook({"leads": [lead("L1")], "activities": made, "opportunities": deals})).empty


def test_the_way_of_a_list(wb):
    # CP1: L1 (connected, O1 and O3), L2 (refused, O2). CP2: L3 (connected, key person known), L4 (O4, never called by as_of).
    # None: L5 (absent, O6), L6 (connected). Web: L1, L3, L4; exhibition: L2; no channel: L5, L6.
    expected = {
        lists.list_leads: [2, 2, 2, 2, 3, 1],
        lists.list_called: [2, 2, 1, 2, 2, 1],
        lists.list_settled: [1, 2, 1, 1, 2, 1],
        lists.list_connected: [1, 1, 1, 1, 2, 0],
        lists.list_key_person: [0, 0, 1, 0, 1, 0],
        # Opportunities are known from 12 October on, so L1 of the 5th is in no count of them.
        lists.list_opportunity: [1, 1, 1, 1, 1, 1],
    }
    segments = ["campaign=", "campaign=CP1", "campaign=CP2", "channel=", "channel=Web", "channel=展示会"]
    for kpi, values in expected.items():
        table = kpi(wb, by=("campaign", "channel"))
        assert dict(zip(table["segment"], table["value"], strict=True)) == dict(zip(segments, values, strict=True)), (
            kpi.id
        )
