"""The processes of a build ask the one that holds the session, and open none of their own."""

import multiprocessing
import os
from dataclasses import replace
from multiprocessing.connection import Client

import pytest

from kpi_helpers.kpis.catalogue import CATALOGUE
from kpi_helpers.report.closing import data_notes
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.workbook.config import load_config
from kpi_helpers.workbook.definitions import Definitions
from kpi_helpers.workbook.engine import Expr
from kpi_helpers.workbook.one_session import VARIABLE, Session, holding
from kpi_helpers.workbook.workbook import Workbook
from tests.engines.test_end_to_end import _example_in

DAY = "2026-11-18"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("one_session")
    return _example_in(place / "tables", f"duckdb://{place / 'crm.duckdb'}")


@pytest.fixture(scope="module")
def held(folder):
    """What the process that holds the session has opened, for the whole team SDR."""
    wb = Workbook.open(folder, as_of=DAY, team="SDR")
    with holding(wb) as answer:
        answer()
        yield wb


@pytest.fixture
def shut(monkeypatch):
    """Nobody else opens the database."""

    def refuse(*_):
        raise AssertionError("a session of its own")

    monkeypatch.setattr(Session, "opened", refuse)


@pytest.mark.parametrize("part", [{}, {"channel": "Web", "as_of": "2026-11-06"}])
def test_another_process_has_the_same_numbers_without_a_session_of_its_own(held, folder, shut, part):
    asking = Workbook.open(folder, as_of=DAY, team="SDR").view(**part)
    for kpi in ("calls", "valid_leads", "cohort_rate_by_age"):
        assert CATALOGUE[kpi].numbers(asking).equals(CATALOGUE[kpi].numbers(held.view(**part)))
    assert not CATALOGUE["calls"].numbers(asking).empty
    # What everybody did stands beside the team's, and how the tables were read.
    assert CATALOGUE["calls"].numbers(asking.whole).equals(CATALOGUE["calls"].numbers(held.view(**part).whole))
    notes = [str(data_notes(Meeting("team_sync", wb))) for wb in (asking, held.view(**part))]
    assert notes[0] == notes[1]


def _expression(wb: Workbook) -> Expr:
    return wb.leads


def test_what_lies_on_a_connection_is_worked_out_where_it_is_asked(held, folder):
    asking = Workbook.open(folder, as_of=DAY, team="SDR")
    leads = asking.cached(_expression)
    assert asking.engine is not held.engine
    assert asking.run(leads.count().as_table()).equals(held.run(held.leads.count().as_table()))


def test_only_the_same_workbook_is_asked_for_there(held, folder, monkeypatch):
    config = load_config(folder)
    assert Session.of(config, held.definitions) is not None
    assert Session.of(config, Definitions()) is None
    assert Session.of(replace(config, teams={}), held.definitions) is None
    address, _, key = os.environ[VARIABLE].rpartition("|")
    with Client(address):  # who says nothing keeps out nobody else
        assert Session.of(config, held.definitions) is not None
    monkeypatch.setenv(VARIABLE, f"{address}|{key[::-1]}")
    assert Session.of(config, held.definitions) is None


def test_where_temporary_files_lie_too_deep_for_a_socket_nobody_is_told_of_a_session(folder, monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setitem(multiprocessing.current_process()._config, "tempdir", "/" + "deep/" * 40)
    with holding(Workbook.open(folder, as_of=DAY)) as answer:
        answer()
        assert VARIABLE not in os.environ
