"""The headless run: whole pages or none, nobody's settings, the same bytes each time."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from kpi_helpers.report.early import EarlyKernels
from kpi_helpers.report.run import PageRequest, Progress, build_pages
from kpi_helpers.workbook.errors import WorkbookError
from tests.page.hostile import HOSTILE
from tests.page.notebooks import code, heading, write_notebook

OPENING = "from kpi_helpers.report.section import Section, guarded"
SECTION = 'Section(as_of, key="plan", question="Plan?", lang="en")'
PATIENCE = 90  # seconds; a fresh kernel on a busy machine


def small(folder: Path, *cells, name: str = "sales_sync", opening: str = OPENING) -> Path:
    """A notebook that needs neither pandas nor matplotlib."""
    return write_notebook(folder / f"{name}.ipynb", cells or [code(SECTION)], opening=opening)


def request(notebook: Path, reports: Path, **options) -> PageRequest:
    return PageRequest(notebook.stem, notebook, reports / "2026-11-20", lang="en", **options)


def outputs(notebook: Path) -> str:
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return "".join("".join(output.get("text", "")) for cell in cells for output in cell.get("outputs", []))


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_the_same_input_gives_the_same_bytes(tmp_path):
    notebook = small(tmp_path, code("set('abcdef')"), code(SECTION))
    first, second = (build_pages([request(notebook, tmp_path / name)])[0] for name in ("one", "another"))
    assert first.page.read_bytes() == second.page.read_bytes()
    assert first.notebook.read_bytes() == second.notebook.read_bytes()
    assert files(tmp_path / "one") == {"2026-11-20/sales_sync.html", "2026-11-20/sales_sync.ipynb"}


def test_parameters_arrive_as_data(tmp_path):
    hostile = [*HOSTILE, '"\n__import__("os").abort()\n"', "\\", "'''", "{as_of}", "\r\n\t", "💼"]
    notebook = small(tmp_path, code("print(as_of)"))
    text = "\u241e".join(hostile)
    [result] = build_pages([request(notebook, tmp_path / "a{b}", parameters={"as_of": text})])
    assert result.failures == ()
    assert outputs(result.notebook) == text + "\n"


def test_an_unknown_parameter_stops_everything_before_it_starts(tmp_path):
    good = request(small(tmp_path), tmp_path / "reports")
    bad = request(small(tmp_path, name="team_sync"), tmp_path / "reports", parameters={"as_off": ""})
    with pytest.raises(WorkbookError, match="team_sync.ipynb: there is no parameter 'as_off'"):
        build_pages([good, bad])
    assert not (tmp_path / "reports").exists()


def test_settings_in_a_home_do_not_reach_the_page(tmp_path, monkeypatch):
    home = tmp_path / "home"
    loud = "import builtins; builtins.leaked = True"
    planted = {
        ".ipython/profile_default/startup/00.py": loud,
        ".ipython/profile_default/ipython_kernel_config.py": loud,
        ".jupyter/jupyter_config.py": "raise SystemExit(3)",
        ".local/share/jupyter/kernels/python3/kernel.json": json.dumps(
            {"argv": ["/nowhere/python"], "display_name": "x", "language": "python"}
        ),
        ".config/matplotlib/matplotlibrc": "font.size: 99",
        "startup.py": loud,
    }
    for name, text in planted.items():
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("PYTHONSTARTUP", str(home / "startup.py"))
    for variable in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(variable, raising=False)
    notebook = small(
        tmp_path,
        code(
            "import builtins, sys, matplotlib\n"
            "print(hasattr(builtins, 'leaked'), sys.executable, matplotlib.rcParams['font.size'])"
        ),
    )
    before = files(home)
    [result] = build_pages([request(notebook, tmp_path / "reports")])
    assert outputs(result.notebook) == f"False {sys.executable} 10.0\n"
    assert {name for name in files(home) - before if "matplotlib" not in name} == set()


def test_it_runs_where_there_is_no_home_to_write_to(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(Path(os.devnull, "home")))
    [result] = build_pages([request(small(tmp_path), tmp_path / "reports")])
    assert result.failures == ()


def test_progress_names_the_question_at_work(tmp_path):
    opening = OPENING + f"\nimport pathlib; pathlib.Path({str(tmp_path / 'opened')!r}).touch()"
    cells = heading("# Sales"), heading("## Plan?\nmore"), code(SECTION), code(SECTION + "  # Next? / 次は?")
    notebook = small(tmp_path, *cells, opening=opening)
    told: list[Progress] = []
    opened = tmp_path / "opened"

    def meanwhile() -> None:
        assert wait_for(opened.exists), "kernels start meanwhile"
        time.sleep(0.5)
        assert told[-1].done <= 2, "no section before it is done"

    build_pages([request(notebook, tmp_path / "reports")], on_progress=told.append, meanwhile=meanwhile)
    assert told[0] == Progress("sales_sync", 0, 6, "")
    assert told[-2:] == [Progress("sales_sync", 5, 6, "Plan?"), Progress("sales_sync", 6, 6, "Next? / 次は?")]
    assert [progress.done for progress in told] == sorted(progress.done for progress in told)


def test_a_notebook_takes_a_kernel_that_was_begun_before_in_its_own_folder_and_environment(tmp_path):
    (tmp_path / "beside.py").write_text("import os\nKERNEL = os.getpid()\n", encoding="utf-8")
    notebook = small(tmp_path, code("import os, beside; print(beside.KERNEL, os.getcwd(), os.environ['IPYTHONDIR'])"))
    with EarlyKernels(2) as early:
        pids = [process.pid for process in early.processes]
        [result] = build_pages([request(notebook, tmp_path / "reports")])
    pid, folder, home = outputs(result.notebook).split()
    assert int(pid) in pids
    assert Path(folder) == tmp_path
    assert Path(home).parents[1].parent == tmp_path / "reports", "what a kernel writes about itself goes with its run"
    assert not any(map(psutil.pid_exists, pids)), "nor does the one that nobody took stay"


def test_a_run_that_is_interrupted_before_every_notebook_has_begun_ends(tmp_path):
    program = f"""
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from kpi_helpers.report.run import PageRequest, build_pages
begin = ThreadPoolExecutor.submit
def interrupted(*arguments):
    begin(*arguments)
    raise KeyboardInterrupt
