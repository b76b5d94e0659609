"""How long a section takes to be redrawn in JupyterLab, measured in a real browser on the sample.

python benchmarks/explore.py [MEETING…] prints one line per choice, from the choice to the new picture on the screen,
and the table of benchmarks/README.md. The kernel's processor time stands beside it: on a machine that is shared it is
the only number that does not measure the neighbours. Nobody chooses before the page rests: what it makes of its likely
days and of the parts of its slow sections is there by then; a month that it did not make is measured too.
"""

import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
from playwright.sync_api import Locator

sys.path.insert(0, str(Path(__file__).parents[1]))

from kpi_helpers.explore.choices import MONTHS
from kpi_helpers.report.meetings import MEETINGS
from tests.explore.lab import Notebook, Server, notebook_in, serving
from tests.page.which_browser import launched

_CLOCK = """box => {
  const drawing = () => box.querySelector('[data-redrawn]');
  let last = drawing().dataset.redrawn, began;
  for (const choice of ['change', 'click'])
    box.addEventListener(choice, () => { began = performance.now(); }, true);
  new MutationObserver(async () => {
    if (!drawing() || drawing().dataset.redrawn === last) return;
    last = drawing().dataset.redrawn;
    await Promise.all([...drawing().querySelectorAll('img')].map(image => image.decode()));
    requestAnimationFrame(() => requestAnimationFrame(() => box.seen((performance.now() - began) / 1000)));
  }).observe(box, {subtree: true, childList: true});
}"""
"""The page's own clock: from the reader's choice to the frame that shows the new pictures."""
_DAY = "時点"
_BACK = "元に戻す"
"""The floor: a picture that is kept, with everything that JupyterLab and the browser do to show it."""
_EARLIER = {"表のある月": 2 - MONTHS, "用意のない月": -2}
"""The end of the month before the last, of which the tables are there, and of a month of which nothing is, by their place in the list."""
_READING = 3.0
"""Seconds in which the kernel does nothing, after which it has made what it makes by itself."""
_WATCH = "box => { box.shown = new Promise(shown => { box.seen = shown; }); }"
_SEEN = "box => Promise.race([box.shown, new Promise((_, fail) => setTimeout(fail, 60000, 'nothing was redrawn'))])"
"""One promise, since asking again and again would keep the page from drawing."""


@dataclass(frozen=True)
class Redraw:
    """One choice: which control, seconds until it was seen, processor seconds of the kernel."""

    control: str
    seen: float
    kernel: float


def measure() -> list[Redraw]:
    """Redraw every section by each of its controls."""
    taken = []
    with (
        tempfile.TemporaryDirectory() as home,
        serving(Path(home, "explore"), Path(home), ahead=30) as server,
        launched() as browser,
    ):
        for meeting in sys.argv[1:] or MEETINGS:
            others = _kernels(server)
            notebook = notebook_in(browser, server, meeting).open()
            notebook.wait_until_run()
            [kernel] = _kernels(server) - others
            run = _worked(kernel)
            ahead = _rested(kernel, _READING) - run
            print(f"{meeting:15} {ahead:.0f} s of the kernel's processor for what nobody has asked for yet", flush=True)
            for box in notebook.page.locator(".kpi-explorer").all():
                taken += _redraws(notebook, box, meeting, kernel)
            notebook.page.context.close()
    return taken


def _kernels(server: Server) -> set[psutil.Process]:
    return {child for child in psutil.Process(server.process.pid).children() if "ipykernel_launcher" in child.cmdline()}


def _worked(kernel: psutil.Process) -> float:
    times = kernel.cpu_times()
    return times.user + times.system


def _rested(kernel: psutil.Process, seconds: float = 0.1) -> float:
    """The same once it rests: what it does behind the picture counts too."""
    before, now = -1.0, _worked(kernel)
    while now > before:
        time.sleep(seconds)
        before, now = now, _worked(kernel)
    return now


def _redraws(notebook: Notebook, box: Locator, meeting: str, kernel: psutil.Process) -> list[Redraw]:
    key = box.locator("section").first.get_attribute("id")
    live, taken = notebook.section(key), []
    box.evaluate(_CLOCK)
    controls = box.locator(".kpi-bar").locator("select, input[type=number], input[type=text]").all()
    asked = [(control.evaluate("node => node.labels[0].textContent"), control, 1) for control in controls]
    days = [control for name, control, _ in asked if name == _DAY]
    asked += [(name, control, place) for control in days for name, place in _EARLIER.items()]
    for name, control, place in asked:
        worked = _worked(kernel)
        box.evaluate(_WATCH)
        if control.evaluate("node => node.tagName") == "SELECT":
            control.select_option(index=place % control.locator("option").count())
        else:
            control.fill(str(round(float(control.input_value()) * 1.1, 1)))
            control.press("Enter")
        taken.append(Redraw(name, box.evaluate(_SEEN), _rested(kernel) - worked))
        print(
            f"{meeting:15} {key:14} {name:12} {taken[-1].seen:.2f} s ({taken[-1].kernel:.2f} s of the kernel's processor)",
            flush=True,
        )
        worked = _worked(kernel)
        box.evaluate(_WATCH)
        live.press(_BACK)
        taken.append(Redraw(_BACK, box.evaluate(_SEEN), _rested(kernel) - worked))
    return taken


def table(taken: list[Redraw]) -> str:
    """Median and 95th percentile by control and of all, as Markdown."""
    lines = [
        "| control | redraws | seen after | 95th percentile | kernel's processor | 95th percentile |",
        "|---|---|---|---|---|---|",
    ]
    for name in [*dict.fromkeys(redraw.control for redraw in taken), "all"]:
        own = [
            redraw
            for redraw in taken
            if name == redraw.control or (name == "all" and redraw.control not in (_BACK, *_EARLIER))
        ]
        found = [
            f"{value:.2f} s"
            for seconds in ([redraw.seen for redraw in own], [redraw.kernel for redraw in own])
            for value in (statistics.median(seconds), statistics.quantiles(seconds * 2, n=20, method="inclusive")[-1])
        ]
        lines.append(f"| {' | '.join([name, str(len(own)), *found])} |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(table(measure()))
