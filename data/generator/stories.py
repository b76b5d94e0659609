"""The planted stories in numbers, by plain pandas on the tables before they are spoilt for export."""

from __future__ import annotations

from math import comb, log

import numpy as np
import pandas as pd
import plan
from clock import business_days
from handover import handover

AS_OF = pd.Timestamp(plan.AS_OF)
MONTH = plan.AS_OF[:7]
SETTLED = ["connected", "reception_refused"]


def cohorts(world) -> pd.DataFrame:
    """Per month: valid leads, opportunities, slice rate, and the share converted within 30 days."""
    leads, opportunities = world.leads, world.opportunities
    valid = leads[leads["valid"]].assign(month=_month(leads["created_at"]))
    linked = opportunities.merge(valid, on="lead_id", suffixes=("", "_lead"))
    linked["age"] = (linked["created_at"].dt.normalize() - linked["created_at_lead"].dt.normalize()).dt.days
    first = linked[linked["age"] >= 0].sort_values("created_at").drop_duplicates("lead_id")
    first["from"] = _month(first["created_at"])
    table = pd.DataFrame(
        {
            "valid": valid.groupby("month").size(),
            "opportunities": _month(opportunities["created_at"]).value_counts(),
            "own": first[first["from"] == first["month"]].groupby("from").size(),
            "within_30": first[first["age"] <= 30].groupby("month").size(),
        }
    ).fillna(0)
    table["slice"] = table["opportunities"] / table["valid"]
    table["age_30"] = table["within_30"] / table["valid"]
    return table


def campaigns(world) -> pd.DataFrame:
    """Leads and companies per campaign since June, most leads first."""
    recent = world.leads[(world.leads["created_at"] >= "2026-06-01") & (world.leads["campaign"] != "")]
    table = recent.groupby("campaign").agg(leads=("key", "size"), companies=("key", "nunique"))
    return table.sort_values("leads", ascending=False)


def responses(world) -> pd.DataFrame:
    """Per band of first response: leads of the last 180 days, those old enough, the share reached in 14 days."""
    leads = world.leads
    since = AS_OF + pd.Timedelta(days=1 - 180)
    inbound = leads[(leads["motion"] == "inbound") & (leads["created_at"] >= since)]
    inbound = inbound.assign(link=inbound["lead_id"].str[:15])[["link", "created_at"]]
    on_lead = world.activities.assign(link=world.activities["lead_id"].str[:15]).merge(inbound, on="link")
    on_lead = on_lead[on_lead["started_at"] >= on_lead["created_at"]]
    first = on_lead.groupby("link")["started_at"].min().rename("first")
    on_lead = on_lead.join(first, on="link")
    in_time = on_lead["started_at"] <= on_lead["first"] + pd.Timedelta(days=14)
    reached = on_lead.loc[in_time & on_lead["outcome"].isin(SETTLED), "link"].unique()
    inbound = inbound.join(first, on="link")
    delay = (inbound["first"] - inbound["created_at"]).dt.total_seconds()
    labels = ["5分以内", "5〜10分", "10〜30分", "30〜60分", "1〜24時間", "それ以降"]
    inbound["band"] = pd.cut(delay, [-1, 300, 600, 1_800, 3_600, 86_400, np.inf], labels=labels)
    old = inbound[inbound["first"] <= AS_OF + pd.Timedelta(days=1 - 14)].assign(
        reached=lambda d: d["link"].isin(reached)
    )
    grouped = old.groupby("band", observed=False)["reached"]
    return pd.DataFrame(
        {
            "leads": inbound["band"].value_counts().reindex(labels),
            "cases": grouped.size(),
            "rate": grouped.mean(),
        }
    )


