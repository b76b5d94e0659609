"""The waiting times' percentiles held against numpy, an unanswered lead counting as longer than any answer."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from kpi_helpers.kpis.speed import response_seconds_median, response_seconds_p90
from kpi_helpers.workbook.definitions import Definitions
from kpi_helpers.workbook.example import example
from kpi_helpers.workbook.workbook import Workbook

NEVER = 1e12
"""Stands in for ever: whatever weight such a lead has shows in the percentile."""

LONGEST = 90_000
LEADS = (1, 2, 3, 10, 11, 40)
"""How many leads each rep has: their percentiles lie on a lead, halfway and anywhere between two."""


@pytest.fixture(scope="module")
def waits():
    """Seconds until each rep's leads were answered, `NEVER` where nobody did."""
    chance = np.random.default_rng(5)
    found = {}
    for size in LEADS:
        for unanswered in {0, size // 10, size // 2}:
            answered = chance.integers(1, LONGEST, size - unanswered).astype(float)
            found[f"{size} leads, {unanswered} unanswered"] = np.concatenate([answered, np.full(unanswered, NEVER)])
    return found


@pytest.fixture(scope="module")
def workbook(waits):
    """A workbook of these leads, all created in one morning."""
    created, leads, activities = datetime(2026, 11, 2, 9), [], []
    for rep, seconds in waits.items():
        for wait in seconds:
            lead = f"L{len(leads)}"
            leads.append({"lead_id": lead, "created_at": created, "motion": "inbound", "rep": rep})
            if wait < NEVER:
                activities.append({"lead_id": lead, "started_at": created + timedelta(seconds=wait), "rep": rep})
    tables = {"leads": pd.DataFrame(leads), "activities": pd.DataFrame(activities)}
    config = replace(example().config, teams={})
    return Workbook(config, tables, Definitions(), as_of=date(2026, 11, 18))


@pytest.mark.parametrize(("kpi", "share"), [(response_seconds_median, 50), (response_seconds_p90, 90)])
def test_they_are_numpys_and_missing_where_an_unanswered_lead_weighs(workbook, waits, kpi, share):
    rows = kpi(workbook, by="rep", period="2026-11")
    found = dict(zip(rows["segment"].str.removeprefix("rep="), rows["value"], strict=True))
    percentiles = {rep: np.percentile(seconds, share).item() for rep, seconds in waits.items()}
    expected = {rep: value for rep, value in percentiles.items() if value < LONGEST}
    assert found == pytest.approx(expected)
    assert 0 < len(expected) < len(waits)
