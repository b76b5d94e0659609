"""The same tables as files of a workbook and as tables of a database."""

import os
import shutil
from pathlib import Path

import duckdb
import ibis
import pandas as pd
import pyarrow as pa
import yaml

from kpi_helpers.workbook.config import resolve_connection


def write(connection: str, tables: dict[str, pa.Table]) -> None:
    """Lay tables down in the database of a `connection:`."""
    address = resolve_connection(connection)
    if address.startswith("duckdb"):
        with duckdb.connect(address.removeprefix("duckdb://")) as database:
            for name, rows in tables.items():
                database.register("given", rows)
                database.execute(f'create or replace table "{name}" as select * from given')
    elif address.startswith("postgres"):
        database = ibis.connect(address)
        for name, rows in tables.items():
            database.create_table(name, rows, overwrite=True)
        database.disconnect()
    else:
        from kpi_helpers.workbook.engine.backends import connect

        session = connect(connection)._session
        for name, rows in tables.items():
            session.createDataFrame(rows).write.mode("overwrite").saveAsTable(name)


def moved(folder: Path, to: Path, connection: str, names: list[str]) -> Path:
    """A copy of a workbook some of whose files became tables of a database, each cell as the text that it was."""
    shutil.copytree(folder, to, ignore=shutil.ignore_patterns("*.duckdb"))
    path = to / "workbook.yml"
    book = yaml.safe_load(path.read_text("utf-8")) | {"connection": connection}
    tables = {}
    for name in names:
        source = book["tables"][name]
        tables[f"crm_{name}"] = pa.Table.from_pandas(_cells(to / source.pop("file")), preserve_index=False)
        source["table"] = f"crm_{name}"
    path.write_text(yaml.safe_dump(book, allow_unicode=True, sort_keys=False), "utf-8")
    write(connection, tables)
    return to


def _cells(file: Path) -> pd.DataFrame:
    content = file.read_bytes()
    for encoding in ("utf-16",) if content.startswith(b"\xff\xfe") else ("utf-8-sig", "cp932"):
        try:
            head = content.decode(encoding).splitlines()[0]
        except UnicodeDecodeError:
            continue
        return pd.read_csv(file, dtype=str, encoding=encoding, sep="\t" if "\t" in head else ",", keep_default_na=False)
    raise ValueError(file)


def everything_written(folder: Path) -> bytes:
    """The content of all files below a folder."""
    files = (Path(place) / name for place, _, names in os.walk(folder) for name in names)
    return b"".join(file.read_bytes() for file in files if file.suffix not in (".duckdb", ".wal"))


def create(file: Path, tables: dict[str, str]) -> None:
    """A DuckDB file with the tables that queries give."""
    with duckdb.connect(str(file)) as database:
        for name, query in tables.items():
            database.execute(f'create table "{name}" as {query}')
