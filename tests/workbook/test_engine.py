"""What the engine keeps and gives back is what was put into it, of the types that ibis itself gives."""

from datetime import datetime
from decimal import Decimal

import ibis
import pandas as pd
import pytest

from kpi_helpers.workbook.engine import Engine

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
