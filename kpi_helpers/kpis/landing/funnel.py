"""What the leads are expected to bring by the month's end: open ones, those to come, and what comes from none."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kpi_helpers.kpis.landing.settings import Settings


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


def chased(counts: Counts, funnel: Funnel, end: int, as_of: int, settings: Settings) -> dict[str, float] | None:
    """Expect the opportunities after ``as_of`` and before ``end`` from the leads.

    Open leads and the leads still to come run down the hazard by lead age of the last
    days, raised or lowered by the level of the last business days; what comes from no
    lead or a second time continues at its business-day rate.

    Returns
    -------
    dict of float or None
        "open", "to_come", "others"; None when those days saw no first opportunity.
    """
    business = counts.business
    seen_by_now = funnel.event_day <= as_of
    day, age = funnel.event_day[seen_by_now], funnel.event_age[seen_by_now]
    leads = funnel.leads[: as_of + 1]
    since = max(0, as_of - settings.hazard_days + 1)
    events = np.bincount(age[day >= since], minlength=as_of + 1).astype(float)
    if not events.any():
        return None
    exposure = _exposure(leads, day, age, since, as_of)
    hazard = np.divide(events, exposure, out=np.zeros(as_of + 1), where=exposure > 0)

    recent = last_business_days(business, as_of, settings.level_days)
    expected = float(_exposure(leads, day, age, recent, as_of) @ hazard)
    seen = int((day >= recent).sum())
    level = (seen + settings.level_prior) / (expected + settings.level_prior)
    hazard = np.minimum(hazard * level, 1.0)

    inflow = leads[max(0, as_of - settings.inflow_days + 1) :].sum() / min(settings.inflow_days, as_of + 1)
    open_leads = (leads - np.bincount(day - age, minlength=as_of + 1))[::-1]
    days = end - 1 - as_of
    by_open = _run_down(open_leads, hazard, 0.0, days)
    by_new = _run_down(np.zeros(as_of + 1), hazard, float(inflow), days)

    others = float(counts.daily[since : as_of + 1].sum()) - float(events.sum())
    others_rate = others / max(int(business[since : as_of + 1].sum()), 1)
    others_to_come = others_rate * int(business[as_of + 1 : end].sum())
    return {"open": by_open, "to_come": by_new, "others": others_to_come}


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
