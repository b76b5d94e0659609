"""An entry of the cache is whole or not there, belongs to its key, and is not removed while somebody reads it."""

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from kpi_helpers.workbook.cache import Cache, cache_of, cache_root, clear, frames
from kpi_helpers.workbook.cache.keys import file_states, key_of

ROOT = Path(__file__).parents[2]
FILES = {"leads.parquet": b"L" * 1000, "report.json": b"{}"}


def fill(folder, files=FILES):
    for name, content in files.items():
        (folder / name).write_bytes(content)


def content(entry):
    return {path.name: path.read_bytes() for path in entry.folder.iterdir() if path.name != "manifest.json"}


@pytest.fixture
def cache(tmp_path):
    return Cache(tmp_path / "cache")


def test_an_entry_is_found_again_by_its_key(cache):
    cache.make("tables", "k1", fill)
    assert content(cache.find("tables", "k1")) == FILES
    assert cache.find("tables", "k2") is None
    assert cache.find("facts", "k1") is None


DAMAGES = {
    "a file cut short": lambda at: os.truncate(at / "leads.parquet", 500),
    "an empty file": lambda at: os.truncate(at / "leads.parquet", 0),
    "other bytes of the same length": lambda at: (at / "leads.parquet").write_bytes(b"M" * 1000),
    "a file missing": lambda at: (at / "leads.parquet").unlink(),
    "a foreign file": lambda at: (at / "activities.parquet").write_bytes(b""),
    "a folder for a file": lambda at: ((at / "report.json").unlink(), (at / "report.json").mkdir()),
    "no manifest": lambda at: (at / "manifest.json").unlink(),
    "a manifest cut short": lambda at: os.truncate(at / "manifest.json", 20),
    "a manifest that is none": lambda at: (at / "manifest.json").write_text("[" * 100_000, "utf-8"),
    "another entry's place": lambda at: (at.rename(at.with_name("away")), (at.parent / "tables-k2").rename(at)),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_what_is_not_whole_is_not_found_and_made_anew(cache, damage):
    cache.make("tables", "k1", fill)
    cache.make("tables", "k2", lambda at: fill(at, {"other": b""}))
    damage(cache.folder / "tables-k1")
    assert cache.find("tables", "k1") is None
    assert content(cache.make("tables", "k1", fill)) == FILES
    assert content(cache.find("tables", "k1")) == FILES


def test_a_file_where_the_entry_should_be_is_replaced(cache):
    (cache.folder / "tables-k1").write_text("somebody's", "utf-8")
    assert cache.find("tables", "k1") is None
    assert content(cache.make("tables", "k1", fill)) == FILES
    assert content(cache.find("tables", "k1")) == FILES


def test_a_whole_entry_of_a_faster_run_stays(cache):
    def slow(at):
        fill(at)
        cache.make("tables", "k1", fill)
        (cache.folder / "tables-k1" / "report.json").touch()

    inode = []
    entry = cache.make("tables", "k1", lambda at: (slow(at), inode.append((cache.folder / "tables-k1").stat().st_ino)))
    assert entry.folder.stat().st_ino == inode[0]
    assert [name for name in cache.names() if name.startswith(".")] == []


def test_without_room_there_is_an_error_and_nothing_left(cache):
    def full(at):
        fill(at)
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        cache.make("tables", "k1", full)
    assert cache.names() == []


def test_the_last_used_of_a_kind_stay(cache):
    for number in range(5):
        cache.make("tables", f"k{number}", fill)
        os.utime(cache.folder / f"tables-k{number}", (number, number))
    cache.make("facts", "k", fill)
    cache.find("tables", "k2")
    cache.make("tables", "k5", fill)
    assert cache.names() == ["facts-k", "tables-k2", "tables-k4", "tables-k5"]


def test_what_this_or_another_process_reads_is_not_removed(cache):
    held = cache.make("tables", "mine", fill)
    holding = (
        "import sys; from pathlib import Path; from kpi_helpers.workbook.cache import Cache\n"
        "held = Cache(Path(sys.argv[1])).find('tables', 'theirs'); print(held is not None, flush=True); sys.stdin.read()"
    )
    cache.make("tables", "theirs", fill)
    call = [sys.executable, "-c", holding, cache.folder]
    with subprocess.Popen(
        call, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as other:
        assert other.stdout.readline() == "True\n"
        for name in ("tables-mine", "tables-theirs"):
            os.utime(cache.folder / name, (0, 0))
        for number in range(4):
            cache.make("tables", f"k{number}", fill)
        assert {"tables-mine", "tables-theirs"} <= set(cache.names())
        assert not cache.remove("tables-theirs")
        other.kill()  # a reader that dies holds nothing any more
    assert cache.remove("tables-theirs")
    del held
    assert cache.remove("tables-mine")


def test_a_crash_leaves_nothing_for_long(cache):
    (cache.folder / ".new-crash").mkdir()
    (cache.folder / ".old-crash").mkdir()
    (cache.folder / ".locks" / "tables-gone").touch()
    working = cache.make("tables", None, fill)
    Cache(cache.folder)
    assert cache.names() == [working.folder.name]
    assert content(working) == FILES
    del working
    assert cache.names() == []
    Cache(cache.folder)
    assert list((cache.folder / ".locks").iterdir()) == []


def test_only_the_owner_can_read_it(cache, tmp_path):
    cache.folder.chmod(0o755)
    Cache(cache.folder)
    entry = cache.make("tables", "k", fill)
    cache.frame("counts", "k", "q", lambda: pd.DataFrame({"n": [1]}))
    folders = [cache.folder, entry.folder, cache.folder / ".locks", cache.folder / "counts-k"]
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in folders} == {0o700}
    (tmp_path / "link").symlink_to(tmp_path)
    with pytest.raises(OSError, match="another user's"):
        Cache(tmp_path / "link")


@pytest.mark.parametrize("name", [os.fsdecode(b"caf\xe9"), "a\\b[1]"])
def test_a_folder_that_the_engine_cannot_name_is_not_used(tmp_path, name):
    with pytest.raises(OSError):
        Cache(tmp_path / name)


def test_it_lies_where_the_platform_keeps_caches(monkeypatch, tmp_path):
    for name in ("KPI_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(sys, "platform", "linux")
    assert cache_root() == tmp_path / ".cache" / "kpi_helpers"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")  # which the standard tells to ignore
    assert cache_root() == tmp_path / ".cache" / "kpi_helpers"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert cache_root() == tmp_path / "xdg" / "kpi_helpers"
    monkeypatch.setattr(sys, "platform", "darwin")
    assert cache_root() == tmp_path / "Library" / "Caches" / "kpi_helpers"
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "Local"))
    assert cache_root() == tmp_path / "Local" / "kpi_helpers" / "Cache"
    monkeypatch.setenv("KPI_CACHE", str(tmp_path / "named"))
    assert cache_root() == tmp_path / "named"


