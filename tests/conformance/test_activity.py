"""Chapter 4 on the example: the seven activities A4–A10 of November, ten in all; three target accounts."""

from datetime import date
from math import comb

import pytest

from kpi_helpers.kpis import activity, coverage
from kpi_helpers.kpis.catalogue import all_numbers

NOVEMBER = "2026-11"
NINETY_DAYS = "2026-08-21..2026-11-18"
KNOWN = "2026-10-05..2026-11-18"
"""Of these the example's activities, which begin with A1."""

# Companies in November: C2 (A4, A5, A6), C3 (A7, and A8 by the name アオバ物流), シラカバ建設 (A9); A10 has none.
BY_HAND = [
    ("activities", {"all": 7, "team=SDR": 3 + 1, "team=BDR": 3, "rep=佐藤": 3, "rep=鈴木": 1, "rep=高橋": 3}),
    ("companies", {"all": 3, "team=SDR": 1, "team=BDR": 2, "rep=佐藤": 1, "rep=鈴木": 0, "rep=高橋": 2}),
    (
        "activities_without_company",
        {"all": 1, "team=SDR": 1, "team=BDR": 0, "rep=佐藤": 0, "rep=鈴木": 1, "rep=高橋": 0},
    ),
    (
        "companies_per_100",
        {
            "all": 300 / 7,
            "team=SDR": 100 / 4,
            "team=BDR": 200 / 3,
            "rep=佐藤": 100 / 3,
            "rep=鈴木": 0,
            "rep=高橋": 200 / 3,
        },
    ),
    # 鈴木's one activity is on no known company: a rate over zero companies is no row.
    (
        "activities_per_company",
        {"all": 7 / 3, "team=SDR": 4 / 1, "team=BDR": 3 / 2, "rep=佐藤": 3 / 1, "rep=高橋": 3 / 2},
    ),
]


@pytest.mark.parametrize(("kpi", "expected"), BY_HAND)
def test_november_by_all_team_and_rep(wb, cells, kpi, expected):
    table = getattr(activity, kpi)(wb, by=("all", "team", "rep"), period=NOVEMBER)
    assert cells(table) == pytest.approx({(segment, NOVEMBER): value for segment, value in expected.items()})


def test_the_standard_periods_are_eight_weeks_and_the_month(wb, cells):
    # A1 of Monday 5 October lies in W41, A2 in W43, A3 in W44, A4–A6 in W45, A7–A10 in W47.
    # A1 is the oldest row: nothing is known of W40.
    weeks = {
        "2026-W41": 1,
        "2026-W42": 0,
        "2026-W43": 1,
        "2026-W44": 1,
        "2026-W45": 3,
        "2026-W46": 0,
        "2026-W47": 4,
        NOVEMBER: 7,
    }
    assert cells(activity.activities(wb)) == {("all", period): count for period, count in weeks.items()}


def test_a_group_that_was_ever_active_has_a_row_in_every_week(wb, cells):
    # 高橋 has A7 to A9, all in W47.
    found = {
        period: value
        for (name, period), value in cells(activity.activities(wb, by="rep")).items()
        if name == "rep=高橋"
    }
    assert found == {**{f"2026-W{week}": 0 for week in range(41, 47)}, "2026-W47": 3, NOVEMBER: 3}


def test_list_coverage_counts_each_ones_own_reach(wb, cells):
    # サクラ工業 by 佐藤 (A1–A3), アオバ物流 by 高橋 (A7, A8), ヒノキ建設 by nobody; all three name 高橋.
    table = coverage.list_coverage(wb, by=("all", "team", "rep"))
    assert cells(table) == pytest.approx(
        {
            ("all", KNOWN): 2 / 3,
            ("team=SDR", KNOWN): 1 / 3,
            ("team=BDR", KNOWN): 1 / 3,
            ("rep=高橋", KNOWN): 1 / 3,
        }
    )


def test_list_coverage_of_a_team_view_is_the_teams(make_workbook, cells):
    tables = {
        "accounts": [{"company_id": "C1", "rep": "高橋"}, {"company_id": "C2", "rep": "佐藤"}],
        "activities": [
            {"started_at": "2026-08-20 10:00", "rep": "高橋"},
            {"started_at": "2026-11-18 10:00", "rep": "佐藤", "company_id": "C2"},
        ],
    }
    seen = coverage.list_coverage(make_workbook(tables, team="SDR"), by=("all", "team", "rep"))
    assert cells(seen) == {
        ("all", NINETY_DAYS): 1 / 2,
        ("team=SDR", NINETY_DAYS): 1 / 2,
        ("rep=佐藤", NINETY_DAYS): 1 / 1,
    }


