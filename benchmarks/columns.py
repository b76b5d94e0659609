"""Takes each column of each table of the example away in turn (absent, empty, dates only) and names what then says otherwise.

    python benchmarks/columns.py             every column, some fifteen minutes
    python benchmarks/columns.py activities  those of one table

Every number must stay, be missing, or be a fallback that the contract names; and every section of every page must be made.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.meetings import MEETINGS
from tests.laws.lacking import faults, numbers, rich, steps, without, workbook


def main() -> None:
    """Print every fault."""
    tables, found = rich(), 0
    whole = numbers(workbook(tables))
    for step in steps(tables):
        if sys.argv[1:] and step[0] not in sys.argv[1:]:
            continue
        wb = workbook(without(tables, step))
        told = [*faults(whole, numbers(wb), step), *_failed(wb)]
        found += len(told)
        print(*step, *(f"\n  {fault}" for fault in told or ["nothing"]), flush=True)
    print(f"{found} faults")


def _failed(wb) -> list[str]:
    made = (topic(Meeting(name, wb)) for name, meeting in MEETINGS.items() for topic in meeting.topics)
    return [f"section {section.key}: {section.failure}" for section in made if section.failure]


if __name__ == "__main__":
    main()
