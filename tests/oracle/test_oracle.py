"""The oracle's formulas against arithmetic by hand, and its rows against the worked cases that are there."""

import csv
import math
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from . import companies, days, definitions, reading, stats
from .compare import differences
from .numbers import expected_numbers

TOKYO = ZoneInfo("Asia/Tokyo")
SHARED = Path(__file__).resolve().parents[3] / "shared"
WORKED = [
    (folder, as_of)
    for folder, as_of in ((SHARED / "cases/worked", "2026-11-18"), (SHARED / "data/olist", "2018-11-14"))
    if (folder / "expected.csv").exists()
]


def close(*pairs):
    return all(math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12) for a, b in pairs)


def test_agrees_with_the_worked_cases():
    for folder, as_of in WORKED:
        with open(folder / "expected.csv", encoding="utf-8") as file:
            blank = {"low": "", "high": "", "verdict": ""}
            given = [blank | row for row in csv.DictReader(file)]
        held = {(row["kpi"], row["segment"], row["period"]) for row in given}
        reckoned = {(row["kpi"], row["segment"], row["period"]): row for row in expected_numbers(folder, as_of)}
        got = [reckoned[key] for key in held if key in reckoned]
        assert differences(given, got) == []


def test_wilson_of_one_in_four():
    # z² = 3.8414588; centre (0.25 + z²/8) / (1 + z²/4); half z·√(0.25·0.75/4 + z²/64) / (1 + z²/4)
    z2 = 3.841458820694124
    half = math.sqrt(z2) * math.sqrt(0.1875 / 4 + z2 / 64) / (1 + z2 / 4)
    centre = (0.25 + z2 / 8) / (1 + z2 / 4)
    low, high = stats.wilson(1, 4)
    assert close((low, centre - half), (high, centre + half))
    assert stats.wilson(0, 5)[0] == 0.0 and stats.wilson(5, 5)[1] == 1.0


def test_kaplan_meier_counts_events_before_censorings_of_the_same_day():
    # day 2: 1 of 4 has the event, another is censored that day and was still at risk; day 5: 1 of 2.
    table = stats.risk_table([(2, True), (2, False), (5, True), (9, False)])
    assert table == [(2, 1, 4), (5, 1, 2)]
    assert [float(stats.survival(table, age)) for age in (0, 2, 4, 5)] == [1.0, 0.75, 0.75, 0.375]
    # Greenwood at day 2: variance of log S is 1/(4·3), θ = z·√(1/12)/ln 0.75
    width = 1.959963984540054 * math.sqrt(1 / 12) / abs(math.log(0.75))
    low, high = stats.greenwood(table, 2)
    assert close((low, 1 - 0.75 ** math.exp(-width)), (high, 1 - 0.75 ** math.exp(width)))
    assert stats.greenwood(table, 1) is None


def test_an_unanswered_lead_takes_the_percentile_it_weighs_in():
    assert stats.percentile([60, 120, math.inf], 0.5) == 120
    assert stats.percentile([60, math.inf], 0.5) is None
    assert stats.percentile([10, 20], 0.5) == 15
    assert stats.percentile([], 0.5) is None


def test_rarefied_companies():
    # two companies, 100 and 1 activities, 100 drawn of 101: the small one is missed once in 101 times
    assert stats.rarefied([100, 1]) == pytest.approx(1 + 100 / 101)
    assert stats.rarefied([99]) is None


def test_lmdi_shares_sum_to_the_change_also_through_zero():
    # 2·3 against 1·1: weight 5/ln 6, shares 5·ln 2/ln 6 and 5·ln 3/ln 6
    shares = stats.lmdi_term([("a", 2, 1), ("b", 3, 1)])
    assert close((shares["a"], 5 * math.log(2) / math.log(6)), (shares["b"], 5 * math.log(3) / math.log(6)))
    # b fell to 0: a's share is that of 2·3 against 1·3, which is 3; b takes what remains of 0 − 3
    shares = stats.lmdi_term([("a", 2, 1), ("b", 0, 3), ("c", 0, 1)])
    assert close((shares["a"], 3.0), (shares["b"], -6.0), (shares["c"], 0.0))
    assert stats.lmdi_term([("a", 0, 1), ("b", 1, 0)]) is None


def test_the_same_business_day_of_last_month():
    calendar = days.Calendar({"country": "JP", "days_off": [date(2026, 10, 9), date(2026, 11, 13)]})
    # November 2026: 11 business days up to the 18th (the 3rd is Culture Day, the 13th off);
    # October's twelfth is the 20th (the 12th is Sports Day, the 9th off), so its eve is the 19th.
    assert calendar.elapsed(date(2026, 11, 18)) == 11
    assert calendar.of_month(date(2026, 11, 18)) == 18
    assert calendar.same_day_last_month(date(2026, 11, 18)) == date(2026, 10, 19)
    assert calendar.same_day_last_month(date(2026, 11, 30)) == date(2026, 10, 31)


