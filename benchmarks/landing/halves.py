"""How the landing's settings were chosen on one half of the months, and how they do on the other.

    python benchmarks/landing/halves.py OLIST_FOLDER WORKBOOK_FOLDER DAY [--choose]

Every second month, beginning with the first, sets them (business days 2 to 17); the others judge (days 5, 10, 15).
``--choose`` walks through the settings of the leads' part one by one, a step of less than 0.5% of the run rate's
error being none, and prints what the steadied run rate does by its window and weight.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from olist import months, read

from kpi_helpers.kpis.landing.backtest import BUSINESS_DAYS, Point, backtest, in_money, wape
from kpi_helpers.kpis.landing.counts import histories
from kpi_helpers.kpis.landing.funnel import Counts, Month
from kpi_helpers.kpis.landing.money import Deals
from kpi_helpers.kpis.landing.settings import SETTINGS, Settings
from kpi_helpers.workbook.workbook import Workbook

TUNING_DAYS = range(2, 18)
STEP = 0.005
CANDIDATES: dict[str, tuple[float, ...]] = {
    "hazard_days": (14, 21, 28, 30, 42, 60),
    "inflow_days": (14, 21, 28, 42),
    "level_days": (5, 7, 10, 15),
    "level_prior": (5, 10, 20, 40),
    "pace_weight": (0.2, 0.3, 0.4, 0.5, 0.6),
    "correction_certainty": (1, 2, 3, 4),
    "correction_limit": (0.7, 1.0, 1.5),
}
START = Settings(hazard_days=30, inflow_days=28)


@dataclass(frozen=True)
class Series:
    """Counts with the months that they are learnt from and those that are looked at."""

    name: str
    counts: Counts
    learnt: list[Month]
    looked_at: list[Month]
    deals: Deals | None = None

    def half(self, judged: bool) -> list[Month]:
        return self.looked_at[int(judged) :: 2]

    def points(self, settings: Settings, days: Iterable[int], wanted: list[Month]) -> list[Point]:
        found = [p for p in backtest(self.counts, self.learnt, days, settings=settings) if p.month in wanted]
        return [in_money(point, self.counts, self.deals) for point in found] if self.deals else found


def errors(found: list[Point]) -> tuple[float, float]:
    came = [point.outcome or 0.0 for point in found]
    ours, plainly = (wape([getattr(p.forecast, way) for p in found], came) for way in ("landing", "run_rate"))
    assert ours is not None and plainly
    return ours, plainly


def of_olist(folder: Path) -> Iterator[Series]:
    counts = read(folder)
    assert counts.funnel is not None
    past = months("2017-06", "2018-08")
    yield Series("Olist, opportunities", counts, past, months("2018-03", "2018-08"))
    leads = Counts(counts.funnel.leads, counts.business)
    yield Series("Olist, leads", leads, past, months("2017-09", "2018-05"))


def of_workbook(folder: str, as_of: str) -> Iterator[Series]:
    workbook = Workbook.open(folder, as_of=as_of)
    for metric, history in histories(workbook).items():
        closed = [history.month(workbook.month.month.back(ago)) for ago in range(18, 0, -1)]
        known = [month for month in closed if month.start >= history.since]
        yield Series(f"sample, {metric}", history.counts, known, known[-12:], history.deals)


def share_of_run_rate(series: list[Series], settings: Settings, judged: bool, days: Iterable[int]) -> float:
    found = [errors(each.points(settings, days, each.half(judged))) for each in series]
    return float(np.mean([ours / plainly for ours, plainly in found]))


def choose(series: list[Series]) -> None:
    """The leads' part by coordinate descent on the tuned half; the steadied run rate by its two settings."""
    chased = [each for each in series if each.counts.funnel is not None]
    best, least = START, share_of_run_rate(chased, START, False, TUNING_DAYS)
    print("setting | tuned half, of the run rate's error | judged half")
    for name, values in CANDIDATES.items():
        for value in values:
            tried = replace(best, **{name: value})
            error = share_of_run_rate(chased, tried, False, TUNING_DAYS)
            if error < least - STEP:
                best, least = tried, error
                print(f"{name} {value} | {error:.3f} | {share_of_run_rate(chased, tried, True, BUSINESS_DAYS):.3f}")
    print(f"chosen: {best}\n\nbusiness days before, variation | tuned half | judged half")
    plain = [each for each in series if each.counts.funnel is None and each.deals is None]
    for days in (5, 10, 20):
        for variation in (0.1, 0.2, 0.3, 0.5, 0.8):
            tried = replace(SETTINGS, steady_days=days, steady_variation=variation)
            halves = (
                share_of_run_rate(plain, tried, False, TUNING_DAYS),
                share_of_run_rate(plain, tried, True, BUSINESS_DAYS),
            )
            print(f"{days}, {variation} | {halves[0]:.3f} | {halves[1]:.3f}")
    print()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("olist", type=Path, help="the folder with Olist's two CSV files")
    parser.add_argument("workbook", help="a workbook's folder")
    parser.add_argument("day", help="its as_of")
    parser.add_argument("--choose", action="store_true", help="choose the settings again")
    args = parser.parse_args()
    series = [*of_olist(args.olist), *of_workbook(args.workbook, args.day)]
    if args.choose:
        choose(series)
    print("WAPE: landing / run rate, inside | tuned half | judged half | last six months, all")
    for each in series:
        cells = []
        for wanted in (each.half(False), each.half(True), each.looked_at[-6:]):
            found = each.points(SETTINGS, BUSINESS_DAYS, wanted)
            held = sum(point.low <= (point.outcome or 0.0) <= point.high for point in found)
            cells.append("{:.3f} / {:.3f}, {} of {}".format(*errors(found), held, len(found)))
        print(f"{each.name} | " + " | ".join(cells))


if __name__ == "__main__":
    main()
