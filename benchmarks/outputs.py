"""What `kpi build` costs more for Excel, digests and the lists to act on.

    python benchmarks/outputs.py [--repeat 2]

Builds the sample with `outputs: []` and with the default, in turns and in processes of their own, and prints the medians
of processor time (with that of the kernels; Linux and Mac) and by the clock, the difference, and the size of each file.
"""

from __future__ import annotations

import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import click

SAMPLE = Path(__file__).parents[1] / "data" / "sample"
KPI = [sys.executable, "-c", "from kpi_helpers.cli import main; main()", "build"]


@click.command()
@click.option("--repeat", default=2, show_default=True, help="Runs of each.")
def main(repeat: int) -> None:
    """Print times, their difference and sizes."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "reports")
        bare = Path(shutil.copytree(SAMPLE, Path(folder, "bare")))
        with (bare / "workbook.yml").open("a", encoding="utf-8") as file:
            file.write("\noutputs: []\n")
        taken: dict[str, list[tuple[float, float]]] = {"outputs: []": [], "default": []}
        for turn in range(repeat + 1):
            for name, workbook in (("outputs: []", bare), ("default", SAMPLE)):
                took = _measured([*KPI, str(workbook), "--out", str(out)])
                # The first turn fills the caches.
                if turn:
                    taken[name].append(took)
        medians = {name: [statistics.median(each) for each in zip(*runs, strict=True)] for name, runs in taken.items()}
        for name, (processor, clock) in medians.items():
            click.echo(f"{name:14}{processor:7.2f} s of processor time {clock:7.2f} s by the clock")
        more = [with_ - without for with_, without in zip(medians["default"], medians["outputs: []"], strict=True)]
        click.echo(f"{'difference':14}{more[0]:7.2f} s of processor time {more[1]:7.2f} s by the clock")
        for path in sorted(out.glob("20*/*")):
            click.echo(f"{path.name:32}{path.stat().st_size / 1024:8.0f} KiB")


def _measured(command: list[str]) -> tuple[float, float]:
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime, time.perf_counter() - start


if __name__ == "__main__":
    main()
