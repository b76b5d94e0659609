"""Which opportunities were won or lost, month by month as the plan has it."""

from __future__ import annotations

import numpy as np
import plan
from clock import DAY, WORKDAYS, month_end, month_start, months, seconds, workdays_between
from draws import choose, integers

_YOUNGEST = 8 * DAY


def close_opportunities(rng, opportunities, scale: int) -> None:
    """Add ``closed`` (seconds, -1 while open) and ``won``; bring won amounts to the month's average deal."""
    count = len(opportunities)
    created = opportunities["created"].to_numpy()
    to_win, to_lose = _weights(opportunities)
    # A hot target company is won soon or forgotten; the others take their time.
    forgotten = (opportunities["target"] & opportunities["hot"]).to_numpy()
    closed, won = np.full(count, -1), np.zeros(count, dtype=bool)
    for name, _, _, _, wins, losses, _ in plan.MONTHS:
        end = month_end(name)
        chosen_days = _days(rng, created, name, end)
        for number, weight, result in ((wins, to_win, True), (losses, to_lose, False)):
            age = (end - created) / DAY
            open_now = np.flatnonzero((closed < 0) & (created < end - _YOUNGEST) & (chosen_days >= 0))
            months_open = np.clip(age[open_now] / 30, 0.3, 6)
            patience = np.where(forgotten[open_now], -2.0, 0.0 if result else 1.5)
            pull = weight[open_now] * months_open**patience
            chosen = choose(rng, open_now, pull, number * scale)
            closed[chosen], won[chosen] = chosen_days[chosen], result
    opportunities["closed"] = np.where(closed >= 0, np.maximum(closed, created // DAY * DAY + DAY), -1)
    opportunities["won"] = won
    _settle_amounts(opportunities)
    opportunities["expected"] = _expected_day(rng, opportunities)


def _weights(opportunities):
    keys = zip(
        np.where(opportunities["target"], "target", "other"), np.where(opportunities["hot"], "hot", "cold"), strict=True
    )
    weights = np.array([plan.QUADRANT_WEIGHTS[key] for key in keys])
    weights[opportunities["hostile"].to_numpy()] = 1e-9
    return weights.T


def _days(rng, created, name, end):
    """A business day of the month on which each opportunity could close, -1 where there is none."""
    low, high = workdays_between(np.maximum(created + _YOUNGEST, month_start(name)), end)
    return np.where(low < high, WORKDAYS[np.minimum(integers(rng, low, high), len(WORKDAYS) - 1)], -1)


def _settle_amounts(opportunities):
    month = months(np.maximum(opportunities["closed"], 0))
    amount = opportunities["amount"].to_numpy().copy()
    for name, *_, average in plan.MONTHS:
        sold = (month == name) & opportunities["won"].to_numpy()
        amount[sold] *= average / amount[sold].mean()
    opportunities["amount"] = np.maximum(np.round(amount / 10_000), 30).astype(np.int64) * 10_000
    opportunities["amount_written"] |= opportunities["won"]


def _expected_day(rng, opportunities):
    """The date that the CRM shows on an open opportunity, mostly ahead of us, at times long past."""
    day = opportunities["created"].to_numpy() // DAY * DAY + integers(rng, 30, 120, len(opportunities)) * DAY
    stale = rng.random(len(opportunities)) < 0.15
    ahead = seconds(plan.AS_OF) + integers(rng, 5, 90, len(opportunities)) * DAY
    return np.where(stale, day, np.maximum(day, ahead))