def test_clearing_removes_entries_and_nothing_else(monkeypatch, tmp_path):
    monkeypatch.setenv("KPI_CACHE", str(tmp_path / "named"))
    (tmp_path / "named" / "photos").mkdir(parents=True)
    held = cache_of(tmp_path / "one").make("tables", "k", fill)
    cache_of(tmp_path / "two").make("tables", "k", fill)
    assert clear() == (1, 1)
    del held
    assert clear() == (1, 0)
    assert os.listdir(tmp_path / "named") == ["photos"]


# Frames ------------------------------------------------------------------------------------------------------------

FRAME = pd.DataFrame(
    {
        "segment": ["all", "rep=佐藤", None],
        "count": [1, 2, 3],
        "share": [0.5, float("nan"), 1 / 3],
        "won": [True, False, True],
        "day": pd.to_datetime(["2026-11-18", None, "2026-11-20"]).as_unit("s"),
    }
)


class Counting:
    """A piece of work that knows how often it was done."""

    def __init__(self, made):
        self.made, self.times = made, 0

    def __call__(self):
        self.times += 1
        return self.made


def test_a_flat_frame_comes_back_as_it_was_and_is_worked_out_once(cache):
    work = Counting(FRAME)
    for _ in range(2):
        pd.testing.assert_frame_equal(cache.frame("counts", "day", "calls", work), FRAME)
    assert work.times == 1


@pytest.mark.parametrize(
    "made",
    [{"leads": 3.0}, 5, FRAME.set_index("segment"), FRAME.iloc[1:], FRAME.assign(reps=[["佐藤"], [], []])],
    ids=["a mapping", "a number", "an index", "rows out of a table", "lists"],
)
def test_what_a_file_would_not_give_back_is_worked_out_anew(cache, made):
    work = Counting(made)
    assert cache.frame("counts", "day", "odd", work) is made
    assert cache.frame("counts", "day", "odd", work) is made
    assert work.times == 2
    assert cache.names() == []