def test_the_ninety_days_end_with_as_of(make_workbook):
    accounts = [{"company_id": "C1", "rep": None}, {"company_id": "C2", "rep": None}, {"company_id": "C3", "rep": None}]
    calls = [("2026-08-20 23:59", "C1"), ("2026-08-21 00:00", "C2"), ("2026-11-18 23:59", "C3")]
    activities = [{"started_at": at, "rep": "佐藤", "company_id": company} for at, company in calls]
    row = coverage.list_coverage(make_workbook({"accounts": accounts, "activities": activities})).iloc[0]
    assert (row["numerator"], row["denominator"]) == (2, 3)


def test_nobodys_team_has_a_row_where_it_was_active(make_workbook, cells):
    tables = {
        "accounts": [{"company_id": "C1"}],
        "activities": [
            {"started_at": "2026-08-20 10:00", "rep": "高橋"},
            {"started_at": "2026-11-18 10:00", "rep": "外部", "company_id": "C9"},
        ],
    }
    table = coverage.list_coverage(make_workbook(tables), by="team")
    assert cells(table) == {("team=SDR", NINETY_DAYS): 0, ("team=BDR", NINETY_DAYS): 0, ("team=", NINETY_DAYS): 0}


def test_without_target_accounts_nothing_is_covered_or_judged(make_workbook):
    world = make_workbook({"activities": [{"started_at": "2026-11-02 10:00", "rep": "高橋", "company_id": "C9"}]})
    assert coverage.list_coverage(world, by=("all", "team", "rep")).empty
    assert coverage.area_verdict(world).empty


@pytest.mark.after_counting
def test_companies_in_100_draws_without_putting_back(make_workbook, cells):
    # 120 activities: one company with 60, sixty with one each.
    rows = [("C0", 60), *((f"C{number}", 1) for number in range(1, 61))]
    expected = (1 - comb(60, 100) / comb(120, 100)) + 60 * (1 - comb(119, 100) / comb(120, 100))
    world = make_workbook({"activities": _calls("佐藤", rows)})
    assert cells(activity.companies_in_100(world, period=NOVEMBER)) == pytest.approx({("all", NOVEMBER): expected})


@pytest.mark.after_counting
def test_companies_in_100_needs_a_hundred_activities_with_a_company(make_workbook):
    ninety_nine = _calls("佐藤", [(f"C{number}", 1) for number in range(99)])
    without = [{"started_at": "2026-11-02 10:00", "rep": "佐藤", "company_id": None}]
    assert activity.companies_in_100(make_workbook({"activities": ninety_nine + without})).empty
    hundred = ninety_nine + _calls("佐藤", [("C0", 1)])
    # All hundred are drawn, 99 companies are among them.
    assert activity.companies_in_100(make_workbook({"activities": hundred}), period=NOVEMBER)["value"].tolist() == [
        99.0
    ]


def _calls(rep, companies):
    return [
        {"started_at": "2026-11-02 10:00", "rep": rep, "company_id": company}
        for company, times in companies
        for _ in range(times)
    ]


def _spread(count, times):
    return [(f"C{number}", times) for number in range(count)]


LONG_AGO, LATELY = ({"started_at": f"2026-{day} 10:00", "rep": "他", "company_id": "E1"} for day in ("08-03", "11-18"))
"""With the one the activities cover the 90 days of the list's coverage, with the other they have not ended."""

TEAMS = {
    "sdr": ("SDR広", "SDR狭", "SDR少"),
    "ＢＤＲ": ("BDR届", "BDR未"),
    "エンタープライズ BDR": ("大手浅", "大手深", "大手少"),
    "パートナー": ("他",),
}


