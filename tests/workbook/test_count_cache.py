"""What was counted before is the same from its file, and a file that is missing or damaged costs time only."""

import pandas as pd
import pytest

from kpi_helpers.kpis.catalogue import all_numbers
from kpi_helpers.workbook.count_cache import CountCache
from kpi_helpers.workbook.engine import Engine
from kpi_helpers.workbook.workbook import Workbook
from tests.oracle.cases import write_case


@pytest.fixture
def cache(tmp_path):
    """The cache of a day of a workbook."""
    return CountCache(tmp_path, "day", {})


def counting(found):
    """A piece of work that tells how often it was done."""
    times = []

    def work():
        times.append(1)
        return found

    return times, work


TABLE = pd.DataFrame(
    {
        "segment": ["all", "rep=佐藤", None],
        "count": [1, 2, 3],
        "share": [0.5, float("nan"), 1 / 3],
        "won": [True, False, True],
        "day": pd.to_datetime(["2026-11-18", None, "2026-11-20"]).as_unit("s"),
    }
)


def test_a_table_comes_back_as_it_was_and_is_worked_out_once(cache):
    times, work = counting(TABLE)
    first, again = cache.kept("calls", work), cache.kept("calls", work)
    pd.testing.assert_frame_equal(first, TABLE)
    pd.testing.assert_frame_equal(again, TABLE)
    assert len(times) == 1


def test_each_key_has_its_own(cache):
    assert len(cache.kept(("calls", "2026-10"), lambda: TABLE)) == 3
    assert len(cache.kept(("calls", "2026-11"), lambda: TABLE[:1])) == 1


@pytest.mark.parametrize(
    "found",
    [
        {"leads": 3.0},
        5,
        TABLE.set_index("segment"),
        TABLE.iloc[1:],
        TABLE.assign(reps=[["佐藤"], [], []]),
    ],
    ids=["a mapping", "a number", "an index", "rows out of a table", "lists"],
)
def test_what_a_file_would_not_give_back_is_worked_out_anew(cache, found, tmp_path):
    times, work = counting(found)
    assert cache.kept("odd", work) is found
    assert cache.kept("odd", work) is found
    assert len(times) == 2
    assert list(tmp_path.rglob("*.arrow")) == []


def test_other_benchmarks_have_their_own(tmp_path):
    for benchmarks in ({"att_seconds": [300, 480]}, {"att_seconds": [60, 90]}):
        times, work = counting(TABLE)
        CountCache(tmp_path, "day", benchmarks).kept("calls", work)
        assert len(times) == 1


def test_a_damaged_file_is_worked_out_anew(cache, tmp_path):
    cache.kept("calls", lambda: TABLE)
    [file] = tmp_path.rglob("*.arrow")
    file.write_bytes(file.read_bytes()[:100])
    times, work = counting(TABLE)
    pd.testing.assert_frame_equal(cache.kept("calls", work), TABLE)
    assert len(times) == 1


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path):
    (tmp_path / "counts").write_text("a file where the folder should be", "utf-8")
    times, work = counting(TABLE)
    cache = CountCache(tmp_path, "day", {})
    for _ in range(2):
        pd.testing.assert_frame_equal(cache.kept("calls", work), TABLE)
    assert len(times) == 2


def test_few_days_are_kept(tmp_path):
    for day in range(6):
        CountCache(tmp_path, f"day{day}", {}).kept("calls", lambda: TABLE)
    assert 0 < len(list((tmp_path / "counts").iterdir())) < 6


def test_a_second_run_needs_no_engine_and_gives_the_same_numbers(tmp_path, monkeypatch):
    case = write_case(tmp_path / "case", 5, size=60)
    cold = all_numbers(Workbook.open(case.folder))
    opened = []
    monkeypatch.setattr(Engine, "run", lambda engine, expression: opened.append(expression))
    warm = Workbook.open(case.folder)
    pd.testing.assert_frame_equal(all_numbers(warm), cold)
    assert opened == []


def test_another_day_another_team_and_a_view_have_their_own_counts(tmp_path):
    case = write_case(tmp_path / "case", 5, size=60)
    whole = Workbook.open(case.folder, as_of=case.as_of)
    rows = all_numbers(whole)
    team = next(iter(whole.config.teams))
    others = [
        Workbook.open(case.folder, as_of=case.as_ofs[1]),
        Workbook.open(case.folder, as_of=case.as_of, team=team),
        Workbook.open(case.folder, as_of=case.as_of).view(rep=whole.config.teams[team][0]),
    ]
    assert all(len(all_numbers(other)) != len(rows) for other in others)
