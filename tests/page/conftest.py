"""Pages opened in the browser, and one page with every kind of part."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from kpi_helpers.report.run import PageRequest, PageResult, build_pages
from tests.page.browser import Opened, window
from tests.page.hostile import HOSTILE
from tests.page.notebooks import meeting_cells, write_notebook

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session", autouse=True)
def _kernels_see_this_checkout() -> Iterator[None]:
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), before]))
    yield
    if before is None:
        del os.environ["PYTHONPATH"]
    else:
        os.environ["PYTHONPATH"] = before


@pytest.fixture(scope="module")
def open_page(browser: Browser) -> Iterator[Callable[..., Opened]]:
    """Opens a file in place of the one before: ``open_page(path, width=390, dark=True)``."""
    with window(browser) as own:
        yield own.show


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> PageResult:
    """A page with every kind of part, hostile texts in all of them."""
    folder = tmp_path_factory.mktemp("built")
    notebook = write_notebook(folder / "notebooks" / "sales_sync.ipynb", meeting_cells(HOSTILE))
    day = folder / "reports" / "2026-11-20"
    [result] = build_pages([PageRequest("sales_sync", notebook, day, {"as_of": "2026-11-20"}, pictures=True)])
    return result