ThreadPoolExecutor.submit = interrupted
build_pages([PageRequest("sales_sync", Path({str(small(tmp_path))!r}), Path({str(tmp_path / "reports")!r}))])
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=PATIENCE, check=False)
    assert b"KeyboardInterrupt" in ended.stderr


def test_where_an_early_kernel_has_ended_the_notebook_begins_its_own(tmp_path):
    with EarlyKernels(1) as early:
        early.processes[0].kill()
        early.processes[0].wait()
        [result] = build_pages([request(small(tmp_path), tmp_path / "reports")])
    assert result.failures == ()


def test_an_early_kernel_ends_with_whoever_began_it(tmp_path):
    begin = "from kpi_helpers.report.early import EarlyKernels as E; print(E(1).processes[0].pid, flush=True)"
    begun = subprocess.run(
        [sys.executable, "-c", begin + "; import os; os._exit(1)"], stdout=subprocess.PIPE, check=False
    )
    assert wait_for(lambda: not is_running(int(begun.stdout)))


def test_notebooks_run_side_by_side(tmp_path):
    meet = """
import pathlib, time
pathlib.Path("{mine}").touch()
until = time.monotonic() + {patience}
while not pathlib.Path("{other}").exists() and time.monotonic() < until:
    time.sleep(0.05)
assert pathlib.Path("{other}").exists()
"""
    notebooks = [
        small(tmp_path, code(meet.format(mine=mine, other=other, patience=PATIENCE)), name=mine)
        for mine, other in (("one", "other"), ("other", "one"))
    ]
    results = build_pages([request(path, tmp_path / "reports") for path in notebooks], workers=2)
    assert [result.meeting for result in results] == ["one", "other"]
    assert [result.failures for result in results] == [(), ()]


def test_a_notebook_that_stops_leaves_the_last_good_page_and_says_why(tmp_path):
    reports = tmp_path / "reports"
    [good] = build_pages([request(small(tmp_path), reports)])
    page, executed = good.page.read_bytes(), good.notebook.read_bytes()
    broken = small(tmp_path, heading("## Landing?"), code("raise KeyError('taro@example.com')"))
    other = small(tmp_path, name="team_sync")
    failed, fine = build_pages([request(broken, reports), request(other, reports)])
    assert fine.failures == ()
    assert not failed.records
    assert good.page.read_bytes() == page
    assert good.notebook.read_bytes() == executed
    assert [where for where, _ in failed.failures] == ["Landing?"]
    said = failed.page.read_text(encoding="utf-8")
    assert failed.page.name == "sales_sync.failed.html"
    assert "Landing?" in said
    assert "An unexpected error (KeyError) occurred" in said
    assert "taro" not in said
    assert "KeyError" in failed.notebook.read_text(encoding="utf-8")

    build_pages([request(small(tmp_path), reports)])
    assert files(reports) == {
        f"2026-11-20/{name}.{suffix}" for name in ("sales_sync", "team_sync") for suffix in ("html", "ipynb")
    }


