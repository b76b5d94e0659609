"""How long a section takes to be redrawn in JupyterLab, measured in a real browser on the sample.

python benchmarks/explore.py prints one line per control and the median and 95th percentile of all, from the
choice to the new picture on the screen; the kernel's own share stands beside it. With a file name it also takes
the README's picture.
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))

from kpi_helpers.report.meeting import MEETINGS
from tests.explore.lab import notebook_in, serving
from tests.page.browser import ARGUMENTS, chromium

_SIZE = {"width": 1280, "height": 860}


def measure() -> list[float]:
    """Redraw every section by each of its lists; seconds."""
    taken = []
    with (
        tempfile.TemporaryDirectory() as home, serving(Path(home, "explore"), Path(home)) as server, sync_playwright() as playwright
    ):
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        for meeting in MEETINGS:
            notebook = notebook_in(browser, server, meeting).open()
            notebook.wait_until_run()
            for box in notebook.page.locator(".kpi-explorer").all():
                taken += _redraws(notebook, box, meeting)
            notebook.page.context.close()
        if len(sys.argv) > 1:
            _photograph(browser, server, Path(sys.argv[1]))
        browser.close()
    return taken


def _redraws(notebook, box, meeting: str) -> list[float]:
    key = box.locator("section").first.get_attribute("id")
    live, taken = notebook.section(key), []
    for control in box.locator(".kpi-bar select").all():
        last = control.evaluate("node => node.options.length") - 1
        for index in (min(1, last), 0):
            drawn, began = live.drawn, time.perf_counter()
            control.select_option(index=index)
            live.wait_beyond(drawn)
            seconds = time.perf_counter() - began
            if index:  # back to the page's own view is remembered, and would flatter
                taken.append(seconds)
                kernel = float(box.locator("[data-seconds]").get_attribute("data-seconds"))
                print(f"{meeting:15} {key:14} {control.evaluate('node => node.labels[0]?.textContent ?? 0'):12} {seconds:.2f} s (kernel {kernel:.2f} s)")
    return taken


def _photograph(browser, server, place: Path) -> None:
    notebook = notebook_in(browser, server, "sales_sync").open()
    notebook.wait_until_run()
    page = notebook.page
    page.set_viewport_size(_SIZE)
    live = notebook.section("quadrants")
    drawn = live.drawn
    live.control("チーム").select_option(label="SDR")
    live.wait_beyond(drawn)
    live.box.get_by_role("button", name="数字の内訳を見る").click()
    live.box.locator("a.kpi-csv").wait_for()
    live.box.locator(".kpi-bar").scroll_into_view_if_needed()
    page.screenshot(path=place, type="png")
    page.context.close()


if __name__ == "__main__":
    found = measure()
    print(f"{len(found)} redraws: median {statistics.median(found):.2f} s, 95th percentile {statistics.quantiles(found, n=20)[-1]:.2f} s")
