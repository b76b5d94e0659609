"""Who answers an inbound lead, when, and by what."""

from __future__ import annotations

import numpy as np
import plan
from clock import DAY, WORKDAYS, seconds
from draws import integers, lognormal, pick, pick_from
from shifts import next_shift

_BULK_MAIL_DELAY = 17 * 3_600


def answer_leads(rng, leads, shifts) -> None:
    """Add ``rep``, ``answered`` (seconds, -1 for never) and ``answered_by`` to the inbound leads.

    A lead that arrives while an SDR is calling is answered at once; the others wait for
    an e-mail or for the next calling hour of their SDR.
    """
    created = leads["created"].to_numpy()
    inbound = (leads["motion"] == "inbound").to_numpy()
    rep = np.where(inbound, pick_from(rng, plan.INBOUND_SHARE, len(leads)), leads["rep"]).astype(object)
    on_duty = _sdr_on_duty(rng, created, shifts)
    live = inbound & (on_duty != "") & (rng.random(len(leads)) < 0.95)
    rep = np.where(live, on_duty, rep)

    answered = np.where(inbound, -1, created)
    for name in plan.SDRS:
        waiting = inbound & ~live & (rep == name)
        starts = shifts.loc[shifts["rep"] == name, "start"].to_numpy()
        skip = np.where(rng.random(waiting.sum()) < 0.15, integers(rng, 2, 7, waiting.sum()), 0)
        start = next_shift(starts, created[waiting], skip)
        answered[waiting] = np.where(start < 0, -1, start + integers(rng, 30, 3_500, waiting.sum()))
    hour_end = created // 3_600 * 3_600 + 3_590
    at_once = pick(rng, [30, 300, 600, 1_800], [0.64, 0.15, 0.14, 0.07], len(leads)).astype(int)
    at_once = at_once + integers(rng, 1, np.maximum(at_once * 0.9, 250))
    answered = np.where(live, np.maximum(np.minimum(created + at_once, hour_end), created + 5), answered)

    clock_hour = created % DAY // 3_600
    office = np.isin(created // DAY * DAY, WORKDAYS) & (clock_hour >= 9) & (clock_hour < 17)
    by_mail = inbound & ~live & office & (rng.random(len(leads)) < 0.22)
    answered = np.where(by_mail, created + lognormal(rng, 1_300, 0.6, len(leads)).astype(int), answered)
    bulk = (leads["campaign"] == plan.GROUP_CAMPAIGN).to_numpy()
    answered = np.where(bulk, created + _BULK_MAIL_DELAY, answered)
    never = inbound & ~bulk & (rng.random(len(leads)) < plan.UNANSWERED)
    too_late = answered >= seconds(plan.AS_OF) + 18 * 3_600
    answered = np.where(never | too_late, -1, answered)

    leads["rep"] = rep
    leads["answered"] = answered
    leads["answered_by"] = np.where(inbound & (answered >= 0), np.where(by_mail | bulk, "email", "call"), "")


def response_band(leads) -> np.ndarray:
    """Index into plan.RESPONSE_BANDS; outbound leads and unanswered ones count as slow."""
    delay = np.where(leads["answered"] >= 0, leads["answered"] - leads["created"], np.inf)
    bounds = [upper for upper, *_ in plan.RESPONSE_BANDS]
    band = np.searchsorted(bounds, delay, side="left")
    return np.where(leads["motion"] == "outbound", len(bounds) - 2, np.minimum(band, len(bounds) - 1))


def _sdr_on_duty(rng, created, shifts):
    """One of the SDRs who are calling in the clock hour of arrival, or nobody."""
    hour = created // 3_600 * 3_600
    chance = np.stack(
        [
            np.isin(hour, shifts.loc[shifts["rep"] == rep, "start"])
            * rng.random(len(created))
            * plan.INBOUND_SHARE[rep]
            for rep in plan.SDRS
        ]
    )
    return np.where(chance.max(axis=0) > 0, np.array(plan.SDRS, dtype=object)[chance.argmax(axis=0)], "")
