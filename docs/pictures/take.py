"""Take the README's pictures of the pages: python docs/pictures/take.py reports/2026-11-20

Needs the packages of the tests and a Chromium or Chrome.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.page.browser import ARGUMENTS, chromium

HERE = Path(__file__).parent
WIDTH, HEIGHT, SHOWN = 1000, 1500, 480


def main(folder: Path) -> None:
    """Write one small picture a page."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        for path in sorted(folder.glob("*_sync.html")):
            page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
            page.goto(path.resolve().as_uri())
            # The top of the page, and the first figure instead of the agenda between them.
            page.add_style_tag(content="nav, #changed, .contents { display: none !important }")
            shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
            small = shot.resize((SHOWN, SHOWN * HEIGHT // WIDTH), Image.Resampling.LANCZOS).quantize(192, dither=Image.Dither.NONE)
            small.save(HERE / f"{path.stem}.png", optimize=True)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
