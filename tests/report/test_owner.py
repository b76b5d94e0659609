"""Several workbooks in one output folder: none is the other's past, and none writes over the other."""

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from kpi_helpers import cli
from kpi_helpers.report.about import FILE, About
from kpi_helpers.report.archive import last_page, newest_other
from kpi_helpers.report.index import find_pages, index_page, missing_weeks, under_newest_names
from kpi_helpers.report.last_minutes import minutes_before
from kpi_helpers.report.owner import ANY, Owner

EAST, WEST = Owner("東日本", "1"), Owner("西日本 <b>", "2")


def leave(reports, day, owner):
    """A page of a workbook with minutes that somebody edited."""
    folder = reports / day
    folder.mkdir()
    (folder / "numbers.csv").write_text("kpi,segment,period,value\nsales,all,2026-11,5\n", encoding="utf-8")
    (folder / "sales_sync.html").write_text("<title>営業</title>", encoding="utf-8")
    (folder / "sales_sync.minutes.md").write_text("## アクション\n- 佐藤: 見積 12/4\n", encoding="utf-8")
    if owner is not ANY:
        About(owner=owner).write(folder)


@pytest.fixture
def reports(tmp_path):
    for day, owner in [("2026-10-30", ANY), ("2026-11-06", EAST), ("2026-11-13", WEST), ("2026-11-20", EAST)]:
        leave(tmp_path, day, owner)
    return tmp_path


@pytest.mark.parametrize(
    ("owner", "last", "other", "minutes"),
    [
        (EAST, 6, 20, ["2026-11-06", "2026-10-30"]),
        (replace(EAST, place="9"), 6, 20, ["2026-11-06", "2026-10-30"]),  # moved
        (replace(EAST, name="東"), 6, 20, ["2026-11-06", "2026-10-30"]),  # renamed
        (Owner("北", "3"), 30, 30, ["2026-10-30"]),
    ],
)
def test_last_time_is_that_of_the_same_workbook(reports, owner, last, other, minutes):
    assert last_page(reports, None, date(2026, 11, 20), meeting="sales_sync", owner=owner).as_of.day == last
    assert newest_other(reports, None, date(2026, 11, 13), owner).as_of.day == other
    edited = minutes_before(date(2026, 11, 20), reports, "sales_sync", None, owner)
    assert [one.day.isoformat() for one in edited] == minutes


def test_the_list_of_pages_names_the_workbooks_where_there_are_several_and_misses_no_week_of_the_other(reports):
    markup = index_page(reports)
    # The page of 30 October is of a time before workbooks were written down: it may be of either.
    assert re.findall(r'class="team">([^<]*)<', markup) == ["東日本", "西日本 &lt;b&gt;", "東日本"]
    pages = sorted(find_pages(reports), key=lambda entry: entry.as_of, reverse=True)
    # Of the east the 6th and the 20th, of the west the 13th alone: a fortnight apart is no weekly meeting.
    assert missing_weeks(under_newest_names(pages), "ja") == {}
    (reports / "2026-11-13" / FILE).unlink()
    assert "東日本" not in index_page(reports)


def test_a_renamed_workbook_stands_under_its_new_name(tmp_path):
    for day, owner in [("2026-11-06", EAST), ("2026-11-13", replace(EAST, name="東")), ("2026-11-20", WEST)]:
        leave(tmp_path, day, owner)
    assert re.findall(r'class="team">([^<]*)<', index_page(tmp_path)) == ["西日本 &lt;b&gt;", "東", "東"]


@pytest.mark.parametrize("told", ["東日本", ["東日本"], {"name": "東日本", "path": "/"}])
def test_what_is_no_owner_is_a_page_of_which_nobody_knows(tmp_path, told):
    leave(tmp_path, "2026-11-13", EAST)
    content = json.loads((tmp_path / "2026-11-13" / FILE).read_text(encoding="utf-8"))
    content["about"]["owner"] = told
    (tmp_path / "2026-11-13" / FILE).write_text(json.dumps(content), encoding="utf-8")
    assert About.read(tmp_path / "2026-11-13") is None
    assert last_page(tmp_path, None, date(2026, 11, 20), owner=WEST) is not None


def test_a_place_names_nobody(tmp_path):
    place = Owner.of(SimpleNamespace(name="w", folder=tmp_path / "佐藤 花子")).place
    assert re.fullmatch(r"[0-9a-f]{12}", place)
    assert place == Owner.of(SimpleNamespace(name="w", folder=tmp_path / "x" / ".." / "佐藤 花子")).place


def test_the_pages_of_another_workbook_are_neither_written_over_nor_compared_with(folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run = CliRunner()
    assert run.invoke(cli.main, ["numbers", str(folder)]).exit_code == 0
    day = Path("reports/2026-11-04")
    before = {path.name: path.read_bytes() for path in day.iterdir()}
    other = folder.rename(tmp_path / "other")
    book = other / "workbook.yml"
    book.write_text(book.read_text(encoding="utf-8").replace("見本チーム", "別のチーム"), encoding="utf-8")
    refused = run.invoke(cli.main, ["numbers", "other"])
    assert refused.exit_code == 2
    assert (
        "2026-11-04 holds pages of another workbook, '見本チーム', so nothing was written: choose another place by --out"
        in refused.stderr
    )
    assert {path.name: path.read_bytes() for path in day.iterdir()} == before
    later = run.invoke(cli.main, ["numbers", "other", "--as-of", "2026-11-05"])
    assert later.exit_code == 0
    assert "holds pages of other workbooks too (見本チーム): nothing is compared with these." in later.stderr
    assert run.invoke(cli.main, ["numbers", "other", "--out", "reports-2"]).exit_code == 0
