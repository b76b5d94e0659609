"""What a workbook works out once: named by the function and its arguments, by no word that somebody has to invent."""

import multiprocessing
import shutil
from datetime import date, timedelta

import pandas as pd
import pytest

from kpi_helpers.kpis.catalogue import CATALOGUE, all_numbers
from kpi_helpers.workbook.cache import clear
from kpi_helpers.workbook.engine import Engine, epoch_day
from kpi_helpers.workbook.example import example
from kpi_helpers.workbook.lasting import Lasting
from kpi_helpers.workbook.workbook import Workbook
from tests.oracle.cases import write_case

FEW = ("leads", "calls", "opportunities", "contact_rate", "won")
"""Each table and its links are in them."""

asked = []


def few(wb):
    """Some numbers: what holds of them holds of all, which take a hundred times as long."""
    return pd.concat([CATALOGUE[kpi].numbers(wb) for kpi in FEW], ignore_index=True)


def leads_on(folder, day):
    """The leads that a run of its own counts on a day."""
    wb = Workbook.open(folder, as_of=day)
    return int(wb.run(wb.leads.count().as_table()).iloc[0, 0])


def doubled(wb, number):
    asked.append(number)
    return 2 * number


def test_a_question_is_worked_out_once_for_each_of_its_arguments():
    asked.clear()
    wb = example()
    assert [wb.cached(doubled, number) for number in (1, 2, 1)] == [2, 4, 2]
    assert asked == [1, 2]


def test_another_workbook_works_it_out_for_itself():
    asked.clear()
    assert example().cached(doubled, 1) == example().cached(doubled, 1) == 2
    assert asked == [1, 1]


def test_a_function_without_a_name_is_refused():
    with pytest.raises(TypeError, match="lambda"):
        example().cached(lambda wb: 1)


# Across runs -------------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A workbook on disk with a cache of its own."""
    monkeypatch.setenv("KPI_CACHE", str(tmp_path / "cache"))
    return write_case(tmp_path / "case", 5, size=60).folder


def test_a_second_run_needs_no_engine_and_gives_the_same_numbers(folder, monkeypatch):
    cold = all_numbers(Workbook.open(folder))
    opened = []
    monkeypatch.setattr(Engine, "run", lambda engine, expression: opened.append(expression))
    pd.testing.assert_frame_equal(all_numbers(Workbook.open(folder)), cold)
    assert opened == []


def test_a_day_prepared_where_nothing_could_be_kept_for_all_days_is_found_again_right(folder, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(Lasting, "kept_by", lambda *_: None)
        alone = few(Workbook.open(folder))
    for counts in (folder.parent / "cache").glob("*/counts-*"):
        shutil.rmtree(counts)
    pd.testing.assert_frame_equal(few(Workbook.open(folder)), alone)


def test_what_serves_every_day_stays_for_as_long_as_a_workbook_reads_it(folder):
    wb = Workbook.open(folder)
    rows = wb.run(wb.activities)
    clear()
    assert len(wb.run(wb.activities)) == len(rows) > 0


def test_another_day_another_team_and_a_view_have_their_own_counts(folder):
    whole = Workbook.open(folder)
    rows = few(whole)
    team = next(iter(whole.config.teams))
    earlier = whole.as_of - timedelta(days=40)
    others = [
        Workbook.open(folder, as_of=earlier),
        Workbook.open(folder, team=team),
        Workbook.open(folder).view(rep=whole.config.teams[team][0]),
    ]
    assert all(not few(other).equals(rows) for other in others)


def frame_of(wb, number):
    asked.append(number)
    return pd.DataFrame({"number": [number]})


def test_what_a_notebook_defines_is_not_taken_from_an_earlier_run(folder):
    asked.clear()
    for _ in range(2):
        Workbook.open(folder).cached(frame_of, 1)
    assert asked == [1, 1]


@pytest.mark.parametrize("kind", ["tables", "facts", "counts"])
def test_an_entry_that_lost_a_file_is_made_anew(folder, tmp_path, kind):
    cold = few(Workbook.open(folder))
    files = [path for path in (tmp_path / "cache").rglob(f"{kind}-*/*") if path.suffix in (".parquet", ".arrow")]
    assert files
    for path in files:
        path.unlink()
        pd.testing.assert_frame_equal(few(Workbook.open(folder)), cold)


def test_eight_runs_at_once_on_other_days_and_an_open_session_give_the_right_numbers(folder):
    session = Workbook.open(folder)
    days = [str(session.as_of - timedelta(days=back)) for back in range(8)]
    if "forkserver" in multiprocessing.get_all_start_methods():
        apart = multiprocessing.get_context("forkserver")
        apart.set_forkserver_preload(["kpi_helpers.workbook.workbook"])  # loaded once, not eight times
    else:
        apart = multiprocessing.get_context("spawn")
    with apart.Pool(8, maxtasksperchild=1) as runs:
        counts = runs.starmap(leads_on, [(folder, day) for day in days], chunksize=1)
    created = session.run(session.leads.select("created_day"))["created_day"]
    assert counts == [int((created < epoch_day(date.fromisoformat(day)) + 1).sum()) for day in days]
