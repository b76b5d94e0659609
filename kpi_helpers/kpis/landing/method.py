"""The month's landing from daily counts.

Days are integers counted from the first day of the data, months half-open ranges of
them, and every array is indexed by day. Counts after ``as_of`` may be present and are
not read.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

HAZARD_DAYS = 30
INFLOW_DAYS = 28
LEVEL_DAYS = 10
LEVEL_PRIOR = 20.0
STEADY_DAYS = 5
STEADY_WEIGHT = 1.0


@dataclass(frozen=True)
class Funnel:
    """Leads and the first opportunities they gave.

    Parameters
    ----------
    leads : array of float, indexed by day
        Leads created that day.
    event_day, event_age : array of int
        One entry per first opportunity: its day, and the days since its lead.
    """

    leads: NDArray[np.float64]
    event_day: NDArray[np.int64]
    event_age: NDArray[np.int64]


@dataclass(frozen=True)
class Counts:
    """What a landing is computed from.

    Parameters
    ----------
    daily : array of float, indexed by day
        Rows of the metric dated that day.
    business : array of bool, indexed by day
        Business days, at least to the end of the month that is forecast.
    funnel : Funnel, optional
        Given for opportunities only.
    """

    daily: NDArray[np.float64]
    business: NDArray[np.bool_]
    funnel: Funnel | None = None


@dataclass(frozen=True)
class Month:
    """Half-open range of days, ``start <= day < end``."""

    start: int
    end: int


@dataclass(frozen=True)
class Forecast:
    """A month's total seen from ``as_of``: what is there and what is expected to come."""

    actual: float
    remaining: float
    run_rate_remaining: float

    @property
    def landing(self) -> float:
        return self.actual + self.remaining

    @property
    def run_rate(self) -> float:
        return self.actual + self.run_rate_remaining


def forecast(counts: Counts, month: Month, as_of: int) -> Forecast | None:
    """Expect the month's total from what is known at the end of ``as_of``.

    Returns
    -------
    Forecast or None
        None before the month's first business day, when no rate of the month exists.

    Examples
    --------
    >>> business = np.array([True] * 5 + [False] * 2 + [True] * 5)
    >>> daily = np.array([2.0] * 5 + [0.0] * 2 + [4.0, 4.0, 0.0, 0.0, 0.0])
    >>> f = forecast(Counts(daily, business), Month(7, 12), as_of=8)
    >>> f.run_rate, round(f.landing, 6)
    (20.0, 18.0)
    """
    daily, business = counts.daily[: as_of + 1], counts.business
    elapsed = int(business[month.start : as_of + 1].sum())
    if elapsed == 0:
        return None
    left = int(business[as_of + 1 : month.end].sum())
    actual = float(daily[month.start :].sum())
    run_rate = actual / elapsed * left
    if counts.funnel is not None:
        chased = funnel_remaining(counts, counts.funnel, month.end, as_of)
        if chased is not None:
            return Forecast(actual, (run_rate + chased) / 2, run_rate)
    return Forecast(actual, steadied_rate(daily, business, month.start, as_of) * left, run_rate)


def plain(counts: Counts, month: Month, as_of: int) -> Forecast | None:
    """Expect the rest of the month at its own rate per business day so far.

    Examples
    --------
    >>> counts = Counts(np.array([4.0, 6.0, 0.0, 0.0]), np.array([True] * 4))
    >>> plain(counts, Month(0, 4), as_of=1).landing
    20.0
    """
    seen = forecast(Counts(counts.daily, counts.business), month, as_of)
    return seen and Forecast(seen.actual, seen.run_rate_remaining, seen.run_rate_remaining)


