"""A page claims no number that it does not show: every KPI of a meeting's sections can be read on the sample's page."""

import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from kpi_helpers.charts.formats import format_value
from kpi_helpers.kpis.claims import (
    AHEAD,
    BEHIND,
    FITS,
    HIGHER,
    LOWER,
    MAY_MISS,
    MAY_REACH,
    MET,
    MISFITS,
    MISSES,
    NEAR,
    ON,
    REACHES,
    SAME,
    SECTION_ALPHA,
    THIN,
)
from kpi_helpers.kpis.month_claims import of_month
from kpi_helpers.report import headline
from kpi_helpers.report.kpi_rows import kpi_rows
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.meetings import MEETINGS
from kpi_helpers.report.month_words import makes_target
from kpi_helpers.report.phrases import counter_of
from tests.charts.figures import words_of

SAMPLE = Path(__file__).parents[2] / "data" / "sample"
IN_WORDS = {"area_verdict", "role_verdict", "best_hour", "best_hour_evidence", "quadrant_focus"}
"""KPIs that are told by a word or an hour."""

NOT_IN_THE_SAMPLE = {"held_rate", "accepted_rate", "lost_reasons"}
"""KPIs of columns that the sample's export has not; tests/report/sections has them."""

LANDED = {"landing_coverage"}
"""Told as so many of so many."""


WORDS = {  # a word that judges or compares, and the verdicts of which one must stand behind it
    r"will reach|set to reach|will meet|which makes the target|, enough\b": {REACHES},
    r"will fall short|fall short of|short of the target|will miss|against a target of [^;]*, too few": {MISSES},
    r"should reach|should, though": {MAY_REACH},
    r"more likely miss|will hardly reach": {MAY_MISS},
    r"too close to call": {MAY_REACH, MAY_MISS},
    r"needs? attention|more than one role": {MISFITS},
    r"covers? the field|(has|have) one role": {FITS},
    r"ahead of plan": {AHEAD},
    r"are on plan|, on plan \(": {ON},
    r"behind plan": {NEAR, BEHIND},
    r"already met|met the target": {MET},
    r"converts? less|less than usual|what shrank most|clearly lower|lower than|below that of|fell from|down from|less often": {
        LOWER
    },
    r"converts? better|more than usual|what grew most|clearly higher|higher than|rose from|up from|more often": {
        HIGHER
    },
    r"goes with more wins:|matures? better|longer than the others|calls get through at|more conversations": {HIGHER},
    r"matures? worse|points the wrong way": {LOWER},
    r"costs most": {LOWER},
    r"(below|over) the reference value of [^:]*\.": {LOWER, HIGHER},
    r"no difference|no clear difference|do(es)? not differ|out of the ordinary|not clearly off plan|beyond chance": {
        SAME,
        THIN,
    },
}
"""In small letters; a sentence that judges by none of these words claims nothing."""


def bare(text):
    return re.sub(r"\s+", "", text)


@pytest.fixture(scope="module", params=MEETINGS)
def page(request):
    """A meeting on the sample and everything that its sections say."""
    meeting = Meeting.open(request.param, SAMPLE, as_of="2026-11-20", lang="en")
    parts, sections = [], []
    for topic in MEETINGS[request.param].topics:
        section = topic(meeting)
        assert not section.failure
        sections.append(section)
        parts += [section.sentence, *section.notes]
        parts += [
            str(cell) for table in (section.table, section.listing) if table is not None for cell in table.stack()
        ]
        parts += words_of(section.to_element(quick=True))
    return meeting, bare("|".join(parts)), sections


def said(meeting, text, row):
    """Whether a number stands in a text, in one of the forms in which pages write it."""
    forms = {format_value(row.value, unit, meeting.lang) for unit in (counter_of(row.kpi, row.unit), "share", "ratio")}
    if row.unit in ("share", "ratio"):
        forms.add(f"{100 * row.value:.0f}%")
    if row.kpi in LANDED:
        forms = {f"{row.numerator:.0f}of{row.denominator:.0f}"}
    elif row.value >= 10:
        forms |= {f"{row.value:,.0f}", f"{row.value:,.1f}"}
    return any(re.search(rf"(?<![\d.,]){re.escape(bare(form))}(?![\d])", text) for form in forms)


@pytest.mark.parametrize(("high", "words"), [(1.009, "will hardly reach"), (1.02, "will more likely miss")])
def test_a_target_that_only_the_best_month_makes_is_not_called_possible(wb, high, words):
    month = of_month(wb, "won")
    lands = replace(month.makes_target, high=high * month.target)
    said = makes_target(Meeting("sales_sync", wb, "en"), replace(month, makes_target=lands), ("", "Won"))
    assert f"Won {words} the target" in said


def test_every_kpi_that_a_section_declares_is_told(page):
    meeting, text, _ = page
    declared = {kpi for topic in MEETINGS[meeting.name].topics for kpi in topic.kpis} - IN_WORDS - NOT_IN_THE_SAMPLE
    rows = kpi_rows(meeting.wb, declared)
    rows = rows[rows["value"].notna()]
    told = {row.kpi for row in rows.itertuples() if said(meeting, text, row)}
    assert declared - told == set()


def test_a_number_that_no_section_declares_would_be_missed(page):
    meeting, text, _ = page
    rows = kpi_rows(meeting.wb, ["response_seconds_p90"]).query("segment == 'all' and value.notna()")
    assert isinstance(rows, pd.DataFrame) and not any(said(meeting, text, row) for row in rows.itertuples())


def test_whatever_a_section_compares_is_held_to_the_sections_rate(page):
    """A comparison that stands alone is a family of one: no difference is said at the level of a single test."""
    _, _, sections = page
    compared = [
        claim
        for section in sections
        for claim in section.claims
        if claim.kind in ("rates", "counts", "heights", "factor", "reference") and claim.p is not None
    ]
    assert compared and [claim for claim in compared if claim.verdict != THIN and claim.q is None] == []
    assert all(claim.q <= SECTION_ALPHA for claim in compared if claim.verdict in (HIGHER, LOWER))


def test_no_claim_of_a_page_contradicts_another(page):
    """The same of the same, against the same, has one verdict in all sections and in the tiles."""
    meeting, _, sections = page
    verdicts = {}
    for claim in [*(claim for section in sections for claim in section.claims), *headline.claims(meeting)]:
        # A comparison held to a section's false discovery rate may be open there and not where it stands alone.
        verdicts.setdefault((claim.kind, claim.metric, claim.subject, claim.against), set()).add(claim.verdict)
    assert len(verdicts) > 5
    assert {key: found for key, found in verdicts.items() if {HIGHER, LOWER} <= found} == {}
    settled = {key: found for key, found in verdicts.items() if key[0] in ("landing", "plan", "chance")}
    assert {key: found for key, found in settled.items() if len(found) > 1} == {}


def unfounded(section):
    """The judging words of a section's sentence behind which no claim stands."""
    found = {claim.verdict for claim in section.claims}
    said = section.sentence.lower()
    return [word for word, verdicts in WORDS.items() if re.search(word, said) and not found & verdicts]


def test_a_word_that_judges_has_its_claim(page):
    assert {section.key: words for section in page[2] if (words := unfounded(section))} == {}


def test_a_word_without_its_claim_would_be_found(page):
    assert any(unfounded(replace(section, claims=())) for section in page[2])
