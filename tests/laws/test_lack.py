"""What cannot be said is not said: tables without rows, and tables that are not there."""

from dataclasses import replace

import pandas as pd
import pytest

from kpi_helpers.kpis.catalogue import CATALOGUE, all_numbers
from kpi_helpers.kpis.tidy import COLUMNS
from kpi_helpers.workbook.example import AS_OF, example
from kpi_helpers.workbook.schema import TABLES
from kpi_helpers.workbook.workbook import Workbook


def workbook(tables):
    """A workbook of the example's team with other tables."""
    return Workbook(example().config, tables, example().definitions, as_of=AS_OF)


@pytest.fixture(scope="module")
def of_nothing():
    """The numbers of tables that have all columns and no row."""
    empty = {name: pd.DataFrame(columns=[column.name for column in table.columns]) for name, table in TABLES.items()}
    return all_numbers(workbook(empty))


def test_tables_without_a_row_say_nothing(of_nothing):
    """Nothing is known of any day: a 0 would be a claim."""
    assert of_nothing.empty and list(of_nothing.columns) == COLUMNS


@pytest.mark.parametrize("name", ["leads", "activities", "opportunities"])
def test_one_table_alone_gives_the_numbers_that_rest_on_it_alone(name):
    """And no other: a table that is not there is no table of zero rows."""
    alone = example()
    numbers = all_numbers(workbook({name: alone.run(alone.canonical(name))}))
    possible = {kpi for kpi, record in CATALOGUE.items() if set(record.tables) <= {name}}
    assert len(numbers)
    assert set(numbers["kpi"]) <= possible


def test_without_teams_definitions_or_targets_there_are_numbers_all_the_same():
    there = example()
    tables = {name: there.run(there.canonical(name)) for name in ("leads", "activities", "opportunities")}
    bare = Workbook(replace(there.config, teams={}), tables, as_of=AS_OF)
    numbers = all_numbers(bare).set_index(["kpi", "segment", "period"])["value"]
    assert (
        numbers["valid_leads", "all", "2026-11"] == numbers["leads", "all", "2026-11"]
    )  # no definition, all are valid
    assert "team=" in numbers["activities"].index.get_level_values("segment")
