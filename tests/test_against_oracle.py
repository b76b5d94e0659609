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


@pytest.fixture(params=[*CASES, *WORKED], ids=lambda case: f"{case[0].name if len(case) == 2 else f'seed{case[0]}'}")
def case(request, tmp_path):
    """A workbook's folder, and the day on which to look at it."""
    if len(request.param) == 2:
        folder, as_of = request.param
        return shutil.copytree(folder, tmp_path / "case"), as_of
    seed, size, day = request.param
    written = write_case(tmp_path / "case", seed, size)
    return written.folder, written.as_ofs[day]


def test_every_number_is_the_oracles_and_the_worked_cases(case):
    folder, as_of = case
    got = all_numbers(Workbook.open(folder, as_of=as_of)).to_dict("records")
    expected = expected_numbers(folder, as_of)
    assert len(expected) > 80
    assert differences(expected, got) == []
    assert unlike_worked(folder / "expected.csv", got) == []


def unlike_worked(path, got):
    """The numbers that somebody else worked out otherwise; a case from a seed has none."""
    if not path.exists():
        return []
    held = {(row["kpi"], row["segment"], row["period"]): row for row in got}
    with path.open(encoding="utf-8", newline="") as file:
        wanted = list(csv.DictReader(file))
    assert wanted
    wrong = []
    for row in wanted:
        key = row["kpi"], row["segment"], row["period"]
        found = held.get(key, {"value": 0.0 if row["kpi"] == "cohort_opportunities" else float("nan"), "verdict": ""})
        if row.get("verdict"):
            wrong += [key] * (found["verdict"] != row["verdict"])
        elif float(row["value"]) != pytest.approx(found["value"], rel=1e-6):
            wrong.append((*key, row["value"], number_text(found["value"])))
    return wrong


def test_the_oracle_knows_every_kpi_but_the_forecasts(tmp_path):
    """The seeds above would pass a KPI by that the oracle does not have."""
    known = set()
    for seed, size, day in CASES:
        case = write_case(tmp_path / str(seed), seed, size)
        known |= {row["kpi"] for row in expected_numbers(case.folder, case.as_ofs[day])}
    forecasts = {kpi for kpi in CATALOGUE if kpi.startswith(("landing", "outlook"))} | {"leads_needed", "target_chance"}
    assert set(CATALOGUE) - known == forecasts