def test_business_seconds_skip_the_night_and_the_weekend():
    calendar = days.Calendar({"country": "JP", "business_hours": ["09:00", "18:00"]})
    friday, monday = datetime(2026, 11, 6, 17, 30, tzinfo=TOKYO), datetime(2026, 11, 9, 9, 10, tzinfo=TOKYO)
    assert calendar.business_seconds(friday, monday) == 30 * 60 + 10 * 60
    assert calendar.business_seconds(friday.replace(hour=20), friday.replace(hour=21)) == 0


def test_company_keys_in_their_order():
    known = [
        {"company_id": "C1", "email": "a@one.example.co.jp", "company_name": "株式会社 ヒノキ"},
        {"company_id": "C2", "email": "b@two.example.co.jp", "company_name": "（株）マツ"},
        {"company_id": "C3", "email": "c@two.example.co.jp", "company_name": "スギ"},
        {"company_id": "C4", "email": "d@gmail.com"},
    ]
    keys = companies.Companies([known])
    assert keys.key({"email": "x@ONE.example.co.jp", "company_name": "スギ"}) == ("id", "C1")
    assert keys.key({"email": "x@two.example.co.jp", "company_name": "ﾏﾂ㈱"}) == ("id", "C2")
    assert keys.key({"email": "x@two.example.co.jp"}) == ("domain", "two.example.co.jp")
    assert keys.key({"email": "X@gmail.com", "company_name": "ケヤキ有限会社"}) == ("name", "ケヤキ")
    assert keys.key({"email": "X@gmail.com"}) == ("email", "x@gmail.com")
    assert keys.key({}) is None
    assert keys.key_or_leads({"company_name": None}, {"key": ("id", "C4")}) == ("id", "C4")


@pytest.mark.parametrize(
    ("condition", "present", "missing"),
    [
        ({"is": "present"}, True, False),
        ({"is_not": "present"}, False, True),
        ({"is": "x"}, True, False),
        ({"is_not": "x"}, False, True),
        ({"in": ["x", "y"]}, True, False),
        ({"not_in": ["x", "y"]}, False, True),
        ({"matches": "^x$"}, True, False),
    ],
)
def test_a_missing_value_fails_all_but_the_negated_tests(condition, present, missing):
    keys = companies.Companies([])
    assert definitions.holds({"column": "c", **condition}, {"c": "x"}, keys) is present
    assert definitions.holds({"column": "c", **condition}, {"c": None}, keys) is missing


def test_reading_dates_numbers_and_what_means_nothing():
    assert reading.moment("2026-11-20T00:05:00+00:00", TOKYO) == datetime(2026, 11, 20, 9, 5, tzinfo=TOKYO)
    assert reading.moment("２０２６/11/20 9:05", TOKYO) == datetime(2026, 11, 20, 9, 5, tzinfo=TOKYO)
    assert reading.moment("2026年11月20日", TOKYO) == datetime(2026, 11, 20, tzinfo=TOKYO)
    for bad in ("2026/13/45 10:00", "1999/12/31", "明日"):
        with pytest.raises(reading.Unreadable):
            reading.moment(bad, TOKYO)
    assert [reading.number(text) for text in ("¥1,500,000", "（1,200）", "３円")] == [1500000, -1200, 3]
    assert reading.clean("channel", "未設定", None) == "未設定"
    assert reading.clean("industry", "未設定", None) is None


def row(**cells):
    blank = dict.fromkeys(("numerator", "denominator", "low", "high", "verdict"), "")
    return {"segment": "all", "period": "2026-11", **blank, **cells}


def test_differences_tells_what_is_missing_wrong_and_too_much():
    verdict = row(kpi="area_verdict", value="", verdict="narrow")
    expected = [row(kpi="leads", value=3), row(kpi="won", value=0), verdict]
    assert differences(expected, [row(kpi="leads", value="3.0"), verdict]) == []
    told = differences(expected, [row(kpi="leads", value=4), row(kpi="won", period="2026-10", value=2)])
    assert told == [
        "leads all 2026-11: value expected 3, got 4",
        "area_verdict all 2026-11: expected narrow, no row",
        "won all 2026-10: no row expected, got 2",
    ]
    with pytest.raises(AssertionError, match="more than once"):
        differences(expected, [row(kpi="leads", value=3), row(kpi="leads", value=3)])
