"""Small invented teams from a seed, as canonical tables, with rows on both sides of as_of."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property

import pandas as pd

from kpi_helpers.kpis.catalogue import all_numbers
from kpi_helpers.workbook.definitions import Condition, Definitions, Version
from kpi_helpers.workbook.example import example
from kpi_helpers.workbook.workbook import Workbook

BEFORE, AFTER = 400, 45
"""Days before and after as_of on which things happen."""

DATED = {
    "leads": "created_at",
    "activities": "started_at",
    "opportunities": "created_at",
    "visits": "date",
    "timesheet": "date",
}
TEAMS = {"SDR": ("佐藤", "鈴木"), "BDR": ("高橋",), "enterprise BDR": ("R=D;5%",)}
REPS = ("佐藤", "佐藤", "鈴木", "高橋", "R=D;5%", "外部", None)
HOURS = (8, 9, 9, 9, 10, 10, 14, 18)
CHANNELS = ("Web", "展示会", "紹介=既存;1%", None)
METRICS = {
    "visitors": 6000,
    "leads": 40,
    "inbound_leads": 28,
    "outbound_leads": 12,
    "valid_leads": 20,
    "opportunities": 8,
    "won": 4,
    "sales": 6_000_000,
    "win_rate_closed": 0.4,
}


@dataclass(frozen=True)
class World:
    """One team: its tables, its definitions and the day on which it is looked at."""

    as_of: date
    tables: Mapping[str, pd.DataFrame]
    definitions: Definitions

    def workbook(self, *, team: str | None = None) -> Workbook:
        """The workbook of these tables."""
        return Workbook(_config(), self.tables, self.definitions, as_of=self.as_of, team=team)

    def numbers(self, *, team: str | None = None) -> pd.DataFrame:
        """Every number of it."""
        return all_numbers(self.workbook(team=team))

    def shuffled(self) -> "World":
        """The same rows in another order."""
        return replace(self, tables={name: table.sample(frac=1, random_state=7) for name, table in self.tables.items()})

    def known(self) -> "World":
        """Only what had happened by the end of as_of: later rows cut, later closings and key persons undone."""
        end = pd.Timestamp(self.as_of) + pd.Timedelta(days=1)
        cut = {
            name: table[pd.to_datetime(table[DATED[name]]) < end] if name in DATED else table
            for name, table in self.tables.items()
        }
        opportunities, leads = cut["opportunities"], cut["leads"]
        later = opportunities["closed_at"] >= end
        cut["opportunities"] = opportunities.assign(
            closed_at=opportunities["closed_at"].where(~later), is_won=opportunities["is_won"].where(~later, None)
        )
        cut["leads"] = leads.assign(key_person_at=leads["key_person_at"].where(leads["key_person_at"] < end))
        return replace(self, tables=cut)

    @cached_property
    def later_rows(self) -> dict[str, int]:
        """How many rows of each dated table lie after as_of."""
        known = self.known().tables
        return {name: len(self.tables[name]) - len(known[name]) for name in DATED if name in self.tables}


def _config():
    return replace(example().config, teams=TEAMS)


def world(seed: int, as_of: date, size: int = 100) -> World:
    """A team of about `size` leads."""
    rng = random.Random(seed)
    companies = [_company(rng, number) for number in range(size // 3)]
    # Where a lead has no motion the tree of the gap cannot start at the visitors.
    motions = ["inbound", "inbound", "outbound"] + [None] * (seed % 2 == 0)
    leads = pd.DataFrame([_lead(rng, as_of, number, rng.choice(companies), motions) for number in range(size)])
    tables = {
        "leads": leads,
        "activities": pd.DataFrame([_activity(rng, as_of, number, leads) for number in range(size * 5)]),
        "opportunities": pd.DataFrame([_opportunity(rng, as_of, number, leads) for number in range(size // 2)]),
        "accounts": pd.DataFrame([_account(rng, company) for company in companies if company["company_id"]]),
        "campaigns": pd.DataFrame([_campaign(as_of, number) for number in range(3)]),
        "visits": pd.DataFrame([_visits(rng, as_of, back) for back in range(-AFTER, BEFORE)]),
        "targets": pd.DataFrame(_targets(as_of)),
        "timesheet": pd.DataFrame([_shift(rng, as_of) for _ in range(size)]),
    }
    return World(as_of, tables, _definitions(as_of))


def _definitions(as_of: date) -> Definitions:
    agreed = ("営業部",)
    named, own = Condition("company_name", "is", "present"), Condition("email", "is_not", "freemail")
    return Definitions(
        valid_lead=(
            Version(as_of - timedelta(days=300), "最初の取り決め", agreed, (Condition("email", "is", "present"),)),
            Version(as_of - timedelta(days=40), "見直し", agreed, (named, own, Condition("employees", "at_least", 30))),
        )
    )


def _moment(rng: random.Random, as_of: date, *, after: int = AFTER) -> datetime:
    """Any moment, now and then the last or the first one on either side of the end of as_of."""
    midnight = datetime.combine(as_of + timedelta(days=1), time())
    if rng.random() < 0.03:
        return midnight - timedelta(seconds=rng.choice([0, 1]))
    # Work happens lately and in office hours, so that hours, weeks and reps have cases enough.
    days = min(rng.expovariate(1 / 60), BEFORE - 1.0) if rng.random() < 0.85 else -rng.uniform(0, after)
    return datetime.combine(
        as_of - timedelta(days=int(days)), time(rng.choice(HOURS), rng.choice([0, 15, 59]), rng.randrange(60))
    )


def _company(rng: random.Random, number: int) -> dict:
    return {
        "company_id": f"C{number}" if rng.random() < 0.6 else None,
        "company_name": rng.choice([f"株式会社会社{number}", f"会社{number}(株)", f"会社{number}", None]),
        "email": rng.choice([f"a@c{number}.example.jp", f"b@c{number}.example.jp", f"p{number}@gmail.com", None]),
    }


def _lead(rng: random.Random, as_of: date, number: int, company: dict, motions: list) -> dict:
    created = _moment(rng, as_of)
    return {
        "lead_id": f"L{number}",
        "created_at": created,
        **company,
        "channel": rng.choice(CHANNELS),
        "campaign": rng.choice(["CP0", "CP1", None]),
        "motion": rng.choice(motions),
        "rep": rng.choice(REPS),
        "industry": rng.choice(["製造", "IT", None]),
        "department": rng.choice(["総務", None]),
        "is_target": rng.choice([True, False, None]),
        "employees": rng.choice([10.0, 50.0, 90.0, 900.0, None]),
        "key_person_at": pd.Timestamp(created) + pd.Timedelta(days=rng.randrange(60)) if rng.random() < 0.3 else pd.NaT,
    }


def _activity(rng: random.Random, as_of: date, number: int, leads: pd.DataFrame) -> dict:
    lead = leads.iloc[rng.randrange(len(leads))] if rng.random() < 0.85 else None
    started = _moment(rng, as_of)
    if lead is not None and rng.random() < 0.5:
        started = lead["created_at"] + timedelta(seconds=rng.choice([0, 60, 300, 301, 4000, 90_000, 500_000]))
    called = rng.random() < 0.85
    return {
        "activity_id": f"A{number}" if rng.random() < 0.9 else None,
        "started_at": started,
        "rep": rng.choice([rep for rep in REPS if rep]),
        "kind": "call" if called else rng.choice(["email", None]),
        "outcome": rng.choice(["connected", "connected", "reception_refused", "absent", "no_answer", None])
        if called
        else None,
        "talk_seconds": rng.choice([20.0, 300.0, 480.0, 481.0, None]),
        "lead_id": "L-unknown" if rng.random() < 0.05 else lead["lead_id"] if lead is not None else None,
        "company_id": None,
        "company_name": rng.choice([None, None, f"会社{number % 50}"]),
        "email": None,
    }


def _opportunity(rng: random.Random, as_of: date, number: int, leads: pd.DataFrame) -> dict:
    lead = leads.iloc[rng.randrange(len(leads))]
    created = lead["created_at"] + timedelta(days=rng.choice([-3, 0, 0, 5, 20, 70]), hours=1)
    state = rng.choice([True, True, False, None])
    closed = created + timedelta(days=rng.randrange(90)) if state is not None or rng.random() < 0.5 else None
    return {
        "opportunity_id": f"O{number}",
        "created_at": created,
        "lead_id": rng.choice([lead["lead_id"]] * 6 + [None, "L-unknown"]),
        "company_id": rng.choice([None, f"C{number % 30}"]),
        "company_name": None,
        "email": None,
        "rep": rng.choice(REPS),
        "owner": "山口",
        "is_target": rng.choice([True, False, None, None]),
        "temperature": rng.choice(["hot", "cold", None]),
        "amount": rng.choice([0.0, 300_000.0, 800_000.0, 1_200_000.0, 2_500_000.0, None]),
        "stage": None,
        "closed_at": pd.Timestamp(closed) if closed and rng.random() < 0.95 else pd.NaT,
        "is_won": state,
        "held": rng.choice([True, True, False, None]),
        "accepted": rng.choice([True, False, None]),
        "lost_reason": rng.choice(["価格", "時期", None]) if state is False else None,
    }


def _account(rng: random.Random, company: dict) -> dict:
    return {
        "company_id": company["company_id"],
        "company_name": company["company_name"],
        "email_domain": None,
        "segment": None,
        "rep": rng.choice(["高橋", "R=D;5%", None]),
    }


def _campaign(as_of: date, number: int) -> dict:
    starts = as_of - timedelta(days=40 * number)
    return {
        "campaign": f"CP{number}",
        "name": f"施策{number}",
        "kind": None,
        "starts_on": starts,
        "ends_on": starts + timedelta(days=9),
        "cost": [300_000.0, 0.0, None][number],
        "audience": None,
    }


def _visits(rng: random.Random, as_of: date, back: int) -> dict:
    return {
        "date": as_of - timedelta(days=back),
        "visitors": float(rng.randrange(3, 400)),
        "channel": rng.choice(CHANNELS),
    }


def _targets(as_of: date) -> list[dict]:
    month = f"{as_of:%Y-%m}"
    whole = [
        {"month": month, "metric": metric, "value": float(value), "team": None, "rep": None}
        for metric, value in METRICS.items()
    ]
    teams = [{**row, "value": row["value"] / 2, "team": "SDR"} for row in whole if row["value"] > 1]
    reps = [
        {"month": month, "metric": metric, "value": 10.0, "team": None, "rep": "佐藤"}
        for metric in ("calls", "opportunities")
    ]
    return whole + teams + reps


def _shift(rng: random.Random, as_of: date) -> dict:
    return {
        "date": _moment(rng, as_of).date(),
        "rep": rng.choice([rep for rep in REPS if rep]),
        "hours": rng.choice([1.0, 4.0, 7.5]),
    }
