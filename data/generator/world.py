"""One chunk of the invented world, as the canonical tables of the workbook."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import plan
from activities import make_activities
from clock import DAY, WORKDAYS, months
from closings import close_opportunities
from companies import make_companies
from draws import choose, stream
from leads import make_leads, written_name
from opportunities import make_opportunities
from responses import answer_leads
from shifts import make_shifts

_UNKNOWN_LEADS, _SHORT_IDS, _UNNAMED = 0.0008, 0.03, 0.0007
_KEY_PERSONS = 0.14
# The calling hours are the reps' own, so every chunk of a larger world shares them.
_SHIFT_STREAM = 1_000_000


@dataclass
class World:
    """Tables with canonical column names; ``companies`` and ``leads.key`` hold what the exports hide."""

    companies: pd.DataFrame
    leads: pd.DataFrame
    activities: pd.DataFrame
    opportunities: pd.DataFrame
    accounts: pd.DataFrame


def make_world(seed: int, scale: int = 1, before: int = 0) -> World:
    """Live through all months once: ``scale`` teams' worth of leads, shared by the same reps.

    ``before`` is the number of teams' worth written before, so that no id is given twice.
    """
    rng = stream(seed, before)
    shifts = make_shifts(stream(seed, _SHIFT_STREAM))
    companies = make_companies(rng, scale, before)
    leads = make_leads(rng, companies, shifts, scale, before)
    answer_leads(rng, leads, shifts)
    opportunities = make_opportunities(rng, leads, companies, scale, before)
    close_opportunities(rng, opportunities, scale)
    activities = make_activities(rng, leads, companies, opportunities, shifts, scale, before)
    _log_before_the_lead(rng, opportunities, leads, scale)
    return World(
        companies=companies,
        leads=_leads(rng, leads, activities),
        activities=_activities(rng, activities, leads, companies),
        opportunities=_opportunities(rng, opportunities, leads, companies),
        accounts=_accounts(companies),
    )


def _moment(seconds) -> pd.Series:
    return pd.Series(np.where(seconds < 0, np.datetime64("NaT", "s"), np.asarray(seconds).astype("datetime64[s]")))


def _log_before_the_lead(rng, opportunities, leads, scale):
    """Odd but usable: a few opportunities bear a day before their lead's, still in the same month."""
    lead = opportunities["lead"].to_numpy()
    born = np.where(lead >= 0, leads["created"].to_numpy()[lead], 0)
    workday = np.searchsorted(WORKDAYS, born // DAY * DAY)
    earlier = WORKDAYS[np.maximum(workday - 2, 0)] + 11 * 3_600
    fits = (lead >= 0) & (opportunities["closed"] < 0) & (months(earlier) == months(opportunities["created"]))
    fits &= (earlier < born) & ~opportunities["lead"].duplicated(keep=False)
    rows = choose(rng, np.flatnonzero(fits), np.ones(fits.sum()), plan.BEFORE_LEAD * scale)
    opportunities.loc[rows, "created"] = earlier[rows]


def _leads(rng, leads, activities):
    reached = activities[(activities["outcome"] == "connected") & (activities["lead"] >= 0)]
    met = reached.groupby("lead")["at"].min().reindex(leads.index).fillna(-1).astype(np.int64).to_numpy()
    known = np.where(rng.random(len(leads)) < _KEY_PERSONS, met, -1)
    return pd.DataFrame(
        {
            "lead_id": leads["lead_id"],
            "created_at": _moment(leads["created"]),
            "company_id": leads["company_id"],
            "company_name": leads["company_name"],
            "email": leads["email"],
            "channel": leads["channel"],
            "campaign": leads["campaign"],
            "motion": leads["motion"],
            "rep": leads["rep"],
            "industry": leads["industry"],
            "department": leads["department"],
            "employees": leads["employees"],
            "key_person_at": _moment(known),
            "key": leads["key"],
            "valid": leads["valid"],
        }
    )


def _activities(rng, activities, leads, companies):
    count = len(activities)
    lead = activities["lead"].to_numpy()
    ids = np.where(lead >= 0, leads["lead_id"].to_numpy()[lead], "")
    draw = rng.random(count)
    follow_up = (activities["purpose"] == "follow-up").to_numpy() & (lead >= 0)
    ids = np.where(follow_up & (draw < _UNKNOWN_LEADS), "00Q5i00" + activities["activity_id"].str[2:] + "ZZZ", ids)
    short = np.array([text[:15] for text in ids], dtype=object)
    ids = np.where((draw > 1 - _SHORT_IDS) & (ids != ""), short, ids)
    company = activities["company"].to_numpy()
    unsettled = activities["outcome"].isin(["absent", "no_answer"])
    return pd.DataFrame(
        {
            "activity_id": activities["activity_id"],
            "started_at": _moment(activities["at"]),
            "rep": activities["rep"],
            "kind": activities["kind"],
            "outcome": activities["outcome"].mask(unsettled & (rng.random(count) < _UNNAMED), "other"),
            "talk_seconds": activities["talk"].where(activities["talk"] >= 0).astype("Int64"),
            "lead_id": ids,
            "company_id": np.where((lead < 0) & (company >= 0), companies["company_id"].to_numpy()[company], ""),
        }
    )


def _opportunities(rng, opportunities, leads, companies):
    lead = opportunities["lead"].to_numpy()
    company = companies.loc[opportunities["company"]].reset_index(drop=True)
    private = (
        (lead >= 0) & (leads["company_name"].to_numpy()[lead] == "") & (leads["company_id"].to_numpy()[lead] == "")
    )
    closed = opportunities["closed"].to_numpy()
    result = np.where(closed < 0, None, opportunities["won"].astype(object))
    amount = opportunities["amount"].where(opportunities["amount_written"]).astype("Int64")
    frame = pd.DataFrame(
        {
            "opportunity_id": opportunities["opportunity_id"],
            "created_at": _moment(opportunities["created"]),
            "lead_id": np.where(lead >= 0, leads["lead_id"].to_numpy()[lead], ""),
            "company_id": np.where(private, "", company["company_id"]),
            "company_name": np.where(private, "", written_name(rng, company)),
            "rep": opportunities["rep"],
            "owner": opportunities["owner"],
            "is_target": opportunities["target"].astype(object).where(opportunities["target_written"], None),
            "temperature": np.where(
                opportunities["temperature_written"], np.where(opportunities["hot"], "hot", "cold"), ""
            ),
            "amount": amount,
            "stage": np.select([closed < 0, opportunities["won"]], [opportunities["stage_draw"], "受注"], "失注"),
            "closed_at": _moment(np.where(closed < 0, opportunities["expected"], closed)),
            "is_won": result,
        }
    )
    frame = frame.sort_values(["created_at", "opportunity_id"], kind="stable", ignore_index=True)
    _forget_amounts(frame)
    return frame


def _forget_amounts(frame):
    """Odd but usable: in three months the smallest deal won bears no amount."""
    won = frame[frame["is_won"].eq(True)]
    for month in plan.WON_WITHOUT_AMOUNT:
        sold = won[won["closed_at"].dt.strftime("%Y-%m") == month]
        frame.loc[sold["amount"].astype("int64").idxmin(), "amount"] = pd.NA


def _accounts(companies):
    listed = companies[companies["account_rep"].notna()]
    return pd.DataFrame(
        {
            "company_id": listed["company_id"],
            "company_name": listed["name"],
            "email_domain": listed["domain"],
            "segment": listed["segment"],
            "rep": listed["account_rep"],
            "industry": listed["industry"],
        }
    ).reset_index(drop=True)
