"""What the numbers cost beside the same numbers in SQL written by hand for this one workbook.

    python benchmarks/by_hand.py                       a million activities of the generator
    python benchmarks/by_hand.py --times 334           ten million
    python benchmarks/by_hand.py --folder DIR          a workbook of `python data/generator --format parquet`

Both sides compute the KPIs of `by_hand.sql` for one day that was not looked at before, each in a process of its own that
imports what it needs; the exports were read before, as the generator's Parquet files need no reading for the SQL. Every
value of the one must be that of the other. `first` is the first look at these exports, which prepares what no day changes
too; `ours` finds that and prepares its day, `again` another run of it. The SQL and `ours` take turns, so that a busy moment
of the machine meets both; the least processor time of each counts, and the largest memory.
"""

from __future__ import annotations

import math
import os
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

import click
import duckdb
import pandas as pd
from all_numbers import Cost, cost, without_counts

ROOT = Path(__file__).parents[1]
SQL = Path(__file__).with_suffix(".sql")
_GENERATED = 34
"""So many times the sample have a million activities."""
_KEYS = ["kpi", "segment", "period"]


def by_hand(folder: Path, as_of: date) -> pd.DataFrame:
    """The numbers of the SQL, under the memory that ours takes."""
    from kpi_helpers.workbook.engine.memory import limit_memory

    os.chdir(folder)
    with duckdb.connect() as connection:
        limit_memory(connection)
        connection.execute(f"SET VARIABLE as_of = DATE '{as_of}'")
        return connection.execute(SQL.read_text("utf-8")).df()


def ours(folder: Path, as_of: date, kpis: list[str]) -> pd.DataFrame:
    """The same KPIs' rows of numbers.csv."""
    from kpi_helpers.kpis.catalogue import CATALOGUE
    from kpi_helpers.workbook.workbook import Workbook

    wb = Workbook.open(folder, as_of=as_of)
    return pd.concat([CATALOGUE[kpi].numbers(wb) for kpi in kpis])[[*_KEYS, "value"]]


def differences(hand: pd.DataFrame, rows: pd.DataFrame) -> list[str]:
    """Where the two do not agree; counts of nothing are rows here alone, and only kinds of segments and periods that the SQL has are held."""
    kinds = set(_kinds(hand))
    both = hand.merge(
        rows[[kind in kinds for kind in _kinds(rows)]], on=_KEYS, how="outer", suffixes=("_hand", "_ours")
    )
    values = both["value_hand"].fillna(0.0), both["value_ours"].astype("float64").fillna(0.0)
    same = [math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9) for one, other in zip(*values, strict=True)]
    return [str(tuple(row)) for row in both[[not each for each in same]].itertuples(index=False)]


def _kinds(rows: pd.DataFrame) -> list[tuple[str, str, bool]]:
    return [(row.kpi, row.segment.partition("=")[0], ".." in row.period) for row in rows[_KEYS].itertuples(index=False)]


def _child(side: str, folder: Path, as_of: date, out: Path) -> None:
    if side == "read":
        from kpi_helpers.workbook.workbook import Workbook

        Workbook.open(folder, as_of=as_of)
        return
    if side == "hand":
        rows = by_hand(folder, as_of)
    else:
        rows = ours(folder, as_of, pd.read_csv(out / "hand.csv")["kpi"].unique().tolist())
    rows.to_csv(out / f"{side}.csv", index=False)


def _told(name: str, runs: list[Cost], least: float) -> str:
    processor = min(run.processor for run in runs)
    parts = f"{processor:7.1f} s of processor ({processor / least:4.2f} ×)   {min(run.seconds for run in runs):7.1f} s"
    return f"{name:8}{parts}   {max(run.megabytes for run in runs):6.0f} MB"


@click.command()
@click.option("--times", default=_GENERATED, show_default=True, help="Of 30,000 activities each.")
@click.option("--folder", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Instead of generating.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), default="2026-11-20", show_default=True)
@click.option("--repeat", default=2, show_default=True, help="Runs of each.")
@click.option("--child", hidden=True, type=(str, click.Path(path_type=Path)))
def main(times: int, folder: Path | None, as_of, repeat: int, child: tuple[str, Path] | None) -> None:
    """Hold the two against each other, value by value, and print what each costs."""
    day = as_of.date()
    if child and folder:
        _child(child[0], folder, day, child[1])
        return
    with tempfile.TemporaryDirectory() as place:
        os.environ["KPI_CACHE"] = str(Path(place, "cache"))
        if folder is None:
            folder = Path(place, "workbook")
            generator = [sys.executable, str(ROOT / "data" / "generator"), "--format", "parquet"]
            subprocess.run([*generator, "--times", str(times), "--out", str(folder)], check=True)
        own = [sys.executable, __file__, "--folder", str(folder.resolve()), "--as-of", f"{day}", "--child"]
        runs = {side: [cost([*own, side, place])] for side in ("read", "hand", "first")}
        for turn in range(repeat):
            without_counts()
            for side in ("hand", "ours", "again") if turn else ("ours", "again"):
                runs.setdefault(side, []).append(cost([*own, side, place]))
        hand, rows = (pd.read_csv(Path(place, f"{side}.csv"), keep_default_na=False) for side in ("hand", "ours"))
        rows["value"] = pd.to_numeric(rows["value"])
    wrong = differences(hand, rows)
    click.echo(f"{hand['kpi'].nunique()} KPIs, {len(hand):,} values by hand, {len(rows):,} rows here")
    least = min(run.processor for run in runs["hand"])
    for side in runs:
        click.echo(_told(side, runs[side], least))
    if wrong:
        raise click.ClickException(f"{len(wrong):,} values differ: {'; '.join(wrong[:20])}")


if __name__ == "__main__":
    main()
