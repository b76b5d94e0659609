"""What every test and docstring example may use."""

import os
import signal

import matplotlib
import pytest

from kpi_helpers.workbook.engine import Engine
from kpi_helpers.workbook.example import example

matplotlib.use("Agg")


def pytest_configure():
    """A run in a shell's background ignores Ctrl-C, and so would the programs that tests start and interrupt."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser):
    """Let `make test-engines` run the conformance tests on another engine."""
    parser.addoption("--connection", default=None, help="where `wb` lies, as workbook.yml's connection: writes it")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers():
    """As many as there are cores, also where two of them are threads of one: by itself pytest would count these once."""
    return os.cpu_count()


@pytest.fixture(scope="session")
def wb(request):
    """The small workbook whose numbers are worked out by hand."""
    connection = request.config.getoption("--connection")
    engine = Engine(connection) if connection else Engine()
    yield example(engine=engine)
    engine.close()


@pytest.fixture(autouse=True)
def _docstrings_know_the_example(request, doctest_namespace):
    if request.node.__class__.__name__ == "DoctestItem":
        doctest_namespace["wb"] = request.getfixturevalue("wb")
