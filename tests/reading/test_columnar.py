"""Parquet files and databases come through the same door."""

from datetime import UTC, date, datetime
from decimal import Decimal

import duckdb
import pyarrow
import pytest
from pyarrow import parquet

from kpi_helpers.workbook.errors import WorkbookError


def test_typed_columns_of_parquet_mean_what_they_say(book):
    parquet.write_table(
        pyarrow.table(
            {
                "Opportunity ID": pyarrow.array([1, 2], pyarrow.int64()),
                "created_at": pyarrow.array(
                    [datetime(2026, 11, 20, 0, 5, tzinfo=UTC)] * 2, pyarrow.timestamp("us", "UTC")
                ),
                "closed_at": pyarrow.array([date(2026, 11, 21), None], pyarrow.date32()),
                "amount": pyarrow.array([Decimal("1200.50"), None], pyarrow.decimal128(12, 2)),
                "is_won": pyarrow.array([True, None]),
                "rep": pyarrow.array(["佐藤", "鈴木"]).dictionary_encode(),
            }
        ),
        book.folder / "o.parquet",
    )
    opportunities = book.table(
        "opportunities", {"opportunities": {"file": "o.parquet", "columns": {"opportunity_id": "Opportunity ID"}}}
    )
    assert opportunities["opportunity_id"].tolist() == ["1", "2"]
    assert opportunities["created_at"][0] == datetime(2026, 11, 20, 9, 5)
    assert opportunities["closed_at"][0] == datetime(2026, 11, 21)
    assert opportunities["amount"][0] == 1200.5
    assert opportunities["is_won"].tolist() == [True, None]
    assert opportunities["rep"].tolist() == ["佐藤", "鈴木"]


def test_durations_of_parquet_keep_their_unit(book):
    parquet.write_table(
        pyarrow.table(
            {
                "started_at": ["2026-11-01"] * 3,
                "rep": ["佐藤"] * 3,
                "talk_seconds": pyarrow.array([312_500, 90_061_000, None], pyarrow.duration("ms")),
            }
        ),
        book.folder / "a.parquet",
    )
    calls = book.table(
        "activities",
        {
            "activities": {
                "file": "a.parquet",
                "columns": {"talk_seconds": {"column": "talk_seconds", "unit": "minutes"}},
            }
        },
    )
    assert calls["talk_seconds"].fillna(-1).tolist() == [312.5, 90_061.0, -1.0]


def test_whole_numbers_kept_as_floats_are_ids_without_a_point(book):
    parquet.write_table(
        pyarrow.table({"lead_id": [1001.0, 1002.0], "created_at": ["2026-11-01"] * 2}), book.folder / "l.parquet"
    )
    assert book.table("leads", {"leads": {"file": "l.parquet"}})["lead_id"].tolist() == ["1001", "1002"]


@pytest.mark.parametrize(
    "write",
    [
        lambda path: path.write_bytes(b"PAR1 and no more"),
        lambda path: parquet.write_table(pyarrow.table({"lead_id": [["L1"]], "created_at": ["2026-11-01"]}), path),
    ],
    ids=["cut", "nested"],
)
def test_parquet_that_is_no_table_gets_one_sentence(book, write):
    write(book.folder / "l.parquet")
    with pytest.raises(WorkbookError, match="l.parquet"):
        book.load({"leads": {"file": "l.parquet"}})


@pytest.fixture
def database(book):
    path = book.folder / "crm.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "create table crm_leads as select 'L' || i as lead_id, date '2026-11-01' + i::int as created_at from range(3) t(i)"
        )
    return path


# ibis 12 calls DuckDB's former name of to_arrow_reader.
@pytest.mark.filterwarnings("ignore:fetch_record_batch:DeprecationWarning")
def test_a_table_of_a_database_is_read_anew_each_time(book, database, monkeypatch):
    monkeypatch.setenv("KPI_DB", str(database))
    tables = {"leads": {"table": "crm_leads"}}
    assert len(book.table("leads", tables, connection="duckdb://${KPI_DB}")) == 3
    with duckdb.connect(str(database)) as connection:
        connection.execute("insert into crm_leads values ('L9', date '2026-11-09')")
    assert len(book.table("leads")) == 4


def test_an_address_is_never_told(book, monkeypatch):
    tables = {"leads": {"table": "crm_leads"}}
    with pytest.raises(WorkbookError, match="environment variable KPI_NO_SUCH"):
        book.load(tables, connection="duckdb://${KPI_NO_SUCH}")
    monkeypatch.setenv("KPI_DB_PASSWORD", "s3cret")
    with pytest.raises(WorkbookError) as error:
        book.load(tables, connection="duckdb:///no/such/folder/${KPI_DB_PASSWORD}.db")
    assert "s3cret" not in str(error.value)


@pytest.mark.parametrize(
    ("column", "values", "kept"),
    [
        ("employees", pyarrow.array([1.5, 2, None], pyarrow.float32()).cast(pyarrow.float16()), 3),
        ("employees", pyarrow.array([2**64 - 1, 1, None], pyarrow.uint64()), 3),
        ("created_at", pyarrow.array([2**62, 1_793_500_000_000_000, None], pyarrow.timestamp("us")), 1),
        ("created_at", pyarrow.array([2**50, 1_793_500_000_000, None], pyarrow.timestamp("ms", "Mars/Base")), 1),
        ("created_at", pyarrow.array([2**30, 20_758, None], pyarrow.date32()), 1),
    ],
)
def test_a_value_that_no_text_stands_for_costs_a_cell_and_no_file(book, column, values, kept):
    given = {"lead_id": ["L1", "L2", "L3"], "created_at": ["2026-11-01"] * 3} | {column: values}
    parquet.write_table(pyarrow.table(given), book.folder / "leads.parquet")
    report = book.load({"leads": {"file": "leads.parquet"}}, rejected_budget=1).reports["leads"]
    assert (report.read, report.kept) == (3, kept)


def test_durations_of_any_length_are_read(book):
    lengths = pyarrow.array([2**62, 312, None], pyarrow.duration("s"))
    calls = {"started_at": ["2026-11-01 9:00"] * 3, "rep": ["佐藤"] * 3, "talk_seconds": lengths}
    parquet.write_table(pyarrow.table(calls), book.folder / "calls.parquet")
    table = book.table("activities", {"activities": {"file": "calls.parquet"}}, rejected_budget=1)
    assert 312 in table["talk_seconds"].tolist()
