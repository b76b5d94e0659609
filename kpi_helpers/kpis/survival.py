"""Kaplan–Meier in whole days: how many leads have led somewhere by an age."""

from dataclasses import dataclass

import numpy as np

from kpi_helpers.kpis.intervals import Z95, wilson


@dataclass(frozen=True)
class Curve:
    """Share with an event by age; every array is indexed by the age in days.

    Attributes
    ----------
    at_risk : array of int
        Leads without an event before, followed to the age.
    events : array of int
        Events at the age.
    share, low, high : array of float
        Share with an event by the end of the age, with its 95% interval:
        Greenwood's variance on the log-log scale; Wilson's without events, and
        over those with an event where the share has reached 1.
    """

    at_risk: np.ndarray
    events: np.ndarray
    share: np.ndarray
    low: np.ndarray
    high: np.ndarray


def kaplan_meier(events: np.ndarray, censored: np.ndarray) -> Curve:
    """The curve of one group.

    Events come before censorings of the same day, as lead and opportunity are
    dated by days and ties are the rule.

    Parameters
    ----------
    events, censored : array of int
        Leads whose event, or whose last day in sight, is at each age; index =
        age in days, both of the same length.

    Returns
    -------
    Curve

    References
    ----------
    Kaplan & Meier 1958.

    Examples
    --------
    100 leads; 20 convert and 40 are censored on day 1, the rest on day 2:

    >>> curve = kaplan_meier(np.array([0, 20, 0]), np.array([0, 40, 40]))
    >>> [round(float(share), 3) for share in curve.share]
    [0.0, 0.2, 0.2]
    """
    left_before = np.concatenate([[0], np.cumsum(events + censored)[:-1]])
    at_risk = events.sum() + censored.sum() - left_before
    staying, greenwood = _staying(events, at_risk)
    low, high = _interval(staying, greenwood, at_risk, np.cumsum(events))
    return Curve(at_risk, events, 1 - staying, low, high)


def continued(curve: Curve, pooled: Curve, until: int) -> tuple[float, float, float]:
    """A curve's share at an age beyond its sight, with the pooled hazard from there on.

    Parameters
    ----------
    curve, pooled : Curve
    until : int
        The age in days.

    Returns
    -------
    value, low, high : float
        Shares, 0 to 1. Where the pool was not followed either, its hazard is 0.
    """
    seen = min(len(curve.events), until + 1)
    events = np.concatenate([curve.events[:seen], pooled.events[seen : until + 1]])
    at_risk = np.concatenate([curve.at_risk[:seen], pooled.at_risk[seen : until + 1]])
    staying, greenwood = _staying(events, at_risk)
    low, high = _interval(staying, greenwood, at_risk, np.cumsum(events))
    return float(1 - staying[-1]), float(low[-1]), float(high[-1])


def _staying(events: np.ndarray, at_risk: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    nothing = np.zeros(len(events))
    staying = np.cumprod(1 - np.divide(events, at_risk, out=nothing.copy(), where=at_risk > 0))
    left = at_risk - events
    terms = np.divide(events, at_risk * left, out=nothing.copy(), where=(at_risk > 0) & (left > 0))
    return staying, np.cumsum(terms)


def _interval(
    staying: np.ndarray, greenwood: np.ndarray, at_risk: np.ndarray, converted: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    inside = (staying > 0) & (staying < 1)
    log = np.log(np.where(inside, staying, np.exp(-1)))
    half = Z95 * np.sqrt(greenwood) / np.abs(log)
    base = np.where(inside, staying, 1.0)
    # Where nobody or everybody has converted the log-log scale says nothing.
    none_low, none_high = wilson(np.zeros(len(staying)), at_risk)
    all_low, all_high = wilson(converted, converted)
    low = np.where(inside, 1 - base ** np.exp(-half), np.where(staying > 0, none_low, all_low))
    high = np.where(inside, 1 - base ** np.exp(half), np.where(staying > 0, none_high, all_high))
    return low, high
