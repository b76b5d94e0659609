"""The amount of a number of deals that is not known yet: what each may bring, added up."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kpi_helpers.kpis.landing.interval import LEVEL

BINS = 4096
KERNEL = np.array([-1.5932, -0.9674, -0.5895, -0.2822, 0.0, 0.2822, 0.5895, 0.9674, 1.5932])
"""The normal distribution in nine equally likely steps."""

_FAR = 9.0


@dataclass(frozen=True)
class Deals:
    """Amounts of the deals won, in the order of their days.

    Parameters
    ----------
    day : array of int
    amount : array of float
    times : array of float
        Deals of that amount on that day.
    """

    day: NDArray[np.int64]
    amount: NDArray[np.float64]
    times: NDArray[np.float64]

    def between(self, start: int, end: int) -> "Deals":
        """The deals with ``start <= day < end``."""
        inside = slice(*np.searchsorted(self.day, [start, end]))
        return Deals(self.day[inside], self.amount[inside], self.times[inside])

    @property
    def total(self) -> float:
        """Sum of the amounts."""
        return float(self.amount @ self.times)

    @property
    def number(self) -> float:
        """How many deals."""
        return float(self.times.sum())

    @property
    def mean(self) -> float:
        """Mean amount; 0 without a deal."""
        return self.total / self.number if self.number else 0.0


def amount_interval(mean: float, spread: float, deals: Deals) -> tuple[float, float]:
    """80% interval of the amount of a random number of deals, each like one of those known.

    The number is negative binomial (`interval.count_chances`); its chances and those of the
    amounts are folded into one another, so that none at all, one or two deals are seen as
    what they are. A few deals do not show every amount there is: each stands for amounts
    around it, and their mean is as uncertain as they are few.

    Parameters
    ----------
    mean, spread : float
        Of the number of deals.
    deals : Deals
        Those known.

    Examples
    --------
    Of deals of 100 each, 0.3 are expected: most likely none comes, one is not rare.

    >>> hundred = Deals(np.arange(50), np.full(50, 100.0), np.ones(50))
    >>> [round(bound) for bound in amount_interval(0.3, 0.0, hundred)]
    [0, 100]
    """
    if mean <= 0 or deals.number == 0:
        return 0.0, 0.0
    amounts, chances = _smoothed(deals)
    first, second = float(chances @ amounts), float(chances @ amounts**2)
    if second == 0:
        return 0.0, 0.0
    uncertain = max(second - first**2, 0.0) / first**2 / deals.number if first else 0.0
    spread = spread + uncertain
    deviation = math.sqrt(mean * second + spread * (mean * first) ** 2)
    bottom = min(mean * first - _FAR * deviation, float(amounts.min())) if amounts.min() < 0 else 0.0
    top = max(mean * first + _FAR * deviation, float(amounts.max()), 0.0)
    step = (top - bottom) / (BINS - 1)
    below = math.ceil(-bottom / step)
    folded = _folded(mean, spread, _on_grid(amounts / step, chances))
    reached = np.cumsum(np.roll(folded, below))
    reached /= reached[-1]
    low = int(np.searchsorted(reached, (1 - LEVEL) / 2))
    # Where no deal at all is likelier than one time in ten, the interval begins there and needs no more above.
    high = int(np.searchsorted(reached, (reached[low - 1] if low else 0.0) + LEVEL))
    if high == low:
        # Even one deal is rarer than one time in five; but deals do occur.
        high = low + math.ceil(float(amounts[amounts > 0].min(initial=top)) / step)
    return float((low - below) * step), float((high - below) * step)


def _smoothed(deals: Deals) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    chances = deals.times / deals.number
    priced = (deals.amount > 0) & (deals.times > 0)
    if priced.sum() < 2:
        return deals.amount, chances
    logs, weight = np.log(deals.amount[priced]), chances[priced] / chances[priced].sum()
    spread = math.sqrt(max(float(weight @ logs**2) - float(weight @ logs) ** 2, 0.0))
    width = spread * deals.number**-0.2
    factors = np.exp(width * KERNEL)
    around = np.outer(deals.amount[priced], factors / factors.mean()).ravel()
    return (
        np.concatenate([deals.amount[~priced], around]),
        np.concatenate([chances[~priced], np.repeat(chances[priced], len(KERNEL)) / len(KERNEL)]),
    )


def _on_grid(places: NDArray[np.float64], chances: NDArray[np.float64]) -> NDArray[np.float64]:
    """Chances on whole places, each shared between the two beside it, so that the mean stays; below zero from the end."""
    base = np.floor(places).astype("int64")
    upper = places - base
    grid = np.zeros(BINS)
    np.add.at(grid, base % BINS, chances * (1 - upper))
    np.add.at(grid, (base + 1) % BINS, chances * upper)
    return grid


def _folded(mean: float, spread: float, one: NDArray[np.float64]) -> NDArray[np.float64]:
    waves = 1 - np.fft.rfft(one)
    if spread * mean < 1e-9:
        return np.maximum(np.fft.irfft(np.exp(-mean * waves), BINS), 0.0)
    return np.maximum(np.fft.irfft((1 + spread * mean * waves) ** (-1 / spread), BINS), 0.0)
