"""Worlds on Spark whose tables DuckDB prepared."""

import pytest

from kpi_helpers.workbook import facts as preparing
from kpi_helpers.workbook.engine import Engine, backends
from kpi_helpers.workbook.facts import prepare


@pytest.fixture(scope="session", autouse=True)
def _prepared_here(wb):
    """Spark plans the preparation of a few rows for seconds, in every world the same: test_preparation holds it to DuckDB's.

    What these tests ask of the prepared tables is asked of Spark.
    """
    if wb.engine.name != "pyspark":
        yield
        return

    def in_duckdb(engine, tables, by, *_):
        here = Engine()
        given = {name: laid_down(here, name, engine.fetch(table)) for name, table in tables.items()}
        facts = {
            name: laid_down(engine, name, here.fetch(table))
            for name, table in prepare(here, given, by, here.keep).items()
        }
        here.close()
        return facts

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(preparing, "prepare", in_duckdb)
        yield


def laid_down(engine, name, rows):
    """Rows on an engine as they are, integers with gaps too."""
    return backends.give(engine._con, backends.temporary_name(engine._con, name), rows)
