"""Wilson's interval for a share."""

import numpy as np
from numpy.typing import ArrayLike

Z95 = 1.959963984540054


def wilson(
    successes: np.ndarray, cases: np.ndarray, effect: ArrayLike = 1.0, *, z: float = Z95
) -> tuple[np.ndarray, np.ndarray]:
    """95% Wilson score interval of ``successes / cases``.

    Parameters
    ----------
    successes, cases : array of float
        Counts; an interval over zero cases, or of a ratio above 1, is missing.
    effect : array of float, optional
        Design effect of cases that are not independent (`clusters.ClusterSums.effect`):
        the interval is that of ``cases / effect`` cases with the same share.
    z : float, optional
        Quantile of the normal distribution, for another level than 95%.

    Returns
    -------
    low, high : array of float
        Shares, 0 to 1.

    References
    ----------
    Wilson 1927; Brown, Cai & DasGupta 2001; Kish 1965.

    Examples
    --------
    >>> low, high = wilson(np.array([3.0]), np.array([10.0]))
    >>> print(low.round(4), high.round(4))
    [0.1078] [0.6032]
    >>> low, high = wilson(np.array([30.0]), np.array([100.0]), effect=10.0)
    >>> print(low.round(4), high.round(4))
    [0.1078] [0.6032]
    """
    successes, cases = np.asarray(successes, dtype=float), np.asarray(cases, dtype=float)
    fits = (cases > 0) & (successes >= 0) & (successes <= cases)
    share = np.divide(successes, cases, out=np.full(cases.shape, np.nan), where=fits)
    effective = np.where(fits, cases / effect, np.nan)
    spread = 1 + z**2 / effective
    centre = (share + z**2 / (2 * effective)) / spread
    half = z * np.sqrt(share * (1 - share) / effective + z**2 / (4 * effective**2)) / spread
    # At 0 and at all cases the bound is exact; rounding would leave 1e-17 there.
    low = np.where(successes == 0, np.where(fits, 0.0, np.nan), np.maximum(centre - half, 0.0))
    return low, np.where(fits & (successes == cases), 1.0, np.minimum(centre + half, 1.0))
