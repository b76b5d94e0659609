"""A small sample of benchmarks/claims: a page without a difference claims none, and a planted one is found."""

import importlib.util
from pathlib import Path

import pytest

from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.meetings import marketing_sync, team_sync

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "claims" / "worlds.py"
SECTIONS = ((marketing_sync.change, "marketing_sync"), (team_sync.act, "team_sync"))


@pytest.fixture(scope="module")
def worlds():
    spec = importlib.util.spec_from_file_location("claim_worlds", BENCHMARK)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def held(wb):
    """The differences that both sections claim, and what they say."""
    sections = [topic(Meeting(name, wb, "en")) for topic, name in SECTIONS]
    assert not [section.failure for section in sections if section.failure]
    claims = [claim for section in sections for claim in section.claims if claim.kind in ("rates", "counts")]
    return {(claim.subject, claim.verdict) for claim in claims if claim.holds}, [one.sentence for one in sections]


@pytest.mark.after_counting
def test_where_nothing_differs_nothing_is_claimed_and_nobody_named(worlds):
    found, sentences = held(worlds.world(1))
    assert found == set() and "No channel has changed beyond chance" in sentences[0]
    assert not any(rep in sentence for rep in worlds.REPS for sentence in sentences)


@pytest.mark.after_counting
def test_a_channel_that_stops_and_a_rep_ten_points_lower_are_found(worlds):
    stopped, sentences = held(worlds.world(10_000, "channel"))
    assert ("channel=Web", "lower") in stopped and "What shrank most is “Web”" in sentences[0]
    lower, sentences = held(worlds.world(10_000, "rep"))
    assert ("rep=R1", "lower") in lower and "below that of the team's other reps: R1" in sentences[1]
