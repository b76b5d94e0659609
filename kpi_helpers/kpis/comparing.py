"""Whether two rates or two counts differ beyond chance, and which of many comparisons may be spoken of."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

ALPHA = 0.05
_FAR = 40.0
_TIE = 1 + 1e-7


def newcombe(
    one: float, low: float, high: float, other: float, other_low: float, other_high: float
) -> tuple[float, float]:
    """Interval of ``one − other`` from the two shares' own Wilson intervals.

    Examples
    --------
    Newcombe's first example, 56/70 and 48/80:

    >>> low, high = newcombe(0.8, 0.6916, 0.8769, 0.6, 0.4905, 0.7003)
    >>> round(low, 3), round(high, 3)
    (0.052, 0.334)

    References
    ----------
    Newcombe 1998, method 10.
    """
    apart = one - other
    return apart - math.hypot(one - low, other_high - other), apart + math.hypot(high - one, other - other_low)


def beyond_chance(off: ArrayLike, variance: ArrayLike) -> float:
    """How much more than by chance numbers differ from one month to the next, 1 at least.

    Half the mean square of the steps between neighbours, each number in units of what chance
    moves it by. A lasting change is one step of many; a variance about the mean would take
    it for how months differ anyway, so that it hid behind itself.

    Examples
    --------
    About a mean of 4, a step of 4 and one of −4, so two deviations each; six months at 36 after six at 64 are one step of 28:

    >>> beyond_chance([4, 8, 4], 4), round(beyond_chance([64] * 6 + [36] * 6, 50), 3)
    (2.0, 1.0)

    References
    ----------
    von Neumann 1941.
    """
    steps = np.diff(np.asarray(off, dtype="float64") / np.sqrt(np.asarray(variance, dtype="float64")))
    return max(1.0, float(np.mean(steps**2)) / 2) if len(steps) else 1.0


def counts_p(one: int, other: int, one_days: float, other_days: float) -> float:
    """Two-sided p-value of two counts of events that come in proportion to their business days.

    The exact conditional test: given both together, ``one`` is binomial with the
    share of its days. 1 where nothing happened or a side has no day.

    Examples
    --------
    8 events in 10 days against 2 in 10: (1 + 10 + 45) × 2 / 1024.

    >>> round(counts_p(8, 2, 10, 10), 9)
    0.109375
    """
    n, days = one + other, one_days + other_days
    if n == 0 or one_days <= 0 or other_days <= 0:
        return 1.0
    share = one_days / days
    mean = n * share
    # Beyond forty deviations no chance is left that a float could hold; ten million rows need no long array.
    reach = _FAR * math.sqrt(mean * (1 - share)) + _FAR
    if abs(one - mean) > reach:
        return 0.0
    k = np.arange(max(0, math.floor(mean - reach)), min(n, math.ceil(mean + reach)))
    log_chance = np.concatenate([[0.0], np.cumsum(np.log((n - k) / (k + 1) * (share / (1 - share))))])
    chances = np.exp(log_chance - log_chance.max())
    alike = chances <= chances[one - k[0]] * _TIE
    return float(chances[alike].sum() / chances.sum())


def rates_p(
    one: float,
    one_cases: float,
    other: float,
    other_cases: float,
    one_clusters: float = math.inf,
    other_clusters: float = math.inf,
) -> float:
    """Two-sided p-value of two shares over (effective) numbers of cases, by the normal test; by Student's where clusters are few.

    Parameters
    ----------
    one, other : float
        Shares, 0 to 1.
    one_cases, other_cases : float
        Cases divided by their design effect.
    one_clusters, other_clusters : float
        So many clusters of one size tell as much of how clusters differ (`ClusterSums.even_clusters`); a few
        leads with most of the calls do not tell it well.

    Examples
    --------
    >>> round(rates_p(0.8, 70, 0.6, 80), 4), round(rates_p(0.8, 70, 0.6, 80, one_clusters=6), 3)
    (0.008, 0.017)

    References
    ----------
    Satterthwaite 1946; Wallace 1959 for the tail of Student's distribution.
    """
    if not (one_cases > 0 and other_cases > 0):
        return 1.0
    pooled = (one * one_cases + other * other_cases) / (one_cases + other_cases)
    error = math.sqrt(max(pooled * (1 - pooled), 0.0) * (1 / one_cases + 1 / other_cases))
    if not error > 0:
        return 1.0
    apart = abs(one - other) / error
    unsure = 1 / one_cases**2 / max(one_clusters - 1, 1.0) + 1 / other_cases**2 / max(other_clusters - 1, 1.0)
    if unsure > 0:
        freedom = (1 / one_cases + 1 / other_cases) ** 2 / unsure
        apart = (8 * freedom + 1) / (8 * freedom + 3) * math.sqrt(freedom * math.log1p(apart**2 / freedom))
    return math.erfc(apart / math.sqrt(2))


def ranks_p(one: Sequence[float], other: Sequence[float]) -> float:
    """Two-sided p-value that two samples lie at the same height: Mann and Whitney's ranks, ties minded, by the normal.

    Examples
    --------
    >>> round(ranks_p([1, 2, 3, 4], [11, 12, 13, 14]), 3)
    0.03

    References
    ----------
    Mann & Whitney 1947.
    """
    n, m = len(one), len(other)
    if not (n and m):
        return 1.0
    values = np.concatenate([np.asarray(one, float), np.asarray(other, float)])
    _, group, size = np.unique(values, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(size) - (size - 1) / 2)[group]
    above = float(ranks[:n].sum()) - n * (n + 1) / 2
    total = n + m
    ties = float((size**3 - size).sum()) / (total * (total - 1)) if total > 1 else 0.0
    spread = n * m / 12 * (total + 1 - ties)
    off = max(abs(above - n * m / 2) - 0.5, 0.0)
    return math.erfc(off / math.sqrt(2 * spread)) if spread > 0 else 1.0


def false_discoveries(p: ArrayLike) -> NDArray[np.float64]:
    """The p-values adjusted so that those up to 5% hold a false discovery rate of 5%.

    Examples
    --------
    >>> [round(float(q), 3) for q in false_discoveries([0.01, 0.04, 0.03, 0.5])]
    [0.04, 0.053, 0.053, 0.5]

    References
    ----------
    Benjamini & Hochberg 1995.
    """
    values = np.asarray(p, float)
    order = np.argsort(values, kind="stable")
    scaled = values[order] / (np.arange(1, len(values) + 1) / len(values))
    adjusted = np.empty_like(values)
    adjusted[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return adjusted


def is_found(p: Sequence[float]) -> list[bool]:
    """Which of several comparisons may be spoken of under a false discovery rate of 5%.

    Examples
    --------
    >>> is_found([0.01, 0.04, 0.03, 0.5])
    [True, False, False, False]
    """
    return [bool(q <= ALPHA) for q in false_discoveries(p)]
