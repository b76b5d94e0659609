"""Coverage of the months ahead on simulated teams whose leads, ripening and deals are steady.

    python benchmarks/outlook/worlds.py [--teams 60]

A business day's leads are Poisson, a share of them ripens after some weeks, deals close after some more and are won or
not; three months seen ahead at the end of the thirteenth, the leads that came given as the plan.
"""

from __future__ import annotations

import argparse

import numpy as np

from kpi_helpers.kpis.outlook.history import NEVER, Past
from kpi_helpers.kpis.outlook.levels import Origin, learnt
from kpi_helpers.kpis.outlook.model import Plan, expect
from kpi_helpers.kpis.outlook.simulate import draw

MONTH, SEEN, AHEAD = 30, 13, 3


def world(rng: np.random.Generator, opportunities: float) -> Past:
    """So many opportunities a month: 15% of leads ripen, a quarter of deals is won."""
    days = MONTH * (SEEN + AHEAD)
    lead_day = np.repeat(np.arange(days), rng.poisson(opportunities / 0.15 / MONTH, days))
    ripe = rng.random(len(lead_day)) < 0.15
    first = np.where(ripe, lead_day + rng.exponential(30, len(lead_day)).astype(int), NEVER)
    deal_day = np.sort(first[first < days])
    end = deal_day + 5 + rng.exponential(30, len(deal_day)).astype(int)
    won = rng.random(len(deal_day)) < 0.25
    amount = rng.lognormal(13, 0.7, len(deal_day))
    flags = np.ones(len(deal_day), bool)
    return Past(days - 1, lead_day, first, np.ones(len(lead_day)), deal_day, end, won & (end < days), flags, amount)


def look(rng: np.random.Generator, opportunities: float, seed: int) -> tuple[list[bool], list[bool], float, float]:
    """Whether each month and all together lie inside, opportunities and sales; the sales expected and those that came."""
    whole = world(rng, opportunities)
    today = MONTH * SEEN - 1
    known = whole.at(today)
    months = [(MONTH * month, MONTH * (month + 1)) for month in range(SEEN, SEEN + AHEAD)]
    came = np.bincount(whole.lead_day[whole.lead_day > today] - today - 1, minlength=MONTH * AHEAD).astype(float)
    since = today - 365
    origins = []
    for back in range(1, 7):
        after = [(MONTH * month, MONTH * (month + 1)) for month in range(SEEN - back, min(SEEN - back + AHEAD, SEEN))]
        span = after[-1][1] - after[0][0]
        origins.append(Origin(MONTH * (SEEN - back) - 1, after, np.ones(span, bool), since))
    levels = learnt(known, origins)
    ahead = expect(known, Plan(months, np.ones(MONTH * AHEAD, bool), came), since, levels)
    drawn = draw(ahead, known, levels, seed, plan_variation=0.0)
    inside: dict[str, list[bool]] = {}
    for metric in ("opportunities", "sales"):
        outcomes = sum(getattr(drawn, metric).values())
        truths = [whole.sums(*month)[metric] for month in months]
        spans = [np.quantile(outcomes[:, number], [0.1, 0.9]) for number in range(AHEAD)]
        spans.append(np.quantile(outcomes.sum(axis=1), [0.1, 0.9]))
        inside[metric] = [
            bool(low <= came <= high) for (low, high), came in zip(spans, [*truths, sum(truths)], strict=True)
        ]
    expected = sum(float(each.sum()) for each in ahead.sales.values())
    return inside["opportunities"], inside["sales"], expected, whole.sums(months[0][0], months[-1][1])["sales"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--teams", type=int, default=60)
    teams = parser.parse_args().teams
    rng = np.random.default_rng(20261120)
    print(
        "opportunities a month | inside by month | three months | sales inside by month | three months | expected ÷ came"
    )
    for opportunities in (10, 30, 80, 300):
        found = [look(rng, opportunities, seed) for seed in range(teams)]
        cells = [np.mean([each[metric][:AHEAD] for each in found]) for metric in (0, 1)]
        sums = [np.mean([each[metric][AHEAD] for each in found]) for metric in (0, 1)]
        ratio = sum(each[2] for each in found) / sum(each[3] for each in found)
        row = f"{cells[0]:.2f} | {sums[0]:.2f} | {cells[1]:.2f} | {sums[1]:.2f} | {ratio:.2f}"
        print(f"{opportunities} | {row}", flush=True)


if __name__ == "__main__":
    main()
