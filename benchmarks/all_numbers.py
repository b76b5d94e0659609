"""How long `kpi numbers` takes beside importing pandas, ibis and DuckDB.

    python benchmarks/all_numbers.py                       the sample
    python benchmarks/all_numbers.py DIR --repeat 9        any workbook

The floor is a fresh process that imports the three and ends. The workbook is copied,
read once, and then floor and candidates take turns, so that a busy moment of the
machine meets all of them: `again` finds everything in its cache, `tables` only the
tables that were read, as on the first look at another day. The median of each counts,
by the clock and by processor time; memory is the largest that a run needed.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import click

FLOOR = [sys.executable, "-c", "import pandas, ibis, duckdb"]
NUMBERS = "from kpi_helpers.cli import main; main()"


@dataclass(frozen=True)
class Cost:
    """What one run took."""

    seconds: float
    processor: float
    megabytes: float


def cost(command: list[str]) -> Cost:
    """Run a command in a process of its own."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    complaint = process.stderr.read().decode(errors="replace") if process.stderr else ""
    _, status, used = os.wait4(process.pid, 0)
    took = time.perf_counter() - began
    if status:
        raise click.ClickException(f"{' '.join(command)}\n{complaint}")
    return Cost(
        took, used.ru_utime + used.ru_stime, used.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    )


def without_counts() -> None:
    """Take out of the cache what was worked out from the tables."""
    for kind in ("counts", "facts"):
        for folder in Path(os.environ["KPI_CACHE"]).glob(f"*/{kind}-*"):
            shutil.rmtree(folder)


def told(name: str, runs: list[Cost], floor: list[Cost]) -> str:
    """One line: medians, and what they are of the floor's."""
    parts = []
    for unit, of in (("s", lambda run: run.seconds), ("s of processor", lambda run: run.processor)):
        value, least = statistics.median(map(of, runs)), statistics.median(map(of, floor))
        parts.append(f"{value:6.2f} {unit} ({value / least:4.2f} ×)")
    return f"{name:8}{'   '.join(parts)}   {max(run.megabytes for run in runs):6.0f} MB"


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), default=Path("data/sample"))
@click.option("--repeat", default=5, show_default=True, help="Runs of each.")
def main(folder: Path, repeat: int) -> None:
    """Print floor, both candidates and their ratios."""
    with tempfile.TemporaryDirectory() as place:
        workbook = Path(place, "workbook")
        shutil.copytree(folder, workbook)
        os.environ["KPI_CACHE"] = str(Path(place, "cache"))
        ours = [sys.executable, "-c", NUMBERS, "numbers", str(workbook), "--out", str(Path(place, "reports"))]
        cost(FLOOR), cost(ours)  # the first of each reads everything from disk
        floor, again, tables = [], [], []
        for _ in range(repeat):
            floor.append(cost(FLOOR))
            without_counts()
            tables.append(cost(ours))
            again.append(cost(ours))
    click.echo(told("floor", floor, floor))
    click.echo(told("again", again, floor))
    click.echo(told("tables", tables, floor))


if __name__ == "__main__":
    main()
