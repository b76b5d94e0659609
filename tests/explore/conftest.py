"""One JupyterLab and one workbook for all tests of a process."""

from collections.abc import Iterator

import pytest

from kpi_helpers.report.meeting import Meeting
from kpi_helpers.workbook.workbook import Workbook

pytest.register_assert_rewrite("tests.explore.in_jupyterlab")

from tests.explore.in_jupyterlab import Opened, opened_in
from tests.explore.lab import SAMPLE, Server, serving


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """`kpi explore` on the sample, in a home of its own."""
    home = tmp_path_factory.mktemp("home")
    with serving(home / "explore", home) as running:
        yield running


@pytest.fixture(scope="session")
def sample() -> Workbook:
    """The same workbook, for what the functions give in this process."""
    return Workbook.open(SAMPLE)


@pytest.fixture(scope="class")
def opened(request: pytest.FixtureRequest, browser, server: Server, sample: Workbook) -> Iterator[Opened]:
    """The notebook that a test class names, after all its cells were run."""
    with opened_in(browser, server, Meeting(request.cls.meeting, sample)) as notebook:
        yield notebook