def contact(world) -> dict:
    """Contact rate of all calls, of the golden hours 9 and 10, of the others, of the retailers in the afternoon."""
    calls = world.activities[world.activities["kind"] == "call"]
    calls = calls.assign(settled=calls["outcome"].isin(SETTLED), hour=calls["started_at"].dt.hour)
    golden = calls["hour"].isin([9, 10])
    slots = calls.assign(slot=calls["started_at"].dt.floor("h")).drop_duplicates(["rep", "slot"])
    return {
        "all": calls["settled"].mean(),
        "golden": calls.loc[golden, "settled"].mean(),
        "rest": calls.loc[~golden, "settled"].mean(),
        "calls": len(calls),
        "cph": len(calls) / len(slots),
    }


def areas(world) -> pd.DataFrame:
    """Per rep in as_of's month: activities, companies, and companies expected in 100 activities."""
    activities = world.activities
    of_lead = world.leads.assign(link=world.leads["lead_id"].str[:15]).set_index("link")["key"]
    key = activities["company_id"].where(activities["company_id"] != "", activities["lead_id"].str[:15].map(of_lead))
    recent = activities.assign(key=key)[activities["started_at"] >= f"{MONTH}-01"]
    rows = {}
    for rep, own in recent.groupby("rep"):
        per_company = own["key"].value_counts()
        total = int(per_company.sum())
        in_100 = sum(1 - comb(total - n, 100) / comb(total, 100) for n in per_company) if total >= 100 else np.nan
        rows[rep] = {"activities": len(own), "companies": len(per_company), "in_100": in_100}
    return pd.DataFrame(rows).T.reindex(plan.REPS)


def coverage(world) -> pd.Series:
    """Share of each rep's target accounts with an activity of the rep in the last 90 days."""
    recent = world.activities[world.activities["started_at"] > AS_OF + pd.Timedelta(days=1 - 90)]
    of_lead = world.leads.assign(link=world.leads["lead_id"].str[:15]).set_index("link")["key"]
    key = recent["company_id"].where(recent["company_id"] != "", recent["lead_id"].str[:15].map(of_lead))
    touched = set(zip(recent["rep"], key, strict=True))
    accounts = world.accounts[world.accounts["rep"] != ""]
    hit = [pair in touched for pair in zip(accounts["rep"], accounts["company_id"], strict=True)]
    return pd.Series(hit, index=accounts["rep"]).groupby(level=0).mean()


def roles(world, targets) -> pd.DataFrame:
    """Per rep in as_of's month: metrics with a target, and the share of activities on outbound leads."""
    own = targets[(targets["month"] == MONTH) & (targets["rep"] != "")]
    motion = world.leads.assign(link=world.leads["lead_id"].str[:15]).set_index("link")["motion"]
    recent = world.activities[world.activities["started_at"] >= f"{MONTH}-01"]
    called = recent["lead_id"].str[:15].map(motion)
    outbound = (called == "outbound")[called.notna()].groupby(recent["rep"]).mean()
    return pd.DataFrame({"metrics": own.groupby("rep")["metric"].nunique(), "outbound": outbound}).reindex(plan.REPS)


def gap(world, visits, targets) -> dict:
    """Sales of the month against the plan to date, shared out over the tree's factors by LMDI-I."""
    month = business_days(f"{MONTH}-01", str(np.datetime64(MONTH, "M") + 1) + "-01")
    elapsed = (month <= np.datetime64(plan.AS_OF)).sum() / len(month)
    leads, opportunities = world.leads, world.opportunities
    new = leads[_month(leads["created_at"]) == MONTH]
    sold = opportunities[opportunities["is_won"].eq(True) & (_month(opportunities["closed_at"]) == MONTH)]
    actual = {
        "visitors": int(visits.loc[_month(visits["date"]) == MONTH, "visitors"].sum()),
        "inbound_leads": int((new["motion"] == "inbound").sum()),
        "outbound_leads": int((new["motion"] == "outbound").sum()),
        "valid_leads": int(new["valid"].sum()),
        "opportunities": int((_month(opportunities["created_at"]) == MONTH).sum()),
        "won": len(sold),
        "sales": int(sold["amount"].sum()),
    }
    company = targets[(targets["month"] == MONTH) & (targets["team"] == "") & (targets["rep"] == "")]
    goal = company.set_index("metric")["value"].astype(float) * elapsed
    shares = dict.fromkeys(
        ["visitors", "cvr", "outbound_leads", "valid_rate", "opportunity_rate", "win_rate", "deal"], 0.0
    )
    for head in (["visitors", "cvr"], ["outbound_leads"]):
        mine, plans = _term(actual, head), _term(goal, head)
        y, y0 = np.prod(list(mine.values())), np.prod(list(plans.values()))
        mean = (y - y0) / (log(y) - log(y0))
        for factor in mine:
            shares[factor] += mean * log(mine[factor] / plans[factor])
    return {"actual": actual, "goal": goal.to_dict(), "shares": shares, "gap": actual["sales"] - goal["sales"]}


