"""Files of one run appear together, whenever the run is killed."""

import subprocess
import sys
from pathlib import Path

import pytest

from kpi_helpers.report.publishing import publication

KILLED = """
import shutil, sys
from pathlib import Path
from kpi_helpers.report.publishing import publication
from tests.workbook.killed import killed_everywhere

ROOT, NAMES = Path(sys.argv[1]), ("numbers.csv", "a.minutes.md", "a.html", "b.html", "b.failed.html")

def publish(out, text, day="2026-11-20", names=NAMES):
    with publication(out / day, out) as draft:
        for name in names:
            (draft / name).write_text(text, encoding="utf-8")

def work(at):
    out = ROOT / f"reports{at}"
    if sys.argv[2] == "again":
        publish(out, "before")
    publish(out, "after", names=NAMES[:-1])

def survived(at):
    out = ROOT / f"reports{at}"
    publish(out, "a week later", "2026-11-27")
    folder = out / "2026-11-20"
    found = {path.read_text(encoding="utf-8") for path in folder.iterdir()} if folder.exists() else set()
    names = {path.name for path in folder.iterdir()} if folder.exists() else set()
    assert found in ([set(), {"after"}] if sys.argv[2] == "new" else [set(), {"before"}, {"after"}]), found
    assert names in (set(), set(NAMES) if found == {"before"} else set(NAMES[:-1])), names
    assert [path.name for path in out.iterdir() if path.name.startswith(".")] == []
    shutil.rmtree(out)

print(killed_everywhere(work, survived, str(ROOT)).total())
"""


@pytest.mark.skipif(
    sys.platform == "win32", reason="each run is forked before it is killed at one step, which Windows cannot do"
)
@pytest.mark.parametrize("folder", ["new", "again"])
def test_a_run_that_is_killed_while_it_publishes_leaves_all_files_of_one_run(folder, tmp_path):
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path), folder],
        cwd=root,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 12  # operations


def test_a_leftover_gives_way_to_what_was_written_since(tmp_path, monkeypatch):
    day = tmp_path / "2026-11-20"
    with publication(day, tmp_path) as draft:
        (draft / "numbers.csv").write_text("before", encoding="utf-8")
        (draft / "a.html").write_text("before", encoding="utf-8")
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr("kpi_helpers.report.publishing._move", _interrupted)
        patched.setattr("kpi_helpers.report.publishing.shutil.rmtree", lambda *_, **__: None)
        patched.setattr("kpi_helpers.report.publishing.os.getpid", lambda: 2**22 + 1)  # of no process
        with publication(day, tmp_path) as draft:
            (draft / "a.html").write_text("killed", encoding="utf-8")
    (day / "a.html").write_text("since", encoding="utf-8")
    with publication(tmp_path / "2026-11-27", tmp_path):
        pass
    assert (day / "a.html").read_text(encoding="utf-8") == "since"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["2026-11-20", "2026-11-27"]


def _interrupted(*_):
    raise KeyboardInterrupt
