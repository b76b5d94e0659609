"""What the settings of the months ahead would be by one half of the looks ahead, and how they do on the other.

python benchmarks/outlook/halves.py FOLDER DAY

Every second look ahead, beginning with the first, chooses; the others judge. Looks overlap by up to two months, so that
the halves are not independent of each other.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from unittest.mock import patch

from kpi_helpers.kpis.outlook import curves, levels, model
from kpi_helpers.kpis.outlook.history import past
from kpi_helpers.kpis.outlook.testing import TESTED_MONTHS, Tested, look_ahead
from kpi_helpers.workbook.engine import epoch_day
from kpi_helpers.workbook.periods import Period
from kpi_helpers.workbook.workbook import Workbook

CANDIDATES = {
    (model, "OTHERS_DAYS"): (45, 90, 180),
    (levels, "PRIOR_EVENTS"): (5.0, 10.0, 20.0),
    (levels, "LIMIT"): (1.5, 2.0, 3.0),
    (curves, "BAND_DAYS"): (30, 60, 120),
}
LOOKS = 8


def origins_of(wb: Workbook) -> list[Period]:
    known = past(wb)
    months = [wb.month.month.back(back) for back in range(TESTED_MONTHS + LOOKS, TESTED_MONTHS, -1)]
    return [month for month in months if epoch_day(month.back(6).start) >= known.since]


def share_of_slices(found: Sequence[Tested]) -> float:
    """Error as a share of the slice plan's, mean of the metrics."""
    shares = []
    for metric in dict.fromkeys(each.metric for each in found):
        own = [each for each in found if each.metric == metric]
        ours, sliced = (sum(abs(getattr(each, way) - each.came) for each in own) for way in ("expected", "by_slice"))
        shares.append(ours / sliced if sliced else 1.0)
    return sum(shares) / len(shares)


def main(folder: str, day: str) -> None:
    wb = Workbook.open(folder, as_of=day)
    known, every = past(wb), origins_of(wb)

    def of(half: int) -> list[Tested]:
        return [each for origin in every[half::2] for each in look_ahead(wb, known, origin)]

    tuned, judged = of(0), of(1)
    print(f"{folder}, {day}: error of the slice plan's, inside | choosing half | judging half")
    inside = [f"{sum(each.is_inside for each in half)} of {len(half)}" for half in (tuned, judged)]
    print(f"as they are | {share_of_slices(tuned):.3f}, {inside[0]} | {share_of_slices(judged):.3f}, {inside[1]}")
    for (module, name), values in CANDIDATES.items():
        for value in values:
            if value != getattr(module, name):
                with patch.object(module, name, value):
                    print(f"{name} {value} | {share_of_slices(of(0)):.3f} | {share_of_slices(of(1)):.3f}", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:3])
