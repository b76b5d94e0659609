"""Other small worlds than the example, for what the example does not show; and a browser."""

import gc
import os
import weakref
from collections import OrderedDict
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import settings

from kpi_helpers.workbook import errors
from kpi_helpers.workbook.definitions import Definitions
from kpi_helpers.workbook.engine import Engine
from kpi_helpers.workbook.schema import DATE, TABLES, TIMESTAMP
from kpi_helpers.workbook.workbook import Workbook
from tests.page.which_browser import launched

ROOT = Path(__file__).parents[1]
LONGEST = (
    "tests/page/test_meeting_pages.py",
    "tests/page/test_other_workbooks.py",
    "tests/explore/test_sales_in_jupyterlab.py",
    "tests/explore/test_first_half_hour_in_jupyterlab.py",
    "notebooks/marketing_sync.ipynb",
    "notebooks/sales_sync.ipynb",
    "notebooks/team_sync.ipynb",
)
"""Half of all the time. The first leaves the sample's counts for the others; the second, begun with it, needs none."""


def pytest_configure():
    """No test writes into the cache of whoever runs it; one of their own makes the second run of the tests quicker."""
    errors.speak(chosen="en")  # what tests read does not depend on the system's language
    os.environ["KPI_CACHE"] = str(ROOT / ".pytest_cache" / "kpi_helpers")
    os.environ["KPI_SECRET"] = str(ROOT / ".pytest_cache" / "kpi_helpers.secret")
    settings.register_profile("untimed", deadline=None)  # how long an example takes says how busy the machine is
    settings.load_profile("untimed")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Begin with the longest files: begun last, one of them would run alone, the other cores idle."""
    places = {ROOT / name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path, len(places)))


def pytest_collection_finish():
    """What was collected stays to the end: to look through it for garbage again and again takes a tenth of all the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)


def _typed(name, rows):
    frame = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(rows)
    kinds = {column: TABLES[name].by_name[column].type for column in frame.columns if column in TABLES[name].by_name}
    moments = {
        column: pd.to_datetime(frame[column], format="mixed")
        for column, kind in kinds.items()
        if kind in (TIMESTAMP, DATE)
    }
    days = {column: moment.dt.date for column, moment in moments.items() if kinds[column] == DATE}
    return frame.assign(**(moments | days))


RECENT = 8
"""So many worlds are kept for the next test of the same: a world is not changed by what is asked of it."""


@pytest.fixture(scope="session")
def make_workbook(wb, request):
    """Build a workbook on the engine under test: ``make_workbook({"leads": rows}, as_of=…, teams=…)``.

    Rows are a frame or a list of dictionaries; moments and days are written as text. What is not said
    of the configuration (teams, benchmarks, calendar, freemail, …) is as in the example.
    """
    recent = OrderedDict()

    def make(tables, *, as_of="2026-11-18", definitions=Definitions(), team=None, **config):
        frames = {name: _typed(name, rows) for name, rows in tables.items()}
        written = {name: (frame.to_dict("list"), frame.dtypes.to_dict()) for name, frame in frames.items()}
        key = repr((written, as_of, definitions, team, config))
        made, *own = recent.pop(key, (None,))
        if made is None or own != [made.config, made.loaded]:  # a test may have told it of others
            made = new(frames, as_of, definitions, team, config)
        recent[key] = made, made.config, made.loaded
        if len(recent) > RECENT:
            recent.popitem(last=False)
        return made

    def new(frames, as_of, definitions, team, config):
        # In a session of its own its tables have the names that those of the world before had, and so its SQL is known.
        engine = wb.engine if wb.engine.name == "pyspark" else Engine(request.config.getoption("--connection"))
        made = Workbook(
            replace(wb.config, **config),
            frames,
            definitions,
            as_of=date.fromisoformat(as_of),
            team=team,
            engine=engine,
        )
        if engine is not wb.engine:
            weakref.finalize(made, engine.close)
        return made

    return make


@pytest.fixture(scope="session")
def cells():
    """The numbers of a KPI as ``{(segment, period): value}``."""

    def read(table, column="value"):
        return dict(zip(zip(table["segment"], table["period"], strict=True), table[column], strict=True))

    return read


@pytest.fixture(scope="module")
def browser():
    """One browser for a file: while Playwright runs, its event loop runs too, which no other file's tests expect."""
    with launched() as browser:
        yield browser
