"""What past months, seen from the same stage, have taught about the curves."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kpi_helpers.kpis.outlook.history import Past
from kpi_helpers.kpis.outlook.model import OPEN_DEALS, Levels, Plan, expect

PRIOR_EVENTS = 10.0
"""So many events as expected hold a level at 1."""

LIMIT = 2.0
VARIATION = 0.002
TODAY_WEIGHT = 2.0


@dataclass(frozen=True)
class Origin:
    """A day of the past at the same stage of its month, and the months after it that are over.

    Attributes
    ----------
    day : int
    months : sequence of (int, int)
    business : array of bool
        From the day after to the end of the last of these months.
    pooled_since : int
    """

    day: int
    months: Sequence[tuple[int, int]]
    business: NDArray[np.bool_]
    pooled_since: int


def learnt(known: Past, origins: Sequence[Origin]) -> Levels:
    """The levels of a day: what came, over what was expected from each origin, given the leads that came."""
    came, expected = np.full(2, PRIOR_EVENTS), np.full(2, PRIOR_EVENTS)
    opportunities: list[tuple[float, float]] = []
    for origin in origins:
        days = len(origin.business)
        arrived = np.asarray(np.bincount(*_of_days(known, origin.day + 1, days), minlength=days), float)
        seen = expect(known.at(origin.day), Plan(origin.months, origin.business, arrived), origin.pooled_since)
        later = sum(float(wins.sum()) for source, wins in seen.wins.items() if source != OPEN_DEALS)
        expected += [float(seen.wins[OPEN_DEALS].sum()), later]
        came += _won(known, origin)
        made = known.sums(origin.months[0][0], origin.months[-1][1])["opportunities"]
        opportunities.append((made, sum(float(each.sum()) for each in seen.opportunities.values())))
    found = np.clip(came / expected, 1 / LIMIT, LIMIT)
    return Levels(float(found[0]), float(found[1]), _variation(opportunities))


def _variation(opportunities: Sequence[tuple[float, float]]) -> float:
    made, mean = np.array(opportunities).reshape(-1, 2).T
    today = TODAY_WEIGHT * max(float((mean**2).mean()) if len(mean) else 1.0, 1.0)
    excess = float(((made - mean) ** 2 - mean).sum()) + VARIATION * today
    return min(max(excess / (float((mean**2).sum()) + today), 0.0), 1.0)


def _of_days(known: Past, start: int, days: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    inside = (known.lead_day >= start) & (known.lead_day < start + days)
    return known.lead_day[inside] - start, known.leads[inside]


def _won(known: Past, origin: Origin) -> NDArray[np.float64]:
    """Deals won in the origin's months: those that were there on its day, and those made after it."""
    start, end = origin.months[0][0], origin.months[-1][1]
    won = known.won & (known.deal_end >= start) & (known.deal_end < end)
    was_there = known.deal_day <= origin.day
    return np.array([float((won & was_there).sum()), float((won & ~was_there).sum())])
