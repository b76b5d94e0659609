"""Opportunities: which lead turned into one, and when."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plan
from clock import DAY, WORKDAYS, month_end, month_start, months, workdays_between
from draws import apportion, choose, integers, lognormal, pick, pick_from
from ids import salesforce_ids
from responses import response_band

_CHANNEL_APPETITE = {"紹介": 2.2, "比較サイト": 1.3, "自然検索": 1.2, "ウェビナー": 0.9, "展示会": 0.55, "手紙": 1.1}
_SPEED_APPETITE = np.array([1.5, 1.2, 1.1, 1.0, 0.9, 0.7])


def make_opportunities(rng, leads, companies, scale: int, before: int) -> pd.DataFrame:
    """One row per opportunity in order of creation; ``lead`` is the row of its lead or -1."""
    month = months(leads["created"])
    weight = _appetite(leads, companies)
    usable = (leads["answered"] >= 0).to_numpy()
    valid = leads["valid"].to_numpy()
    free = usable & (leads["campaign"] != plan.GROUP_CAMPAIGN).to_numpy()
    parts = []
    for row in plan.MONTHS:
        name, count = row[0], row[3] * scale
        extra = [round(count * share) for share in (plan.NO_LEAD, plan.INVALID_LEAD, plan.REPEAT)]
        first = _first(rng, leads, month, name, count - sum(extra), valid & free, weight)
        free[first] = False
        earlier = np.concatenate([part["lead"] for part in parts] or [np.array([], dtype=int)])
        reach = _reachable(leads, name)
        invalid = choose_few(rng, np.flatnonzero(usable & free & ~valid & reach), extra[1])
        repeat = choose_few(rng, earlier[(earlier >= 0) & valid[earlier] & usable[earlier]], extra[2])
        free[invalid] = False
        none = np.full(count - len(first) - len(invalid) - len(repeat), -1)
        lead = np.concatenate([first, invalid, repeat, none]).astype(int)
        parts.append(pd.DataFrame({"lead": lead, "day": _days(rng, leads, lead, name)}))
    opportunities = pd.concat(parts, ignore_index=True)
    opportunities["created"] = opportunities["day"] + 10 * 3_600 + integers(rng, 0, 8 * 3_600, len(opportunities))
    _describe(rng, opportunities, leads, companies)
    opportunities = opportunities.sort_values("created", kind="stable", ignore_index=True)
    number = before * plan.OPPORTUNITIES + np.arange(len(opportunities))
    opportunities["opportunity_id"] = salesforce_ids("006", number)
    return opportunities


def choose_few(rng, candidates, count):
    return choose(rng, candidates, np.ones(len(candidates)), count)


def _appetite(leads, companies):
    channel = leads["channel"].map(_CHANNEL_APPETITE).fillna(1.0).to_numpy()
    listed = companies["account_rep"].notna().to_numpy()[leads["company"]]
    hostile = (companies["popularity"] == 0).to_numpy()[leads["company"]]
    return channel * _SPEED_APPETITE[response_band(leads)] * np.where(listed, 1.25, 1.0) * np.where(hostile, 6.0, 1.0)


def _reachable(leads, month):
    """Leads that were answered on an earlier day than the month's last business day."""
    last = WORKDAYS[workdays_between(0, month_end(month))[1] - 1]
    return ((leads["answered"] >= 0) & (np.maximum(leads["answered"], leads["created"]) < last)).to_numpy()


def _first(rng, leads, month, name, count, free, weight):
    """First opportunities of the month, shared out over the ages of their leads."""
    names = [row[0] for row in plan.MONTHS]
    now = names.index(name)
    shares = np.array(plan.AGES_HARVEST.get(name, plan.AGES_USUAL))
    ages = min(now, len(shares) - 1)
    shares = np.append(shares[:ages], shares[ages:].sum())
    age = now - np.searchsorted(names, month)
    reach = _reachable(leads, name)
    chosen = []
    for bucket, number in enumerate(apportion(count, shares)):
        own_age = (age == bucket) if bucket < len(shares) - 1 else (age >= bucket)
        candidates = np.flatnonzero(free & reach & own_age)
        chosen.append(choose(rng, candidates, weight[candidates], number))
    return np.concatenate(chosen)


def _days(rng, leads, lead, name):
    """A business day of the month after the day on which the lead was answered."""
    known = np.maximum(leads["answered"], leads["created"]).to_numpy()
    after = np.where(lead >= 0, known[lead] // DAY * DAY + DAY, 0)
    low, high = workdays_between(np.maximum(after, month_start(name)), month_end(name))
    return WORKDAYS[integers(rng, low, np.broadcast_to(high, low.shape))]


def _describe(rng, opportunities, leads, companies):
    count = len(opportunities)
    lead = opportunities["lead"].to_numpy()
    known = lead >= 0
    reached = pick(rng, companies.index, companies["popularity"], count)
    opportunities["company"] = np.where(known, leads["company"].to_numpy()[lead], reached)
    bdr = pick(rng, plan.TEAMS["BDR"], [1, 1, 1], count)
    opportunities["rep"] = np.where(known, leads["rep"].to_numpy()[lead], bdr)
    opportunities["owner"] = pick(rng, plan.FIELD_SALES, np.ones(len(plan.FIELD_SALES)), count)
    company = companies.iloc[opportunities["company"]].reset_index(drop=True)
    opportunities["target"] = company["account_rep"].notna().to_numpy()
    opportunities["hostile"] = (company["popularity"] == 0).to_numpy()
    opportunities["hot"] = (rng.random(count) < 0.46) | opportunities["hostile"]
    opportunities["target_written"] = rng.random(count) >= 0.08
    opportunities["temperature_written"] = rng.random(count) >= 0.05
    size = np.clip(company["employees"].to_numpy() / 200, 0.5, 4) ** 0.25
    opportunities["amount"] = lognormal(rng, 1_350_000 * size, 0.42, count)
    opportunities["amount_written"] = rng.random(count) >= 0.1
    opportunities["stage_draw"] = pick_from(rng, {"初回商談": 0.4, "提案": 0.35, "見積": 0.25}, count)
