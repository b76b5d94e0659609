"""Whether a run that is killed at any operation that changes the cache leaves the next one right numbers.

python benchmarks/kills.py [COUNT] kills a run (-9) at every operation that changes a file of the cache, by an audit
hook, from an empty cache to the entries of a fourth day, for which those of the first are removed; after each death the
next run must give the numbers that a run without a cache gives. It begins with the first and the last time that each
line does each operation; the rest come in a shuffled order, so that COUNT of them are a fair share. POSIX only.
"""

import contextlib
import importlib
import os
import random
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[1]))

from kpi_helpers.kpis.catalogue import CATALOGUE
from kpi_helpers.workbook.workbook import Workbook
from tests.oracle.cases import write_case
from tests.workbook.killed import killed_everywhere, operations

KPIS = ("leads", "contact_rate", "opportunities")
DAYS = 4


def numbers(folder: Path, days: Iterable[date]) -> dict[str, pd.DataFrame]:
    """Some numbers of each day."""
    views = (Workbook.open(folder, as_of=day) for day in days)
    return {f"{wb.as_of} {kpi}": CATALOGUE[kpi].numbers(wb) for wb in views for kpi in KPIS}


def positions(places: list[str]) -> list[int]:
    """The numbers of all operations: the first and the last of each kind before the others, which are shuffled."""
    first = {place: number for number, place in reversed(list(enumerate(places, 1)))}
    last = {place: number for number, place in enumerate(places, 1)}
    ends = sorted({*first.values(), *last.values()})
    rest = sorted({*range(1, len(places) + 1)} - {*ends})
    random.Random(1).shuffle(rest)
    return ends + rest


def counted(order: list[int]) -> Iterator[int]:
    """The same, with a line now and then that says how far it has come."""
    for done, at in enumerate(order):
        if done and done % 25 == 0:
            print(f"{done} survived", flush=True)
        yield at


def main() -> None:
    """Print how often a run was killed where."""
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        case = write_case(root / "case", 5, size=20)
        days = [case.as_of - timedelta(days=7 * back) for back in range(DAYS)]
        expected = root / "expected"

        def work(at: int) -> None:
            os.environ["KPI_CACHE"] = str(root / f"cache{at}")
            numbers(case.folder, days)

        def survived(at: int) -> None:
            os.environ["KPI_CACHE"] = str(root / f"cache{at}")
            # The last first: entries of three days are kept, and the other way round none would be found again.
            for name, found in numbers(case.folder, reversed(days)).items():
                pd.testing.assert_frame_equal(found, pd.read_pickle(expected / name))
            # What memory does not hold lies in a folder of its own for as long as this process has its engines open.
            drafts = [path for path in (root / f"cache{at}").glob("*/.*") if path.name[:5] in (".new-", ".old-")]
            left = [path.name for path in drafts if path.parent.name != "spilled"]
            assert not left, left
            shutil.rmtree(root / f"cache{at}")

        def expect() -> None:
            # A file where the cache should be: nothing is kept, nothing is found.
            (root / "none").touch()
            os.environ["KPI_CACHE"] = str(root / "none")
            expected.mkdir()
            for name, frame in numbers(case.folder, days).items():
                frame.to_pickle(expected / name)
            (root / "modules").write_text("\n".join(sys.modules), encoding="utf-8")

        child = os.fork()  # no engine is ever opened in the process whose children are forked
        if not child:
            expect()
            os._exit(0)
        assert os.waitpid(child, 0)[1] == 0
        for name in (root / "modules").read_text(encoding="utf-8").split("\n"):
            with contextlib.suppress(ImportError):  # else each child would take its seconds for them
                importlib.import_module(name)
        places = operations(work, str(root / "cache"))
        order = positions(places)[: int(sys.argv[1]) if sys.argv[1:] else None]
        print(f"{len(places)} operations of {len(set(places))} kinds, killed at {len(order)}", flush=True)
        deaths = killed_everywhere(work, survived, str(root / "cache"), counted(order))
    for where, times in sorted(deaths.items()):
        print(f"{times:5} {where}")
    spent = sum(os.times()[:4])
    print(f"killed {deaths.total()} times at {len(deaths)} places, {spent / 60:.0f} minutes of processor time")


if __name__ == "__main__":
    main()
