"""numbers.csv of an earlier day, as people and spreadsheets leave it."""

import pytest

from kpi_helpers.report.saved_numbers import number_of, period_of, saved_rows, values_of_all

TEXT = "meeting,kpi,segment,period,value,unit\nm,leads,all,2026-10,1234,count\nm,cvr,all,2026-10,0.25,share\nm,leads,rep=佐藤,2026-10,7,count\n"
EXCEL = 'meeting,kpi,segment,period,value,unit\r\nm,leads,all,Oct-26,"1,234",count\r\nm,cvr,all,2026年10月,25%,share\r\nm,leads,rep=佐藤,2026/10/1,7,count\r\n'


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode("utf-8-sig"),
        TEXT.encode("cp932"),
        EXCEL.encode("cp932"),
        EXCEL.encode("utf-16"),
        TEXT.replace(",", "\t").encode("utf-16"),
        TEXT.replace(",", ";").encode(),
        TEXT.replace("kpi", "KPI").encode(),
    ],
)
def test_it_is_read_however_it_was_saved(tmp_path, content):
    (tmp_path / "numbers.csv").write_bytes(content)
    rows = saved_rows(tmp_path)
    assert values_of_all(rows) == {("leads", "2026-10"): 1234.0, ("cvr", "2026-10"): 0.25}


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\xff\xfe", TEXT.replace("period", "Zeitraum").encode(), b"kpi,segment,period,value\n" + b'"' * 200_000],
)
def test_what_is_no_numbers_csv_is_none(tmp_path, content):
    (tmp_path / "numbers.csv").write_bytes(content)
    assert not values_of_all(saved_rows(tmp_path) or [])


def test_where_there_is_none_there_is_none(tmp_path):
    assert saved_rows(tmp_path) is None
    (tmp_path / "numbers.csv").mkdir()
    assert saved_rows(tmp_path) is None


@pytest.mark.parametrize("text", ["", "-", "#DIV/0!", "12件", "1.2.3", "=1+1"])
def test_what_is_no_number_is_none(text):
    assert number_of(text) is None


def test_a_window_stays_a_window():
    assert period_of("2026-06-01..2026-11-20") == "2026-06-01..2026-11-20"
