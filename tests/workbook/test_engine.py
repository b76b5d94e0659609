"""What the engine keeps and gives back is what was put into it, of the types that ibis itself gives."""

import gc
import re
from datetime import datetime
from decimal import Decimal

import duckdb
import ibis
import pandas as pd
import psutil
import pytest

from kpi_helpers.workbook.engine import Engine, built_once, memory, session
from kpi_helpers.workbook.engine.files import ask_files
from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.workbook import Workbook

NAME = '規模 "自己申告"; 2026-11'
"""A header of somebody's export, which a condition of definitions.yml may name."""
VALUES = {
    "string": "佐藤",
    "int64": 3,
    "float64": 0.5,
    "boolean": True,
    "date": datetime(2026, 11, 20),
    "timestamp": datetime(2026, 11, 20, 9, 30),
    "decimal(9, 2)": Decimal("1.50"),
}


@pytest.fixture
def engine():
    """DuckDB in this process."""
    engine = Engine()
    yield engine
    engine.close()


def test_a_column_may_be_called_as_it_likes(engine):
    rows = engine.keep("leads", pd.DataFrame({"lead_id": ["L1", "L2"], NAME: ["50人", None]}))
    kept = engine.keep("leads", rows.filter(rows[NAME].notnull()))
    assert kept.columns == ("lead_id", NAME)
    assert engine.run(kept).to_dict("list") == {"lead_id": ["L1"], NAME: ["50人"]}


@pytest.mark.parametrize("held", [(), (0,), (0, 1)], ids=["no row", "without gaps", "with gaps"])
@pytest.mark.parametrize("kind", VALUES)
def test_a_frame_is_the_one_that_ibis_gives(engine, kind, held):
    places = engine.keep("places", pd.DataFrame({"place": [0, 1]}))
    value = (places.place == 0).ifelse(ibis.literal(VALUES[kind], kind), ibis.null(kind))
    rows = engine.keep("values", places.filter(places.place.isin(held)).mutate(value=value)).order_by("place")
    found = engine.run(rows)
    assert found["value"].dropna().tolist() == [VALUES[kind]] * (0 in held)
    pd.testing.assert_frame_equal(found, rows.get_backend().to_pandas(rows))


