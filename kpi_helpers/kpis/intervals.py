"""Wilson's interval for a share."""

import numpy as np

Z95 = 1.959963984540054


def wilson(successes: np.ndarray, cases: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """95 % Wilson score interval of ``successes / cases``.

    Parameters
    ----------
    successes, cases : array of float
        Counts; an interval over zero cases, or of a ratio above 1, is missing.

    Returns
    -------
    low, high : array of float
        Shares, 0 to 1.

    References
    ----------
    Wilson 1927; Brown, Cai & DasGupta 2001.

    Examples
    --------
    >>> low, high = wilson(np.array([3.0]), np.array([10.0]))
    >>> print(low.round(4), high.round(4))
    [0.1078] [0.6032]
    """
    successes, cases = np.asarray(successes, dtype=float), np.asarray(cases, dtype=float)
    fits = (cases > 0) & (successes >= 0) & (successes <= cases)
    share = np.divide(successes, cases, out=np.full(cases.shape, np.nan), where=fits)
    cases = np.where(fits, cases, np.nan)
    spread = 1 + Z95**2 / cases
    centre = (share + Z95**2 / (2 * cases)) / spread
    half = Z95 * np.sqrt(share * (1 - share) / cases + Z95**2 / (4 * cases**2)) / spread
    # At 0 and at all cases the bound is exact; rounding would leave 1e-17 there.
    low = np.where(successes == 0, np.where(fits, 0.0, np.nan), np.maximum(centre - half, 0.0))
    return low, np.where(successes == cases, 1.0, np.minimum(centre + half, 1.0))
