"""How fast exports become canonical tables, beside the least that reading them as text takes.

    python benchmarks/reading.py                1 million rows × 12 columns of CP932 CSV, and the same workbook again
    python benchmarks/reading.py --rows 100000  smaller
    python benchmarks/reading.py --large        2 GB of CSV, and the most memory that reading it took

The least is the pandas C parser with `dtype=str`. Each run is a process of its own, and the
two take turns, so that a busy moment of the machine meets both; the median of each counts.
"""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

HEADER = "リード ID,作成日,会社名 / 取引先,メール,リードソース,キャンペーン 名,リード 所有者,業種,部署,従業員数,リード 状況,備考"
WORKBOOK = "tables: {leads: {file: leads.csv, preset: salesforce-ja, columns: {campaign: キャンペーン 名}}}\n"
TEXT = "import sys, pandas; pandas.read_csv(sys.argv[1], encoding='cp932', dtype=str, keep_default_na=False, na_filter=False)"
OURS = """
import sys
from pathlib import Path
from kpi_helpers.workbook.config import load_config
from kpi_helpers.workbook.reading import load
report = load(load_config(Path(sys.argv[1]))).reports["leads"]
assert report.read == report.kept == int(sys.argv[2]), report
"""
IMPORTS = {
    "pandas": "import pandas",
    "ours": "from kpi_helpers.workbook import config, reading; from kpi_helpers.workbook.reading import crosscheck, opening, tables",
}
CHANNELS = ("Web", "展示会", "セミナー", "紹介", "広告")
REPS = ("佐藤", "鈴木", "高橋", "田中", "渡辺", "伊藤")


def rows(count: int) -> Iterator[str]:
    """Lines of an export in which ids, dates, names and addresses differ as in a real one."""
    for n in range(count):
        day = f"{2024 + n * 3 // count}/{n % 12 + 1:02d}/{n % 28 + 1:02d} {n % 24:02d}:{n % 60:02d}"
        yield (
            f"00Q5g{n:010d}EAV,{day},株式会社サンプル{n % 200_000}製作所,taro{n}@example{n % 90_000}.co.jp,{CHANNELS[n % 5]},施策{n % 300},"
            f"{REPS[n % 6]},製造業,営業部,{n % 3_000},新規,折返しの電話を希望 {n % 977}\n"
        )


def write(path: Path, count: int) -> None:
    """An export of so many rows in CP932."""
    with path.open("w", encoding="cp932", newline="") as file:
        file.write(HEADER + "\n")
        file.writelines(rows(count))
    path.with_name("workbook.yml").write_text(WORKBOOK, encoding="utf-8")


@dataclass(frozen=True)
class Run:
    """What a fresh Python process took."""

    wall: float
    """Seconds."""
    work: float
    """Seconds of the processors, which other processes on the machine hardly change."""
    peak: float
    """GiB of memory at most, of this or an earlier process, whichever took more."""


def run(code: str, *arguments: object) -> Run:
    """Run some code in a fresh Python process."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    process = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode:
        raise click.ClickException(process.stderr)
    work = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(wall, work, after.ru_maxrss / (1 << 30 if sys.platform == "darwin" else 1 << 20))  # macOS counts bytes


@click.command()
@click.option("--rows", "count", default=1_000_000, show_default=True, help="Rows of the export.")
@click.option("--repeat", default=5, show_default=True, help="Runs of each.")
@click.option("--large", is_flag=True, help="Read 2 GB instead, and tell the memory.")
def main(count: int, repeat: int, large: bool) -> None:
    """Print how long each takes and their ratio, or how much memory a large file takes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["KPI_CACHE"] = str(folder / "cache")
        if large:
            count = 2_000_000_000 // (len(next(rows(1)).encode("cp932")) + 10)
        write(folder / "leads.csv", count)
        size = (folder / "leads.csv").stat().st_size
        click.echo(f"export     {count:,} rows, {size / 1e6:,.0f} MB")
        if large:
            took = run(OURS, folder, count)
            click.echo(f"ours       {took.wall:6.1f} s, at most {took.peak:.2f} GiB of memory")
            return
        imports = {name: run(code) for name, code in IMPORTS.items()}
        text, ours, again = [], [], []
        for _ in range(repeat):
            shutil.rmtree(folder / "cache", ignore_errors=True)
            text.append(run(TEXT, folder / "leads.csv"))
            ours.append(run(OURS, folder, count))
            again.append(run(OURS, folder, count))
    for kind in ("wall", "work"):
        least, first, unchanged = (
            statistics.median(getattr(took, kind) for took in runs) for runs in (text, ours, again)
        )
        loaded, own = (getattr(imports[name], kind) for name in ("pandas", "ours"))
        click.echo({"wall": "on the clock", "work": "of the processors"}[kind])
        click.echo(f"  text       {least:6.2f} s   pandas, of which imports {loaded:.2f} s")
        click.echo(f"  ours       {first:6.2f} s   to the canonical cache, of which imports {own:.2f} s")
        click.echo(f"  unchanged  {unchanged:6.2f} s   the same workbook again")
        click.echo(
            f"  ratio      {first / least:6.2f}     ours to text; without imports {(first - own) / (least - loaded):.2f}"
        )
        click.echo(
            f"  ratio      {unchanged / first:6.2f}     unchanged to first, {unchanged / least:.2f} to text: what reads is not even imported"
        )


if __name__ == "__main__":
    main()