def test_each_question_has_its_own_answer(cache):
    assert len(cache.frame("counts", "day", key_of("calls", "2026-10"), lambda: FRAME)) == 3
    assert len(cache.frame("counts", "day", key_of("calls", "2026-11"), lambda: FRAME[:1])) == 1


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: os.truncate(path, 100),
        lambda path: os.truncate(path, 0),
        lambda path: path.write_bytes(path.read_bytes()[:-1] + b"x"),
        lambda path: path.write_bytes(path.with_name("other.arrow").read_bytes()),
        lambda path: (path.unlink(), path.mkdir()),
    ],
    ids=["cut short", "empty", "another byte", "another's", "a folder"],
)
def test_a_damaged_frame_is_worked_out_anew(cache, damage):
    cache.frame("counts", "day", "calls", lambda: FRAME)
    cache.frame("counts", "day", "other", lambda: FRAME[:1])
    damage(cache.folder / "counts-day" / "calls.arrow")
    work = Counting(FRAME)
    pd.testing.assert_frame_equal(cache.frame("counts", "day", "calls", work), FRAME)
    assert work.times == 1
    assert [name for name in cache.names() if name.startswith(frames.DRAFT)] == []


def test_where_no_frame_can_be_written_none_is_kept(cache):
    (cache.folder / "counts-day").write_text("a file where the folder should be", "utf-8")
    work = Counting(FRAME)
    for _ in range(2):
        pd.testing.assert_frame_equal(cache.frame("counts", "day", "calls", work), FRAME)
    assert work.times == 2


def test_old_drafts_of_frames_go_and_new_ones_stay(cache):
    for name, age in ((".draft-old", 7200), (".draft-new", 0)):
        (cache.folder / name).touch()
        moment = (cache.folder / name).stat().st_mtime - age
        os.utime(cache.folder / name, (moment, moment))
    Cache(cache.folder)
    assert cache.names() == [".draft-new"]


# Keys --------------------------------------------------------------------------------------------------------------


def test_a_file_that_was_written_anew_with_the_same_content_has_another_state(tmp_path):
    path = tmp_path / "l.csv"
    path.write_text("L1", "utf-8")
    [before] = file_states([("l.csv", path)])
    other = tmp_path / "other"
    other.write_text("L1", "utf-8")
    other.replace(path)
    [after] = file_states([("l.csv", path)])
    assert (before.digest, before.name) == (after.digest, after.name)
    assert before != after


# Kills -------------------------------------------------------------------------------------------------------------

_KILLING = """
import sys
from pathlib import Path
import pandas, pyarrow.feather
from kpi_helpers.workbook.cache import Cache
from tests.workbook.killed import killed_everywhere

root = Path(sys.argv[1])
KEYS = [f"k{number}" for number in range(4)]

def files(key):
    return {"leads.parquet": key.encode() * 1000, "report.json": key.encode()}

def fill(at, key):
    for name, content in files(key).items():
        (at / name).write_bytes(content)

def work(at):
    cache = Cache(root / str(at))
    for key in KEYS:
        cache.find("tables", key) or cache.make("tables", key, lambda folder, key=key: fill(folder, key))
        cache.frame("counts", key, "q", lambda key=key: pandas.DataFrame({"key": [key]}))

def survived(at):
    cache = Cache(root / str(at))
    assert not [name for name in cache.names() if name.startswith((".new-", ".old-"))], cache.names()
    for _ in range(2):
        for key in KEYS:
            entry = cache.find("tables", key) or cache.make("tables", key, lambda folder, key=key: fill(folder, key))
            found = {path.name: path.read_bytes() for path in entry.folder.iterdir() if path.name != "manifest.json"}
            assert found == files(key), (at, key)
            assert list(cache.frame("counts", key, "q", lambda key=key: pandas.DataFrame({"key": [key]}))["key"]) == [key]

print(killed_everywhere(work, survived, str(root)).total())
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="each run is forked before it is killed, which Windows cannot do")
def test_killed_at_any_file_operation_no_later_run_reads_anything_wrong(tmp_path):
    call = [sys.executable, "-c", _KILLING, tmp_path]
    done = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=300)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 60
