"""Every KPI can be said in the SQL of BigQuery and Snowflake, in words that they know."""

import ibis
import pytest
import sqlglot
from ibis.common.exceptions import OperationNotDefinedError

from kpi_helpers.kpis.catalogue import CATALOGUE
from kpi_helpers.workbook.engine import session
from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.example import example
from tests.engines import recording


@pytest.fixture(scope="module")
def seen():
    return recording.recorded()


@pytest.mark.engines
@pytest.mark.parametrize("dialect", recording.DIALECTS)
def test_every_query_is_sql_of_the_engine_and_asks_what_it_did(seen, dialect):
    asked = []
    for about, expression in seen:
        (statement,) = sqlglot.parse(recording.sql_of(expression, dialect), read=dialect)
        assert isinstance(statement, sqlglot.expressions.Query)
        asked.append(f"{about}: {', '.join(recording.functions_in(statement, dialect)) or '-'}")
    known = (recording.SNAPSHOTS / f"{dialect}.txt").read_text("utf-8").splitlines()
    assert asked == known, "look at the difference and, if it is meant, run python -m tests.engines.recording"


def test_recording_reaches_every_chapter(seen):
    counted = {about for about, _ in seen}
    assert counted >= {
        "activities",
        "contact_rate_by_hour",
        "campaign_leads",
        "response_seconds_median",
        "quadrant_opportunities",
        "motion_share",
    }
    assert {"tables of a database", "facts"} <= counted


def test_what_an_engine_cannot_express_names_the_kpi_and_the_engine(monkeypatch):
    wb = example(engine=recording.RecordingEngine())
    assert wb.leads is not None

    def refused(con, rows):
        raise OperationNotDefinedError("no such operation")

    monkeypatch.setattr(session, "fetch", refused)
    with pytest.raises(WorkbookError, match=r"^calls: it cannot be expressed on duckdb"):
        CATALOGUE["calls"].numbers(wb)


def test_what_a_database_refuses_gets_one_sentence():
    engine = recording.RecordingEngine()
    gone = ibis.table({"lead_id": "string"}, name="gone")
    with pytest.raises(WorkbookError, match="duckdb did not work it out"):
        engine.run(gone)
