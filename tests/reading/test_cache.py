"""The cache answers for unchanged input only, and nothing half written is ever read from it."""

import os
import shutil
import subprocess
import sys

import pytest

from kpi_helpers.workbook.config import load_config
from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.reading import load, tables

LEADS = {"leads": {"file": "l.csv"}}
ROWS = "lead_id,created_at\nL1,2026-11-01\nL2,soon\n"


def entries(book):
    return [path for path in (book.folder.parent / "cache").iterdir() if path.name.startswith("tables-")]


def test_an_unchanged_workbook_gives_the_same_account_from_the_cache(book):
    book.put("l.csv", ROWS)
    first = book.load(LEADS)
    written = first.paths["leads"].stat().st_mtime_ns
    again = book.load()
    assert again == first
    assert again.rejected.equals(first.rejected)
    assert again.paths["leads"].stat().st_mtime_ns == written


@pytest.mark.parametrize(
    "change",
    [
        lambda book: book.put("l.csv", ROWS.replace("L1", "L3")),
        lambda book: book.describe(LEADS, timezone="America/Sao_Paulo"),
    ],
    ids=["an export", "the workbook"],
)
def test_a_change_is_seen(book, change):
    book.put("l.csv", ROWS)
    before = book.load(LEADS)
    change(book)
    assert book.load().folder != before.folder


def test_the_columns_of_definitions_are_part_of_the_key(book):
    book.put("l.csv", ROWS.replace("created_at", "created_at,budget").replace("-01\n", "-01,5\n"))
    before = book.load(LEADS)
    assert book.load(extra_columns={"leads": {"budget": "number"}}).folder != before.folder


def test_a_failed_read_leaves_nothing_behind(book):
    book.put("l.csv", "lead_id,created_at\nL1,03/04/2026\n")
    with pytest.raises(WorkbookError):
        book.load(LEADS)
    assert sorted(path.name for path in (book.folder.parent / "cache").iterdir()) == [".locks", "CACHEDIR.TAG"]


def test_the_cache_may_be_deleted_at_any_time(book):
    book.put("l.csv", ROWS)
    first = book.load(LEADS)
    shutil.rmtree(first.folder.parent)
    assert book.load().reports == first.reports


def test_only_the_last_generations_are_kept(book):
    for number in range(6):
        book.put("l.csv", ROWS + f"X{number},2026-11-01\n")
        book.load(LEADS)
    assert len(entries(book)) == 3


def test_what_is_read_from_is_not_removed(book):
    book.put("l.csv", ROWS)
    held = book.load(LEADS)
    for number in range(6):
        book.put("l.csv", ROWS + f"X{number},2026-11-01\n")
        book.load(LEADS)
    assert held.paths["leads"].is_file()
    del held
    book.put("l.csv", ROWS + "Y,2026-11-01\n")
    book.load(LEADS)
    assert len(entries(book)) == 3


class Rewriting:
    """Writes an export anew while it is read, in as many readings as it is told."""

    def __init__(self, monkeypatch, book, times):
        self.book, self.times, self.readings = book, times, 0
        write = tables.TableReader.write
        monkeypatch.setattr(tables.TableReader, "write", lambda reader, *given: (self(), write(reader, *given))[1])

    def __call__(self):
        self.readings += 1
        if self.readings <= self.times:
            self.book.put("l.csv", ROWS + "".join(f"N{number},2026-11-02\n" for number in range(self.readings)))


def test_an_entry_is_of_the_bytes_in_its_key_where_an_export_changes_while_it_is_read(book, monkeypatch):
    book.put("l.csv", ROWS)
    book.describe(LEADS)
    writing = Rewriting(monkeypatch, book, 1)
    assert book.load().reports["leads"].read == 2 + 1
    assert writing.readings == 2
    book.put("l.csv", ROWS)
    assert book.load().reports["leads"].read == 2


def test_an_export_that_does_not_stop_changing_is_one_sentence(book, monkeypatch):
    book.put("l.csv", ROWS)
    Rewriting(monkeypatch, book, 99)
    with pytest.raises(WorkbookError, match="wait until the export is complete") as caught:
        book.load(LEADS)
    assert "書き出しが終わってから" in caught.value.text("ja")
    assert entries(book) == []


def test_an_unchanged_workbook_is_opened_without_importing_what_reads(book):
    book.put("l.csv", "lead_id,created_at\nL1,2026-11-01\n")
    book.load({"leads": {"file": "l.csv"}})
    code = (
        "import sys; from pathlib import Path; from kpi_helpers.workbook.config import load_config; from kpi_helpers.workbook.reading import load\n"
        "report = load(load_config(Path(sys.argv[1])), cache_dir=Path(sys.argv[2])).reports['leads']\n"
        "assert report.kept == 1 and report.newest.year == 2026\n"
        "assert not {'pandas', 'pyarrow', 'duckdb', 'numpy'} & sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", code, book.folder, book.folder.parent / "cache"], check=True, timeout=60)


def test_by_default_it_lies_where_the_user_keeps_caches_and_never_among_the_exports(book, monkeypatch, tmp_path):
    book.put("l.csv", ROWS)
    book.describe(LEADS)
    monkeypatch.setenv("KPI_CACHE", str(tmp_path / "named"))
    assert load(load_config(book.folder)).folder.parents[1] == tmp_path / "named"
    assert sorted(os.listdir(book.folder)) == ["l.csv", "workbook.yml"]


def test_where_no_cache_can_be_written_no_copy_of_the_tables_stays(book, monkeypatch, tmp_path):
    book.put("l.csv", ROWS)
    book.describe(LEADS)
    (tmp_path / "file").write_text("no folder", "utf-8")
    monkeypatch.setenv("KPI_CACHE", str(tmp_path / "file" / "cache"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "passing"))
    os.mkdir(tmp_path / "passing")
    loaded = load(load_config(book.folder))
    assert loaded.reports["leads"].kept == 1
    assert len(loaded.rejected) == 1
    del loaded
    assert list((tmp_path / "passing").rglob("*.parquet")) == []
