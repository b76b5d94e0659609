"""A table of a database is judged by the rules that hold for files."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pandas as pd
import pytest
import yaml

from kpi_helpers.workbook import remote
from kpi_helpers.workbook.config import load_config, resolve_connection
from kpi_helpers.workbook.engine.backends import spark_settings
from kpi_helpers.workbook.errors import WorkbookError
from tests.engines import databases

_LEADS = """lead_id,created_at,company_name,channel,motion,employees,is_target,key_person_at
L1,2026-11-02 10:00,サクラ工業,展示会,Web,"1,200",○,
L2,2026/11/3 9:05:30, ミドリ　商事 ,-,リスト架電,多い,×,2026-11-05
L1,2026-11-04 10:00,二度目,Web,Web,,,
L3,2026-02-29 10:00,存在しない日,Web,Web,,,
L4,1899-12-31,古い日付,Web,Web,,,
,2026-11-02,番号なし,Web,Web,,,
L5,,日付なし,Web,Web,,,
L6,2026-11-02T01:30:00Z,　なし,なし,その他,N/A,はい,
L7,2026-11-01T20:00:00-05:00,,,保留,¥50円,,
00Q000000000001AAA,2024-02-29,,,Web,3.5,,
"""
_CALLS = """activity_id,started_at,rep,outcome,talk_seconds,lead_id
A1,2026-11-02 11:00,佐藤,担当者接触：アポ,0:05:12,L1
A2,2026-11-01 11:00,佐藤,コールのみ,90,L1
A3,2026-11-02 12:00,鈴木,謎の結果,-5,L2
A4,2026-11-02 13:00,,コールのみ,,L2
A5,2026-11-02 14:00,鈴木,コールのみ,99999,L9
A5,2026-11-02 15:00,鈴木,コールのみ,,L2
,2026-11-02 16:00,鈴木,,長い,00Q000000000001
"""
_DEALS = """opportunity_id,created_at,lead_id,amount,closed_at,is_won
1,2026-11-09,L1,1200.50,2026-11-10,受注
2,2026-11-01,L1,,,受注
3,2026-11-09,,-5,,
"""
_BOOK = {
    "leads": {"values": {"motion": {"inbound": ["Web"], "outbound": ["リスト*"], "missing": ["その他"]}}},
    "activities": {
        "values": {"outcome": {"connected": ["担当者接触*"], "no_answer": ["コールのみ"]}},
        "constants": {"kind": "call"},
    },
    "opportunities": {"values": {"is_won": {"true": ["受注"]}}},
}


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """The same tables, opened from files and from a database."""
    folder = tmp_path_factory.mktemp("both")
    files = folder / "files"
    files.mkdir()
    book = {"tables": {}, "rejected_budget": 1}
    for name, content in (("leads", _LEADS), ("activities", _CALLS), ("opportunities", _DEALS)):
        (files / f"{name}.csv").write_text(content, "utf-8")
        book["tables"][name] = {"file": f"{name}.csv", **_BOOK[name]}
    (files / "workbook.yml").write_text(yaml.safe_dump(book, allow_unicode=True), "utf-8")
    connection = f"duckdb://{folder / 'crm.duckdb'}"
    tables = databases.moved(files, folder / "tables", connection, list(_BOOK))
    opened = [remote.open_tables(load_config(each), {}) for each in (files, tables)]
    yield opened
    opened[1][-1].close()


def test_the_same_rows_are_kept_with_the_same_values(both):
    (files, _, _), (tables, _, engine) = both
    for name in _BOOK:
        of_files, of_tables = pd.read_parquet(files[name]), engine.run(tables[name])
        pd.testing.assert_frame_equal(_sorted(of_tables), _sorted(of_files), check_dtype=False)


def _sorted(frame):
    """A database's rows have no order."""
    held = frame.astype("object").where(frame.notna(), None)
    return held.sort_values(list(held), key=lambda column: column.astype(str), ignore_index=True)


def test_the_same_account_is_given_of_every_row(both):
    (_, of_files, _), (_, of_tables, _) = both
    for name in _BOOK:
        one, other = of_files.reports[name], of_tables.reports[name]
        assert other.files == (f"crm_{name}",)
        assert (one.read, one.kept, one.set_aside) == (other.read, other.kept, other.set_aside)
        assert (one.oldest, one.newest, one.missing) == (other.oldest, other.newest, other.missing)
        assert {code: warned.count for code, warned in one.warnings.items()} == {
            code: warned.count for code, warned in other.warnings.items()
        }
    columns = ["table", "reason", "column"]
    assert sorted(map(str, of_tables.rejected[columns].fillna("").values.tolist())) == sorted(
        map(str, of_files.rejected[columns].fillna("").values.tolist())
    )


