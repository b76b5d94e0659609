"""What a number did since somebody acted on it, against those who were not acted on.

A bad week is why people act, and a bad week is mostly followed by a better one. So
the weeks right before the action are left out of the comparison, and what is said
holds also for those who look again every week.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

LEFT_OUT = 4
"""Weeks before the action that are not compared with: they may be why somebody acted."""

EARLIEST, LATEST = 2, 12
"""Whole weeks after the action from which, and up to which, it is judged."""

FEWEST_WEEKS = 8
"""Weeks before those left out, without which there is nothing to compare with."""

_CONFIDENCE = 0.95
_PER_LOOK = 0.012
"""Eleven weekly looks together stay under 5%: about 0.010 by Pocock (1977), and so measured with this, since the spread that
is estimated never counts as less than chance (benchmarks/claims/effects.py)."""


@dataclass(frozen=True)
class Weeks:
    """A number by week, oldest first, up to and without the week of the action, then from the week after it.

    Attributes
    ----------
    before, after : tuple of (float, float)
        Hits and cases of a rate (settled, calls), or events and business days of a
        count; none of either where a week has none.
    """

    before: tuple[tuple[float, float], ...]
    after: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Effect:
    """What happened since an action.

    Attributes
    ----------
    verdict : str
        ``better``, ``worse``, ``no_difference``, ``too_early`` (too few weeks since)
        or ``no_baseline`` (too few weeks before).
    change, low, high : float
        Of a rate the difference in shares, of a count the relative difference, each
        against the same change of those not acted on where there are some; 95%.
    weeks : int
        Whole weeks since.
    compared : bool
        Whether there was somebody not acted on.
    """

    verdict: str
    change: float = math.nan
    low: float = math.nan
    high: float = math.nan
    weeks: int = 0
    compared: bool = False


def effect_of(acted_on: Weeks, others: Weeks | None = None, *, is_share: bool, high_is_good: bool = True) -> Effect:
    """Whether a number moved since an action beyond what it does by itself.

    Answers: "Did what we decided do anything?"

    Parameters
    ----------
    acted_on : Weeks
    others : Weeks, optional
        The same number of those who were not acted on, in the same weeks.
    is_share : bool
        Whether it is a rate, or a count.
    high_is_good : bool

    Returns
    -------
    Effect

    Notes
    -----
    Difference in differences of pooled rates (of counts: of their logarithms) with
    variances as far as the weeks before spread (quasi-likelihood, McCullagh & Nelder
    1989; of two rates as far as their difference does), Student's t with as many
    degrees of freedom as they leave.

    Examples
    --------
    Contact rates of 30% in 300 calls a week, 40% for six weeks since:

    >>> weeks = Weeks(((90, 300),) * 20, ((120, 300),) * 6)
    >>> found = effect_of(weeks, is_share=True)
    >>> found.verdict, round(found.change, 2), found.weeks
    ('better', 0.1, 6)
    """
    weeks = len(acted_on.after)
    if weeks < EARLIEST:
        return Effect("too_early", weeks=weeks)
    own, beside = _moved(acted_on, is_share), _moved(others, is_share) if others is not None else None
    if own is None:
        return Effect("no_baseline", weeks=weeks)
    change, variance, freedom = own.change, own.spread * own.chance, own.freedom
    if beside is not None and others is not None:
        change, freedom = change - beside.change, min(freedom, beside.freedom)
        together = _spread_between(acted_on, others, own, beside) if is_share else None
        variance = (
            variance + beside.spread * beside.chance if together is None else together * (own.chance + beside.chance)
        )
    error = math.sqrt(variance)
    half = _t((1 + _CONFIDENCE) / 2, freedom) * error
    ends = (change - half, change, change + half)
    low, middle, high = ends if is_share else (math.expm1(end) for end in ends)
    moved = abs(change) > _t(1 - _PER_LOOK / 2, freedom) * error
    verdict = "no_difference" if not moved else "better" if (change > 0) == high_is_good else "worse"
    return Effect(verdict, middle, low, high, weeks, beside is not None)


@dataclass(frozen=True)
class _Moved:
    """After against before on the scale of the test; its variance by chance alone, and how far weeks spread beyond it."""

    was: float
    change: float
    chance: float
    spread: float
    freedom: int


def _moved(weeks: Weeks, is_share: bool) -> _Moved | None:
    base = _filled(weeks.before[: -LEFT_OUT or None])
    after = _filled(weeks.after[:LATEST])
    if len(base) < FEWEST_WEEKS or not len(after):
        return None
    before_hits, before_cases = map(float, base.sum(axis=0))
    after_hits, after_cases = map(float, after.sum(axis=0))
    # Half a hit and half a miss keep a rate of nothing or of all from having no spread (Agresti 2013, 3.1).
    was = (before_hits + 0.5) / (before_cases + (1 if is_share else 0))
    now = (after_hits + 0.5) / (after_cases + (1 if is_share else 0))
    spread, freedom = _spread(base, was, is_share), len(base) - 1
    if is_share:
        chance = was * (1 - was) / before_cases + now * (1 - now) / after_cases
        return _Moved(was, now - was, chance, spread, freedom)
    return _Moved(was, math.log(now / was), 1 / (before_hits + 0.5) + 1 / (after_hits + 0.5), spread, freedom)


def _spread_between(acted_on: Weeks, others: Weeks, own: _Moved, beside: _Moved) -> float | None:
    """How much more the difference of two rates moves from week to week than chance makes it; good weeks of both cancel.

    None where too few weeks are known of both.
    """
    pairs = zip(acted_on.before[: -LEFT_OUT or None], others.before[: -LEFT_OUT or None], strict=True)
    both = np.array([(*mine, *theirs) for mine, theirs in pairs if mine[1] > 0 and theirs[1] > 0], dtype=float)
    if len(both) < FEWEST_WEEKS:
        return None
    hits, cases, other_hits, other_cases = both.T
    apart = hits / cases - other_hits / other_cases - (own.was - beside.was)
    expected = own.was * (1 - own.was) / cases + beside.was * (1 - beside.was) / other_cases
    return max(1.0, float((apart**2 / expected).sum() / (len(both) - 1)))


def _filled(weeks: Sequence[tuple[float, float]]) -> np.ndarray:
    """The weeks that have cases at all."""
    table = np.array(weeks, dtype=float).reshape(-1, 2)
    return table[table[:, 1] > 0]


def _spread(base: np.ndarray, rate: float, is_share: bool) -> float:
    """How much more the weeks before differ from one another than chance alone makes them."""
    hits, cases = base.T
    expected = cases * rate * ((1 - rate) if is_share else 1)
    return max(1.0, float(((hits - cases * rate) ** 2 / expected).sum() / (len(base) - 1)))


def _t(share: float, freedom: int) -> float:
    """A quantile of Student's t (Abramowitz & Stegun 26.7.5)."""
    z, n = NormalDist().inv_cdf(share), freedom
    return (
        z
        + (z**3 + z) / (4 * n)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * n**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * n**3)
    )
