"""A meeting's notebook shows the same wherever it is run: by nbconvert, in plain JupyterLab, three at once in `kpi explore`.

python benchmarks/openings.py prints how long `kpi explore` takes to the first headline on the screen, and stops at the
first section that shows another sentence than the functions give.
"""

import html
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psutil
from playwright.sync_api import Browser

sys.path.insert(0, str(Path(__file__).parents[1]))

from kpi_helpers.explore.folder import prepare_folder
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.meetings import MEETINGS
from kpi_helpers.workbook.workbook import Workbook
from tests.explore.in_jupyterlab import Sections
from tests.explore.lab import ROOT, SAMPLE, WAIT, Notebook, Server, notebook_in, serving, squeezed
from tests.page.which_browser import launched

NOTEBOOKS = [ROOT / "notebooks" / f"{meeting}.ipynb" for meeting in MEETINGS]


def by_nbconvert(folder: Path, expected: dict[str, Sections]) -> None:
    """Run each notebook without anybody at it: what it shows stands in its outputs and the state of its widgets."""
    for notebook in prepare_folder(folder, NOTEBOOKS, {"workbook": str(SAMPLE)}, "ja"):
        subprocess.run(
            [sys.executable, "-m", "nbconvert", "--execute", "--to", "notebook", "--inplace", str(notebook)],
            check=True,
            stderr=subprocess.DEVNULL,
        )
        shown = " ".join(_texts(json.loads(notebook.read_text("utf-8"))))
        held = squeezed(html.unescape(re.sub(r"<[^>]+>", "", shown)))
        for key, section in expected[notebook.stem].by_key.items():
            assert squeezed(section.sentence) in held, (notebook.stem, key)
        print(f"nbconvert: {notebook.stem} shows every sentence", flush=True)


def _texts(held: object) -> Iterator[str]:
    if isinstance(held, str):
        yield held
    elif isinstance(held, dict | list):
        for one in held.values() if isinstance(held, dict) else held:
            yield from _texts(one)


@contextmanager
def plain_lab(folder: Path) -> Iterator[Server]:
    """JupyterLab as everybody has it, without the extension of `kpi explore`."""
    prepare_folder(folder, NOTEBOOKS, {"workbook": str(SAMPLE)}, "ja")
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--ServerApp.root_dir={folder}"]
    own = {"HOME": str(folder), "JUPYTER_NO_CONFIG": "1", "PYTHONPATH": str(ROOT)}
    log = folder / "lab.log"
    with log.open("w") as told, subprocess.Popen(command, stderr=told, env=os.environ | own) as process:
        while not (found := re.search(r"(http://127\.0\.0\.1:\d+/lab)\?(token=\w+)", log.read_text("utf-8"))):
            assert process.poll() is None
            time.sleep(0.2)
        try:
            yield Server(process, f"{found[1]}/tree/x?{found[2]}", folder)
        finally:
            process.terminate()


def assert_shows_all(notebook: Notebook, expected: Sections, where: str) -> None:
    """Each section is waited for: where code is folded no number tells that a cell was run."""
    for key, section in expected.by_key.items():
        assert notebook.section(key).shown().sentence == squeezed(section.sentence), (where, key)
    print(f"{where}: {expected.meeting.name} shows every sentence", flush=True)


def first_headline(browser: Browser, home: Path) -> None:
    """From the command to the address, and from there to the headline of the first meeting on the screen."""
    began = time.perf_counter()
    with serving(home / "explore", home) as server:
        bound = time.perf_counter()
        notebook = notebook_in(browser, server, next(iter(MEETINGS))).open()
        notebook.page.locator(".kpi-block .tiles").first.wait_for(timeout=2 * WAIT)
        seen, process = time.perf_counter(), psutil.Process(server.process.pid)
        worked = sum(sum(one.cpu_times()[:2]) for one in (process, *process.children(recursive=True)))
        print(
            f"kpi explore: address after {bound - began:.1f} s, first headline after {seen - began:.1f} s "
            f"({worked:.1f} s of the server's and the kernel's processor)",
            flush=True,
        )
        notebook.page.context.close()


def main() -> None:
    """Open everywhere."""
    sample = Workbook.open(SAMPLE)
    expected = {name: Sections(Meeting(name, sample)) for name in MEETINGS}
    with tempfile.TemporaryDirectory() as place, launched() as browser:
        home = Path(place)
        first_headline(browser, home)
        with serving(home / "explore", home) as server:
            notebooks = {name: notebook_in(browser, server, name).open() for name in MEETINGS}
            for name, notebook in notebooks.items():
                assert_shows_all(notebook, expected[name], "three at once")
        by_nbconvert(home / "nbconvert", expected)
        with plain_lab(home / "plain") as server, ExitStack() as closing:
            for name in MEETINGS:
                notebook = notebook_in(browser, server, name)
                closing.callback(notebook.page.context.close)
                assert_shows_all(notebook.open(runs_itself=False), expected[name], "plain JupyterLab")


if __name__ == "__main__":
    main()
