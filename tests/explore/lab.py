"""Driving JupyterLab as a reader does."""

from __future__ import annotations

import base64
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "data" / "sample"
WAIT = 60_000
"""Milliseconds: a machine that is busy is no defect."""

_COMMAND = "from kpi_helpers.cli import main; main()"
_COMPLAINTS = "[data-mime-type='application/vnd.jupyter.error'], [data-mime-type$='stderr']"
_CUTTABLE = """() => {
  const Socket = window.WebSocket, open = new Set();
  let isCut = false;
  window.WebSocket = class extends Socket {
    constructor(url, protocols) {
      super(isCut ? 'ws://127.0.0.1:9/' : url, protocols);
      open.add(this);
    }
  };
  window.cut = wanted => {
    isCut = wanted;
    if (wanted) open.forEach(socket => socket.close());
  };
}"""
"""With `cut(true)` the page loses its kernels as it does where a network breaks down, and with `cut(false)` finds them again."""
_DRAWN_BEYOND = "(box, drawn) => Number(box.querySelector('[data-redrawn]')?.dataset.redrawn) > drawn"
_SAID = "[...box.querySelectorAll('.answer, .points')].map(part => part.textContent).join('')"
_SAYS = f"(box, sentence) => {_SAID}.replace(/\\s/g, '') === sentence"
_SHOWN = """box => {
  const figures = [...box.querySelectorAll('figure')], table = box.querySelector('.kpi-section > details table');
  return {
    sentence: [...box.querySelectorAll('.answer, .points')].map(part => part.textContent).join(''),
    alternatives: figures.map(figure => figure.ariaLabel ?? figure.querySelector('figcaption, caption').textContent),
    pictures: figures.map(figure => figure.outerHTML),
    cells: table ? [...table.querySelectorAll('tbody th, tbody td')].map(cell => cell.textContent) : [],
  };
}"""


