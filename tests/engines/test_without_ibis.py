"""Should ibis end, DuckDB answers every KPI's question by the SQL that is kept."""

import json
import subprocess
import sys

from kpi_helpers.kpis.catalogue import CATALOGUE
from tests.engines import without_ibis


def test_duckdb_alone_finds_what_every_kpi_is_made_of():
    _, found = without_ibis.recorded()
    told = subprocess.run(
        [sys.executable, without_ibis.__file__, without_ibis.SNAPSHOT],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    alone = json.loads(told.stdout)
    assert len(alone) > len(CATALOGUE) / 2  # KPIs that are made of the same counts ask once
    assert alone == found, "if it is meant, run python -m tests.engines.recording"


def test_ibis_is_out_of_reach_there():
    blocked = (
        f"import runpy, sys; sys.argv = ['x', {str(without_ibis.SNAPSHOT)!r}]\n"
        f"runpy.run_path({without_ibis.__file__!r}, run_name='__main__')\n"
        "import ibis"
    )
    told = subprocess.run([sys.executable, "-c", blocked], capture_output=True, encoding="utf-8", check=False)
    assert "import of ibis halted" in told.stderr
