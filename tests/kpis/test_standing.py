"""Teams and reps beside their own targets; the rows of the example stand in kpi_helpers/workbook/example.py."""

import math

import pytest

from kpi_helpers.kpis.claims import AHEAD, BEHIND, SAME
from kpi_helpers.kpis.standing import plan_claims, standing
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.standing_words import standing_figures
from kpi_helpers.workbook.example import example
from tests.charts.figures import words_of
from tests.report.sections.team_worlds import calls, leads, meeting

GONE = 12 / 19
"""November's business days up to 11-18; a history of under six months is linear."""


def deals(count, day, rep, start=0):
    return [
        {"opportunity_id": f"P{rep}{day}{start + n}", "created_at": f"2026-11-{day:02}", "lead_id": None, "rep": rep}
        for n in range(count)
    ]


def goal(value, metric="opportunities", **whose):
    return {"month": "2026-11", "metric": metric, "value": value, **whose}


def world(*targets, rows=()):
    """SDR is 佐藤 and 鈴木, BDR 高橋."""
    return meeting(
        {
            "leads": leads(3, "2026-11-02 10:00", "I"),
            "activities": calls(3, "2026-11-03 10:00", "佐藤", lead="I"),
            "opportunities": list(rows),
            "targets": list(targets),
        }
    ).wb


def by_name(wb, metric="opportunities"):
    rows = standing(wb)
    return rows[rows["metric"].eq(metric)].set_index("name")


def test_everybody_has_a_row_of_opportunities_and_of_the_rest_who_has_a_target():
    rows = standing(example())
    assert rows[["name", "metric"]].to_numpy().tolist() == [
        *([name, "opportunities"] for name in ("SDR", "佐藤", "鈴木", "BDR", "高橋")),
        ["佐藤", "calls"],
        ["高橋", "calls"],
    ]


def test_the_gap_is_to_what_is_due_by_now_and_the_weeks_stand_beside():
    """2 on Mon 2 Nov (W45), 3 on Tue 10 (W46), 1 on Wed 18 (W47): 6 of 19, of which 19 × 12/19 = 12 are due."""
    wb = world(goal(19, rep="佐藤"), rows=[*deals(2, 2, "佐藤"), *deals(3, 10, "佐藤"), *deals(1, 18, "佐藤")])
    own = by_name(wb).loc["佐藤"]
    assert [own["actual"], own["target"], own["expected"], own["gap"]] == pytest.approx([6, 19, 12, 6 - 12])
    assert [own["week_before"], own["last_week"], own["this_week"]] == [2, 3, 1]
    others = by_name(wb).loc[["SDR", "高橋"]]
    assert others["actual"].tolist() == [6, 0] and others["target"].isna().all() and others["gap"].isna().all()


def test_a_team_is_judged_from_thirty_due_on_and_a_person_never():
    """76 × 12/19 = 48 are due; 30 is 63% of it, 71 is 148%, 56 is 117% and may be chance (1.1 deviations of √48). 23 × 12/19 is under 30."""
    many = [*deals(30, 9, "佐藤"), *deals(70, 9, "高橋"), *deals(1, 18, "高橋")]
    wb = world(goal(76, team="SDR"), goal(76, team="BDR"), goal(76, rep="佐藤"), rows=many)
    assert {claim.subject: claim.verdict for claim in plan_claims(wb)} == {"team=SDR": BEHIND, "team=BDR": AHEAD}
    some = world(goal(76, team="BDR"), rows=[*deals(55, 9, "高橋"), *deals(1, 18, "高橋")])
    assert [claim.verdict for claim in plan_claims(some)] == [SAME]
    assert plan_claims(world(goal(23, team="SDR"), rows=many)) == []


def test_without_reps_on_opportunities_nobody_has_none():
    """The column is missing, so that a count of 0 would be a claim; the leads name reps all the same."""
    unnamed = [{name: value for name, value in deal.items() if name != "rep"} for deal in deals(5, 9, "佐藤")]
    assert standing(world(goal(19, rep="佐藤"), rows=unnamed)).empty


def test_a_rate_stands_against_its_target_as_it_is():
    """None of 3 calls was settled: 0 against 30%."""
    wb = world(goal(0.3, "contact_rate", rep="佐藤"), rows=deals(1, 9, "佐藤"))
    own = by_name(wb, "contact_rate").loc["佐藤"]
    assert [own["actual"], own["expected"], own["gap"]] == pytest.approx([0, 0.3, -0.3])
    assert math.isnan(own["this_week"]) and own["week_before"] == 0


def test_counts_of_which_many_are_due_stay_open_where_they_are_asked_for():
    """Of 高橋's 300 calls 300 × 12/19 = 189 are due by now, of 佐藤's 10 six."""
    opened = Meeting(
        "team_sync", world(goal(300, "calls", rep="高橋"), goal(10, "calls", rep="佐藤"), rows=deals(1, 2, "佐藤"))
    )
    (first, _), (apart, _) = standing_figures(opened, counts_apart=True)
    assert "そのほかの目標（1項目）" in words_of(first)
    assert "高橋：架電数" in words_of(apart) and "佐藤：架電数" not in words_of(apart)
    assert len(standing_figures(opened)) == 1
