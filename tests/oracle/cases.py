"""Dirty workbooks from a seed: the kind of folder that a team's tools export, with every trap of the contract."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from .case_tables import NARROW, WIDE, accounts, activities, campaigns, companies, leads, opportunities, visits
from .case_targets import target_rows
from .case_writing import write_folder
from .days import last_day, month_before, month_of

__all__ = ["Case", "write_case"]

# Days on which the calendar is awkward: month ends, first business days, days before them, Golden Week, year's turn.
AWKWARD = (
    date(2026, 11, 18),
    date(2026, 11, 30),
    date(2026, 11, 2),
    date(2026, 11, 1),
    date(2027, 1, 3),
    date(2026, 5, 7),
    date(2026, 2, 28),
    date(2026, 9, 24),
    date(2025, 12, 31),
    date(2027, 1, 5),
    date(2026, 10, 31),
)
ZONES = (*[("Asia/Tokyo", "JP")] * 3, ("Europe/Berlin", "DE"), ("America/New_York", "US"))
SURNAMES = [
    "佐藤",
    "鈴木",
    "山本",
    "高橋",
    "伊藤",
    "田中",
    "渡辺",
    "中村",
    "小林",
    "加藤",
    "吉田",
    "髙木",
    "齋藤",
    "R=D;5%",
]


@dataclass
class Case:
    """What was written, and the days on which to look at it."""

    folder: Path
    as_of: date
    as_ofs: tuple[date, ...]


@dataclass
class World:
    """The choices that hold for a whole case; `rng` is the only source of chance."""

    rng: random.Random
    as_of: date
    size: int
    zone: ZoneInfo
    country: str
    has: dict[str, bool] = field(default_factory=dict)
    teams: dict[str, list[str]] = field(default_factory=dict)
    reps: list[str] = field(default_factory=list)
    days_off: list[date] = field(default_factory=list)
    freemail: list[str] = field(default_factory=list)
    versions: list[dict] = field(default_factory=list)
    companies: list[dict] = field(default_factory=list)
    tables: dict[str, list[dict]] = field(default_factory=dict)

    def often(self, share):
        return self.rng.random() < share


def write_case(folder, seed, size=200):
    """Write a workbook of about `size` leads into `folder` and tell which days to look at it on."""
    rng = random.Random(seed)
    as_of = AWKWARD[seed % len(AWKWARD)]
    zone, country = rng.choice(ZONES)
    world = World(rng, as_of, size, ZoneInfo(zone), country)
    choose(world)
    world.companies = companies(world)
    world.tables["leads"] = leads(world)
    world.tables["activities"] = activities(world)
    world.tables["opportunities"] = opportunities(world)
    for name, make in (("accounts", accounts), ("campaigns", campaigns), ("visits", visits), ("targets", target_rows)):
        if world.has[name]:
            world.tables[name] = make(world)
    write_folder(world, Path(folder))
    return Case(Path(folder), as_of, looks(as_of))


def looks(as_of):
    """As_of, the end of the month before, its first of the month, and a day three months earlier."""
    before = last_day(month_before(month_of(as_of)))
    return tuple(dict.fromkeys([as_of, before, as_of.replace(day=1), as_of - timedelta(days=95)]))


def choose(world):
    """Which tables and columns this team has, who works there and what counts as a valid lead."""
    shares = {
        "accounts": 0.85, "campaigns": 0.9, "visits": 0.85, "targets": 0.95, "definitions": 0.9, "teams": 0.9,
        "motion": 0.85, "channel": 0.9, "campaign": 0.9, "department": 0.6, "industry": 0.8, "key_person": 0.6,
        "lead_target": 0.5, "account_rep": 0.6, "account_domain": 0.6, "visit_channel": 0.5, "activity_company": 0.5,
        "activity_id": 0.8, "kind": 0.85, "opportunity_company": 0.7, "opportunity_email": 0.4, "benchmarks": 0.4,
        "lead_rep": 0.9, "business_hours": 0.7, "meetings": 0.8, "lost_reason": 0.8,
    }  # fmt: skip
    world.has = {name: world.often(share) for name, share in shares.items()}
    names = world.rng.sample(SURNAMES, k=world.rng.randint(6, 10))
    world.reps = names
    roles = world.rng.sample(["SDR", "BDR", "enterprise BDR", "パートナー"], k=world.rng.randint(2, 4))
    world.teams = {role: [] for role in roles}
    for place, rep in enumerate(names[:-1]):
        world.teams[roles[place % len(roles)]].append(rep)
    for role, rep in (("SDR", NARROW), ("enterprise BDR", WIDE)):
        if role in world.teams:
            world.teams[role].append(rep)
    start = world.as_of - timedelta(days=200)
    world.days_off = sorted({start + timedelta(days=world.rng.randrange(220)) for _ in range(6)})
    world.freemail = ["isp.example.ne.jp"] if world.often(0.6) else []
    world.versions = versions(world) if world.has["definitions"] else []


def versions(world):
    """One to three definitions, the newest older than every look at the case."""
    rng = world.rng
    pool = [
        {"column": "company_name", "is": "present"},
        {"column": "email", "is_not": "freemail"},
        {"column": "email", "is": "present"},
        {"column": "email", "matches": r"^[^@]+@.*\.example\.(co|ne)\.jp$"},
        {"column": "employees", "at_least": 30},
        {"column": "employees", "at_most": 800},
        {"column": "company_id", "is_not": "present"},
        {"column": "予算", "in": ["A", "B", 1]},
        {"column": "予算", "not_in": ["D"]},
        {"column": "予算", "is_not": "C"},
    ]
    if world.has["industry"]:
        pool += [{"column": "industry", "in": ["製造", "IT"]}, {"column": "industry", "is_not": "小売"}]
    if world.has["channel"]:
        pool.append({"column": "channel", "not_in": ["展示会", "-"]})
    if world.has["motion"]:
        pool.append({"column": "motion", "is": "inbound"})
    ages = sorted(rng.sample(range(130, 420), k=rng.randint(1, 3)), reverse=True)
    found = []
    for age in ages:
        conditions = rng.sample(pool, k=rng.randint(1, 4))
        since = world.as_of - timedelta(days=age)
        found.append({"from": since, "why": "見直し", "agreed_by": ["営業部"], "conditions": conditions})
    rng.shuffle(found)
    return found
