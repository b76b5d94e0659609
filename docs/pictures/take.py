"""Take the README's pictures, of the pages and of JupyterLab: python docs/pictures/take.py reports/2026-11-20

Needs the packages of the tests and a Chromium or Chrome.
"""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.explore.lab import notebook_in, serving
from tests.page.which_browser import launched

HERE = Path(__file__).parent
WIDTH, HEIGHT, SHOWN = 1000, 1500, 480
LAB = {"width": 1180, "height": 1000}


def main(folder: Path) -> None:
    """Write one small picture a page, and one of a section that is being asked."""
    with launched() as browser:
        for path in sorted(folder.glob("*_sync.html")):
            page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
            page.goto(path.resolve().as_uri())
            save(page.screenshot(), path.stem, SHOWN)
        save(exploring(browser), "explore", LAB["width"])


def exploring(browser: Browser) -> bytes:
    """A section in JupyterLab, asked for one team, with the rows behind one of its numbers."""
    with tempfile.TemporaryDirectory() as home, serving(Path(home, "explore"), Path(home)) as server:
        notebook = notebook_in(browser, server, "sales_sync").open()
        notebook.wait_until_run()
        page, live = notebook.page, notebook.section("quadrants")
        page.set_viewport_size(LAB)
        page.keyboard.press("Control+b")
        drawn = live.drawn
        live.choose("チーム", "SDR")
        live.wait_beyond(drawn)
        live.press("数字の内訳を見る")
        live.box.locator("a.kpi-csv").wait_for()
        live.choose("並べ替え", "金額")
        live.control("降順").check()
        live.box.locator("caption", has_text="金額の降順").wait_for()
        live.box.evaluate("box => box.scrollIntoView()")
        page.wait_for_timeout(500)  # the scrolling itself
        picture = page.screenshot()
        page.context.close()
    return picture


def save(picture: bytes, name: str, width: int) -> None:
    """Write a screenshot as a small PNG."""
    shot = Image.open(io.BytesIO(picture)).convert("RGB")
    small = shot.resize((width, shot.height * width // shot.width), Image.Resampling.LANCZOS)
    small.quantize(192, dither=Image.Dither.NONE).save(HERE / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
