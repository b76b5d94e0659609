"""Which days a table covers: gaps and ends counted in business days by hand."""

from datetime import date, timedelta

import pandas as pd

from kpi_helpers.workbook.calendar import BusinessCalendar
from kpi_helpers.workbook.coverage import covered
from kpi_helpers.workbook.periods import Period

CALENDAR = BusinessCalendar("JP")
DAY = timedelta(days=1)


def november(*days):
    return [date(2026, 11, day) for day in days]


def test_a_row_within_three_business_days_has_not_ended():
    # Friday the 13th; Wednesday the 18th is the third business day after it, Thursday the fourth.
    days = november(10, 11, 12, 13)
    assert not covered("leads", days, CALENDAR, date(2026, 11, 18)).has_ended
    assert covered("leads", days, CALENDAR, date(2026, 11, 19)).has_ended


def test_the_longest_pause_of_the_last_twelve_months_is_no_end():
    # From Monday 2nd up to and with Tuesday 10th: 4, 5, 6, 9, 10 (the 3rd is Culture Day) are five business days.
    days = november(2, 10, 11)
    found = covered("leads", days, CALENDAR, date(2026, 11, 18))
    assert (found.slack, found.has_ended) == (5, False)  # 12, 13, 16, 17, 18
    assert covered("leads", days, CALENDAR, date(2026, 11, 19)).has_ended
    # A pause that began more than twelve months before the newest row counts no more.
    long_ago = [date(2025, 9, 1), date(2025, 11, 10)]
    assert (
        covered("leads", long_ago + [date(2025, 11, 12), date(2026, 11, 11)], CALENDAR, date(2026, 11, 18)).slack > 200
    )
    assert covered("leads", long_ago + days, CALENDAR, date(2026, 11, 18)).slack == 5
    steady = [date(2025, 11, 12) + n * DAY for n in range(365)]
    assert covered("leads", long_ago + steady, CALENDAR, date(2026, 11, 18)).slack == 3


def test_closings_show_that_opportunities_go_on():
    created = november(2, 4, 5)
    alone = covered("opportunities", created, CALENDAR, date(2026, 11, 18))
    assert alone.has_ended and alone.until == date(2026, 11, 5)
    closing = covered("opportunities", created, CALENDAR, date(2026, 11, 18), november(9, 13))
    assert not closing.has_ended and closing.last == date(2026, 11, 13) and closing.first == date(2026, 11, 2)


def test_what_lies_before_the_oldest_row_or_after_the_end_is_not_covered():
    days = [date(2026, 8, 6) + n * DAY for n in range(60)]  # up to 4 October
    found = covered("leads", days, CALENDAR, date(2026, 11, 18))
    assert found.has_ended and found.until == date(2026, 10, 4)
    labels = ["2026-07", "2026-08", "2026-09", "2026-10", "2026-11"]
    assert [found.covers(Period.parse(label)) for label in labels] == [False, True, True, True, False]
    # August: 3, 4, 5 lie before the oldest row, three business days. October: all but 1 and 2 lie after the end.
    assert [found.is_partial(Period.parse(label)) for label in labels] == [False, False, False, True, False]
    assert covered("leads", days[1:], CALENDAR, date(2026, 11, 18)).is_partial(Period.parse("2026-08"))
    clipped = found.clipped(Period.window(date(2026, 6, 1), date(2026, 11, 18)))
    assert clipped.label == "2026-08-06..2026-10-04"


def test_a_table_without_rows_covers_nothing():
    found = covered("leads", [], CALENDAR, date(2026, 11, 18))
    assert found.until is None and not found.has_ended and not found.covers(Period.parse("2026-11"))


def test_a_workbook_knows_the_coverage_of_its_tables_whatever_part_is_looked_at(make_workbook):
    leads = pd.date_range("2026-09-14 09:30", "2026-11-18 09:30", freq="B")
    calls = pd.date_range("2026-10-01 10:00", "2026-11-06 10:00", freq="B")
    wb = make_workbook(
        {
            "leads": pd.DataFrame(
                {"lead_id": [f"L{n}" for n in range(len(leads))], "created_at": leads, "rep": "佐藤"}
            ),
            "activities": pd.DataFrame({"started_at": calls, "rep": "高橋"}),
            "visits": [{"date": "2026-11-02", "visitors": 5}, {"date": "2026-12-02", "visitors": 5}],
        }
    )
    for part in (wb, wb.view(team="SDR"), wb.view(rep="鈴木")):
        assert part.coverage("leads").first == date(2026, 9, 14) and not part.coverage("leads").has_ended
        assert part.coverage("activities").until == date(2026, 11, 6)
        assert part.bearing.ended(["leads", "activities"]) == ("activities",)
        assert part.coverage("opportunities").first is None
    assert wb.coverage("visits").last == date(2026, 11, 2)  # what comes after as_of is not known
    months = [Period.parse(label) for label in ("2026-08", "2026-09", "2026-10", "2026-11")]
    window = Period.window(date(2026, 6, 1), date(2026, 11, 18))
    assert wb.covered_periods(["leads"], [*months, window])[-1].label == "2026-09-14..2026-11-18"
    both = wb.covered_periods(["leads", "activities"], [*months, window])
    assert [period.label for period in both] == ["2026-10", "2026-11", "2026-10-01..2026-11-06"]
    assert wb.bearing.is_partial(["leads"], months[1]) and not wb.bearing.is_partial(["leads"], months[2])
