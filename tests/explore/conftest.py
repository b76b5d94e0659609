"""One JupyterLab for all tests."""

from collections.abc import Iterator

import pytest

from tests.explore.lab import Server, serving


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """`kpi explore` on the sample, in a home of its own."""
    home = tmp_path_factory.mktemp("home")
    with serving(home / "explore", home) as running:
        yield running
