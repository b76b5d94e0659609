"""Chapter 5: when calls get through, and the best hour of an industry or department."""

import pytest
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from kpi_helpers.kpis import best_hours, golden_hours

EIGHT_WEEKS = "2026-10-05..2026-11-18"
"""The eight weeks as far as the calls go back."""


def test_contact_rate_by_weekday_and_hour(wb):
    # Monday 9: A3, A7, A8; Monday 10: A1, A4, A5; Thursday 10: A6; Tuesday 15: A9; Wednesday 23: A10.
    table = golden_hours.contact_rate_by_hour(wb, by="hour")
    assert table[["segment", "period", "numerator", "denominator"]].to_numpy().tolist() == [
        ["hour=Mon 09", EIGHT_WEEKS, 2, 3],
        ["hour=Mon 10", EIGHT_WEEKS, 2, 3],
        ["hour=Tue 15", EIGHT_WEEKS, 0, 1],
        ["hour=Wed 23", EIGHT_WEEKS, 0, 1],
        ["hour=Thu 10", EIGHT_WEEKS, 1, 1],
    ]


def test_contact_rate_by_hour_and_the_leads_columns(wb):
    # 製造 (L1, L2): A1 at 10, A3 at 9. 小売 (L3): A4, A5, A6 at 10. 物流 (L5, L6): A7, A8 at 9. Nobody: A9, A10.
    table = golden_hours.contact_rate_by_hour(wb, by=("industry", "department"))
    assert table[["segment", "numerator", "denominator"]].to_numpy().tolist() == [
        ["industry=;hour=15", 0, 1],
        ["industry=;hour=23", 0, 1],
        ["industry=小売;hour=10", 2, 3],
        ["industry=物流;hour=09", 1, 2],
        ["industry=製造;hour=09", 1, 1],
        ["industry=製造;hour=10", 1, 1],
        # 営業 (L2, L6): A3, A8. 総務 (L1, L3, L5): A7 at 9, A1, A4, A5, A6 at 10.
        ["department=;hour=15", 0, 1],
        ["department=;hour=23", 0, 1],
        ["department=営業;hour=09", 2, 2],
        ["department=総務;hour=09", 0, 1],
        ["department=総務;hour=10", 3, 4],
    ]


def _calls_at(hour, lead, settled, total, day="2026-11-10"):
    return [
        {
            "started_at": f"{day} {hour:02d}:{number:02d}",
            "rep": "佐藤",
            "kind": "call",
            "lead_id": lead,
            "outcome": "connected" if number < settled else "no_answer",
        }
        for number in range(total)
    ]


def _world(make_workbook, settled):
    """Calls by industry and hour, settled so many of so many, each to a lead of its own."""
    leads, made = [], []
    for (industry, hour), (hits, total) in settled.items():
        for number in range(total):
            lead = f"{industry}{hour}-{number}"
            leads.append({"lead_id": lead, "created_at": "2026-10-01", "industry": industry})
            made.append(
                {
                    "started_at": f"2026-11-10 {hour:02d}:{number // 60:02d}:{number % 60:02d}",
                    "rep": "佐藤",
                    "kind": "call",
                    "lead_id": lead,
                    "outcome": "connected" if number < hits else "no_answer",
                }
            )
    return make_workbook({"leads": leads, "activities": made})


