"""The day of a page where nobody names one, with its reason in words."""

from datetime import date

import pytest

from kpi_helpers.report.day_words import as_of_lines
from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.last_day import last_day
from kpi_helpers.workbook.workbook import Workbook


@pytest.fixture
def opened(make_workbook, monkeypatch):
    """A workbook of these tables as it is opened on 2026-11-28, without a day."""

    def open_it(tables):
        monkeypatch.setenv("KPI_TODAY", "2026-11-28")
        made = make_workbook(tables)
        return Workbook(made.config, made._tables, engine=made.engine)

    return open_it


LEADS = [
    {"lead_id": "L1", "created_at": "2026-11-17 09:00"},
    {"lead_id": "L2", "created_at": "2026-11-19 09:00"},
]


def test_what_is_planned_and_what_lies_after_today_does_not_count(opened):
    activities = [
        {"started_at": "2026-11-18 10:00", "rep": "佐藤", "status": "done"},
        {"started_at": "2026-11-25 10:00", "rep": "佐藤", "status": "planned"},
        {"started_at": "2026-12-19 10:00", "rep": "佐藤", "status": None},
    ]
    wb = opened({"leads": LEADS, "activities": activities})
    assert (wb.as_of, wb.last_day.table, wb.last_day.stale) == (date(2026, 11, 19), "leads", "")
    assert as_of_lines(wb, "ja") == [
        "見本株式会社 インサイドセールス: 2026-11-19 時点（リードが最後に作成された日。--as-of で変えられます）"
    ]


def test_opportunities_count_alone_and_then_their_closings_too(opened):
    deals = [
        {"opportunity_id": "O1", "created_at": "2026-10-29", "closed_at": "2026-11-23", "is_won": True},
        {"opportunity_id": "O2", "created_at": "2026-10-28", "closed_at": "2026-11-26", "is_won": None},
    ]
    assert opened({"opportunities": deals}).as_of == date(2026, 11, 23)
    assert opened({"opportunities": deals, "leads": LEADS}).as_of == date(2026, 11, 19)


@pytest.mark.parametrize(
    ("activities", "day", "stale"),
    [
        (date(2026, 11, 12), date(2026, 11, 19), ""),  # seven days apart
        (date(2026, 11, 11), date(2026, 11, 11), "activities"),
        (date(2026, 11, 27), date(2026, 11, 19), "leads"),
    ],
)
def test_the_earlier_day_where_one_table_ends_more_than_a_week_before(activities, day, stale):
    found = last_day({"leads": date(2026, 11, 19), "activities": activities, "opportunities": date(2026, 11, 27)})
    assert (found.day, found.stale) == (day, stale)


def test_the_stale_table_is_named(opened):
    wb = opened({"leads": LEADS, "activities": [{"started_at": "2026-11-02 10:00", "rep": "佐藤"}]})
    assert wb.as_of == date(2026, 11, 2)
    first, second = as_of_lines(wb, "en")
    assert first.endswith("as of 2026-11-02 (the last day on which an activity was done; --as-of chooses another)")
    assert second.startswith("Note: activities (activities) ends on 2026-11-02, while leads go on to 2026-11-19.")
    assert "リードは 2026-11-19 まで" in as_of_lines(wb, "ja")[1]


def test_without_a_row_up_to_today_a_day_must_be_named(opened):
    with pytest.raises(WorkbookError, match="--as-of"):
        opened({"leads": [{"lead_id": "L1", "created_at": "2026-12-01 09:00"}]})


def test_today_is_written_as_a_day(opened, make_workbook, monkeypatch):
    made = make_workbook({"leads": LEADS})
    monkeypatch.setenv("KPI_TODAY", "tomorrow")
    with pytest.raises(WorkbookError, match="KPI_TODAY: 'tomorrow' is not a day"):
        Workbook(made.config, made._tables, engine=made.engine)
