"""Every value of every control of every section, held against what the whole says of that part: a long walk without a browser.

python benchmarks/every_view.py [MEETING…] takes many minutes on the sample; `make test` takes a sample of the same walk.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.meetings import MEETINGS
from kpi_helpers.workbook.workbook import Workbook
from tests.explore.every_view import choices, differences

SAMPLE = Path(__file__).parents[1] / "data" / "sample"


def main() -> int:
    """Walk, print every difference, and count them."""
    wb, found = Workbook.open(SAMPLE), 0
    for name in sys.argv[1:] or MEETINGS:
        meeting = Meeting(name, wb)
        every = list(choices(meeting))
        told = [difference for choice in every for difference in differences(meeting, choice)]
        print(*told, f"{name}: {len(every)} views, {len(told)} differences", sep="\n", flush=True)
        found += len(told)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
