"""Whether damaged files of every kind end in numbers or in one sentence.

python benchmarks/mutations.py [COUNT [SEED]] damages the CSV, Excel and Parquet exports, workbook.yml, definitions.yml,
minutes and archive of a small workbook COUNT times (1,000 by default) and prints every answer that is neither.
"""

import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.mutating import World, mutations


def main() -> int:
    """Print what is at fault, then how many were tried of each file."""
    count, seed = (*map(int, sys.argv[1:3]), *(1_000, 1)[len(sys.argv[1:3]) :])
    tried: Counter[str] = Counter()
    faults = 0
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder) / "world")
        for one in mutations(count, seed):
            tried[one.file] += 1
            if fault := world.fault(one):
                faults += 1
                print(f"{one}: {fault}", flush=True)
    for file, times in sorted(tried.items()):
        print(f"{times:5} {file}")
    print(f"{sum(tried.values())} mutations, {faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
