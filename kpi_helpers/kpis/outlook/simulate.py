"""Outcomes of the months ahead, drawn: what else might come than what is expected."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kpi_helpers.kpis.outlook.history import Past
from kpi_helpers.kpis.outlook.model import NEW_LEADS, OPEN_DEALS, SOURCES, Ahead, Levels

DRAWS = 2000
PLAN_VARIATION = 0.005
"""Squared relative error of planned leads: about seven per cent either way."""

_MANY = 2000
"""From so many open deals or amounts on, their sum is as good as normal."""


@dataclass(frozen=True)
class Outcomes:
    """Drawn opportunities and sales by source: draws in rows, months in columns."""

    opportunities: dict[str, NDArray[np.float64]]
    sales: dict[str, NDArray[np.float64]]


def draw(
    ahead: Ahead,
    known: Past,
    levels: Levels,
    seed: int,
    draws: int = DRAWS,
    plan_variation: float = PLAN_VARIATION,
) -> Outcomes:
    """Draw outcomes of the months ahead.

    Parameters
    ----------
    ahead : Ahead
        What is expected.
    known : Past
        Whose won deals tell what amounts there are.
    levels : Levels
        How far such expectations were off.
    seed : int
        The same seed, the same outcomes.
    plan_variation : float, optional
        Squared relative error of the planned leads; 0 where they are known.

    Notes
    -----
    Rates are as uncertain as the events behind them are few, and as such expectations were
    off in past months; all months of a draw share that error. Opportunities and wins are
    Poisson, open deals are won or not, amounts are those of deals won in the last year, whose
    mean is uncertain itself.
    """
    rng = np.random.default_rng(seed)
    made = _factor(rng, draws, 1 / (ahead.curves.first_opportunities + 0.5) + levels.variation)
    planned = _factor(rng, draws, plan_variation)
    closing = _factor(rng, draws, 1 / (ahead.curves.wins + 0.5) + levels.variation / 2)
    pool = known.won_amounts
    # What a deal to come is worth is as uncertain as the amounts that tell it are few and far apart.
    mean = float(pool.mean()) if len(pool) else 0.0
    worth = _factor(rng, draws, float(pool.var()) / mean**2 / len(pool) if mean > 0 else 0.0)
    opportunities, sales = {}, {}
    for source in SOURCES:
        factor = made * planned if source == NEW_LEADS else made
        if source in ahead.opportunities:
            opportunities[source] = rng.poisson(factor * ahead.opportunities[source]).astype(float)
        if source == OPEN_DEALS:
            sales[source] = _of_open_deals(rng, ahead, closing)
        else:
            wins = rng.poisson(factor * closing * ahead.wins[source])
            sales[source] = worth * _amounts(rng, wins, pool) * (ahead.amount / mean if mean else 1.0)
    return Outcomes(opportunities, sales)


def _factor(rng: np.random.Generator, draws: int, variation: float) -> NDArray[np.float64]:
    variation = max(variation, 1e-6)
    return rng.gamma(1 / variation, variation, (draws, 1))


def _of_open_deals(rng: np.random.Generator, ahead: Ahead, closing: NDArray[np.float64]) -> NDArray[np.float64]:
    chances, amounts = ahead.open_chances, ahead.open_amounts
    if len(amounts) > _MANY:
        mean, square = amounts @ chances, (amounts**2) @ (chances * (1 - chances))
        return np.maximum(closing * mean + np.sqrt(square) * rng.standard_normal((len(closing), chances.shape[1])), 0.0)
    found = np.zeros((len(closing), chances.shape[1]))
    for chance, amount in zip(chances, amounts, strict=True):
        reached = np.cumsum(np.minimum(closing * chance, 1.0), axis=1)
        month = (rng.random((len(closing), 1)) >= reached).sum(axis=1)
        won = month < chances.shape[1]
        found[won.nonzero()[0], month[won]] += amount
    return found


def _amounts(rng: np.random.Generator, wins: NDArray[np.int64], pool: NDArray[np.float64]) -> NDArray[np.float64]:
    """The sum of so many amounts of the pool."""
    if not len(pool):
        return np.zeros(wins.shape)
    if wins.mean() > _MANY / 10:
        return np.maximum(wins * pool.mean() + np.sqrt(wins) * pool.std() * rng.standard_normal(wins.shape), 0.0)
    drawn = np.concatenate([[0.0], np.cumsum(rng.choice(pool, int(wins.sum())))])
    ends = np.cumsum(wins.ravel())
    return (drawn[ends] - drawn[ends - wins.ravel()]).reshape(wins.shape)
