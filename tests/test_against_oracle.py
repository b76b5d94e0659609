"""The numbers of dirty workbooks held against the oracle, which shares no code with the project."""

import csv
import shutil
from pathlib import Path

import pytest

from kpi_helpers.kpis.catalogue import CATALOGUE, all_numbers
from kpi_helpers.report.numbers import number_text
from kpi_helpers.workbook.workbook import Workbook
from tests.oracle.cases import write_case
from tests.oracle.compare import differences
from tests.oracle.numbers import expected_numbers

SHARED = Path(__file__).parents[2] / "shared"
WORKED = [  # cases whose numbers somebody else worked out, where they lie beside the project
    (folder, as_of)
    for folder, as_of in ((SHARED / "cases/worked", "2026-11-18"), (SHARED / "data/olist", "2018-11-14"))
    if folder.is_dir()
]
CASES = ((3, 60, 0), (15, 80, 1), (17, 60, 3), (22, 60, 0))
"""Seed, size, and which of the case's days: a month's end, one before any business day, Golden Week, the turn of the year."""


@pytest.mark.parametrize(("seed", "size", "day"), CASES)
def test_every_number_is_the_oracles(seed, size, day, tmp_path):
    case = write_case(tmp_path / "case", seed, size)
    as_of = case.as_ofs[day]
    got = all_numbers(Workbook.open(case.folder, as_of=as_of)).to_dict("records")
    expected = expected_numbers(case.folder, as_of)
    assert differences(expected, got) == []
    assert len({row["kpi"] for row in expected}) >= 60


@pytest.mark.parametrize(("folder", "as_of"), WORKED, ids=lambda value: getattr(value, "name", value))
def test_every_number_is_that_of_the_worked_cases(folder, as_of, tmp_path):
    """And that of the oracle, which the same rows must give."""
    folder = shutil.copytree(folder, tmp_path / "case", ignore=shutil.ignore_patterns(".kpi_cache"))
    got = all_numbers(Workbook.open(folder, as_of=as_of)).to_dict("records")
    held = {(row["kpi"], row["segment"], row["period"]): row for row in got}
    with (folder / "expected.csv").open(encoding="utf-8", newline="") as file:
        wanted = list(csv.DictReader(file))
    wrong = []
    for row in wanted:
        key = row["kpi"], row["segment"], row["period"]
        found = held.get(key, {"value": 0.0 if row["kpi"] == "cohort_opportunities" else float("nan"), "verdict": ""})
        if row.get("verdict"):
            wrong += [key] * (found["verdict"] != row["verdict"])
        elif float(row["value"]) != pytest.approx(found["value"], rel=1e-6):
            wrong.append((*key, row["value"], number_text(found["value"])))
    assert wanted
    assert wrong == []
    assert differences(expected_numbers(folder, as_of), got) == []


def test_the_oracle_knows_every_kpi_but_the_forecasts(tmp_path):
    """The seeds above would pass a KPI by that the oracle does not have."""
    known = set()
    for seed, size, day in CASES:
        case = write_case(tmp_path / str(seed), seed, size)
        known |= {row["kpi"] for row in expected_numbers(case.folder, case.as_ofs[day])}
    forecasts = {kpi for kpi in CATALOGUE if kpi.startswith("landing")}
    assert set(CATALOGUE) - known == forecasts
