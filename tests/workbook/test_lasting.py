"""What is kept for all days gives each day the numbers that it has by itself."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from kpi_helpers.workbook.engine import Engine
from kpi_helpers.workbook.example import example
from kpi_helpers.workbook.facts import facts_of_day, prepare
from kpi_helpers.workbook.fate import clocks_of
from kpi_helpers.workbook.judgement import Judgement
from kpi_helpers.workbook.lasting import Lasting, lasting
from kpi_helpers.workbook.workbook import Workbook

LEADS = {
    "lead_id": ["L1", "L2", "L3"],
    "created_at": ["2026-11-02 10:00", "2026-11-03 10:00", "2026-11-05 09:00"],
    "email": ["a@sakura.example.jp", "b@midori.example.jp", "c@sakura.example.jp"],
    "company_id": [None, None, "K1"],
    "key_person_at": [None, "2026-11-06 12:00", None],
}
CALLS = {
    "activity_id": ["A1", "A2", "A3", "A4"],
    "lead_id": ["L1", "L1", "L1", "L2"],
    "started_at": ["2026-11-02 10:04", "2026-11-04 11:00", "2026-11-06", "2026-11-06 09:30"],
    "outcome": ["absent", "connected", "connected", "connected"],
    "rep": ["佐藤"] * 4,
}
DEALS = {
    "opportunity_id": ["O1"],
    "lead_id": ["L1"],
    "created_at": ["2026-11-04 15:00"],
    "closed_at": ["2026-11-06 00:00"],
    "is_won": [True],
}


def _frame(columns, *moments):
    rows = pd.DataFrame(columns)
    return rows.assign(
        **{name: pd.to_datetime(rows[name], format="mixed").astype("datetime64[us]") for name in moments}
    )


@pytest.fixture
def asked():
    """A workbook as seen on a day, its engine, and its calls with some of their columns changed."""

    def of(day, **calls):
        tables = {
            "leads": _frame(LEADS, "created_at", "key_person_at"),
            "activities": _frame(CALLS | calls, "started_at"),
            "opportunities": _frame(DEALS, "created_at", "closed_at"),
        }
        engine = Engine()
        return Workbook(example().config, tables, as_of=day, engine=engine), engine

    return of


def _kept(wb, engine):
    by = Judgement.of(wb)
    return Lasting(engine, lasting(engine, wb._canonical_facts, by, engine.keep), clocks_of(by))


def _read(wb, facts):
    found = {name: wb.run(rows) for name, rows in facts.items()}
    keys = {}
    for name, frame in found.items():
        frame = frame.astype("object").where(frame.notna(), None)
        if "company_key" in frame:  # numbers that only tell companies apart
            frame["company_key"] = [
                key if key is None else keys.setdefault(key, len(keys)) for key in frame["company_key"]
            ]
        found[name] = frame[sorted(frame)].sort_values(
            sorted(frame), key=lambda one: one.astype(str), ignore_index=True
        )
    return found


@pytest.mark.parametrize("day", [3, 4, 6])
def test_each_day_has_what_it_would_have_alone(asked, day):
    wb, engine = asked(date(2026, 11, day))
    by, tables = Judgement.of(wb), wb._canonical_facts
    kept = _kept(wb, engine)
    assert kept.holds_on(by)
    served = _read(wb, facts_of_day(engine, tables, by, None, kept))
    alone = _read(wb, prepare(engine, tables, by, engine.keep))
    assert served.keys() == alone.keys()
    for name in served:
        pd.testing.assert_frame_equal(served[name], alone[name])


def test_later_rows_change_nothing_of_a_day(asked):
    # On the 5th: L1 and L3 share a domain, so that both are of K1; both calls on L1 are timed and numbered. On the 4th L3 is
    # not there, and L1 has no id; on the 6th a call on L1 has no time of day.
    of_days = {}
    for day in (4, 5, 6):
        wb, engine = asked(date(2026, 11, day))
        facts = facts_of_day(engine, wb._canonical_facts, Judgement.of(wb), None, _kept(wb, engine))
        leads = wb.run(facts["leads"]).set_index("lead_id")
        calls = wb.run(facts["activities"]).sort_values("activity_id")
        of_days[day] = (
            len(leads),
            leads["company_key"].nunique(),
            int(leads.loc["L1", "calls"]),
            bool(leads.loc["L1", "reached"]),
            calls["attempt"].tolist()[:2],
            wb.run(facts["opportunities"])["state"].tolist(),
        )
    assert of_days[4] == (2, 2, 2, True, [1, 2], ["open"])
    assert of_days[5] == (3, 2, 2, True, [1, 2], ["open"])
    assert of_days[6][:4] == (3, 2, 3, True)
    assert pd.isna(of_days[6][4]).all() and of_days[6][5] == ["won"]


def test_a_day_on_which_a_lead_is_not_there_yet_is_prepared_by_itself(asked):
    # A2 of the 4th is on L3, which came on the 5th: on the 4th it is on no lead.
    lead_ids = ["L1", "L3", "L1", "L2"]
    held = []
    for day in (3, 4, 5):
        wb, engine = asked(date(2026, 11, day), lead_id=lead_ids)
        held.append(_kept(wb, engine).holds_on(Judgement.of(wb)))
    assert held == [True, False, True]


def test_a_day_before_the_rows_had_times_of_day_is_prepared_by_itself(asked):
    # On the 2nd every activity is a date: none has a time of day then. From the 4th on half of them have one.
    moments = ["2026-11-02", "2026-11-04 11:00", "2026-11-06", "2026-11-06 09:30"]
    held = []
    for day in (2, 4):
        wb, engine = asked(date(2026, 11, day), started_at=moments)
        held.append(_kept(wb, engine).holds_on(Judgement.of(wb)))
    assert held == [False, True]


def test_after_a_change_of_the_clocks_a_day_is_prepared_by_itself(asked):
    wb, engine = asked(date(2026, 11, 4))
    kept = _kept(wb, engine)
    by = replace(Judgement.of(wb), timezone="Europe/Berlin")
    assert not kept.holds_on(by)
