"""`connection:` and `table:` in workbook.yml give the numbers that the same rows give as files."""

import shutil
from pathlib import Path
from urllib.parse import quote_plus

import pyarrow as pa
import pyarrow.parquet
import pytest
import yaml

from kpi_helpers.cli import main
from kpi_helpers.workbook.example import example
from tests.engines import databases

_WORKED = Path(__file__).parents[3] / "shared" / "cases" / "worked"
_FACTS = ["leads", "activities", "opportunities", "accounts"]


def _example_as_text(folder: Path) -> Path:
    folder.mkdir()
    tables = example()._tables
    for name, frame in tables.items():
        frame.to_csv(folder / f"{name}.csv", index=False)
    book = {"tables": {name: {"file": f"{name}.csv"} for name in tables}, "teams": {"SDR": ["佐藤", "鈴木"]}}
    (folder / "workbook.yml").write_text(yaml.safe_dump(book, allow_unicode=True), "utf-8")
    return folder


@pytest.fixture(
    params=[
        "duckdb",
        pytest.param("postgres", marks=pytest.mark.engines),
        pytest.param("spark", marks=pytest.mark.engines),
    ]
)
def connection(request, tmp_path, monkeypatch):
    """A database of each kind, as workbook.yml names it; none of its secrets stands there."""
    if request.param == "spark":
        return request.getfixturevalue("spark")
    if request.param == "postgres":
        return request.getfixturevalue("postgres_address")
    (tmp_path / "s3cret").mkdir()
    monkeypatch.setenv("KPI_TEST_FILE", str(tmp_path / "s3cret" / "crm.duckdb"))
    return "duckdb://${KPI_TEST_FILE}"


def _run(command: str, folder: Path, status: int = 0) -> Path:
    out = folder.parent / f"{folder.name}-out"
    with pytest.raises(SystemExit) as ended:
        main([command, str(folder), "--as-of", "2026-11-18", "--out", str(out)])
    assert ended.value.code == status
    return out / "2026-11-18"


def _typed(name: str, frame, folder: Path) -> pa.Table:
    rows = frame.astype("object").where(frame.notna(), None)
    return pa.table({column: pa.array(rows[column].tolist()) for column in rows if rows[column].notna().any()})


def _example_in(folder: Path, connection: str | None) -> Path:
    """The example as a workbook: Parquet files, or typed tables of a database with the targets still in a file."""
    folder.mkdir()
    held = {name: _typed(name, frame, folder) for name, frame in example()._tables.items()}
    remote = {name: rows for name, rows in held.items() if connection and name != "targets"}
    for name, rows in held.items():
        if name not in remote:
            pa.parquet.write_table(rows, folder / f"{name}.parquet")
    if connection:
        databases.write(connection, {f"example_{name}": rows for name, rows in remote.items()})
    book = {
        "tables": {
            name: {"table": f"example_{name}"} if name in remote else {"file": f"{name}.parquet"} for name in held
        },
        "teams": {"SDR": ["佐藤", "鈴木"], "BDR": ["高橋"]},
        "definitions": "definitions.yml",
    }
    present = {
        "from": "2026-04-01",
        "why": "x",
        "agreed_by": ["x"],
        "conditions": [{"column": "email", "is_not": "freemail"}],
    }
    (folder / "definitions.yml").write_text(
        yaml.safe_dump({"valid_lead": [present]}).replace("'2026-04-01'", "2026-04-01"), "utf-8"
    )
    (folder / "workbook.yml").write_text(
        yaml.safe_dump(book | ({"connection": connection} if connection else {}), allow_unicode=True), "utf-8"
    )
    return folder


def test_typed_tables_give_the_numbers_of_files(tmp_path):
    """PostgreSQL and Spark give whole pages of them in `test_builds`."""
    files = _run("numbers", _example_in(tmp_path / "files", None))
    tables = _run("numbers", _example_in(tmp_path / "tables", f"duckdb://{tmp_path / 'crm.duckdb'}"))
    assert (tables / "numbers.csv").read_bytes() == (files / "numbers.csv").read_bytes()
    assert (files / "numbers.csv").read_text("utf-8-sig").count("\n") > 100


def test_text_tables_give_the_numbers_of_the_exports(connection, tmp_path):
    """Of the worked case where it is at hand, else of the example written as text."""
    folder = _WORKED if _WORKED.is_dir() else _example_as_text(tmp_path / "case")
    shutil.copytree(folder, tmp_path / "files")
    files = _run("numbers", tmp_path / "files")
    tables = _run("numbers", databases.moved(folder, tmp_path / "tables", connection, [*_FACTS, "targets"]))
    assert (tables / "numbers.csv").read_bytes() == (files / "numbers.csv").read_bytes()


def _mixed(folder: Path, connection: str) -> Path:
    folder.mkdir()
    (folder / "calls.csv").write_text("started_at,rep\n2026-11-16 09:00,佐藤\n", "utf-8")
    databases.write(
        connection,
        {
            "crm_leads": pa.table(
                {
                    "lead_id": ["L1", "L2"],
                    "created_at": ["2026-11-02 10:00", "no date"],
                    "company_name": ["サクラ工業", "ミドリ商事"],
                }
            )
        },
    )
    (folder / "workbook.yml").write_text(
        yaml.safe_dump(
            {
                "connection": connection,
                "rejected_budget": 0.5,
                "tables": {"leads": {"table": "crm_leads"}, "activities": {"file": "calls.csv"}},
            }
        ),
        "utf-8",
    )
    return folder


def _holds_secret(written: str | bytes) -> bool:
    written = written if isinstance(written, bytes) else written.encode()
    return any(form.encode() in written for form in ("s3cret", "p@ss", quote_plus("p@ss/w:rd"), "w:rd"))


def test_no_secret_is_printed_cached_or_shown(connection, tmp_path, capsys):
    folder = _mixed(tmp_path / "mixed", connection)
    for command in ("numbers", "check"):
        _run(command, folder)
    shown = capsys.readouterr()
    assert not _holds_secret(shown.out + shown.err)
    assert not _holds_secret(databases.everything_written(folder))
    assert not _holds_secret(databases.everything_written(tmp_path / "mixed-out"))
    assert "no date" in (tmp_path / "mixed-out" / "2026-11-18" / "rejected.csv").read_text("utf-8-sig")


def test_a_table_that_is_not_there_gets_one_sentence_without_the_address(connection, tmp_path, capsys):
    folder = _mixed(tmp_path / "mixed", connection)
    path = folder / "workbook.yml"
    path.write_text(path.read_text("utf-8").replace("crm_leads", "no_such_table"), "utf-8")
    _run("numbers", folder, status=2)
    told = capsys.readouterr().err
    assert "no readable table 'no_such_table'" in told and len(told.splitlines()) == 1
    assert not _holds_secret(told)


def test_a_database_out_of_reach_gets_one_sentence_without_the_address(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("KPI_TEST_FILE", "/s3cret/no/such/folder.duckdb")
    folder = tmp_path / "book"
    folder.mkdir()
    (folder / "workbook.yml").write_text(
        "connection: duckdb://${KPI_TEST_FILE}\ntables: {leads: {table: leads}}", "utf-8"
    )
    monkeypatch.setenv("KPI_TRACEBACK", "1")
    _run("numbers", folder, status=2)
    told = capsys.readouterr().err
    assert "the duckdb connection could not be opened" in told
    assert not _holds_secret(told)
