"""Every number worked out by hand comes out on Spark and PostgreSQL as it does on DuckDB."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.engines.servers import spark_address

pytestmark = pytest.mark.engines

ROOT = Path(__file__).parents[2]
_FILES = sorted(
    (ROOT / "tests" / "conformance").glob("test_*.py"),
    key=lambda file: -file.read_text("utf-8").count("make_workbook("),
)
# Spark plans each small query for most of a second: it works on two shares at a time, one for each core,
# and leaves out what no engine has a part in.
_SHARES = {"spark, one half": _FILES[::2], "spark, other half": _FILES[1::2], "postgres": _FILES}


@pytest.fixture(scope="module")
def runs(open_folder, postgres_address):
    """All runs, started together."""
    running = {}
    for number, (name, files) in enumerate(_SHARES.items()):
        folder = open_folder / f"run{number}"
        folder.mkdir()
        address = postgres_address if name == "postgres" else spark_address(folder)
        chosen = [] if name == "postgres" else ["-m", "not after_counting"]
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            f"--connection={address}",
            *chosen,
            *map(str, files),
        ]
        running[name] = subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
    yield running
    for process in running.values():
        process.kill()
        process.wait()


@pytest.mark.parametrize("name", _SHARES)
def test_the_answers_worked_out_by_hand(runs, name):
    told, _ = runs[name].communicate()
    assert runs[name].returncode == 0, told
    written = [file.read_text("utf-8") for file in _SHARES[name]]
    left_out = 0 if name == "postgres" else sum(text.count("@pytest.mark.after_counting") for text in written)
    assert int(re.search(r"(\d+) passed", told)[1]) >= sum(text.count("\ndef test_") for text in written) - left_out
    assert not (ROOT / "spark-warehouse").exists() and not (ROOT / "metastore_db").exists()
