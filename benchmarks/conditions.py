"""What a definition of 400 conditions costs beside one of 40: at most 4 times the processor time.

python benchmarks/conditions.py
"""

import sys
import time
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from kpi_helpers.kpis.catalogue import CATALOGUE
from kpi_helpers.workbook.definitions import Condition, Definitions, Version
from kpi_helpers.workbook.example import example
from kpi_helpers.workbook.workbook import Workbook


def cost(count: int) -> float:
    """Seconds of processor time that judging the example's leads by so many conditions takes."""
    wb = example()
    conditions = [
        Condition("company_name", "is_not", f"社{n}") if n % 2 else Condition("email", "matches", f"@x{n}")
        for n in range(count)
    ]
    version = Version(date(2026, 1, 1), "", (), tuple(conditions))
    judged = Workbook(wb.config, wb._tables, Definitions((version,)), as_of=wb.as_of)
    begun = time.process_time()
    CATALOGUE["condition_rejects_alone"].numbers(judged)
    return time.process_time() - begun


def main() -> None:
    """Print both and their ratio."""
    cost(1)  # what is loaded once
    few, many = cost(40), cost(400)
    print(f"40 conditions {few:.2f} s, 400 conditions {many:.2f} s of processor time: {many / few:.1f} times")


if __name__ == "__main__":
    main()