@dataclass
class Server:
    """`kpi explore`, running."""

    process: subprocess.Popen
    address: str
    folder: Path

    def address_of(self, notebook: str) -> str:
        """Where a notebook of the folder is opened, by itself: not beside those of an earlier window."""
        return re.sub(r"tree/[^?]*\?", f"tree/{notebook}.ipynb?reset&", self.address)

    def end(self) -> int:
        """Ctrl-C; gives the exit status."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=90)


@contextmanager
def serving(folder: Path, home: Path, workbook: Path = SAMPLE, *, ahead: int = 0) -> Iterator[Server]:
    """Run `kpi explore` in a home of its own until the caller is done; by default it makes no parts ahead."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if name == "KPI_CACHE" or not name.startswith(("KPI_", "JUPYTER", "IPYTHON", "MPL"))
    }
    environment |= {"HOME": str(home), "USERPROFILE": str(home), "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
    environment["KPI_AHEAD"] = f"{ahead}"
    process = subprocess.Popen(
        [sys.executable, "-c", _COMMAND, "explore", str(workbook), "--no-browser", "--out", str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=environment,
        cwd=home,
    )
    try:
        address = process.stdout.readline().strip()
        assert address.startswith("http://127.0.0.1:"), process.communicate()
        yield Server(process, address, folder)
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(timeout=90)
        process.stdout.close()
        process.stderr.close()


@dataclass
class Notebook:
    """A notebook in JupyterLab, with everything that it said and asked for."""

    page: Page
    address: str
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    @property
    def foreign_requests(self) -> list[str]:
        """What was asked of another host than this machine's server."""
        own = re.match(r"\w+(://[^/]+/)", self.address)[1]
        return [url for url in self.requests if own not in url and not url.startswith(("data:", "blob:"))]

    def open(self, *, runs_itself: bool = True) -> Notebook:
        """Open it: a meeting's runs by itself, of a lesson every cell is run here."""
        self.page.on("console", lambda message: message.type == "error" and self.errors.append(message.text))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        for event in ("request", "websocket"):
            self.page.on(event, lambda asked: self.requests.append(asked.url))
        self.page.add_init_script(f"({_CUTTABLE})()")
        self.page.goto(self.address)
        if runs_itself:
            return self
        self.page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=WAIT)
        self.choose_from_menu("Run", "Run All Cells")
        return self

    def choose_from_menu(self, menu: str, *items: str) -> None:
        """Choose from a menu and what it unfolds: an item's own name holds its keys too."""
        self.page.get_by_role("menuitem", name=menu, exact=True).click()
        for item in items:
            self.page.locator(".lm-Menu-itemLabel").get_by_text(item, exact=True).click()

    def wait_until_run(self) -> None:
        """Until a meeting says that it has run, or the last cell with code has its number: folded ones have none."""
        last = self.page.locator(".jp-Notebook .jp-CodeCell").last
        numbered = last.locator(".jp-InputArea-prompt", has_text=re.compile(r"\[\d+\]"))
        self.page.locator(".kpi-run").or_(numbered).first.wait_for(state="attached", timeout=2 * WAIT)

    def complaints(self) -> list[str]:
        """What its cells wrote of errors and warnings."""
        return self.page.locator(_COMPLAINTS).all_text_contents()

    def section(self, key: str) -> Live:
        """A section with its controls."""
        box = self.page.locator(f".kpi-explorer-{key}").first
        box.wait_for(state="attached", timeout=WAIT)
        return Live(box)


@dataclass(frozen=True)
class Shown:
    """What a section shows at one moment.

    Attributes
    ----------
    sentence : str
        The answer as it is read.
    alternatives, pictures : list of str
        The figures' texts, and the figures themselves.
    cells : list of str
        Every cell of the folded table in order.
    """

    sentence: str
    alternatives: list[str]
    pictures: list[str]
    cells: list[str]


@dataclass
class Live:
    """A section on the screen."""

    box: Locator

    @property
    def drawn(self) -> int:
        """How often it has been drawn."""
        return int(self.box.locator("[data-redrawn]").get_attribute("data-redrawn"))

    def wait_beyond(self, drawn: int) -> None:
        """Until it has been drawn once more."""
        self._wait_until(_DRAWN_BEYOND, drawn)

    def wait_until_it_says(self, sentence: str) -> None:
        """Until its answer is this one."""
        self._wait_until(_SAYS, squeezed(sentence))

    def _wait_until(self, predicate: str, wanted: int | str) -> None:
        # Asked of the box anew each time: JupyterLab makes another one of a cell that was out of sight.
        until = time.monotonic() + WAIT / 1000
        while not self.box.evaluate(predicate, wanted):
            assert time.monotonic() < until, (predicate, wanted)
            self.box.page.wait_for_timeout(20)

    def shown(self) -> Shown:
        """What is read and seen of it now."""
        found = self.box.evaluate(_SHOWN)
        return Shown(
            squeezed(found["sentence"]),
            [squeezed(text) for text in found["alternatives"]],
            found["pictures"],
            [squeezed(text) for text in found["cells"]],
        )

    def control(self, label: str) -> Locator:
        """A control by its label."""
        return self.box.get_by_label(label, exact=True).first

    def chosen(self, label: str) -> str:
        """What a list stands at."""
        return self.control(label).evaluate("node => node.selectedOptions[0].text")

    def choose(self, label: str, wanted: str) -> None:
        """Choose from a list, or write into a field."""
        control = self.control(label)
        if control.evaluate("node => node.tagName") == "SELECT":
            control.select_option(label=wanted)
        else:
            control.fill(wanted)
            control.press("Enter")

    def press(self, name: str) -> None:
        """Press a button."""
        self.box.get_by_role("button", name=name).click()

    def csv(self) -> str:
        """The file that the link saves."""
        address = self.box.locator("a.kpi-csv").get_attribute("href")
        return base64.b64decode(address.partition(",")[2]).decode("utf-8-sig")


def squeezed(text: str) -> str:
    """Text without the spaces that only set it."""
    return "".join(text.split())


def notebook_in(browser: Browser, server: Server, name: str) -> Notebook:
    """A notebook in a window of its own."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000}, accept_downloads=True)
    return Notebook(context.new_page(), server.address_of(name))
