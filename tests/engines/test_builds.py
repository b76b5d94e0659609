"""`kpi build` on a database gives the numbers and the pages that it gives of files, from one session."""

import os
import re
import subprocess
import sys

import pytest

from tests.engines.servers import spark_address

pytestmark = pytest.mark.engines

_WRITE = """
import sys
from pathlib import Path
from tests.engines.test_end_to_end import _example_in
_example_in(Path(sys.argv[1]), sys.argv[2] or None)
"""
_BUILD = "from kpi_helpers.cli import main; main()"


def _alone(code, folder, *arguments):
    """Run code in a process of its own, in an empty folder in which an earlier one has left nothing."""
    folder.mkdir(parents=True)
    environment = os.environ | {"PYTHONPATH": os.getcwd(), "KPI_CACHE": str(folder / "cache")}
    command = [sys.executable, "-c", code, *map(str, arguments)]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert not any((folder / left).exists() for left in ("metastore_db", "spark-warehouse"))


def _built(folder, connection):
    """numbers.csv and the pages; what they call their sources is that of the files."""
    _alone(_WRITE, folder / "writing", folder / "example", connection)
    build = ["build", folder / "example", "--as-of", "2026-11-18", "--out", folder / "out"]
    _alone(_BUILD, folder / "building", *build)
    made = [folder / "out" / "2026-11-18" / "numbers.csv", *sorted((folder / "out" / "2026-11-18").glob("*.html"))]
    return {path.name: re.sub(r"example_(\w+)", r"\1.parquet", path.read_text("utf-8")) for path in made}


@pytest.fixture(scope="module")
def of_files(tmp_path_factory):
    return _built(tmp_path_factory.mktemp("of_files"), "")


def test_three_pages_come_from_postgres_as_from_files(of_files, postgres_address, tmp_path):
    assert len(of_files) == 4
    assert _built(tmp_path, postgres_address) == of_files


def test_three_pages_come_from_a_spark_whose_metastore_admits_one_session(of_files, tmp_path):
    assert _built(tmp_path, spark_address(tmp_path, metastore=True)) == of_files
