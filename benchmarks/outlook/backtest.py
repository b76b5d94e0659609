"""The months ahead as they were seen at the end of past months, beside leads × slice rates, and what came.

python benchmarks/outlook/backtest.py FOLDER DAY [FOLDER DAY …]
"""

from __future__ import annotations

import sys

from kpi_helpers.kpis.outlook.testing import Tested, tested
from kpi_helpers.workbook.workbook import Workbook


def main(*asked: str) -> None:
    for folder, day in zip(asked[::2], asked[1::2], strict=True):
        found = tested(Workbook.open(folder, as_of=day))
        print(f"{folder}, {day}\nmetric | from the end of | expected | 80% interval | by slice | came | inside")
        for each in found:
            numbers = (
                f"{each.expected:,.0f} | {each.low:,.0f}–{each.high:,.0f} | {each.by_slice:,.0f} | {each.came:,.0f}"
            )
            print(f"{each.metric} | {each.origin.label} | {numbers} | {'yes' if each.is_inside else 'no'}")
        for metric in dict.fromkeys(each.metric for each in found):
            print(in_all(metric, [each for each in found if each.metric == metric]))
        print()


def in_all(metric: str, found: list[Tested]) -> str:
    came = sum(each.came for each in found)
    if not came:
        return f"{metric}: nothing came"
    ours, sliced = (sum(abs(getattr(e, way) - e.came) for e in found) / came for way in ("expected", "by_slice"))
    inside = sum(each.is_inside for each in found)
    share = f"{ours / sliced:.2f} of it" if sliced else "–"
    return f"{metric}: WAPE {ours:.3f}, by slice rates {sliced:.3f}, {share}; {inside} of {len(found)} inside"


if __name__ == "__main__":
    main(*sys.argv[1:])
