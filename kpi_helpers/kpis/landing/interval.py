"""What past landings teach: how far the next may be off, and which way they all were."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kpi_helpers.kpis.landing.settings import SETTINGS, Settings

LEVEL = 0.8
VARIATION = 0.05
VARIATION_MAX = 1.0
TRIM = 6.0
TODAY_WEIGHT = 2.0
PRIOR_EVENTS = 0.5
"""Jeffreys' prior of a rate: nothing seen in some days is no proof that nothing comes."""


def correction(expected: Sequence[float], came: Sequence[float], settings: Settings = SETTINGS) -> tuple[float, float]:
    """Factor on what is expected to come, where past months were all off the same way.

    A month's end that always brings more than its start is such a case. The mean log
    ratio of what came to what was expected at the same stage of the month counts in
    so far as it exceeds its standard error by much, so that months that disagree teach
    nothing; one month counts at most as a factor of e.

    Returns
    -------
    factor, variation : float
        The factor, and its own squared relative error (0 where it is 1).

    Examples
    --------
    >>> round(correction([9.0, 19.0, 29.0], [19.0, 39.0, 59.0])[0], 6)
    2.0
    >>> correction([9.0, 19.0, 29.0], [19.0, 9.0, 29.0]), correction([9.0], [19.0])
    ((1.0, 0.0), (1.0, 0.0))
    """
    if len(expected) < settings.correction_months:
        return 1.0, 0.0
    ratio = np.log((np.asarray(came, float) + 1) / (np.asarray(expected, float) + 1))
    ratio = np.clip(ratio, -settings.correction_limit, settings.correction_limit)
    mean, error2 = float(ratio.mean()), float(ratio.var(ddof=1)) / len(ratio)
    back = settings.correction_certainty * error2
    if mean**2 <= back:
        return 1.0, 0.0
    return math.exp(mean * (1 - back / mean**2)), error2


def variation(
    expected: Sequence[float], known: Sequence[float], came: Sequence[float], mean: float, prior: float = VARIATION
) -> float:
    """Squared relative error of past forecasts beyond chance and beyond the events that they rested on.

    Moments of variance = mean + mean² × (1 / known + variation). Today's forecast enters as
    two more past forecasts with the prior's variation, so that a short history has a value; a
    squared error counts at most as six times its variance under that value, so that one month
    of a ramp-up does not widen every interval after it.

    Examples
    --------
    >>> round(variation([], [], [], mean=30.0, prior=0.09), 6)
    0.09
    >>> round(variation([40.0], [40.0], [70.0], mean=40.0, prior=0.09), 6)
    0.230936
    """
    mu, r = np.asarray(expected, float), np.asarray(came, float)
    chance = mu + mu**2 / (np.asarray(known, float) + PRIOR_EVENTS)
    squared = np.minimum((r - mu) ** 2, TRIM * (chance + prior * mu**2))
    today = TODAY_WEIGHT * max(mean, 1.0) ** 2
    excess = float((squared - chance).sum()) + prior * today
    return min(max(excess / (float((mu**2).sum()) + today), 0.0), VARIATION_MAX)


def count_chances(mean: float, spread: float) -> NDArray[np.float64]:
    """Chances of 0, 1, 2, … of a negative binomial count (Poisson at spread 0) with variance mean + spread × mean².

    Examples
    --------
    >>> count_chances(1.0, 0.0)[:3].round(4).tolist()
    [0.3679, 0.3679, 0.1839]
    """
    if mean <= 0:
        return np.ones(1)
    top = math.ceil(mean + 20 * math.sqrt(mean + spread * mean**2) + 20)
    j = np.arange(top)
    step = mean * (1 + spread * j) / ((1 + spread * mean) * (j + 1))
    log_p = np.concatenate([[0.0], np.cumsum(np.log(step))])
    chances = np.exp(log_p - log_p.max())
    return chances / chances.sum()


def count_interval(mean: float, spread: float) -> tuple[float, float]:
    """The shortest 80% interval of a negative binomial count.

    Whole numbers rarely hold 80% exactly; no narrower interval would.

    Examples
    --------
    >>> count_interval(0.0, 0.09), count_interval(10.0, 0.0), count_interval(1.5, 0.0)
    ((0, 0), (6, 14), (0, 2))
    """
    chances = count_chances(mean, spread)
    low = high = int(chances.argmax())
    held = float(chances[low])
    while held < LEVEL:
        below = chances[low - 1] if low > 0 else -1.0
        above = chances[high + 1] if high + 1 < len(chances) else -1.0
        if above >= below:
            high += 1
            held += float(above)
        else:
            low -= 1
            held += float(below)
    return low, high
