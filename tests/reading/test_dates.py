"""Every form of a moment, read or refused; the expected values are written by hand."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pyarrow
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.reading.dates import AMBIGUOUS, OK, OUT_OF_RANGE, UNREADABLE, as_datetime, months, parse


def read(text: str, order: str | None = None, zone: str = "Asia/Tokyo") -> datetime | int:
    """The moment, or the status where it was not read."""
    found = parse(pyarrow.array([text], pyarrow.string()), zone, order)
    return as_datetime(found.moments[0]) if found.status[0] == OK else int(found.status[0])


NINE_FIVE = datetime(2026, 11, 20, 9, 5)
DAY = datetime(2026, 11, 20)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026/11/20 9:05", NINE_FIVE),
        ("2026/11/20 09:05:00", NINE_FIVE),
        ("2026-11-20 09:05", NINE_FIVE),
        ("2026-11-20T09:05:00+09:00", NINE_FIVE),
        ("2026-11-20T00:05:00Z", NINE_FIVE),
        ("2026-11-20T00:05:00.000+0000", NINE_FIVE),
        ("2026-11-19T21:05:00-03:00", NINE_FIVE),
        ("2026-11-20 00:05:00 UTC", NINE_FIVE),
        ("2026/11/20 9:05 JST", NINE_FIVE),
        ("2026年11月20日 9時05分", NINE_FIVE),
        ("2026年11月20日9時5分", NINE_FIVE),
        ("2026年11月20日", DAY),
        ("令和8年11月20日", DAY),
        ("R8.11.20", DAY),
        ("R8/11/20 9:05", NINE_FIVE),
        ("H31.4.30", datetime(2019, 4, 30)),
        ("令和元年5月1日", datetime(2019, 5, 1)),
        ("2026/11/20(金) 9:05", NINE_FIVE),
        ("2026-11-20 Fri", DAY),
        ("金曜日 2026/11/20", DAY),
        ("2026年11月20日金曜日", DAY),
        ("2026/11/20 午前 9:05", NINE_FIVE),
        ("20-Nov-26", DAY),
        ("Fri Nov 20 2026 09:05:00 GMT+0900 (日本標準時)", NINE_FIVE),
        ("2026-11-19 19:05:00 GMT-0500", NINE_FIVE),
        ("２０２６／１１／２０　９：０５", NINE_FIVE),
        ("2026/11/20 午前9:05", NINE_FIVE),
        ("2026/11/20 午後9:05", datetime(2026, 11, 20, 21, 5)),
        ("2026-11-20 12:05 AM", datetime(2026, 11, 20, 0, 5)),
        ("2026-11-20 12:05 PM", datetime(2026, 11, 20, 12, 5)),
        ("20-Nov-2026 09:05 AM", NINE_FIVE),
        ("Nov 20, 2026 09:05 AM", NINE_FIVE),
        ("Fri, 20 Nov 2026 00:05:00 GMT", NINE_FIVE),
        ("20261120", DAY),
        ("202611200905", NINE_FIVE),
        ("20261120090500", NINE_FIVE),
        ("46346", DAY),  # Excel counts days from 1899-12-30
        ("46346.37847222222", NINE_FIVE),  # (9 × 60 + 5) / 1440
        ("1795133100000", NINE_FIVE),  # milliseconds, as HubSpot's API has them
        ("2026.11.20", DAY),
        ("2026/1/5", datetime(2026, 1, 5)),
        ("2024/2/29", datetime(2024, 2, 29)),
        ("2026-11-20 09:05:00.123456", datetime(2026, 11, 20, 9, 5, 0, 123456)),
    ],
)
def test_a_moment_is_read_in_the_zone_of_the_workbook(text, expected):
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2026/13/01",
        "2026/2/29",
        "2026/11/31",
        "2026/11/20 24:01",
        "2026/11/20 9:60",
        "2026/11/20 午後13:05",
        "0000-00-00",
        "2026/11",
        "11/20",
        "9:05",
        "昨日",
        "x" * 10_000,
        "2026-11/20",
        "20261301",
        "2026/11/20 9:05 EST",
        "1e5",
        "2026/11/20 9:05x",
    ],
)
def test_what_is_no_date_is_not_guessed(text):
    assert read(text) == UNREADABLE


@pytest.mark.parametrize(
    "text", ["1999-12-31", "2101/01/01", "1900/1/1", "12345", "9999-12-31T00:00:00Z", "0001-01-01T00:00:00Z"]
)
def test_a_date_of_another_century_is_out_of_range(text):
    assert read(text) == OUT_OF_RANGE


def test_the_ends_of_the_range_are_inside():
    assert read("2000-01-01") == datetime(2000, 1, 1)
    assert read("2100-12-31 23:59:59") == datetime(2100, 12, 31, 23, 59, 59)


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("mdy", datetime(2026, 3, 4)),
        ("dmy", datetime(2026, 4, 3)),
        ("ymd", UNREADABLE),
    ],
)
def test_an_order_that_is_stated_is_kept_to(order, expected):
    assert read("03/04/2026", order) == expected


def test_a_year_of_two_digits_needs_an_order():
    assert read("26/11/20") == AMBIGUOUS
    assert read("26/11/20", "ymd") == DAY


def test_months_are_read_in_every_form():
    texts = ["2026-11", "2026/11", "2026年11月", "202611", "2026/1", "2026-11-01", "46327", "今月"]
    assert months(pyarrow.array(texts), "Asia/Tokyo").to_pylist() == [
        "2026-11",
        "2026-11",
        "2026-11",
        "2026-11",
        "2026-01",
        "2026-11",
        "2026-11",
        None,
    ]


@given(
    st.lists(st.datetimes(datetime(2000, 1, 2), datetime(2100, 12, 30)), min_size=1),
    st.sampled_from(["Asia/Tokyo", "America/Sao_Paulo", "Europe/Berlin"]),
)
def test_instants_agree_with_the_standard_library(moments, zone):
    found = parse(pyarrow.array([f"{moment.isoformat(timespec='microseconds')}Z" for moment in moments]), zone)
    utc = [moment.replace(tzinfo=ZoneInfo("UTC")) for moment in moments]
    assert [as_datetime(moment) for moment in found.moments] == [
        moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for moment in utc
    ]


@given(st.lists(st.text(max_size=30)))
def test_no_text_breaks_the_reader(texts):
    found = parse(pyarrow.array(texts, pyarrow.string()), "Asia/Tokyo", "dmy")
    assert len(found.status) == len(texts)


def test_many_shapes_are_each_read():
    texts = [f"2026/11/20 {'x' * n}" for n in range(40)] + [
        f"2026-11-20T09:05:00{'+' if n % 2 else '-'}{n % 10:02d}:00" for n in range(40)
    ]
    found = parse(pyarrow.array(texts), "Asia/Tokyo")
    assert (found.status[40:] == OK).all()


LEADS = {"leads": {"file": "*.csv"}}


def test_one_value_settles_the_order_of_the_whole_column(book):
    book.put("a.csv", "lead_id,created_at\nL1,03/04/2026\nL2,05/05/2026\n")
    book.put("b.csv", "lead_id,created_at\nL3,03/25/2026\n")
    leads = book.table("leads", LEADS)
    assert leads["created_at"].dt.strftime("%m-%d").tolist() == ["03-04", "05-05", "03-25"]


@pytest.mark.parametrize(
    ("rows", "named"),
    [
        ("L1,03/04/2026\n", "'03/04/2026'"),
        ("L1,13/04/2026\nL2,04/13/2026\n", "'13/04/2026' and '04/13/2026'"),
    ],
    ids=["open", "contradiction"],
)
def test_an_order_that_nothing_settles_is_asked_for(book, rows, named):
    book.put("a.csv", "lead_id,created_at\n" + rows)
    with pytest.raises(WorkbookError, match=named + ".*date_order"):
        book.load(LEADS)


def test_an_order_in_the_workbook_settles_it(book):
    book.put("a.csv", "lead_id,created_at\nL1,03/04/2026\nL2,04/13/2026\n")
    loaded = book.load(
        {"leads": {"file": "a.csv", "columns": {"created_at": {"column": "created_at", "date_order": "dmy"}}}}
    )
    assert loaded.reports["leads"].set_aside == {"unreadable_date": 1}
    assert book.table("leads")["created_at"].dt.month.tolist() == [4]


def test_a_day_and_month_alike_need_no_order(book):
    book.put("a.csv", "lead_id,created_at\nL1,05/05/2026\n")
    assert book.table("leads", LEADS)["created_at"].dt.strftime("%Y-%m-%d").tolist() == ["2026-05-05"]


def test_a_faulty_optional_date_sets_the_row_aside_and_a_missing_one_does_not(book):
    book.put(
        "a.csv", "lead_id,created_at,key_person_at\nL1,2026-11-01,-\nL2,2026-11-01,soon\nL3,2026-11-01,1899-01-01\n"
    )
    assert book.load(LEADS).reports["leads"].set_aside == {"unreadable_date": 1, "date_out_of_range": 1}


def test_close_dates_written_as_midnight_in_utc_are_warned_of(book):
    book.put(
        "o.csv",
        "opportunity_id,created_at,closed_at\nO1,2026-11-01,2026-11-20T00:00:00.000Z\nO2,2026-11-01,2026-11-20\n",
    )
    report = book.load({"opportunities": {"file": "o.csv"}}, timezone="America/Sao_Paulo").reports["opportunities"]
    assert (report.warnings["utc_close_date"].count, report.warnings["utc_close_date"].example) == (
        1,
        "o.csv:2 2026-11-20T00:00:00.000Z",
    )
    assert book.table("opportunities")["closed_at"].dt.day.tolist() == [19, 20]
