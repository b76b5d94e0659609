"""Chapter 8 on the example: O1 and O3 target and hot, O2 target by the list and cold, O4 and O5 other, O6 unknown."""

import pytest

from kpi_helpers.kpis import quadrants
from kpi_helpers.kpis.catalogue import CATALOGUE

owner_open = CATALOGUE["owner_open"]

THREE_MONTHS, TWELVE_MONTHS = "2026-10-12..2026-11-18", "2025-11-19..2026-11-18"
"""The three months from the example's oldest opportunity on."""
UP_TO_AS_OF = "..2026-11-18"


def _by_quadrant(table):
    return dict(zip(table["segment"].str.removeprefix("quadrant="), table["value"], strict=True))


def test_opportunities_by_quadrant(wb):
    table = quadrants.quadrant_opportunities(wb)
    # O2 says nothing itself nor does its lead L2, but L2's company サクラ工業 is on the list; O5's C9 is not.
    # O6 has no temperature.
    assert _by_quadrant(table) == {"target_hot": 2, "target_cold": 1, "other_hot": 1, "other_cold": 1, "unknown": 1}
    assert set(table["period"]) == {THREE_MONTHS}


def test_win_rate_by_quadrant(wb):
    # O1 won on 6 November, O3 lost on the 13th; O4's closing of the 19th lies after as_of.
    table = quadrants.quadrant_win_rate(wb, period=TWELVE_MONTHS)
    assert table[["segment", "numerator", "denominator"]].to_numpy().tolist() == [["quadrant=target_hot", 1, 2]]


def test_open_opportunities_by_quadrant(wb):
    assert _by_quadrant(quadrants.quadrant_open(wb)) == {
        "target_hot": 0,
        "target_cold": 1,
        "other_hot": 1,
        "other_cold": 1,
        "unknown": 1,
    }
    # O4 has no amount.
    assert _by_quadrant(quadrants.quadrant_amount(wb)) == {
        "target_hot": 0,
        "target_cold": 800_000,
        "other_hot": 0,
        "other_cold": 2_000_000,
        "unknown": 900_000,
    }
    # O2 of 9 November, O4 of the 12th, O5 of the 16th, O6 of the 3rd.
    table = quadrants.quadrant_days_open(wb)
    assert _by_quadrant(table) == {
        "target_cold": 18 - 9,
        "other_hot": 18 - 12,
        "other_cold": 18 - 16,
        "unknown": 18 - 3,
    }
    assert set(table["period"]) == {UP_TO_AS_OF}


def _opportunity(number, **cells):
    return {"opportunity_id": f"O{number}", "created_at": "2026-11-02 10:00", "temperature": "hot", **cells}


def test_the_opportunity_speaks_first_then_its_lead_then_the_list(make_workbook):
    leads = [
        {"lead_id": "L1", "created_at": "2026-10-01", "company_id": "C1", "is_target": False},
        {"lead_id": "L2", "created_at": "2026-10-01", "company_id": "C9", "is_target": True},
        {"lead_id": "L3", "created_at": "2026-10-01", "company_id": "C1", "is_target": None},
    ]
    rows = [
        _opportunity(1, lead_id="L1", is_target=True),
        _opportunity(2, lead_id="L1", is_target=None),
        _opportunity(3, lead_id="L2", is_target=None),
        _opportunity(4, lead_id="L3", is_target=None),
        _opportunity(5, lead_id=None, company_id="C9", is_target=None),
        _opportunity(6, lead_id=None, is_target=None),
    ]
    tables = {"leads": leads, "opportunities": rows}
    listed = make_workbook({**tables, "accounts": [{"company_id": "C1"}]})
    # Target: O1 by itself, O3 by its lead, O4 by the list. Other: O2 by its lead, O5 by the list. O6 has no company.
    assert _by_quadrant(quadrants.quadrant_opportunities(listed)) == {
        "target_hot": 3,
        "other_hot": 2,
        "unknown": 1,
    }
    # Without the list nobody can tell O4 and O5.
    assert _by_quadrant(quadrants.quadrant_opportunities(make_workbook(tables))) == {
        "target_hot": 2,
        "other_hot": 1,
        "unknown": 3,
    }


def test_the_window_is_three_months_but_open_ones_are_never_too_old(make_workbook):
    days = ["2026-08-31 23:59", "2026-09-01 00:00", "2026-11-18 23:59", "2026-11-19 00:00"]
    rows = [_opportunity(number, is_target=True) | {"created_at": day} for number, day in enumerate(days)]
    # Without any result nobody could say which ones are open.
    world = make_workbook({"opportunities": [*rows, _deal(9, False, "cold", 1, "2026-11-18", True)]})
    assert _by_quadrant(quadrants.quadrant_opportunities(world))["target_hot"] == 2
    assert _by_quadrant(quadrants.quadrant_open(world))["target_hot"] == 3
    # 31 August to 18 November are 79 days, 1 September 78, 18 November 0.
    assert _by_quadrant(quadrants.quadrant_days_open(world))["target_hot"] == 78


def _deal(number, target, heat, amount=None, closed=None, is_won=None, created="2026-09-01"):
    return {
        "opportunity_id": f"O{number}", "created_at": created, "is_target": target, "temperature": heat,
        "amount": amount, "closed_at": closed, "is_won": is_won,
    }  # fmt: skip