def test_an_error_written_for_the_reader_is_shown_as_it_is(tmp_path):
    opening = (
        "from kpi_helpers.workbook.errors import WorkbookError\n"
        "raise WorkbookError('leads.csv has no column <作成日>; add it to workbook.yml.')"
    )
    [result] = build_pages([request(small(tmp_path, opening=opening), tmp_path / "reports")])
    assert result.failures == (("Opening the workbook", "leads.csv has no column <作成日>; add it to workbook.yml."),)
    assert "column &lt;作成日&gt;;" in result.page.read_text(encoding="utf-8")


def test_companions_are_told_of_the_sections_and_stand_beside_the_page(tmp_path):
    cells = [
        code(SECTION),
        code('guarded(lambda: {}["x"], key="gone", question="Gone?", lang="en")'),
    ]

    def minutes(meeting, records):
        return {"sales_sync.minutes.md": "\n".join(record["question"] for record in records)}

    wanted = request(small(tmp_path, *cells), tmp_path / "reports", companions=minutes)
    [result] = build_pages([wanted])
    written = result.page.parent / "sales_sync.minutes.md"
    assert written.read_text(encoding="utf-8") == "Plan?\nGone?"
    assert [where for where, _ in result.failures] == ["Gone?"]


def test_when_a_companion_cannot_be_made_nothing_is_published(tmp_path):
    def minutes(meeting, records):
        raise WorkbookError("sales_sync.minutes.md cannot be read.")

    wanted = request(small(tmp_path), tmp_path / "reports", companions=minutes)
    [result] = build_pages([wanted])
    assert [why for _, why in result.failures] == ["sales_sync.minutes.md cannot be read."]
    assert "Traceback" in result.detail
    assert files(tmp_path / "reports") == {
        "2026-11-20/sales_sync.failed.html",
        "2026-11-20/sales_sync.failed.ipynb",
    }


RUN = """
import sys
from pathlib import Path
from kpi_helpers.report.early import EarlyKernels
from kpi_helpers.report.run import PageRequest, build_pages
if __name__ == "__main__":
    build_pages([PageRequest("sales_sync", Path(sys.argv[1]), Path(sys.argv[2]))])
"""
ENDLESS = """
import os, pathlib, time
pathlib.Path("kernel.part").write_text(str(os.getpid()))
os.replace("kernel.part", "kernel.pid")
time.sleep(600)
"""


def wait_for(condition) -> bool:
    until = time.monotonic() + PATIENCE
    while not condition() and time.monotonic() < until:
        time.sleep(0.05)
    return bool(condition())


def is_running(process: int) -> bool:
    try:
        return psutil.Process(process).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


ENDINGS = {
    "kill": subprocess.Popen.kill,
    "terminate": subprocess.Popen.terminate,
    "Ctrl-C": lambda run: run.send_signal(signal.SIGINT),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_whoever_ends_a_run_leaves_the_last_good_page(tmp_path, ending):
    reports = tmp_path / "reports"
    [good] = build_pages([request(small(tmp_path), reports)])
    before = {path: path.read_bytes() for path in good.page.parent.iterdir()}
    endless = small(tmp_path / "endless", code(ENDLESS))
    run = subprocess.Popen(
        [sys.executable, "-c", RUN, str(endless), str(good.page.parent)],
        stderr=subprocess.DEVNULL,
        env=os.environ.copy(),
    )
    noted = endless.parent / "kernel.pid"
    assert wait_for(noted.exists)
    kernel = int(noted.read_text(encoding="utf-8"))
    ENDINGS[ending](run)
    assert run.wait(PATIENCE) != 0
    assert wait_for(lambda: not is_running(kernel))
    assert {path: path.read_bytes() for path in good.page.parent.iterdir()} == before

    [again] = build_pages([request(small(tmp_path), reports)])
    assert again.failures == ()
    assert [path.name for path in reports.iterdir()] == ["2026-11-20"]