def _term(numbers, head):
    leads = numbers["inbound_leads"] + numbers["outbound_leads"]
    rates = {
        "visitors": numbers["visitors"],
        "cvr": numbers["inbound_leads"] / numbers["visitors"],
        "outbound_leads": numbers["outbound_leads"],
        "valid_rate": numbers["valid_leads"] / leads,
        "opportunity_rate": numbers["opportunities"] / numbers["valid_leads"],
        "win_rate": numbers["won"] / numbers["opportunities"],
        "deal": numbers["sales"] / numbers["won"],
    }
    return {factor: rates[factor] for factor in [*head, "valid_rate", "opportunity_rate", "win_rate", "deal"]}


def quadrants(world) -> pd.DataFrame:
    """Per quadrant: opportunities and win rate of three months, and what is open, for how long, untouched since when."""
    opportunities = world.opportunities
    listed = opportunities["company_id"].isin(world.accounts["company_id"])
    target = opportunities["is_target"].where(opportunities["is_target"].notna(), listed).astype(bool)
    name = np.where(target, "target_", "other_") + opportunities["temperature"].astype(str)
    opportunities = opportunities.assign(quadrant=np.where(opportunities["temperature"] == "", "unknown", name))
    recent = opportunities[opportunities["created_at"] >= "2026-09-01"]
    closed = recent[recent["is_won"].notna()]
    still = opportunities[opportunities["is_won"].isna()]
    last = world.activities.merge(world.leads[["lead_id", "key"]], on="lead_id").groupby("key")["started_at"].max()
    still = still.assign(
        age=(AS_OF - still["created_at"].dt.normalize()).dt.days,
        quiet=(AS_OF - still["company_id"].map(last).dt.normalize()).dt.days,
    )
    return pd.DataFrame(
        {
            "new": recent.groupby("quadrant").size(),
            "closed": closed.groupby("quadrant").size(),
            "win_rate": closed["is_won"].eq(True).groupby(closed["quadrant"]).mean(),
            "open": still.groupby("quadrant").size(),
            "amount": still.groupby("quadrant")["amount"].sum(),
            "age": still.groupby("quadrant")["age"].median(),
            "quiet": still.groupby("quadrant")["quiet"].median(),
        }
    ).reindex(["target_hot", "target_cold", "other_hot", "other_cold", "unknown"])


def handovers(world) -> pd.DataFrame:
    """Per rep, of the opportunities of three months: those whose meeting is told of, held of these, accepted of those held."""
    opportunities = world.opportunities[world.opportunities["created_at"] >= "2026-08-21"].reset_index(drop=True)
    later = handover(opportunities).assign(rep=opportunities["rep"])
    told, met = later[later["held"] != ""], later[later["held"] == "実施"]
    return pd.DataFrame(
        {
            "told": told.groupby("rep").size(),
            "held": told["held"].eq("実施").groupby(told["rep"]).mean(),
            "accepted": met["accepted"].eq("承認").groupby(met["rep"]).mean(),
        }
    ).reindex([rep for reps in plan.TEAMS.values() for rep in reps])


def _month(moments) -> pd.Series:
    return moments.dt.strftime("%Y-%m")
