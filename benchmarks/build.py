"""What `kpi build` and `kpi numbers` cost on the sample, beside an empty notebook.

    python benchmarks/build.py [--repeat 3]

Prints seconds and ratios to the floor (an empty notebook through papermill and
nbconvert), three pages side by side against one after the other, page sizes and
the peak memory of the largest process. Everything is measured in one run, in turns; a page that
one run writes otherwise than another is a fault.
"""

from __future__ import annotations

import hashlib
import resource
import statistics
import sys
import tempfile
from pathlib import Path

import click
from floor import FLOOR, empty_notebook, seconds

ROOT = Path(__file__).parents[1]
KPI = [sys.executable, "-c", "from kpi_helpers.cli import main; main()"]
MEETINGS = ("sales_sync", "marketing_sync", "team_sync")


@click.command()
@click.option("--repeat", default=3, show_default=True, help="Runs of each.")
@click.option("--workbook", default=str(ROOT / "data" / "sample"), show_default=False, help="The workbook's folder.")
def main(repeat: int, workbook: str) -> None:
    """Print times, ratios, sizes and memory."""
    with tempfile.TemporaryDirectory() as folder:
        notebook = str(empty_notebook(Path(folder, "empty.ipynb")))
        build = [*KPI, "build", workbook, "--out", folder]
        commands = {
            "floor: an empty notebook": [[sys.executable, "-c", FLOOR, notebook, str(Path(folder, "executed.ipynb"))]],
            "kpi numbers": [[*KPI, "numbers", workbook, "--out", folder]],
            "kpi build, one page": [[*build, "--meeting", MEETINGS[0]]],
            "kpi build, three pages side by side": [build],
            "three pages one after the other": [[*build, "--meeting", meeting] for meeting in MEETINGS],
        }
        times: dict[str, list[float]] = {name: [] for name in commands}
        written: dict[str, set[str]] = {}
        for turn in range(repeat + 1):
            for name, steps in commands.items():
                took = sum(seconds(step) for step in steps)
                for page in Path(folder).glob("20*/*.html"):
                    written.setdefault(page.name, set()).add(hashlib.sha256(page.read_bytes()).hexdigest())
                # The first turn fills the caches.
                if turn:
                    times[name].append(took)
        medians = {name: statistics.median(taken) for name, taken in times.items()}
        least = medians["floor: an empty notebook"]
        for name, taken in medians.items():
            click.echo(f"{name:38}{taken:7.2f} s   {taken / least:5.2f} × floor")
        ratio = medians["kpi build, three pages side by side"] / medians["three pages one after the other"]
        click.echo(f"{'side by side / one after the other':38}{ratio:7.2f}")
        if changing := [name for name, digests in written.items() if len(digests) > 1]:
            raise click.ClickException(f"not the same bytes in every run: {', '.join(changing)}")
        for page in sorted(Path(folder).glob("20*/*.html")):
            click.echo(f"{page.name:38}{page.stat().st_size / 1024:7.0f} KiB")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    click.echo(f"{'peak memory of the largest process':38}{peak:7.0f} MiB")


if __name__ == "__main__":
    main()
