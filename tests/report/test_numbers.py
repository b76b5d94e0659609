"""numbers.csv and rejected.csv as files: form, bytes, formulas."""

import csv
import io
import os

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kpi_helpers as kh
from kpi_helpers.kpis.catalogue import CATALOGUE
from kpi_helpers.report.numbers import COLUMNS, number_text, write_numbers, write_rejected
from kpi_helpers.report.spreadsheet import write_csv
from kpi_helpers.workbook.csv_injection import escape_formula, unescape_formula
from kpi_helpers.workbook.errors import WorkbookError

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def read(path):
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def test_numbers_have_the_columns_of_the_contract_and_a_bom(wb, tmp_path):
    write_numbers(wb, tmp_path)
    content = (tmp_path / "numbers.csv").read_bytes()
    assert content.startswith(
        b"\xef\xbb\xbfmeeting,kpi,segment,period,value,numerator,denominator,low,high,target,unit,verdict\n"
    )


def test_a_row_says_its_number_and_who_shows_it(wb, tmp_path):
    write_numbers(wb, tmp_path)
    rows = {(row["kpi"], row["segment"], row["period"]): row for row in read(tmp_path / "numbers.csv")}
    assert rows["sales", "all", "2026-11"]["value"] == "1200000"
    assert rows["sales", "all", "2026-11"]["meeting"] == "sales_sync+marketing_sync+team_sync"
    # 2 of November's 4 leads are inbound, of 1,000 visitors.
    cvr = rows["cvr", "all", "2026-11"]
    assert (cvr["value"], cvr["numerator"], cvr["denominator"]) == ("0.002", "2", "1000")
    assert rows["target", "metric=won", "2026-11"]["value"] == "2"


def test_what_the_file_holds_kh_answers(wb, cells, tmp_path):
    """All of it together, and each KPI by each of its splits."""
    held = write_numbers(wb, tmp_path).drop(columns="meeting")
    pd.testing.assert_frame_equal(held, kh.all_numbers(wb), rtol=1e-11, atol=0)
    for kpi, metric in CATALOGUE.items():
        for name in metric.by:
            own = cells(held[held["kpi"].eq(kpi) & held["segment"].str.partition("=")[0].eq(name)])
            found = cells(getattr(kh, kpi)(wb, by=name))
            # What the file has in the periods of another split is asked for by period.
            further = sorted({period for segment, period in own if (segment, period) not in found})
            found |= cells(getattr(kh, kpi)(wb, by=name, period=further)) if further else {}
            written = {cell: number_text(value) for cell, value in found.items()}
            assert {cell: number_text(value) for cell, value in own.items()}.items() <= written.items(), (kpi, name)


def test_a_segment_with_periods_of_its_own_is_asked_for_by_name(wb):
    # Of the two leads that came between 10 and 11 both were answered within 5 minutes.
    hours = kh.first_response_within_5min(wb, by="hour").set_index("segment")
    assert hours.loc["hour=10", ["numerator", "denominator"]].tolist() == [2, 2]
    # Of 佐藤's leads since opportunities are known, L2 and L3, the first has one.
    reps = kh.opportunity_rate_cohort(wb, by="rep").set_index("segment")
    assert reps.loc["rep=佐藤", ["period", "numerator", "denominator"]].tolist() == ["2026-10-12..2026-11-18", 1, 2]


def test_the_rows_of_a_kpi_stand_together_and_each_once(wb, tmp_path):
    rows = write_numbers(wb, tmp_path)
    assert not rows.duplicated(["kpi", "segment", "period"]).any()
    kpis = rows["kpi"].tolist()
    assert len(dict.fromkeys(kpis)) == sum(one != other for one, other in zip(kpis, [None, *kpis], strict=False))


def test_a_verdict_has_no_value(wb, tmp_path):
    write_numbers(wb, tmp_path)
    verdicts = [row for row in read(tmp_path / "numbers.csv") if row["verdict"]]
    assert verdicts and all(row["value"] == "" for row in verdicts)


def test_the_same_input_gives_the_same_bytes(wb, world, tmp_path):
    write_numbers(wb, tmp_path / "one")
    write_numbers(world("2026-11-18"), tmp_path / "two")
    assert (tmp_path / "one" / "numbers.csv").read_bytes() == (tmp_path / "two" / "numbers.csv").read_bytes()


def test_hostile_names_are_text_in_the_csv(world, tmp_path):
    names = ["=cmd|' /C calc'!A0", "@SUM(A1)", "-2+3", "a;b=c%", 'quote"comma,', "line\nbreak"]
    wb = world("2026-11-18", leads=lambda leads: leads.assign(channel=(names + names)[: len(leads)]))
    write_numbers(wb, tmp_path)
    rows = read(tmp_path / "numbers.csv")
    assert not [
        row
        for row in rows
        for name in ("meeting", "kpi", "segment", "period", "unit", "verdict")
        if row[name].startswith(FORMULA_STARTS)
    ]
    assert "channel==cmd|' /C calc'!A0".replace("==", "=%3D") in {row["segment"] for row in rows}
    assert "channel=a%3Bb%3Dc%25" in {row["segment"] for row in rows}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (249.0, "249"),
        (-12.0, "-12"),
        (1 / 3, "0.333333333333"),
        (0.1 + 0.2, "0.3"),
        (float("nan"), ""),
        (-0.0, "0"),
        (1e-7, "1e-07"),
        (123456789012345.0, "123456789012345"),
        (2.5e20, "2.5e+20"),
    ],
)
def test_a_number_is_written_short_and_always_alike(value, text):
    assert number_text(value) == text


def rejected(*rows):
    return pd.DataFrame(
        [("leads", "leads.csv", 2, "reason", row) for row in rows], columns=["table", "file", "line", "reason", "row"]
    )


def test_rejected_rows_can_be_read_as_they_stood(tmp_path):
    rows = [
        "=1+1,サクラ",
        '"a ""quoted"" cell","two\nlines"',
        "'=already,escaped",
        "\tTab,x",
        "L1,2026/13/45,　",
        "",
    ]
    write_rejected(rejected(*rows), tmp_path)
    written = read(tmp_path / "rejected.csv")
    assert not [row for row in written if row["row"].startswith(FORMULA_STARTS)]
    assert [unescape_formula(row["row"]) for row in written] == rows
    assert written[0]["line"] == "2"


def test_nothing_set_aside_leaves_a_header_alone(tmp_path):
    write_rejected(rejected("L1,x"), tmp_path)
    write_rejected(rejected(), tmp_path)
    assert (tmp_path / "rejected.csv").read_bytes().decode("utf-8-sig") == "table,file,line,reason,row\n"


@given(st.text())
def test_defusing_loses_nothing_and_leaves_no_formula(text):
    assert unescape_formula(escape_formula(text)) == text
    assert not escape_formula(text).startswith(FORMULA_STARTS)


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path):
    (tmp_path / "reports").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(WorkbookError, match=r"numbers\.csv cannot be written"):
        write_csv(tmp_path / "reports" / "numbers.csv", COLUMNS, [])


def test_a_failed_write_leaves_the_last_good_file_and_no_draft(tmp_path):
    def rows():
        yield ["one"]
        raise RuntimeError("the engine stopped")

    write_csv(tmp_path / "numbers.csv", ["a"], [["good"]])
    with pytest.raises(RuntimeError):
        write_csv(tmp_path / "numbers.csv", ["a"], rows())
    assert os.listdir(tmp_path) == ["numbers.csv"]
    assert "good" in (tmp_path / "numbers.csv").read_text(encoding="utf-8-sig")
