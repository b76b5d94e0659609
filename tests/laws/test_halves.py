"""A table that comes in two files is the table that comes in one."""

import csv
import io

import pandas as pd
import pytest

from kpi_helpers.kpis.catalogue import all_numbers
from kpi_helpers.workbook.workbook import Workbook
from tests.oracle.cases import write_case

LEADS = "リード一覧.csv"


@pytest.fixture
def halved(tmp_path):
    """A team's folder, and the same with its leads in two files."""
    case = write_case(tmp_path / "whole", 2, size=60)
    halves = write_case(tmp_path / "halves", 2, size=60)
    text = (halves.folder / LEADS).read_bytes().decode("cp932")
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    for name, part in (("リード前半.csv", rows[: len(rows) // 2]), ("リード後半.csv", rows[len(rows) // 2 :])):
        with (halves.folder / name).open("w", encoding="cp932", newline="") as file:
            csv.writer(file).writerows([header, *part])
    (halves.folder / LEADS).unlink()
    told = halves.folder / "workbook.yml"
    written = told.read_text(encoding="utf-8")
    told.write_text(written.replace(f"file: {LEADS}", "file: [リード前半.csv, リード後半.csv]"), encoding="utf-8")
    return case, halves


def test_two_disjoint_halves_give_what_the_whole_gives(halved):
    whole, halves = (Workbook.open(case.folder, as_of=case.as_of) for case in halved)
    reports = [wb.loaded.reports["leads"] for wb in (whole, halves)]
    assert reports[0].kept == reports[1].kept == 60
    assert len(reports[1].files) == 2
    pd.testing.assert_frame_equal(all_numbers(whole), all_numbers(halves), rtol=1e-9)
