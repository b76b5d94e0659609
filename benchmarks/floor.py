"""How long a page takes beside the least that papermill and nbconvert need.

    python benchmarks/floor.py                                    the run itself, on an empty notebook
    python benchmarks/floor.py kpi build data/sample --meeting sales_sync    any command, beside the same floor

The floor is an empty notebook through `papermill.execute_notebook` and nbconvert's
`HTMLExporter`, in a fresh process. Floor and candidate take turns, so that a busy
moment of the machine meets both; the median of each counts.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import click
import nbformat

# Without the blocked module the floor would be 1.5 s higher and the ratio flattered.
FLOOR = """
import sys
sys.modules["rfc3987_syntax"] = None
import papermill
papermill.execute_notebook(sys.argv[1], sys.argv[2], kernel_name="python3", progress_bar=False)
from nbconvert import HTMLExporter
HTMLExporter().from_filename(sys.argv[2])
"""
OURS = """
import sys
from pathlib import Path
from kpi_helpers.report.run import PageRequest, build_pages
build_pages([PageRequest("empty", Path(sys.argv[1]), Path(sys.argv[2]))])
"""


def empty_notebook(path: Path) -> Path:
    """An empty notebook that names its kernel."""
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = nbformat.v4.new_notebook(metadata={"kernelspec": kernel})
    nbformat.write(notebook, path)
    return path


def seconds(command: list[str]) -> float:
    """Wall time of a command; its output is kept for the case that it fails."""
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    took = time.perf_counter() - start
    if done.returncode:
        raise click.ClickException(f"{' '.join(command)}\n{done.stderr}")
    return took


@click.command(context_settings={"ignore_unknown_options": True})
@click.option("--repeat", default=5, show_default=True, help="Runs of each.")
@click.argument("command", nargs=-1, type=click.UNPROCESSED)
def main(repeat: int, command: tuple[str, ...]) -> None:
    """Print floor, candidate and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        notebook = str(empty_notebook(Path(folder, "empty.ipynb")))
        floor = [sys.executable, "-c", FLOOR, notebook, str(Path(folder, "executed.ipynb"))]
        ours = [sys.executable, "-c", OURS, notebook, str(Path(folder, "day"))]
        candidate = list(command) or ours
        seconds(floor), seconds(candidate)  # the first of each reads everything from disk
        pairs = [(seconds(floor), seconds(candidate)) for _ in range(repeat)]
    least, taken = (statistics.median(times) for times in zip(*pairs, strict=True))
    click.echo(f"floor      {least:6.2f} s   empty notebook, papermill and nbconvert")
    click.echo(f"candidate  {taken:6.2f} s   {' '.join(command) or 'empty notebook, build_pages'}")
    click.echo(f"ratio      {taken / least:6.2f}     median of {repeat}")


if __name__ == "__main__":
    main()
