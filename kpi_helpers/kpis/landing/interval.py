"""What past landings teach: how far the next may be off, and which way they all were."""

import math
from collections.abc import Sequence

import numpy as np

DISPERSION = 0.09
DISPERSION_MAX = 1.0
TRIM = 6.0
TODAY_WEIGHT = 2.0
CORRECTION_MONTHS = 3
CORRECTION_LIMIT = 1.0
Z80 = 1.2815515655446004


def correction(expected: Sequence[float], came: Sequence[float]) -> float:
    """Factor on what is expected to come, where past months were all off the same way.

    A month's end that always brings more than its start is such a case. The mean log
    ratio of what came to what was expected at the same stage of the month counts in
    so far as it exceeds twice its standard error, so that months that disagree teach
    nothing; one month counts at most as a factor of e.

    Examples
    --------
    >>> round(correction([9.0, 19.0, 29.0], [19.0, 39.0, 59.0]), 6)
    2.0
    >>> correction([9.0, 19.0, 29.0], [19.0, 9.0, 29.0]), correction([9.0], [19.0])
    (1.0, 1.0)
    """
    if len(expected) < CORRECTION_MONTHS:
        return 1.0
    ratio = np.log((np.asarray(came, float) + 1) / (np.asarray(expected, float) + 1))
    ratio = np.clip(ratio, -CORRECTION_LIMIT, CORRECTION_LIMIT)
    mean, error2 = float(ratio.mean()), float(ratio.var(ddof=1)) / len(ratio)
    if mean**2 <= 4 * error2:
        return 1.0
    return math.exp(mean * (1 - 4 * error2 / mean**2))


def dispersion(expected: Sequence[float], came: Sequence[float], mean: float) -> float:
    """Squared relative error of past forecasts of what was to come, beyond the Poisson's.

    Moments of variance = mean + dispersion × mean². Today's forecast enters as two more
    past forecasts with a relative error of 30 %, so that a short history has a value;
    a squared error counts at most as six times its variance under that value, so that
    one month of a ramp-up does not widen every interval after it.

    Examples
    --------
    >>> dispersion([], [], mean=30.0)
    0.09
    >>> round(dispersion([40.0], [50.0], mean=40.0), 6)
    0.0725
    """
    mu, r = np.asarray(expected, float), np.asarray(came, float)
    squared = np.minimum((r - mu) ** 2, TRIM * (mu + DISPERSION * mu**2))
    today = TODAY_WEIGHT * max(mean, 1.0) ** 2
    excess = float((squared - mu).sum()) + DISPERSION * today
    return min(max(excess / (float((mu**2).sum()) + today), 0.0), DISPERSION_MAX)


def count_interval(mean: float, spread: float) -> tuple[float, float]:
    """80 % interval of a negative binomial count (Poisson at spread 0), mean included.

    Examples
    --------
    >>> count_interval(0.0, 0.09)
    (0.0, 0.0)
    >>> count_interval(10.0, 0.0)
    (6.0, 14.0)
    """
    if mean <= 0:
        return 0.0, 0.0
    top = math.ceil(mean + 20 * math.sqrt(mean + spread * mean**2) + 20)
    j = np.arange(top)
    step = mean * (1 + spread * j) / ((1 + spread * mean) * (j + 1))
    log_p = np.concatenate([[0.0], np.cumsum(np.log(step))])
    cdf = np.cumsum(np.exp(log_p - log_p.max()))
    low, high = np.searchsorted(cdf / cdf[-1], [0.1, 0.9])
    return min(float(low), mean), max(float(high), mean)


def amount_interval(mean: float, spread: float, deal_mean: float, deal_variance: float) -> tuple[float, float]:
    """80 % interval of the amount of a random number of deals, mean included.

    The compound count's mean and variance, read as a lognormal: amounts are positive
    and skewed, and the quantiles are closed forms.

    Examples
    --------
    >>> low, high = amount_interval(10.0, 0.0, deal_mean=2.0, deal_variance=0.0)
    >>> round(low, 2), round(high, 2)
    (12.84, 28.32)
    """
    total = mean * deal_mean
    if total <= 0:
        return 0.0, 0.0
    variance = mean * (deal_variance + deal_mean**2) + spread * total**2
    sigma2 = math.log1p(variance / total**2)
    sigma = math.sqrt(sigma2)
    low = total * math.exp(-sigma2 / 2 - Z80 * sigma)
    high = total * math.exp(-sigma2 / 2 + Z80 * sigma)
    return min(low, total), max(high, total)
