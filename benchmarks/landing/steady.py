"""Landings of simulated teams from which nothing is to be learnt: how often the interval holds, and what the run rate does.

    python benchmarks/landing/steady.py [--teams 100]

Poisson deals of lognormal amounts in months of 20 business days, at a steady rate or one that jumps from month to month;
then opportunities that ripen from leads. Business days 5, 10, 15 of six months of each team.
"""

from __future__ import annotations

import argparse

import numpy as np

from kpi_helpers.kpis.landing.backtest import Point, backtest, in_money, wape
from kpi_helpers.kpis.landing.funnel import Counts, Funnel, Month
from kpi_helpers.kpis.landing.interval import count_chances
from kpi_helpers.kpis.landing.money import Deals

MONTHS, DAYS = 20, 20
CALENDAR = [Month(start, start + DAYS) for start in range(0, MONTHS * DAYS, DAYS)]
POINTS = 18


def held(found: list[Point]) -> float:
    return float(np.mean([point.low <= (point.outcome or 0.0) <= point.high for point in found]))


def held_narrower(found: list[Point]) -> float:
    """Outcomes inside the interval without the less likely of its ends."""
    inside = []
    for point in found:
        low, high = (round(end - point.forecast.actual) for end in (np.ceil(point.low), np.floor(point.high)))
        chances = np.append(count_chances(point.mean, point.spread), np.zeros(high + 1))
        low, high = (low + 1, high) if chances[low] < chances[high] else (low, high - 1)
        inside.append(low <= (point.outcome or 0.0) - point.forecast.actual <= high)
    return float(np.mean(inside))


def of_run_rate(found: list[Point]) -> float:
    came = [point.outcome or 0.0 for point in found]
    ours, plainly = (wape([getattr(p.forecast, way) for p in found], came) for way in ("landing", "run_rate"))
    assert ours is not None and plainly
    return ours / plainly


def deals(
    rng: np.random.Generator, teams: int, rate: float, moving: float, sigma: float
) -> tuple[list[Point], list[Point]]:
    counted, priced = [], []
    for _ in range(teams):
        level = np.repeat(rng.gamma(moving**-2, moving**2, MONTHS) if moving else np.ones(MONTHS), DAYS)
        daily = rng.poisson(rate / DAYS * level).astype(float)
        day = np.repeat(np.arange(len(daily)), daily.astype(int))
        amounts = Deals(day, rng.lognormal(13, sigma, len(day)), np.ones(len(day)))
        counts = Counts(daily, np.ones(len(daily), bool))
        points = backtest(counts, CALENDAR)[-POINTS:]
        counted += points
        priced += [in_money(point, counts, amounts) for point in points] if rate <= 50 else []
    return counted, priced


def from_leads(rng: np.random.Generator, teams: int, rate: float) -> list[Point]:
    found, length = [], MONTHS * DAYS
    for _ in range(teams):
        leads = rng.poisson(rate / DAYS / 0.15, length).astype(float)
        born = np.repeat(np.arange(length), leads.astype(int))
        born = born[rng.random(len(born)) < 0.15]
        age = rng.exponential(20, len(born)).astype(int)
        day, age = (born + age)[born + age < length], age[born + age < length]
        daily = np.bincount(day, minlength=length).astype(float)
        found += backtest(Counts(daily, np.ones(length, bool), Funnel(leads, day, age)), CALENDAR)[-POINTS:]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--teams", type=int, default=100)
    teams = parser.parse_args().teams
    rng = np.random.default_rng(20261120)
    print(
        "deals a month | rate's variation | counts inside | next narrower | amounts inside | error, of the run rate's"
    )
    for moving in (0.0, 0.2, 0.5):
        for rate in (2, 5, 10, 20, 50, 400):
            counted, priced = deals(rng, teams, rate, moving, sigma=0.8)
            money = f"{held(priced):.3f}" if priced else "–"
            row = f"{held(counted):.3f} | {held_narrower(counted):.3f} | {money} | {of_run_rate(counted):.3f}"
            print(f"{rate} | {moving} | {row}", flush=True)
    print("\nopportunities a month, from leads | inside | error, of the run rate's")
    for rate in (2, 5, 10, 20, 50, 400):
        found = from_leads(rng, teams, rate)
        print(f"{rate} | {held(found):.3f} | {of_run_rate(found):.3f}", flush=True)


if __name__ == "__main__":
    main()
