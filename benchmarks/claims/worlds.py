"""A simulated team in which nothing differs, and the same with one difference planted."""

from __future__ import annotations

import weakref
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from kpi_helpers.workbook.definitions import Condition, Definitions, Version
from kpi_helpers.workbook.engine import Engine
from kpi_helpers.workbook.example import example
from kpi_helpers.workbook.workbook import Workbook

AS_OF = date(2026, 11, 20)
REPS = ("R1", "R2", "R3", "R4")
CHANNELS = ("Web", "Event", "Partner", "Mail")
CAMPAIGNS = ("C1", "C2", "C3", "C4", "C5")
PLANTED = ("rep", "cohort", "channel", "campaign", "factor")
"""A rep reaches 20 instead of 30 of 100; the newest cohort converts half as often; a channel stops with the month;
a campaign's leads come from nine companies; the valid rate lies a fifth below its target."""

_LEADS, _VISITORS, _REACHED, _VALID, _CONVERTS, _WINS = 22.0, 200.0, 0.30, 0.70, 0.20, 0.35
_EXAMPLE = example()
_AGREED = Definitions(
    valid_lead=(Version(date(2025, 1, 1), "", ("IS",), (Condition("email", "is", "present"),)),),
    valid_opportunity=(Version(date(2025, 1, 1), "", ("IS",), (Condition("amount", "at_least", 1_200_000),)),),
)


def world(seed: int, planted: str = "") -> Workbook:
    """Thirteen months of leads, calls of six months, opportunities, visits and targets that are their own means."""
    rng = np.random.default_rng(seed)
    days = pd.bdate_range("2025-10-01", AS_OF)
    days = days[[_EXAMPLE.calendar.is_business_day(day.date()) for day in days]]
    leads = _leads(rng, days, planted)
    deals = _deals(rng, leads, planted)
    tables = {
        "leads": leads.drop(columns="valid"),
        "activities": _calls(rng, leads, planted),
        "opportunities": deals,
        "visits": pd.DataFrame({"date": days.date, "visitors": rng.poisson(_VISITORS, len(days))}),
        "targets": _targets(planted),
    }
    config = replace(_EXAMPLE.config, teams={"SDR": REPS})
    # An engine of its own: its tables have the names of the world before, so that what is asked of them is compiled once.
    engine = Engine()
    made = Workbook(config, tables, _AGREED, as_of=AS_OF, engine=engine)
    weakref.finalize(made, engine.close)
    return made


def _leads(rng: np.random.Generator, days: pd.DatetimeIndex, planted: str) -> pd.DataFrame:
    created = np.repeat(days.to_numpy(), rng.poisson(_LEADS, len(days)))
    n = len(created)
    valid = rng.random(n) < _VALID
    table = pd.DataFrame(
        {
            "lead_id": [f"L{number}" for number in range(n)],
            "created_at": created + pd.to_timedelta(9 * 60 + rng.integers(0, 9 * 60, n), "m"),
            "motion": "inbound",
            "rep": rng.choice(REPS, n),
            "channel": rng.choice(CHANNELS, n),
            "campaign": rng.choice(CAMPAIGNS, n),
            "company_name": [f"Company {number}" for number in range(n)],
            "email": [f"p@c{number}.example.jp" if good else None for number, good in enumerate(valid)],
            "valid": valid,
        }
    )
    if planted == "channel":
        gone = (table["channel"] == "Web") & (table["created_at"] >= "2026-11-01")
        table = table[~gone].reset_index(drop=True)
    if planted == "campaign":
        few = table["campaign"] == "C1"
        table.loc[few, "company_name"] = [f"Group {number}" for number in rng.integers(0, 9, few.sum())]
        table.loc[few & table["valid"], "email"] = "p@gmail.com"
    return table


