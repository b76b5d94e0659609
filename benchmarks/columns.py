"""Takes each column of each table of the example, or of a workbook, away in turn and names what then says otherwise, and what still speaks of it.

    python benchmarks/columns.py                      every column: absent, empty, all unnamed, dates only; some twenty minutes
    python benchmarks/columns.py --pages 12           the numbers of every step, the sentences of twelve by chance; half of that
    python benchmarks/columns.py activities.outcome   those of one column or table, its new sentences too
    python benchmarks/columns.py --only 12 --seed 3   so many by chance
    python benchmarks/columns.py --book data/sample --only 12 --pages 3   of a workbook instead of the example

Every number must stay, be missing, or be a fallback that the contract names; every section of every page must be made; and
no sentence of the pages (tiles, sections, data notes, minutes, digest) may speak of what is missing, except to say so, or
claim that there is none of it; and `kpi check` names every reason that the pages name.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
from pathlib import Path

import click

sys.path.insert(0, str(Path(__file__).parents[1]))

from kpi_helpers.workbook.workbook import Workbook
from tests.laws.lacking import (
    faults,
    form,
    nones,
    numbers,
    of_workbook,
    pieces,
    rich,
    spoken_of,
    steps,
    unsaid,
    without,
    workbook,
)


@click.command(help=__doc__)
@click.argument("places", nargs=-1)
@click.option("--only", type=int, default=0, help="So many steps by chance.")
@click.option("--pages", type=int, default=None, help="The sentences of so many steps; by default of all.")
@click.option(
    "--book", type=click.Path(exists=True, path_type=Path), help="A workbook's folder instead of the example."
)
@click.option("--seed", type=int, default=1)
def main(places: tuple[str, ...], only: int, pages: int | None, book: Path | None, seed: int) -> None:
    """Print every fault, and for single columns every new sentence."""
    like = Workbook.open(book) if book else None
    tables, found = of_workbook(like) if like else rich(), 0
    whole, told = numbers(wb := workbook(tables, like)), {} if pages == 0 else pieces(wb)
    known = set(map(form, told))
    walk = [step for step in steps(tables) if not places or {step[0], f"{step[0]}.{step[1]}"} & set(places)]
    chance = random.Random(seed)
    walk = chance.sample(walk, only) if only else walk
    read = set(walk if pages is None else chance.sample(walk, pages))
    for step in walk:
        part = numbers(wb := workbook(without(tables, step), like))
        now = pieces(wb) if step in read else {}
        failed = [f"{place}: {piece}" for piece, place in now.items() if piece.startswith("FAILED")]
        wrong = [*faults(whole, part, step), *spoken_of(whole, part, now), *nones(told, now), *unsaid(wb, now), *failed]
        found += len(wrong)
        print(*step, *(f"\n  {fault}" for fault in wrong or ["nothing"]), flush=True)
        for piece, place in now.items() if places else ():
            if form(piece) not in known:
                print(f"    + {place}: {piece}")
    print(f"{len(walk)} steps, {len(read)} with their sentences: {found} faults")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as cache:
        os.environ["KPI_CACHE"] = cache
        main()
