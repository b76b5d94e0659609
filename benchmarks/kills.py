"""Whether a run that is killed at any file operation on the cache leaves the next one right numbers.

python benchmarks/kills.py [STEP] kills a run at every STEP-th operation, by an audit hook, from an empty cache to the
entries of a fourth day, for which those of the first are removed; after each death the next run must give the numbers
that a run without a cache gives. POSIX only.
"""

import os
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[1]))

import ibis.backends.duckdb  # noqa: F401 - imported before the children are forked, which would each take a second for it
import pyarrow.feather  # noqa: F401

from kpi_helpers.kpis.catalogue import CATALOGUE
from kpi_helpers.workbook.reading import opening, tables  # noqa: F401
from kpi_helpers.workbook.workbook import Workbook
from tests.oracle.cases import write_case
from tests.workbook.killed import killed_everywhere

KPIS = ("leads", "contact_rate", "opportunities")
DAYS = 4


def numbers(folder: Path, days: list) -> list[pd.DataFrame]:
    """Some numbers of each day."""
    return [CATALOGUE[kpi].numbers(Workbook.open(folder, as_of=day)) for day in days for kpi in KPIS]


def main() -> None:
    """Print how often a run was killed."""
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        case = write_case(root / "case", 5, size=60)
        days = [case.as_of - timedelta(days=7 * back) for back in range(DAYS)]
        expected = root / "expected"

        def work(at: int) -> None:
            os.environ["KPI_CACHE"] = str(root / f"cache{at}")
            numbers(case.folder, days)

        def survived(at: int) -> None:
            os.environ["KPI_CACHE"] = str(root / f"cache{at}")
            for found, name in zip(numbers(case.folder, days), sorted(expected.iterdir()), strict=True):
                pd.testing.assert_frame_equal(found, pd.read_pickle(name))
            # What memory does not hold lies in a folder of its own for as long as this process has its engines open.
            drafts = [path for path in (root / f"cache{at}").glob("*/.*") if path.name[:5] in (".new-", ".old-")]
            left = [path.name for path in drafts if path.parent.name != "spilled"]
            assert not left, left

        def expect() -> None:
            # A file where the cache should be: nothing is kept, nothing is found.
            (root / "none").touch()
            os.environ["KPI_CACHE"] = str(root / "none")
            expected.mkdir()
            for place, frame in enumerate(numbers(case.folder, days)):
                frame.to_pickle(expected / f"{place:03d}")

        child = os.fork()  # no engine is ever opened in the process whose children are forked
        if not child:
            expect()
            os._exit(0)
        assert os.waitpid(child, 0)[1] == 0
        print(f"killed {killed_everywhere(work, survived, str(root / 'cache'), int((sys.argv[1:] or ['1'])[0]))} times")


if __name__ == "__main__":
    main()