def test_only_the_first_rows_set_aside_are_listed_and_all_are_counted(tmp_path, monkeypatch):
    monkeypatch.setattr(remote, "LISTED", 2)
    databases.create(
        tmp_path / "crm.duckdb", {"leads": "select 'L' || i lead_id, null::date created_at from range(5) t(i)"}
    )
    (tmp_path / "workbook.yml").write_text(
        f"connection: duckdb://{tmp_path / 'crm.duckdb'}\ntables: {{leads: {{table: leads}}}}", "utf-8"
    )
    _, loaded, engine = remote.open_tables(load_config(tmp_path), {})
    assert loaded.reports["leads"].set_aside == {"missing_required": 5}
    assert loaded.rejected["row"].tolist() == ["L0,", "L1,"]
    engine.close()


def test_a_summer_time_moment_comes_by_the_clocks_of_the_time_zone(tmp_path):
    databases.create(
        tmp_path / "crm.duckdb",
        {
            "leads": """
        select 'L1' lead_id, timestamptz '2026-10-25 00:30:00+00' created_at union all
        select 'L2', timestamptz '2026-10-25 01:30:00+00'"""
        },
    )
    (tmp_path / "workbook.yml").write_text(
        f"connection: duckdb://{tmp_path / 'crm.duckdb'}\ntimezone: Europe/Berlin\ntables: {{leads: {{table: leads}}}}",
        "utf-8",
    )
    tables, _, engine = remote.open_tables(load_config(tmp_path), {})
    # At 01:00 UTC the clocks go back from 3 to 2: half past twelve is 2:30, half past one is 2:30 again.
    assert engine.run(tables["leads"])["created_at"].dt.strftime("%H:%M").tolist() == ["02:30", "02:30"]
    engine.close()


@pytest.mark.parametrize(
    "columns, told",
    [
        ("'L1' lead_id, 20261102 created_at", "leads.created_at is of the type int32, which is not a date"),
        (
            "['L1'] lead_id, date '2026-11-02' created_at",
            "leads.lead_id is of the type array<string>, which is not text",
        ),
        (
            "'L1' lead_id, date '2026-11-02' created_at, date '2026-11-02' employees",
            "leads.employees is of the type date, which is not a number",
        ),
        ("'L1' lead_id", "no column for leads.created_at"),
    ],
)
def test_a_column_that_cannot_be_read_gets_one_sentence(tmp_path, columns, told):
    databases.create(tmp_path / "crm.duckdb", {"leads": f"select {columns}"})
    (tmp_path / "workbook.yml").write_text(
        f"connection: duckdb://{tmp_path / 'crm.duckdb'}\ntables: {{leads: {{table: leads}}}}", "utf-8"
    )
    with pytest.raises(WorkbookError) as error:
        remote.open_tables(load_config(tmp_path), {})
    assert told in str(error.value)


_PAGE = Path(__file__).parents[2] / "docs" / "warehouse.md"
_ENGINES = {"duckdb", "postgres", "pyspark", "bigquery", "snowflake"}


def test_every_line_of_the_page_on_databases_is_read(tmp_path, monkeypatch):
    blocks = re.findall(r"```yaml\n(.*?)```", _PAGE.read_text("utf-8"), re.DOTALL)
    (tmp_path / "targets.csv").write_text("month,metric,value\n", "utf-8")
    addresses = []
    for block in blocks:
        (tmp_path / "workbook.yml").write_text(block, "utf-8")
        config = load_config(tmp_path)
        assert any(source.remote for source in config.tables.values())
        for name in re.findall(r"\$\{(\w+)\}", config.connection):
            monkeypatch.setenv(name, "a/b@c")
        addresses.append(resolve_connection(config.connection))
    assert {urlsplit(address).scheme for address in addresses} == _ENGINES
    assert {urlsplit(address).password for address in addresses} == {None, "a%2Fb%40c"}
    spark = [spark_settings(address) for address in addresses if address.startswith("pyspark")]
    assert [sorted(settings) for settings in spark] == [
        ["spark.driver.memory", "spark.master", "spark.sql.warehouse.dir"],
        ["spark.hadoop.hive.metastore.uris", "spark.sql.catalogImplementation", "spark.sql.warehouse.dir"],
        ["spark.remote"],
    ]
