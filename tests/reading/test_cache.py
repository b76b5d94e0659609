"""The cache answers for unchanged input only, and nothing half written ever stands in it."""

import os
import shutil
import subprocess
import sys

import pytest

from kpi_helpers.workbook.config import load_config
from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.reading import cache, load

LEADS = {"leads": {"file": "l.csv"}}
ROWS = "lead_id,created_at\nL1,2026-11-01\nL2,soon\n"


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
    place = book.folder.parent / "cache"
    with pytest.raises(WorkbookError):
        book.load(LEADS)
    assert [path.name for path in place.iterdir()] == [".gitignore"]


def test_the_cache_may_be_deleted_at_any_time(book):
    book.put("l.csv", ROWS)
    first = book.load(LEADS)
    shutil.rmtree(first.folder.parent)
    assert book.load().reports == first.reports


def test_only_the_last_generations_are_kept(book):
    for number in range(6):
        book.put("l.csv", ROWS + f"X{number},2026-11-01\n")
        book.load(LEADS)
    place = book.folder.parent / "cache"
    assert len([path for path in place.iterdir() if path.is_dir()]) == 3


def test_the_cache_lies_in_the_workbook_or_where_one_can_write(book, monkeypatch, tmp_path):
    book.put("l.csv", ROWS)
    book.describe(LEADS)
    assert load(load_config(book.folder)).folder.parent == book.folder / ".kpi_cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(os, "access", lambda path, mode: tmp_path / "home" in path.parents)
    assert cache.cache_folder(book.folder).parent == tmp_path / "home" / "kpi_helpers"
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    assert cache.cache_folder(book.folder).name.startswith("kpi_helpers-")


def test_the_run_that_comes_second_takes_what_the_first_made(tmp_path):
    entries = [cache.new_entry(tmp_path) for _ in range(2)]
    for number, entry in enumerate(entries):
        (entry / "x").write_text(str(number), "utf-8")
    assert [cache.finish(entry, tmp_path, "key") / "x" for entry in entries] == [tmp_path / "key" / "x"] * 2
    assert (tmp_path / "key" / "x").read_text("utf-8") == "0"
    assert not entries[1].exists()


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
