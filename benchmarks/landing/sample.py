"""The landings of a workbook beside the plain run rate, and how far both were off.

python benchmarks/landing/sample.py data/sample 2026-11-20
"""

from __future__ import annotations

import sys

from kpi_helpers.kpis.landing.outlook import landings
from kpi_helpers.workbook.workbook import Workbook


def main(folder: str, as_of: str) -> None:
    workbook = Workbook.open(folder, as_of=as_of)
    print("metric | landing | plain run rate | interval held | width / outcome | forecasts")
    for metric, landed in landings(workbook).items():
        ours, came = landed.method, sum(landed.method.outcomes)
        if not came:
            continue
        errors = f"{ours.error:.3f} | {landed.run_rate.error:.3f}"
        width = sum(point.high - point.low for point in ours.past) / came
        held = ours.held / len(ours.past)
        print(f"{metric} | {errors} | {held:.2f} | {width:.2f} | {len(ours.past)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