def test_a_group_has_an_hour_of_its_own_only_where_it_has_proved_it(make_workbook):
    # Of all calls 10 o'clock is best: (64 + 2 + 7) of (100 + 20 + 10). 小売 gets through at 15 o'clock on 18 of 20 instead
    # of 2 of 20. 物流 looks better at 15 o'clock too, on 9 of 10 against 7 of 10: that may be luck. 製造 is like all.
    world = _world(
        make_workbook,
        {
            ("製造", 10): (64, 100), ("製造", 15): (20, 100),
            ("小売", 10): (2, 20), ("小売", 15): (18, 20),
            ("物流", 10): (7, 10), ("物流", 15): (9, 10),
        },
    )  # fmt: skip
    best = best_hours.best_hour(world)
    assert best[["segment", "verdict", "numerator", "denominator"]].to_numpy().tolist() == [
        ["industry=小売", "15", 18, 20],
        ["industry=物流", "10", 7, 10],
        ["industry=製造", "10", 64, 100],
    ]
    evidence = best_hours.best_hour_evidence(world)
    assert dict(zip(evidence["segment"], evidence["verdict"], strict=True)) == {
        "industry=小売": "own", "industry=物流": "usual", "industry=製造": "usual",
    }  # fmt: skip
    # Each call went to a lead of its own: 20 count as 19.
    low, high = proportion_confint(0.9 * 19, 19, method="wilson")
    assert best.loc[0, ["low", "high"]].tolist() == pytest.approx([low, high])
    apart = confint_proportions_2indep(9, 10, 7, 10, method="newcomb", compare="diff")
    assert apart[0] < 0 < confint_proportions_2indep(18, 20, 2, 20, method="newcomb", compare="diff")[0]


def test_the_candidate_is_steadied_by_the_rate_of_all_calls_in_that_hour(make_workbook):
    # 小売 at 11: 10 of 10, with 30 calls at 40/110 of all: (10 + 10.9) / 40 = 0.52. At 14: 27 of 30, with 30 at 87/90:
    # (27 + 29) / 60 = 0.93, so 14 is the candidate, and the best hour of all as well.
    world = _world(
        make_workbook,
        {("小売", 11): (10, 10), ("小売", 14): (27, 30), ("製造", 11): (30, 100), ("製造", 14): (60, 60)},
    )
    best = best_hours.best_hour(world, by="industry")
    assert best.set_index("segment")["verdict"].to_dict() == {"industry=小売": "14", "industry=製造": "14"}


def test_a_group_without_a_call_in_the_best_hour_of_all_is_told_it_without_numbers(make_workbook):
    world = _world(make_workbook, {("製造", 10): (40, 50), ("小売", 15): (6, 10)})
    best = best_hours.best_hour(world).set_index("segment")
    assert best.loc["industry=小売", "verdict"] == "10"
    assert best.loc["industry=小売", ["numerator", "denominator", "low", "high"]].isna().all()
    assert best_hours.best_hour_evidence(world)["verdict"].tolist() == ["usual", "usual"]


def test_there_is_no_best_hour_without_ten_calls_of_the_group_or_thirty_of_all(make_workbook):
    few = _world(make_workbook, {("製造", 10): (20, 40), ("小売", 10): (9, 9)})
    assert best_hours.best_hour(few)["segment"].tolist() == ["industry=製造"]
    fewer = _world(make_workbook, {("製造", 10): (20, 29), ("小売", 11): (9, 29)})
    assert best_hours.best_hour(fewer).empty


def test_without_activities_no_hour_is_known(make_workbook):
    world = make_workbook({"leads": [{"lead_id": "L1", "created_at": "2026-11-02"}]})
    assert golden_hours.contact_rate_by_hour(world).empty
    assert best_hours.best_hour(world).empty and best_hours.best_hour_evidence(world).empty


def test_calls_without_a_time_of_day_are_in_no_hour(make_workbook):
    def call(at):
        return {"started_at": at, "rep": "佐藤", "kind": "call", "outcome": "connected"}

    made = [call(f"2026-11-04 10:{minute:02d}") for minute in range(30)]
    some = make_workbook({"activities": [*made, call("2026-11-05 00:00")]})
    assert golden_hours.contact_rate_by_hour(some)["denominator"].tolist() == [30]
    none = make_workbook({"activities": [call("2026-11-04 00:00"), call("2026-11-05 00:00")]})
    assert golden_hours.contact_rate_by_hour(none).empty
