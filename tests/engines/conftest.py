"""Engines that the tests start by themselves."""

import shutil
import tempfile
from pathlib import Path

import pytest

from tests.engines.servers import PASSWORD, postgres, spark_address


@pytest.fixture(scope="session")
def open_folder():
    """A passing folder that another user of this machine may enter, unlike pytest's."""
    folder = Path(tempfile.mkdtemp(prefix="kpi-engines-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def postgres_address(open_folder):
    """Where a PostgreSQL server listens; its password stands in the environment."""
    folder = open_folder / "postgres"
    folder.mkdir()
    with pytest.MonkeyPatch.context() as environment, postgres(folder) as address:
        environment.setenv("KPI_TEST_DB", PASSWORD)
        yield address


@pytest.fixture(scope="session")
def spark(open_folder):
    """The address of a Spark that runs in this process, and stops with it."""
    from pyspark.sql import SparkSession

    folder = open_folder / "spark"
    folder.mkdir()
    yield spark_address(folder)
    session = SparkSession.getActiveSession()
    if session:
        session.stop()