def steadied_rate(
    daily: NDArray[np.float64],
    business: NDArray[np.bool_],
    start: int,
    as_of: int,
    *,
    days: int = STEADY_DAYS,
    weight: float = STEADY_WEIGHT,
) -> float:
    """Count per business day of the month so far, steadied by the week before it.

    The mean of a Gamma rate whose prior is worth ``weight`` business days at the rate
    of the last ``days`` business days before the month.

    Examples
    --------
    >>> steadied_rate(np.array([1.0] * 5 + [4.0]), np.array([True] * 6), start=5, as_of=5)
    2.5
    """
    elapsed = int(business[start : as_of + 1].sum())
    since = last_business_days(business, start - 1, days)
    before = int(business[since:start].sum())
    if before == 0:
        weight = 0.0
    prior = float(daily[since:start].sum()) / max(before, 1)
    actual = float(daily[start : as_of + 1].sum())
    return (actual + weight * prior) / (elapsed + weight)


def funnel_remaining(
    counts: Counts,
    funnel: Funnel,
    end: int,
    as_of: int,
    *,
    hazard_days: int = HAZARD_DAYS,
    inflow_days: int = INFLOW_DAYS,
    level_days: int = LEVEL_DAYS,
    level_prior: float = LEVEL_PRIOR,
) -> float | None:
    """Expect the opportunities after ``as_of`` and before ``end`` from the leads.

    Open leads and the leads still to come run down the hazard by lead age of the last
    30 days, raised or lowered by the level of the last ten business days; what comes
    from no lead or a second time continues at its business-day rate.

    Returns
    -------
    float or None
        None when the last 30 days saw no first opportunity.
    """
    business = counts.business
    known = funnel.event_day <= as_of
    day, age = funnel.event_day[known], funnel.event_age[known]
    leads = funnel.leads[: as_of + 1]
    since = max(0, as_of - hazard_days + 1)
    events = np.bincount(age[day >= since], minlength=as_of + 1).astype(float)
    if not events.any():
        return None
    exposure = _exposure(leads, day, age, since, as_of)
    hazard = np.divide(events, exposure, out=np.zeros(as_of + 1), where=exposure > 0)

    recent = last_business_days(business, as_of, level_days)
    expected = float(_exposure(leads, day, age, recent, as_of) @ hazard)
    seen = int((day >= recent).sum())
    level = (seen + level_prior) / (expected + level_prior)
    hazard = np.minimum(hazard * level, 1.0)

    inflow = leads[max(0, as_of - inflow_days + 1) :].sum() / min(inflow_days, as_of + 1)
    open_leads = (leads - np.bincount(day - age, minlength=as_of + 1))[::-1]
    firsts = _run_down(open_leads, hazard, float(inflow), end - 1 - as_of)

    others = float(counts.daily[since : as_of + 1].sum()) - float(events.sum())
    others_rate = others / max(int(business[since : as_of + 1].sum()), 1)
    return firsts + others_rate * int(business[as_of + 1 : end].sum())


def _exposure(
    leads: NDArray[np.float64],
    day: NDArray[np.int64],
    age: NDArray[np.int64],
    since: int,
    as_of: int,
) -> NDArray[np.float64]:
    """Lead-days without an earlier first opportunity by age, days ``since`` to ``as_of``."""
    ages = np.arange(as_of + 1)
    total = np.concatenate([[0.0], np.cumsum(leads)])
    followed = total[as_of - ages + 1] - total[np.maximum(since - ages, 0)]
    gone_from = np.maximum(day + 1, since)
    gone = gone_from <= as_of
    created = (day - age)[gone]
    steps = np.bincount(gone_from[gone] - created, minlength=as_of + 2).astype(float)
    steps -= np.bincount(as_of + 1 - created, minlength=as_of + 2)
    return followed - np.cumsum(steps)[: as_of + 1]


def _run_down(open_by_age: NDArray[np.float64], hazard: NDArray[np.float64], inflow: float, days: int) -> float:
    """Expected first opportunities of ``days`` days; ages beyond the hazard give none."""
    at_risk, total = open_by_age, 0.0
    for _ in range(days):
        at_risk = np.concatenate([[inflow], at_risk[:-1]])
        converted = at_risk * hazard
        total += float(converted.sum())
        at_risk = at_risk - converted
    return total


def last_business_days(business: NDArray[np.bool_], day: int, n: int) -> int:
    """First day of the last ``n`` business days up to ``day``; 0 where there are fewer."""
    days = np.flatnonzero(business[: day + 1])
    return int(days[-n]) if len(days) >= n else 0
