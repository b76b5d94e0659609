"""Daily tallies: counts by day and rep in place of calls logged one by one."""

import pytest
from statsmodels.stats.proportion import proportion_confint

from kpi_helpers.kpis.catalogue import CATALOGUE, all_numbers
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.meetings import MEETINGS
from kpi_helpers.workbook.workbook import Workbook

WORKBOOK = """
name: 見本
tables:
  tallies:
    file: 日報.csv
    columns: {date: 日付, rep: 担当者, calls: 架電数, contacts: 接続数, appointments: アポ数, hours: 稼働時間}
teams: {SDR: [佐藤, 鈴木], BDR: [高橋]}
"""
TALLIES = """日付,担当者,架電数,接続数,アポ数,稼働時間
2026-11-02,佐藤,40,12,1,4
2026-11-02,鈴木,30,6,0,2.5
2026-11-03,佐藤,20,4,1,2
2026-11-04,高橋,10,,0,1
2026-11-12,鈴木,50,10,2,3
"""


@pytest.fixture
def tallied(tmp_path):
    """``tallied(rows, more)``: a workbook of these tallies, with lines of its own behind them."""

    def make(rows=TALLIES, workbook=WORKBOOK):
        (tmp_path / "workbook.yml").write_text(workbook, encoding="utf-8")
        (tmp_path / "日報.csv").write_text(rows, encoding="utf-8")
        return Workbook.open(tmp_path)

    return make


def of(wb, kpi, period, by="rep"):
    rows = CATALOGUE[kpi](wb, by=by, period=period)
    return dict(zip(rows["segment"], rows["value"], strict=True))


def test_the_page_is_of_the_last_day_tallied(tallied):
    wb = tallied()
    assert (f"{wb.as_of}", wb.last_day.table) == ("2026-11-12", "tallies")


def test_calls_hours_and_rates_by_rep_and_week(tallied):
    wb = tallied()
    assert of(wb, "calls", "2026-W45") == {"rep=佐藤": 60, "rep=鈴木": 30, "rep=高橋": 10}
    assert of(wb, "call_hours", "2026-W45") == {"rep=佐藤": 6, "rep=鈴木": 2.5, "rep=高橋": 1}
    assert of(wb, "cph", "2026-W45") == {"rep=佐藤": 60 / 6, "rep=鈴木": 30 / 2.5, "rep=高橋": 10 / 1}
    assert of(wb, "contact_rate", "2026-W45") == {"rep=佐藤": 16 / 60, "rep=鈴木": 6 / 30}
    assert of(wb, "calls", "2026-11", by="team") == {"team=SDR": 140, "team=BDR": 10}


def test_a_group_of_which_a_day_does_not_tell_its_contacts_has_no_contact_rate(tallied):
    wb = tallied()
    assert of(wb, "contact_rate", "2026-11", by=("all", "team")) == {"team=SDR": 32 / 140}


def test_each_call_is_a_case_of_its_own(tallied):
    row = CATALOGUE["contact_rate"](tallied(), by="rep", period="2026-W46").iloc[0]
    # The design effect of 50 calls to 50 leads is 50 / 49.
    low, high = proportion_confint(10 * 49 / 50, 49, method="wilson")
    assert (row["low"], row["high"]) == pytest.approx((low, high))


def test_what_needs_single_calls_is_missing_and_says_so(tallied):
    wb = tallied()
    assert set(all_numbers(wb)["kpi"]) == {"calls", "contact_rate", "call_hours", "cph"}
    meeting = Meeting("team_sync", wb, "ja")
    for topic in MEETINGS["team_sync"].topics:
        made = topic(meeting)
        assert not made.failure and made.is_missing == (topic.key != "act")


@pytest.mark.parametrize(
    ("column", "there"), [("接続数", {"calls", "call_hours", "cph"}), ("稼働時間", {"calls", "contact_rate"})]
)
def test_a_column_that_is_not_there_is_named(tallied, column, there):
    wb = tallied(
        TALLIES.replace(column, "備考"), WORKBOOK.replace(f"contacts: {column}, ", "").replace(f", hours: {column}", "")
    )
    assert set(all_numbers(wb)["kpi"]) == there
    kpi, name = ("contact_rate", "contacts") if column == "接続数" else ("cph", "hours")
    lack = wb.lacks(CATALOGUE[kpi].needs)
    assert (lack.kind, lack.table, lack.column, lack.files) == ("absent", "tallies", name, ("日報.csv",))


def test_calls_logged_one_by_one_come_before_tallies(tmp_path, tallied):
    (tmp_path / "calls.csv").write_text("started_at,rep\n2026-11-12 09:00,佐藤\n", encoding="utf-8")
    wb = tallied(workbook=WORKBOOK.replace("tables:", "tables:\n  activities: {file: calls.csv}"))
    assert of(wb, "calls", "2026-11") == {"rep=佐藤": 1}
