"""Share a gap out over the factors of a product (LMDI-I, additive)."""

import math
from collections.abc import Mapping, Sequence


def log_mean(one: float, other: float) -> float:
    """Logarithmic mean of two positive numbers.

    Examples
    --------
    >>> round(log_mean(1, math.e), 6)
    1.718282
    """
    return one if one == other else (one - other) / _log_ratio(one, other)


def _log_ratio(one: float, other: float) -> float:
    # log1p keeps what log loses where the two are nearly equal, and loses what log keeps where they are far apart.
    ratio = one / other
    return math.log1p((one - other) / other) if 0.5 < ratio < 2 else math.log(ratio)


def term_shares(actual: Mapping[str, float], target: Mapping[str, float], factors: Sequence[str]) -> dict[str, float]:
    """What each factor of one product contributes to actual product − target product.

    Parameters
    ----------
    actual, target : mapping of float
        The factors on both sides, none below zero.
    factors : sequence of str
        The factors of this product, in the order of the formula.

    Returns
    -------
    dict of float
        The contributions; they sum to the difference of the products. A factor
        that is zero on one side is held at the other side's value while the
        others get their shares, and takes what then remains (the first such
        factor, where there are two). A product that is zero on both sides has
        no shares.

    References
    ----------
    Ang 2004, 2005; Ang & Liu 2007 (zero values).

    Examples
    --------
    >>> shares = term_shares({"calls": 200, "rate": 0.3}, {"calls": 100, "rate": 0.3}, ["calls", "rate"])
    >>> {factor: round(share, 9) for factor, share in shares.items()}
    {'calls': 30.0, 'rate': 0.0}
    """
    before, after = (math.prod(side[factor] for factor in factors) for side in (target, actual))
    if before == 0 and after == 0:
        return {}
    shares = dict.fromkeys(factors, 0.0)
    held = [factor for factor in factors if (actual[factor] == 0) != (target[factor] == 0)]
    old, new = ({**side} for side in (target, actual))
    for factor in held:
        old[factor] = new[factor] = max(actual[factor], target[factor])
    weight = log_mean(math.prod(new[factor] for factor in factors), math.prod(old[factor] for factor in factors))
    for factor in factors:
        shares[factor] = weight * _log_ratio(new[factor], old[factor])
    if held:
        shares[held[0]] = (after - before) - sum(shares.values())
    return shares
