"""What the engine keeps and gives back is what was put into it, of the types that ibis itself gives."""

import gc
from datetime import datetime
from decimal import Decimal

import ibis
import pandas as pd
import pytest

from kpi_helpers.workbook.engine import Engine
from kpi_helpers.workbook.engine.files import ask_files

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
            engine.write_parquet(rows, folder / "leads.parquet")
    assert engine.run(engine.read_parquet(tmp_path / name / "leads.parquet"))["place"].tolist() == [0]
    assert ask_files("select place from {leads}", {"leads": tmp_path / name / "leads.parquet"})["place"].tolist() == [0]


def test_without_room_writing_is_an_error_of_the_system(engine, tmp_path):
    with pytest.raises(OSError):
        engine.write_parquet(engine.keep("rows", pd.DataFrame({"n": [1]})), tmp_path / "no folder" / "leads.parquet")


def test_what_memory_does_not_hold_lies_in_the_cache_and_goes_with_the_connection(tmp_path, monkeypatch):
    monkeypatch.setenv("KPI_CACHE", str(tmp_path / "cache"))
    engine = Engine()
    [place] = (tmp_path / "cache" / "spilled").glob(".new-*")
    assert engine._con.raw_sql("SELECT current_setting('temp_directory')").fetchone() == (str(place),)
    engine.close()
    del engine
    gc.collect()
    assert not place.exists()