@pytest.mark.after_counting
def test_verdicts_by_role(make_workbook):
    # In a hundred activities drawn from a hundred all are drawn: 50 companies are just enough, 49 are not.
    activities = [
        LATELY,
        *_calls("SDR広", _spread(50, 2)),
        *_calls("SDR狭", [*_spread(48, 2), ("C99", 4)]),
        *_calls("SDR少", _spread(99, 1)),
        *_calls("BDR届", _spread(3, 1)),
        *_calls("BDR未", _spread(2, 1)),
        # 30 activities on 25 companies are 1.2 a company, 30 on 24 are 1.25.
        *_calls("大手浅", [*_spread(5, 2), *((f"D{number}", 1) for number in range(20))]),
        *_calls("大手深", [*_spread(6, 2), *((f"D{number}", 1) for number in range(18))]),
        *_calls("大手少", _spread(29, 1)),
        *_calls("他", _spread(5, 1)),
    ]
    # A log that ended on the 2nd says nothing of the month.
    assert coverage.area_verdict(make_workbook({"activities": activities[1:]}, teams=TEAMS)).empty
    # No account names BDR届 nor BDR未, so both are judged by their team: 3 of 5 accounts meet the goal of 0.6.
    accounts = [{"company_id": f"C{number}", "rep": "佐藤"} for number in (0, 1, 2, 98, 99)]
    verdict = coverage.area_verdict(make_workbook({"activities": activities, "accounts": accounts}, teams=TEAMS))
    assert verdict.set_index("segment")["verdict"].to_dict() == {
        "rep=SDR広": "healthy",
        "rep=SDR狭": "narrow",
        "rep=SDR少": "too_few",
        "rep=BDR届": "healthy",
        "rep=BDR未": "healthy",
        "rep=大手浅": "shallow",
        "rep=大手深": "healthy",
        "rep=大手少": "too_few",
    }
    assert verdict["value"].isna().all()


@pytest.mark.after_counting
def test_a_bdr_is_judged_by_the_accounts_that_name_the_rep(make_workbook):
    activities = [LONG_AGO, LATELY, *_calls("BDR届", _spread(3, 1)), *_calls("BDR未", _spread(3, 1))]
    owners = {"C0": "BDR届", "C1": "BDR届", "C2": "BDR届", "C7": "BDR未", "C8": "BDR未", "C9": "BDR未"}
    accounts = [{"company_id": company, "rep": rep} for company, rep in owners.items()]
    verdict = coverage.area_verdict(make_workbook({"activities": activities, "accounts": accounts}, teams=TEAMS))
    assert verdict.set_index("segment")["verdict"].to_dict() == {"rep=BDR届": "healthy", "rep=BDR未": "uncovered"}
    # Without the old row nobody knows whom they reached in the months before the log begins.
    verdict = coverage.area_verdict(make_workbook({"activities": activities[1:], "accounts": accounts}, teams=TEAMS))
    assert verdict.set_index("segment")["verdict"].to_dict() == {"rep=BDR届": "healthy"}


@pytest.mark.after_counting
def test_goals_are_the_workbooks(wb, make_workbook):
    goals = {**wb.config.benchmarks, "companies_per_100": 51, "list_coverage": 0.7, "activities_per_company": 1.2}
    activities = [
        LONG_AGO,
        LATELY,
        *_calls("SDR広", _spread(50, 2)),
        *_calls("BDR届", _spread(3, 1)),
        *_calls("大手浅", [*_spread(5, 2), *((f"D{number}", 1) for number in range(20))]),
    ]
    accounts = [{"company_id": f"C{number}", "rep": None} for number in (0, 1, 2, 98, 99)]
    world = make_workbook({"activities": activities, "accounts": accounts}, teams=TEAMS, benchmarks=goals)
    assert coverage.area_verdict(world).set_index("segment")["verdict"].to_dict() == {
        "rep=SDR広": "narrow",
        "rep=BDR届": "uncovered",
        "rep=大手浅": "healthy",
    }


@pytest.mark.after_counting
def test_the_verdict_is_on_as_ofs_month_only(make_workbook):
    october = [{**row, "started_at": "2026-10-30 10:00"} for row in _calls("SDR広", _spread(50, 2))]
    assert coverage.area_verdict(make_workbook({"activities": october}, teams=TEAMS)).empty


def test_a_workbook_without_activities_says_nothing(make_workbook):
    world = make_workbook({"leads": [{"lead_id": "L1", "created_at": "2026-11-02"}]})
    assert world.as_of == date(2026, 11, 18)
    assert not set(all_numbers(world)["kpi"]) & {"activities", "companies", "list_coverage", "area_verdict"}