def test_the_win_rate_is_of_what_was_closed_in_twelve_months_whenever_created(make_workbook):
    rows = [
        _deal(1, True, "hot", 1, "2025-11-18", True, "2025-06-02"),  # the day before the window
        _deal(2, True, "hot", 1, "2025-11-19", False, "2025-06-02"),
        _deal(3, True, "hot", 1, "2026-11-18", True),
        _deal(4, False, "hot", 1, "2026-11-18", False, "2026-11-02"),
        _deal(5, False, "cold", 1, None, None),
    ]
    table = quadrants.quadrant_win_rate(make_workbook({"opportunities": rows}))
    assert table[["segment", "period", "numerator", "denominator"]].to_numpy().tolist() == [
        ["quadrant=target_hot", TWELVE_MONTHS, 1, 2],
        ["quadrant=other_hot", TWELVE_MONTHS, 0, 1],
    ]


def _focus(make_workbook, *rows):
    return quadrants.quadrant_focus(make_workbook({"opportunities": list(rows)}))


def test_the_focus_is_the_open_amount_by_the_steadied_win_rate(make_workbook):
    won, lost = ("2026-10-01", True), ("2026-10-01", False)
    closed = [
        *(_deal(number, True, "hot", 1, *won) for number in range(2)),
        *(_deal(number, False, "cold", 1, *lost) for number in range(10, 16)),
        *(_deal(number, None, None, 1, *won) for number in range(20, 22)),
    ]
    # p = 4 of 10. Target and hot: (2 + 8) / (2 + 20) = 0.4545; other and cold: 8 / 26 = 0.3077; target and cold: 0.4.
    # 100 × 0.4545 = 45.5, 150 × 0.3077 = 46.2, 110 × 0.4 = 44; unknown's million is left out.
    still = [
        _deal(30, True, "hot", 100), _deal(31, False, "cold", 150), _deal(32, True, "cold", 110), _deal(33, None, None, 1e6),
    ]  # fmt: skip
    focus = _focus(make_workbook, *closed, *still)
    assert focus[["segment", "period", "verdict"]].to_numpy().tolist() == [
        ["quadrant=other_cold", UP_TO_AS_OF, "focus"]
    ]
    # 147 × 0.3077 = 45.2: target and hot leads.
    still[1] = _deal(31, False, "cold", 147)
    assert _focus(make_workbook, *closed, *still)["segment"].tolist() == ["quadrant=target_hot"]


def test_deals_that_ended_more_than_a_year_ago_have_no_focus(make_workbook):
    rows = [_deal(1, True, "hot", 1, "2026-10-01", True), _deal(2, True, "hot", 5)]
    wb = make_workbook({"opportunities": rows}, as_of="2028-11-17")
    assert quadrants.quadrant_focus(wb).empty


def test_the_focus_without_a_win_among_equals_and_without_any_closed(make_workbook):
    lost = _deal(1, False, "hot", 1, "2026-10-01", False)
    cold, hot = _deal(2, False, "cold", 7), _deal(3, True, "hot", 7)
    # None won: by the amount alone; of equals the first in the order of the quadrants.
    assert _focus(make_workbook, lost, cold, hot)["segment"].tolist() == ["quadrant=target_hot"]
    assert _focus(make_workbook, lost, _deal(2, False, "cold", 8), hot)["segment"].tolist() == ["quadrant=other_cold"]
    assert _focus(make_workbook, cold, hot).empty  # none closed
    assert _focus(make_workbook, lost).empty  # none open


def test_the_median_of_two_lies_between_them(make_workbook):
    days = ("2026-11-08 10:00", "2026-11-13 10:00")
    rows = [_opportunity(number, is_target=False) | {"created_at": day} for number, day in enumerate(days)]
    rows.append(_deal(9, False, "cold", 1, "2026-11-18", True))
    assert _by_quadrant(quadrants.quadrant_days_open(make_workbook({"opportunities": rows}))) == {
        "other_hot": (10 + 5) / 2
    }


@pytest.mark.parametrize("told", [{}, {"is_won": None}, {"is_won": True, "closed_at": None}])
def test_without_results_or_their_days_nobody_can_say_what_is_open(make_workbook, told):
    rows = [{"opportunity_id": "O1", "created_at": "2026-11-02", "owner": "山口", "amount": 5.0, **told}]
    world = make_workbook({"opportunities": rows})
    for kpi in (quadrants.quadrant_open, quadrants.quadrant_amount, quadrants.quadrant_days_open, owner_open):
        assert kpi(world).empty
    assert _by_quadrant(quadrants.quadrant_opportunities(world)) == {"unknown": 1}


@pytest.mark.parametrize(
    "kpi",
    [
        quadrants.quadrant_opportunities,
        quadrants.quadrant_win_rate,
        quadrants.quadrant_open,
        quadrants.quadrant_amount,
        quadrants.quadrant_days_open,
        quadrants.quadrant_focus,
    ],
)
def test_without_opportunities_there_are_no_quadrants(make_workbook, kpi):
    assert kpi(make_workbook({"leads": [{"lead_id": "L1", "created_at": "2026-11-02"}]})).empty
