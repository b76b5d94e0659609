"""What every KPI reads is prepared on Spark and PostgreSQL as it is on DuckDB, row by row."""

from dataclasses import replace
from datetime import date, time

import numpy as np
import pandas as pd
import pytest

from kpi_helpers.workbook.config import CalendarConfig
from kpi_helpers.workbook.definitions import Condition, Definitions, Version
from kpi_helpers.workbook.engine import Engine
from kpi_helpers.workbook.example import example
from kpi_helpers.workbook.workbook import Workbook

pytestmark = pytest.mark.engines

_NAMES = ("株式会社サクラ工業", "サクラ工業㈱", "ミドリ商事", "Acme Co., Ltd.", "ＡＣＭＥ", " ")
_MAILS = (
    "a@sakura.example.jp",
    "B@Sakura.example.jp",
    "c@midori.example.jp",
    "d@gmail.com",
    "no address",
    "e@acme.com",
)
_REPS = ("佐藤", "鈴木", "高橋", "Ｏ'Brien")
_KINDS = {"kind": ("call", "call", "email", "meeting"), "status": ("done", "done", "planned")}
_OUTCOMES = ("connected", "reception_refused", "no_answer", "absent")


def _conditions(*conditions):
    return Version(date(2026, 10, 20), "x", ("x",), tuple(Condition(*each) for each in conditions))


_DEFINITIONS = Definitions(
    valid_lead=(
        Version(date(2026, 10, 1), "x", ("x",), (Condition("email", "is", "present"),)),
        _conditions(
            ("email", "is_not", "freemail"),
            ("employees", "at_least", 50),
            ("company_name", "matches", "サクラ|商事"),
            ("department", "not_in", ["総務"]),
            ("is_target", "is_not", True),
        ),
    ),
    valid_opportunity=(_conditions(("amount", "at_most", 900_000), ("temperature", "in", ["hot", "cold"])),),
)
_WORLDS = {
    "ids": {},
    "no ids, one team": {"without": ("lead_id", "contact_id"), "team": "SDR"},
    "clocks go back": {
        "timezone": "Europe/Berlin",
        "calendar": CalendarConfig("DE", (date(2026, 11, 2),), (time(8, 30), time(17))),
    },
}


def _tables(seed, without=()):
    """Leads, activities and opportunities with ties, gaps, midnights, and ids that name nobody or several."""
    draw = np.random.default_rng(seed)

    def some(values, rows, gaps=0.3):
        drawn = np.array(values, dtype="object")[draw.integers(0, len(values), rows)]
        return np.where(draw.random(rows) < gaps, None, drawn)

    def moments(rows, gaps=0.0):
        # From six weeks before as_of to one after it; a third without a time of day, the others on few moments.
        minutes = draw.integers(0, 49, rows) * 1440 + np.where(
            draw.random(rows) < 0.3, 0, draw.integers(16, 40, rows) * 30
        )
        stamps = pd.Series(pd.Timestamp("2026-10-07") + pd.to_timedelta(minutes, unit="min")).dt.as_unit("us")
        return stamps.mask(pd.Series(draw.random(rows) < gaps))

    leads = [f"L{number}" for number in range(30)]
    contacts = [f"C{number}" for number in range(8)]
    of_rows = {
        "lead_id": lambda rows: some([*leads, "L1;L7", "L9; L3;", "X1", "X2;L4"], rows),
        "contact_id": lambda rows: some([*contacts, "C1;C2", "X1"], rows, 0.5),
        "company_id": lambda rows: some(("K1", "K2", "K3"), rows, 0.7),
        "company_name": lambda rows: some(_NAMES, rows),
        "email": lambda rows: some(_MAILS, rows),
        "rep": lambda rows: some(_REPS, rows, 0.0),
    }

    def columns(rows, *names):
        return {name: of_rows[name](rows) for name in names if name not in without}

    tables = {
        "leads": {
            "lead_id": leads,
            "created_at": moments(30),
            "key_person_at": moments(30, gaps=0.6),
            "employees": some((10.0, 50.0, 300.0), 30),
            "is_target": some((True, False), 30),
            "department": some(("総務", "営業"), 30),
            "industry": some(("製造",), 30),
            "motion": some(("inbound", "outbound"), 30),
            "channel": some(("Web", "展示会"), 30),
            "campaign": some(("CP1",), 30),
            "converted_contact_id": some(contacts, 30, 0.6),
            "converted_opportunity_id": some(["O1", "O2"], 30, 0.8),
            **columns(30, "company_id", "company_name", "email", "rep"),
        },
        "activities": {
            "activity_id": [f"A{number}" for number in range(90)],
            "started_at": moments(90),
            "outcome": some(_OUTCOMES, 90),
            "talk_seconds": some((5.0, 400.0), 90),
            **{name: some(values, 90, 0.1) for name, values in _KINDS.items()},
            **columns(90, "lead_id", "contact_id", "company_id", "company_name", "email", "rep"),
        },
        "opportunities": {
            "opportunity_id": [f"O{number}" for number in range(25)],
            "created_at": moments(25),
            "closed_at": moments(25, gaps=0.4),
            "is_won": some((True, False), 25),
            "amount": some((100_000.0, 900_000.0, 950_000.0), 25),
            "temperature": some(("hot", "cold"), 25),
            **columns(25, "lead_id", "contact_id", "company_id", "company_name", "email", "rep"),
        },
        "accounts": {
            "company_id": ["K1", "K4"],
            "email_domain": ["sakura.example.jp", "ACME.com"],
            "segment": ["A", None],
        },
        "companies": {"company_id": ["K1", "K2"], "industry": ["小売", None], "employees": [70.0, None]},
    }
    return {name: pd.DataFrame(rows) for name, rows in tables.items()}


@pytest.fixture(params=["postgres_address", "spark"])
def engine(request):
    """Each engine that the tests start."""
    engine = Engine(request.getfixturevalue(request.param))
    yield engine
    engine.close()


def _prepared(engine, tables, team=None, **config):
    wb = Workbook(
        replace(example().config, **config), tables, _DEFINITIONS, as_of=date(2026, 11, 18), team=team, engine=engine
    )
    return {name: _sorted(wb.run(table)) for name, table in wb._facts.items()}


def _sorted(frame):
    """A table's rows have no order."""
    held = frame.astype("object").where(frame.notna(), None)
    return held.sort_values(list(held), key=lambda column: column.astype(str), ignore_index=True)


@pytest.mark.parametrize("world", _WORLDS)
def test_every_row_is_prepared_as_on_duckdb(engine, world):
    config = dict(_WORLDS[world])
    tables = _tables(list(_WORLDS).index(world), config.pop("without", ()))
    here = _prepared(None, tables, **config)
    # Something of every kind is there to be compared.
    assert here["leads"]["response_business_seconds"].notna().any() and here["leads"]["reached"].any()
    assert {"first", "invalid_lead", "no_lead"} <= set(here["opportunities"]["link"])
    there = _prepared(engine, tables, **config)
    assert list(there) == list(here)
    for name, rows in here.items():
        pd.testing.assert_frame_equal(there[name], rows, obj=name, check_dtype=False)
