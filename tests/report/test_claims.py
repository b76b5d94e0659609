"""A page claims no number that it does not show: every KPI of a meeting's sections can be read on the sample's page."""

import re
from pathlib import Path

import pandas as pd
import pytest

from kpi_helpers.charts.formats import format_value
from kpi_helpers.report.kpi_rows import kpi_rows
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.meetings import MEETINGS
from kpi_helpers.report.phrases import counter_of
from tests.charts.figures import words_of

SAMPLE = Path(__file__).parents[2] / "data" / "sample"
IN_WORDS = {"area_verdict", "role_verdict", "best_hour", "best_hour_evidence", "quadrant_focus"}
"""KPIs that are told by a word or an hour."""

NOT_IN_THE_SAMPLE = {"held_rate", "accepted_rate", "lost_reasons"}
"""KPIs of columns that the sample's export has not; tests/report/sections has them."""

LANDED = {"landing_coverage"}
"""Told as so many of so many."""


def bare(text):
    return re.sub(r"\s+", "", text)


@pytest.fixture(scope="module", params=MEETINGS)
def page(request):
    """A meeting on the sample and everything that its sections say."""
    meeting = Meeting.open(request.param, SAMPLE, as_of="2026-11-20", lang="en")
    parts = []
    for topic in MEETINGS[request.param].topics:
        section = topic(meeting)
        assert not section.failure
        parts += [section.sentence, *section.notes]
        parts += [
            str(cell) for table in (section.table, section.listing) if table is not None for cell in table.stack()
        ]
        parts += words_of(section.to_element(quick=True))
    return meeting, bare("|".join(parts))


def said(meeting, text, row):
    """Whether a number stands in a text, in one of the forms in which pages write it."""
    forms = {format_value(row.value, unit, meeting.lang) for unit in (counter_of(row.kpi, row.unit), "share", "ratio")}
    if row.unit == "share":
        forms.add(f"{100 * row.value:.0f} %")
    if row.kpi in LANDED:
        forms = {f"{row.numerator:.0f}of{row.denominator:.0f}"}
    elif row.value >= 10:
        forms |= {f"{row.value:,.0f}", f"{row.value:,.1f}"}
    return any(re.search(rf"(?<![\d.,]){re.escape(bare(form))}(?![\d])", text) for form in forms)


def test_every_kpi_that_a_section_declares_is_told(page):
    meeting, text = page
    declared = {kpi for topic in MEETINGS[meeting.name].topics for kpi in topic.kpis} - IN_WORDS - NOT_IN_THE_SAMPLE
    rows = kpi_rows(meeting.wb, declared)
    rows = rows[rows["value"].notna()]
    told = {row.kpi for row in rows.itertuples() if said(meeting, text, row)}
    assert declared - told == set()


def test_a_number_that_no_section_declares_would_be_missed(page):
    meeting, text = page
    rows = kpi_rows(meeting.wb, ["response_seconds_p90"]).query("segment == 'all' and value.notna()")
    assert isinstance(rows, pd.DataFrame) and not any(said(meeting, text, row) for row in rows.itertuples())
