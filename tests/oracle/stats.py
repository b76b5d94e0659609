"""Wilson, Kaplan–Meier, percentiles and LMDI from their textbook formulas."""

import math
from fractions import Fraction
from math import comb, exp, log, sqrt

Z95 = 1.959963984540054


def wilson(successes, cases):
    """The 95% Wilson interval (Wilson 1927)."""
    p, z2 = successes / cases, Z95 * Z95
    centre = (p + z2 / (2 * cases)) / (1 + z2 / cases)
    half = Z95 * sqrt(p * (1 - p) / cases + z2 / (4 * cases * cases)) / (1 + z2 / cases)
    return max(0.0, centre - half), min(1.0, centre + half)


def percentile(numbers, share):
    """Linear interpolation; None where an infinite number would weigh, or without numbers."""
    if not numbers:
        return None
    ordered = sorted(numbers)
    place = Fraction(share) * (len(ordered) - 1)
    low = math.floor(place)
    weight = float(place - low)
    if weight == 0:
        return None if math.isinf(ordered[low]) else ordered[low]
    if math.isinf(ordered[low + 1]):
        return None
    return ordered[low] + weight * (ordered[low + 1] - ordered[low])


def risk_table(followed):
    """(day, events, at risk) for each day with an event, from (days, was it an event)."""
    table = []
    for day in sorted({days for days, event in followed if event}):
        events = sum(1 for days, event in followed if event and days == day)
        table.append((day, events, sum(1 for days, _ in followed if days >= day)))
    return table


def survival(table, age):
    """Kaplan–Meier's share without the event after `age` days, exact."""
    left = Fraction(1)
    for day, events, at_risk in table:
        if day <= age:
            left *= Fraction(at_risk - events, at_risk)
    return left


def greenwood(table, age):
    """The log-log interval of the share that has had the event by `age`, None where it does not exist."""
    left = survival(table, age)
    if left in (0, 1):
        return None
    variance = sum(events / (at_risk * (at_risk - events)) for day, events, at_risk in table if day <= age)
    width = Z95 * sqrt(variance) / log(left)
    return 1 - left ** exp(-abs(width)), 1 - left ** exp(abs(width))


def rarefied(counts, draws=100):
    """Distinct companies expected in that many of the activities, drawn without putting back."""
    total = sum(counts)
    if total < draws:
        return None
    everything = comb(total, draws)
    return float(sum(1 - Fraction(comb(total - n, draws), everything) for n in counts))


def logarithmic_mean(a, b):
    return a if math.isclose(a, b, rel_tol=1e-14) else (a - b) / log(a / b)


def lmdi_term(factors):
    """Shares of one product's change, {name: share}, from [(name, actual, target)]; None when zero twice."""
    actual, target = math.prod(a for _, a, _ in factors), math.prod(t for _, _, t in factors)
    if actual == 0 and target == 0:
        return None
    held = [name for name, a, t in factors if (a == 0) != (t == 0)]
    level = [(name, a or t, t or a) if name in held else (name, a, t) for name, a, t in factors]
    weight = logarithmic_mean(math.prod(a for _, a, _ in level), math.prod(t for _, _, t in level))
    shares = {name: weight * log(a / t) for name, a, t in level}
    if held:
        shares[held[0]] = (actual - target) - sum(share for name, share in shares.items() if name != held[0])
    return shares
