"""Twelve situations in which a page needs words of its own, each a small workbook and a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pandas as pd

from kpi_helpers.workbook.definitions import Condition, Definitions, Version
from tests.report.sections.sales_worlds import clockwork

NOBODY_VALID = Definitions(valid_lead=(Version(date(2025, 1, 1), "", (), (Condition("email", "is", "present"),)),))
GOALS = {"leads_planned": 120, "target": 1500, "this_month": 800}


def _goals(tables: dict, **values: float) -> dict:
    month = [{"month": "2026-11", "metric": metric, "value": value} for metric, value in values.items()]
    return tables | {"targets": [*tables.get("targets", []), *month]}


def _planned(**values: float) -> dict:
    return _goals(clockwork(**GOALS), **{"opportunities": 10, "won": 5, "valid_leads": 40, "leads": 40, **values})


def _below_zero() -> dict:
    tables = _planned()
    deals = tables["opportunities"]
    recent = deals["closed_at"].between("2026-11-01", "2026-11-18") & deals["is_won"]
    return tables | {"opportunities": deals.assign(amount=deals["amount"].mask(recent, -500.0))}


def _header_only() -> dict:
    tables = _planned()
    return tables | {name: pd.DataFrame(columns=tables[name].columns) for name in ("leads", "opportunities")}


def _one_company() -> dict:
    tables = _planned()
    return tables | {"leads": tables["leads"].assign(company_name="サクラ工業", email=None)}


def _one_rep() -> dict:
    tables = _planned()
    calls = pd.DataFrame(
        {
            "started_at": tables["leads"]["created_at"] + pd.Timedelta(hours=10),
            "rep": "佐藤",
            "kind": "call",
            "lead_id": tables["leads"]["lead_id"],
            "outcome": ["connected" if number % 3 == 0 else "no_answer" for number in range(len(tables["leads"]))],
            "talk_seconds": 360.0,
        }
    )
    return tables | {"activities": calls, "leads": tables["leads"].assign(rep="佐藤")}


SITUATIONS: dict[str, tuple[Callable[[], dict], str, dict]] = {
    "closed_month": (lambda: _october(), "2026-10-31", {}),
    "last_business_day": (lambda: _october(), "2026-10-30", {}),
    "before_the_first_business_day": (lambda: _planned(), "2026-11-01", {}),
    "no_target": (lambda: clockwork(), "2026-11-18", {}),
    "team_of_one": (_one_rep, "2026-11-18", {"teams": {"SDR": ("佐藤",)}}),
    "first_page": (lambda: _planned(), "2026-11-18", {}),
    "sales_below_zero": (_below_zero, "2026-11-18", {}),
    "header_only": (_header_only, "2026-11-18", {}),
    "no_valid_lead": (lambda: _planned(), "2026-11-18", {"definitions": NOBODY_VALID}),
    "one_company": (_one_company, "2026-11-18", {}),
    "targets_of_zero": (lambda: _goals(clockwork(), sales=0, opportunities=0, won=0, valid_leads=0), "2026-11-18", {}),
    "negative_target": (lambda: _goals(clockwork(), sales=-500, opportunities=-5), "2026-11-18", {}),
}


def _october() -> dict:
    month = {"sales": 800, "opportunities": 20, "won": 5, "valid_leads": 40, "leads": 40}
    goals = [{"month": "2026-10", "metric": metric, "value": value} for metric, value in month.items()]
    return clockwork(until="2026-10-30") | {"targets": goals}
