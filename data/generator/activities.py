"""Calls and e-mails: first answers, winning calls, follow-ups, calls down the target list."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plan
from clock import DAY, WORKDAYS
from draws import apportion, integers, pick, pick_from
from leads import worked_accounts
from outcomes import add_outcomes

_COLUMNS = ["at", "rep", "kind", "lead", "company", "purpose"]
_RECENT = {"inbound": 55.0, "outbound": 70.0}


def make_activities(rng, leads, companies, opportunities, shifts, scale: int, before: int) -> pd.DataFrame:
    """One row per activity in order of time; ``lead`` and ``company`` are rows or -1."""
    first = _first_answers(leads)
    winning = _winning_calls(rng, opportunities, shifts)
    emails = plan.EMAILS * scale - int((first["kind"] == "email").sum())
    calls = plan.ACTIVITIES * scale - len(first) - len(winning) - emails
    follow_ups = [
        _follow_ups(rng, "call", _call_times(rng, shifts, [first, winning], calls), leads, companies),
        _follow_ups(rng, "email", _email_times(rng, emails), leads, companies),
    ]
    activities = pd.concat([first, winning, *follow_ups], ignore_index=True)
    _leave_alone(activities, leads, opportunities, companies)
    activities = activities.sort_values("at", kind="stable", ignore_index=True)
    number = before * plan.ACTIVITIES + np.arange(len(activities))
    activities["activity_id"] = np.char.mod("H%09d", number + 100_001).astype(object)
    add_outcomes(rng, activities, leads, companies, opportunities)
    return activities


def _first_answers(leads):
    answered = leads[leads["answered_by"] != ""]
    return pd.DataFrame(
        {
            "at": answered["answered"],
            "rep": answered["rep"],
            "kind": answered["answered_by"],
            "lead": answered.index,
            "company": -1,
            "purpose": "answer",
        }
    )[_COLUMNS]


def _winning_calls(rng, opportunities, shifts):
    """The call that won the meeting, where its rep was calling on that day; it sets the time of the opportunity."""
    by_rep_day = shifts.drop_duplicates(["rep", "day"]).set_index(["rep", "day"])["start"]
    with_lead = opportunities[opportunities["lead"] >= 0]
    start = by_rep_day.reindex(pd.MultiIndex.from_frame(with_lead[["rep", "day"]])).to_numpy()
    known = ~np.isnan(start)
    at = start[known].astype(np.int64) + integers(rng, 0, 2_700, int(known.sum()))
    rows = with_lead.index[known]
    opportunities.loc[rows, "created"] = at + integers(rng, 200, 890, len(at))
    return pd.DataFrame(
        {
            "at": at,
            "rep": opportunities.loc[rows, "rep"],
            "kind": "call",
            "lead": opportunities.loc[rows, "lead"],
            "company": -1,
            "purpose": "win",
        }
    )[_COLUMNS]


def _call_times(rng, shifts, fixed, count):
    """Fill the calling hours up to an even load, so that calls per hour stay plausible."""
    placed = pd.concat(fixed)
    placed = placed[placed["kind"] == "call"]
    hours = pd.MultiIndex.from_arrays([placed["rep"], placed["at"] // 3_600 * 3_600])
    taken = pd.Series(1, index=hours).groupby(level=[0, 1]).sum()
    taken = taken.reindex(pd.MultiIndex.from_frame(shifts[["rep", "start"]]), fill_value=0).to_numpy()
    load = (count + taken.sum()) / len(shifts)
    room = np.maximum(load * (0.75 + 0.5 * rng.random(len(shifts))) - taken, 0.5)
    row = np.repeat(np.arange(len(shifts)), apportion(count, room))
    at = shifts["start"].to_numpy()[row] + integers(rng, 0, 3_590, count)
    return shifts["rep"].to_numpy()[row], at


def _email_times(rng, count):
    at = pick(rng, WORKDAYS, np.ones(len(WORKDAYS)), count) + integers(rng, 9 * 3_600, 18 * 3_600, count)
    return pick_from(rng, plan.CALL_HOURS_PER_DAY, count), at


def _follow_ups(rng, kind, times, leads, companies):
    reps, at = times
    frames = []
    for rep in plan.REPS:
        own_at = np.sort(at[reps == rep])
        outbound, account = plan.FOLLOW_UP_MIX[rep]
        draw = rng.random(len(own_at))
        to_account = draw < account
        to_outbound = ~to_account & (draw < account + outbound)
        lead = np.full(len(own_at), -1)
        for motion, chosen in (("outbound", to_outbound), ("inbound", ~to_account & ~to_outbound)):
            lead[chosen] = _recent_lead(rng, leads, rep, motion, own_at[chosen])
        if rep == plan.NARROW_REP:
            lead = _same_few(rng, leads, rep, own_at, lead)
        accounts = worked_accounts(companies, rep)
        company = np.full(len(own_at), -1)
        if len(accounts):
            company[lead < 0] = pick(rng, accounts, np.ones(len(accounts)), int((lead < 0).sum()))
        frames.append(
            pd.DataFrame(
                {
                    "at": own_at,
                    "rep": rep,
                    "kind": kind,
                    "lead": lead,
                    "company": company,
                    "purpose": "follow-up",
                }
            )
        )
    found = pd.concat(frames, ignore_index=True)[_COLUMNS]
    nobody = (found["lead"] < 0) & (found["company"] < 0)
    found.loc[nobody, "company"] = integers(rng, 0, len(companies) - len(plan.HOSTILE_NAMES), int(nobody.sum()))
    return found


def _recent_lead(rng, leads, rep, motion, at):
    """A lead of the rep that was answered before, the newest most often; -1 where there is none yet."""
    own = leads[(leads["rep"] == rep) & (leads["motion"] == motion) & (leads["answered"] >= 0)]
    own = own.sort_values("answered", kind="stable")
    if not len(own):
        return np.full(len(at), -1)
    newest = np.searchsorted(own["answered"].to_numpy(), at) - 1
    back = np.floor(-np.log1p(-rng.random(len(at))) * _RECENT[motion]).astype(int)
    return np.where(newest < 0, -1, own.index.to_numpy()[np.maximum(newest - back, 0)])


def _same_few(rng, leads, rep, at, lead):
    own = leads[(leads["rep"] == rep) & (leads["answered"] >= 0)]
    favourites = own.index[: plan.NARROW_LEADS].to_numpy()
    ready = at > own.loc[favourites, "answered"].max()
    again = ready & (rng.random(len(at)) < plan.NARROW_SHARE)
    return np.where(again, pick(rng, favourites, 1 / np.arange(2, len(favourites) + 2), len(at)), lead)


def _leave_alone(activities, leads, opportunities, companies):
    """Story: hardly anybody calls the hot opportunities of target companies once they are handed over."""
    waiting = opportunities[opportunities["target"] & opportunities["hot"] & (opportunities["closed"] < 0)]
    until = np.full(len(companies), np.iinfo(np.int64).max)
    np.minimum.at(until, waiting["company"].to_numpy(), waiting["created"].to_numpy() + plan.NEGLECTED_AFTER_DAYS * DAY)
    follow_up = (activities["purpose"] == "follow-up").to_numpy()
    for column in ("lead", "company"):
        reached = activities[column].to_numpy().copy()
        company = np.where(reached >= 0, leads["company"].to_numpy()[reached], -1) if column == "lead" else reached
        late = follow_up & (company >= 0) & (activities["at"].to_numpy() > until[company])
        activities[column] = _swap(activities, column, late)


def _swap(activities, column, late):
    """Give a late follow-up the target of the rep's last one that was not late."""
    target = activities[column].where(~late & (activities[column] >= 0))
    groups = activities.assign(target=target).sort_values("at", kind="stable").groupby(["rep", "kind"])["target"]
    earlier = groups.ffill().reindex(activities.index)
    return np.where(late & earlier.notna(), earlier.fillna(-1), activities[column]).astype(np.int64)