NAMES = [
    "a b",
    "顧客",
    "L'Oréal",
    'say "so"',
    "a'\"b",
    "back\\slash",
    "new\nline",
    "all*",
    "wh?t",
    "[x]",
    "{leads}",
    "100%",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_path_is_taken_as_it_is_written(engine, tmp_path, name):
    for place, alike in enumerate((name, "all of them", "what", "x")):  # which the patterns among the names match
        folder = tmp_path / alike
        folder.mkdir(exist_ok=True)
        if alike != name or place == 0:
            rows = engine.keep("rows", pd.DataFrame({"place": [place]}))
            engine.keep_in(folder, "leads", rows)
    assert engine.run(engine.read_parquet(tmp_path / name / "leads.parquet"))["place"].tolist() == [0]
    assert ask_files("select place from {leads}", {"leads": tmp_path / name / "leads.parquet"})["place"].tolist() == [0]


def test_without_room_writing_is_an_error_of_the_system(engine, tmp_path):
    with pytest.raises(OSError):
        engine.keep_in(tmp_path / "no folder", "leads", engine.keep("rows", pd.DataFrame({"n": [1]})))


def test_what_memory_does_not_hold_lies_in_the_cache_and_goes_with_the_connection(tmp_path, monkeypatch):
    monkeypatch.setenv("KPI_CACHE", str(tmp_path / "cache"))
    engine = Engine()
    [place] = (tmp_path / "cache" / "spilled").glob(".new-*")
    assert engine._con.raw_sql("SELECT current_setting('temp_directory')").fetchone() == (str(place),)
    engine.close()
    del engine
    gc.collect()
    assert not place.exists()


def test_what_a_killed_run_spilled_is_gone_after_the_next_one(tmp_path, monkeypatch):
    monkeypatch.setenv("KPI_CACHE", str(tmp_path / "cache"))
    Engine().close()
    left = tmp_path / "cache" / "spilled" / ".new-0123456789abcdef"
    left.mkdir()
    (left / "duckdb_temp_storage_DEFAULT-0.tmp").write_bytes(b"rows")
    Engine().close()
    assert not left.exists()


def _limit(engine):
    [(written,)] = engine._con.raw_sql("SELECT current_setting('memory_limit')").fetchall()
    number, unit = written.split()
    return float(number) * {"MiB": 1, "GiB": 1024}[unit]


@pytest.mark.parametrize(
    "written, mebibytes",
    [("300MB", 300), ("512 MiB", 512), ("1.5gb", 1.5 * 1024), (" 2GB ", 2 * 1024)],
)
def test_memory_is_what_the_environment_says(monkeypatch, written, mebibytes):
    monkeypatch.setenv("KPI_MEMORY", written)
    engine = Engine()
    assert _limit(engine) == mebibytes
    engine.close()


@pytest.mark.parametrize(
    "machine, mebibytes",
    # An eighth: of 4 GiB half of one, of 16 two, of 256 thirty-two.
    [(4, 1 * 1024), (16, 2 * 1024), (256, 4 * 1024)],
)
def test_memory_is_an_eighth_of_the_machine_from_one_to_four_gigabytes(monkeypatch, machine, mebibytes):
    monkeypatch.delenv("KPI_MEMORY", raising=False)
    monkeypatch.setattr(memory, "_machine", lambda connection: machine << 30)
    engine = Engine()
    assert _limit(engine) == mebibytes
    engine.close()


def test_the_memory_of_the_machine_is_what_its_system_says(engine):
    total = psutil.virtual_memory().total
    with duckdb.connect() as connection:
        assert 0 < memory._machine(connection) <= total * 1.02  # a container may have less


@pytest.mark.parametrize(
    "written, message",
    [
        ("viel", "KPI_MEMORY: 'viel' is not a size; write it as 2GB or 1500MB."),
        ("2", "KPI_MEMORY: '2' is not a size"),
        ("-1GB", "KPI_MEMORY: '-1GB' is not a size"),
        ("50%", "KPI_MEMORY: '50%' is not a size"),
        ("10MB", "KPI_MEMORY: 10MB is too little"),
    ],
)
def test_a_memory_that_is_none_is_refused_before_anything_is_read(monkeypatch, tmp_path, written, message):
    monkeypatch.setenv("KPI_MEMORY", written)
    with pytest.raises(WorkbookError, match=re.escape(message)):
        Workbook.open(tmp_path / "nothing here")


def test_what_exceeds_the_memory_is_worked_out_on_disk(tmp_path, monkeypatch):
    monkeypatch.setenv("KPI_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("KPI_MEMORY", "64MB")
    monkeypatch.setattr(memory, "_TOO_LITTLE", 1 << 20)
    engine = Engine()
    # Ten million whole numbers of eight bytes are 80 MB.
    engine._con.raw_sql("CREATE TEMPORARY TABLE kpi_many AS SELECT range AS n FROM range(10_000_000)")
    assert any((tmp_path / "cache" / "spilled").glob(".new-*/*"))
    rows = engine.table("kpi_many")
    assert engine.run(rows.agg(total=rows.n.cast("float64").sum()))["total"].tolist() == [10_000_000 * 9_999_999 / 2]
    engine.close()


@pytest.mark.parametrize("names", [0, 1, 4, 5, 9])
def test_what_python_makes_of_rows_it_makes_of_some_at_a_time(engine, monkeypatch, names):
    monkeypatch.setattr(session, "BATCH", 4)
    sizes = []

    def measured(some):
        sizes.append(len(some))
        return some.astype("str").assign(length=some["name"].str.len().astype("int64"))

    given = engine.keep("given", pd.DataFrame({"name": pd.Series(["a" * n for n in range(names)], dtype="str")}))
    made = engine.run(engine.mapped("made", given, measured).order_by("length"))
    assert made.to_dict("list") == {"name": ["a" * n for n in range(names)], "length": list(range(names))}
    assert max(sizes) <= 4


def test_an_engine_that_nothing_here_knows_keeps_and_gives_rows_in_ibis_own_way():
    engine = Engine("sqlite://")
    calls = engine.keep("calls", pd.DataFrame({"rep": ["佐藤", "佐藤", None], "n": [1, 2, 4]}))
    kept = engine.keep("sums", calls.group_by("rep").agg(n=calls.n.sum()))
    assert engine.run(kept.filter(kept.rep == "佐藤")).to_dict("list") == {"rep": ["佐藤"], "n": [3]}
    assert engine.fetch(kept.filter(kept.rep.isnull())).to_pydict() == {"rep": [None], "n": [4]}
    engine.close()


def test_what_is_built_once_is_built_again_for_anything_that_is_not_equal():
    built = []

    @built_once
    def step(table, value):
        built.append(value)
        return table.mutate(value=ibis.literal(value))

    engine = Engine()
    calls = engine.keep("calls", pd.DataFrame({"rep": ["佐藤"]}))
    others = engine.keep("calls", pd.DataFrame({"rep": ["佐藤"]}))
    for table in (calls, others):
        for value in (1, True, 1.0, "1", 1):
            assert engine.run(step(table, value))["value"].tolist() == [value]
    assert built == [1, True, 1.0, "1"] * 2