def _calls(rng: np.random.Generator, leads: pd.DataFrame, planted: str) -> pd.DataFrame:
    """One to three calls of each lead of six months, the first soon or late, at any hour of the working day."""
    recent = leads[leads["created_at"] >= "2026-05-01"]
    number = rng.integers(1, 4, len(recent))
    at_once = rng.random(len(recent)) < 0.5
    first = np.where(at_once, rng.integers(1, 5, len(recent)), rng.integers(60, 60 * 24 * 4, len(recent)))
    rows = recent.loc[recent.index.repeat(number), ["lead_id", "rep", "created_at"]]
    place = rows.groupby("lead_id").cumcount().to_numpy()
    later = np.cumsum(np.where(place == 0, 0, rng.integers(60 * 24, 60 * 24 * 4, len(rows))))
    start = pd.Series(later, rows.index).groupby(rows["lead_id"]).transform("first").to_numpy()
    wait = np.repeat(first, number) + (later - start)
    started = rows["created_at"].to_numpy() + pd.to_timedelta(wait, "m")
    reach = np.full(len(rows), _REACHED)
    if planted == "rep":
        reach[(rows["rep"] == "R1").to_numpy() & (started >= pd.Timestamp("2026-09-28"))] -= 0.10
    reached = rng.random(len(rows)) < reach
    table = pd.DataFrame(
        {
            "activity_id": [f"A{place}" for place in range(len(rows))],
            "started_at": started,
            "rep": rows["rep"].to_numpy(),
            "kind": "call",
            "lead_id": rows["lead_id"].to_numpy(),
            "outcome": np.where(reached, "connected", "no_answer"),
            "talk_seconds": np.where(reached, rng.gamma(4, 90, len(rows)).round(), np.nan),
        }
    )
    return table[table["started_at"] < pd.Timestamp(AS_OF) + pd.Timedelta(days=1)].reset_index(drop=True)


def _deals(rng: np.random.Generator, leads: pd.DataFrame, planted: str) -> pd.DataFrame:
    chance = np.full(len(leads), _CONVERTS)
    if planted == "cohort":
        chance[(leads["created_at"] >= "2026-09-01").to_numpy()] /= 2
    ripe = leads[rng.random(len(leads)) < chance]
    made = ripe["created_at"].to_numpy() + pd.to_timedelta(rng.exponential(12, len(ripe)).astype(int), "D")
    closed = made + pd.to_timedelta(5 + rng.exponential(20, len(ripe)).astype(int), "D")
    end = pd.Timestamp(AS_OF) + pd.Timedelta(days=1)
    seen, over = made < end, closed < end
    won = rng.random(len(ripe)) < _WINS
    table = pd.DataFrame(
        {
            "opportunity_id": "O" + ripe["lead_id"].to_numpy(),
            "lead_id": ripe["lead_id"].to_numpy(),
            "created_at": made,
            "closed_at": pd.Series(closed).where(over),
            "is_won": pd.Series(won, dtype="object").where(over, None),
            "amount": rng.lognormal(14, 0.3, len(ripe)).round(),
            "rep": rng.choice(REPS, len(ripe)),
            "owner": rng.choice(["F1", "F2", "F3"], len(ripe)),
            "is_target": rng.random(len(ripe)) < 0.5,
            "temperature": rng.choice(["hot", "cold"], len(ripe)),
        }
    )
    return table[seen].reset_index(drop=True)


def _targets(planted: str) -> pd.DataFrame:
    """What a month brings on average, so that nothing is ahead of or behind plan."""
    leads = _LEADS * 19
    valid_rate = _VALID / (0.8 if planted == "factor" else 1.0)
    valid = leads * valid_rate
    opportunities = leads * _CONVERTS
    won = opportunities * _WINS
    means = {
        "visitors": _VISITORS * 19,
        "leads": leads,
        "inbound_leads": leads,
        "outbound_leads": 0.0,
        "valid_leads": valid,
        "opportunities": opportunities,
        "won": won,
        "sales": won * float(np.exp(14 + 0.045)),
    }
    months = ("2026-11", "2026-12", "2027-01")
    return pd.DataFrame(
        [{"month": month, "metric": metric, "value": value} for month in months for metric, value in means.items()]
    )
