"""Write the invented team's workbook: ``python data/generator [--out DIR] [--seed N] [--times N]``."""

from __future__ import annotations

import argparse
from pathlib import Path

import dirt
import exports
from draws import stream
from marketing import make_campaigns, make_visits
from readme import readme
from targets import make_targets
from workbook_files import DEFINITIONS, workbook_yml
from world import make_world
from writers import ParquetFile, TextFile, write_sheet

# Five teams' worth of rows at once: a few hundred megabytes, whatever the size of the world.
_AT_ONCE = 5
_DIRT_STREAM, _VISITS_STREAM = 2_000_000, 3_000_000
_HIDDEN = ["key", "valid"]


def main() -> None:
    """Parse the call and write every file of the workbook."""
    here = Path(__file__).resolve().parent
    parser = argparse.ArgumentParser(prog="python data/generator", description=__doc__)
    parser.add_argument("--out", type=Path, default=here.parent / "sample", help="folder to write to")
    parser.add_argument("--seed", type=int, default=2026, help="the same seed gives the same world")
    parser.add_argument("--times", type=int, default=1, help="how many times larger, for benchmarks")
    parser.add_argument("--format", choices=["csv", "parquet"], default="csv", help="of the three large tables")
    options = parser.parse_args()
    if options.times < 1:
        parser.error("--times is a whole number from 1")
    options.out.mkdir(parents=True, exist_ok=True)
    write_workbook(options.out, options.seed, options.times, options.format == "parquet")


def write_workbook(out: Path, seed: int, times: int, parquet: bool) -> None:
    """Write the large tables chunk by chunk, then the small ones."""
    files = _parquet_files(out) if parquet else _text_files(out)
    accounts = TextFile(out / "ターゲット企業.csv", "utf-8")
    for before in range(0, times, _AT_ONCE):
        world = make_world(seed, min(_AT_ONCE, times - before), before)
        tables = _tables(world) if parquet else _exports(world, stream(seed, _DIRT_STREAM + before))
        for name, table in tables.items():
            files[name].append(table)
        accounts.append(exports.accounts_as_exported(world.accounts))
    for file in (*files.values(), accounts):
        file.close()

    campaigns, visits = make_campaigns(), make_visits(stream(seed, _VISITS_STREAM), times)
    _write_text(out / "施策.csv", exports.campaigns_as_exported(campaigns))
    _write_text(out / "サイト訪問.csv", exports.visits_as_exported(visits))
    targets = make_targets(times)
    write_sheet(out / "予算.xlsx", "2026", exports.targets_as_exported(targets))
    (out / "workbook.yml").write_text(workbook_yml(parquet), encoding="utf-8", newline="\n")
    (out / "definitions.yml").write_text(DEFINITIONS, encoding="utf-8", newline="\n")
    if times == 1 and not parquet:
        (out / "README.md").write_text(readme(world, campaigns, visits, targets), encoding="utf-8", newline="\n")


def _text_files(out):
    return {
        "leads": TextFile(out / "リード一覧.csv", "cp932"),
        "activities": TextFile(out / "応対履歴.csv", "utf-8-sig"),
        "opportunities": TextFile(out / "商談レポート.txt", "utf-16", "\t"),
    }


def _parquet_files(out):
    return {name: ParquetFile(out / f"{name}.parquet") for name in ("leads", "activities", "opportunities")}


def _exports(world, rng):
    return {
        "leads": dirt.spoil(rng, exports.leads_as_exported(world.leads), dirt.LEADS),
        "activities": dirt.spoil(rng, exports.activities_as_exported(world.activities), dirt.ACTIVITIES),
        "opportunities": dirt.spoil(rng, exports.opportunities_as_exported(world.opportunities), dirt.OPPORTUNITIES),
    }


def _tables(world):
    return {
        "leads": world.leads.drop(columns=_HIDDEN),
        "activities": world.activities,
        "opportunities": world.opportunities,
    }


def _write_text(path, frame):
    file = TextFile(path, "utf-8")
    file.append(frame)
    file.close()


if __name__ == "__main__":
    main()
