"""Chapter 9 on the example: 佐藤 has targets for calls and opportunities, 高橋 for calls."""

import pytest

from kpi_helpers.kpis import roles

NOVEMBER = "2026-11"
REP = "佐藤"


def test_kpis_per_rep(wb, cells):
    assert cells(roles.kpis_per_rep(wb)) == {("rep=佐藤", NOVEMBER): 2, ("rep=高橋", NOVEMBER): 1}


@pytest.mark.after_counting
def test_a_metric_counts_once_in_its_month(make_workbook, cells):
    targets = [
        ("2026-11", "calls", REP),
        ("2026-11", "calls", REP),
        ("2026-11", "cph", REP),
        ("2026-10", "leads", REP),
        ("2026-11", "leads", None),
    ]
    world = make_workbook({"targets": [_target(*row) for row in targets]})
    assert cells(roles.kpis_per_rep(world)) == {("rep=佐藤", NOVEMBER): 2}
    assert cells(roles.kpis_per_rep(world, period="2026-10")) == {("rep=佐藤", "2026-10"): 1}


def test_motion_share_of_activities_on_known_leads(wb, cells):
    # A4, A5, A6 on L3; A7, A8 on L5, L6; A9 and A10 on no lead.
    table = roles.motion_share(wb, period=NOVEMBER)
    assert cells(table) == {
        ("rep=佐藤;motion=inbound", NOVEMBER): 3 / 3,
        ("rep=佐藤;motion=outbound", NOVEMBER): 0,
        ("rep=高橋;motion=inbound", NOVEMBER): 0,
        ("rep=高橋;motion=outbound", NOVEMBER): 2 / 2,
    }
    assert table["denominator"].tolist() == [3, 3, 2, 2]


def test_motion_share_by_week(wb, cells):
    # A1 in W41, the e-mail A2 in W43, A3 in W44, A4–A6 in W45; A7 and A8 in W47.
    table = roles.motion_share(wb)
    weeks = table[table["period"] != NOVEMBER]
    known = {
        ("佐藤", "2026-W41"): 1,
        ("佐藤", "2026-W43"): 1,
        ("佐藤", "2026-W44"): 1,
        ("佐藤", "2026-W45"): 3,
        ("高橋", "2026-W47"): 2,
    }
    assert cells(weeks, "denominator") == {
        (f"rep={rep};motion={motion}", week): count
        for (rep, week), count in known.items()
        for motion in ("inbound", "outbound")
    }


def test_of_fewer_than_thirty_activities_in_the_eight_weeks_nothing_is_said(wb, make_workbook):
    assert roles.role_verdict(wb).empty
    targets = [_target("2026-11", metric, REP) for metric in ("calls", "opportunities")]
    # 09-28 is the first day of the eight weeks that end with 11-18, 09-27 is not in them.
    for days, verdicts in ((["2026-09-28"] * 30, ["overloaded"]), (["2026-09-28"] * 29 + ["2026-09-27"], [])):
        work = [{"started_at": f"{day} 10:00", "rep": REP} for day in days]
        world = make_workbook({"targets": targets, "activities": work})
        assert roles.role_verdict(world)["verdict"].tolist() == verdicts


def test_without_a_column_for_motions_only_targets_are_judged(make_workbook):
    work = [{"started_at": "2026-11-02 10:00", "rep": REP, "lead_id": "L1"}] * 30
    tables = {"leads": [{"lead_id": "L1", "created_at": "2026-10-01"}], "activities": work}
    # 30 activities on inbound leads, as every lead is without the column.
    assert roles.role_verdict(make_workbook(tables))["verdict"].tolist() == ["focused"]
    both = [_target("2026-11", metric, REP) for metric in ("calls", "opportunities")]
    assert roles.role_verdict(make_workbook({**tables, "targets": both}))["verdict"].tolist() == ["overloaded"]


def _target(month, metric, rep):
    return {"month": month, "metric": metric, "value": 10, "rep": rep}


@pytest.mark.parametrize(
    ("metrics", "verdict"),
    [
        (("calls", "cph", "contact_rate", "leads"), "focused"),
        (("opportunities", "att_seconds"), "focused"),
        (("contact_rate", "att_seconds"), "overloaded"),
        (("leads", "opportunity_rate"), "overloaded"),
        (("leads", "opportunity_rate_slice"), "overloaded"),
        (("leads", "won"), "focused"),
    ],
)
@pytest.mark.after_counting
def test_overloaded_by_targets_of_both_kinds(make_workbook, metrics, verdict):
    busy = [{"started_at": "2026-11-02 10:00", "rep": REP}] * 30
    world = make_workbook({"targets": [_target("2026-11", metric, REP) for metric in metrics], "activities": busy})
    assert roles.role_verdict(world)["verdict"].tolist() == [verdict]


@pytest.mark.parametrize(
    ("inbound", "outbound", "verdict"),
    [
        (3, 7, "overloaded"),
        (7, 3, "overloaded"),
        (29, 71, "focused"),
    ],
)
@pytest.mark.after_counting
def test_overloaded_by_both_motions_with_neither_under_thirty_percent(make_workbook, inbound, outbound, verdict):
    leads = [
        {"lead_id": "L1", "created_at": "2026-10-01", "motion": "inbound"},
        {"lead_id": "L2", "created_at": "2026-10-01", "motion": "outbound"},
    ]
    work = [
        {"started_at": "2026-11-02 10:00", "rep": REP, "lead_id": lead}
        for lead, times in (("L1", inbound), ("L2", outbound))
        for _ in range(times)
    ]
    # October's work was all inbound and must not count.
    work += [{"started_at": "2026-10-30 10:00", "rep": REP, "lead_id": "L1"}] * 200
    world = make_workbook({"leads": leads, "activities": work})
    assert roles.role_verdict(world)["verdict"].tolist() == [verdict]


def test_without_targets_and_activities_nobody_has_a_role(make_workbook):
    world = make_workbook({"leads": [{"lead_id": "L1", "created_at": "2026-11-02"}]})
    assert roles.kpis_per_rep(world).empty
    assert roles.motion_share(world).empty
    assert roles.role_verdict(world).empty


def test_a_rep_in_two_teams_counts_in_the_first_in_every_number(make_workbook):
    goals = [{"month": "2026-11", "metric": metric, "value": 1, "rep": "佐藤"} for metric in ("calls", "won")]
    calls = [{"started_at": "2026-11-05 10:00", "rep": "佐藤", "kind": "call"}]
    teams = {"SDR": ("佐藤",), "BDR": ("高橋", "佐藤")}
    first, second = (
        make_workbook({"targets": goals, "activities": calls}, teams=teams, team=team) for team in ("SDR", "BDR")
    )
    for wb, count in ((first, [2.0]), (second, [])):
        assert roles.kpis_per_rep(wb)["value"].tolist() == count
        assert roles.activities_lately(wb) == dict.fromkeys(["佐藤"][: len(count)], 1)
