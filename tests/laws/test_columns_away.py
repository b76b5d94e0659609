"""A seeded sample of the walk over all columns; the whole of it is `benchmarks/columns.py`."""

import random

import pytest

from kpi_helpers.kpis.catalogue import CATALOGUE
from kpi_helpers.report.lack_words import lack_in_words
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.meetings.marketing_sync import ahead, campaigns
from kpi_helpers.report.meetings.sales_sync import conversion
from kpi_helpers.report.meetings.team_sync import talk
from kpi_helpers.workbook.lacks import Lack
from tests.laws.lacking import ABSENT, EMPTY, faults, nones, numbers, rich, spoken_of, steps, unsaid, without, workbook

SAMPLE = random.Random(20261128).sample(steps(rich()), 3)


@pytest.fixture(scope="module")
def with_all():
    """The example with all its columns."""
    return workbook(rich())


@pytest.fixture(scope="module")
def whole(with_all):
    """Its numbers."""
    return numbers(with_all)


@pytest.mark.parametrize("step", SAMPLE, ids=" ".join)
def test_a_number_stays_or_is_missing_without_a_column(whole, step):
    part = numbers(workbook(without(rich(), step)))
    assert list(faults(whole, part, step)) == []
    assert not part.equals(whole) or step[2] != ABSENT


def test_a_zero_in_the_place_of_a_missing_number_would_be_found(whole):
    step = ("opportunities", "closed_at", ABSENT)
    zeros = whole.assign(value=whole["value"].where(whole.index.get_level_values("kpi") != "won", 0))
    assert [fault.split()[2] for fault in faults(whole, zeros, step)] == ["won"]


def test_a_sentence_about_a_missing_number_would_be_found(whole):
    part = whole[whole.index.get_level_values("kpi") != "won"]
    told = {
        "11月の受注数は0件です。": "page",
        "出せない数字：受注数（列がないため）。": "page",
        "| 受注数 | – | 2件 | – | – |": "minutes",
    }
    assert list(spoken_of(whole, part, told)) == ["page speaks of won: 11月の受注数は0件です。"]


def pieces_of_marketing(wb):
    sections = {topic.key: topic(Meeting("marketing_sync", wb, "ja")) for topic in (ahead, campaigns)}
    texts = [
        (key, text)
        for key, one in sections.items()
        for text in (one.failure, one.sentence, *one.notes, *(alt for _, alt in one.figures))
    ]
    return {f"{piece}。": key for key, text in texts for piece in text.split("。") if piece}


@pytest.fixture(scope="module")
def next_steps(with_all):
    return pieces_of_marketing(with_all)


_COMPANY_OF_LEAD = [f"leads.{column}" for column in ("company_id", "company_name", "email")]


@pytest.mark.parametrize(
    ("away", "lacking"),
    [
        (["campaigns.starts_on", "leads.campaign", "leads.channel"], ["campaigns.starts_on", "leads.campaign"]),
        (["campaigns.audience", *_COMPANY_OF_LEAD], ["campaigns.audience"]),
        (["accounts.segment"], ["accounts.segment"]),
    ],
    ids=lambda places: places[0],
)
def test_what_no_column_tells_is_lacking_and_not_none(next_steps, away, lacking):
    """On the page and in `kpi check` alike, whether the claim was true before or not."""
    tables = rich()
    for table, column in (place.split(".") for place in away):
        tables = without(tables, (table, column, ABSENT))
    wb = workbook(tables)
    told = pieces_of_marketing(wb)
    for table, column in (place.split(".") for place in lacking):
        reason = lack_in_words(Lack("absent", table, column, (f"{table}.csv",)), "ja")
        assert [piece for piece in told if reason in piece]
    assert list(nones(next_steps, told)) == [] and list(unsaid(wb, told)) == []
    assert len(away) == 1 or not [claim for claim in nones({}, told) if claim.startswith("campaigns ")]


def test_a_claim_of_none_and_a_reason_that_check_does_not_name_would_be_found(with_all):
    told = {
        "ターゲット企業に向けたものはありません。": "page",
        "商談に「失注理由」（lost_reason）の列がない（opportunities.csv）": "page",
    }
    assert len(list(nones({}, told))) == len(list(unsaid(with_all, told))) == 1


def test_without_links_no_page_chases_leads_or_tells_what_conversations_came_to(with_all):
    """No deal finds its lead: 0 % would be a claim. With them the same sections tell both."""
    told = {}
    for name, wb in (("with", with_all), ("without", workbook(without(rich(), ("opportunities", "lead_id", EMPTY))))):
        sections = [topic(Meeting(page, wb, "ja")) for page, topic in (("sales_sync", conversion), ("team_sync", talk))]
        told[name] = " ".join(text for one in sections for text in (one.failure, one.sentence, *one.notes))
        told[name, "figures"] = len(sections[0].figures)
    assert (told["with", "figures"], told["without", "figures"]) == (2, 1)
    assert "今月の商談5件" in told["with"] and "今月の商談" not in told["without"]
    assert "リードがほとんど見つからない（opportunities.csv）ため、追っかけの商談化率は出せません" in told["without"]
    assert (
        "ため、会話の長さごとの商談化率は出せません" in told["without"] and "商談になりやすいか" not in told["without"]
    )


def test_without_channels_no_cohort_is_told_by_channel(with_all):
    """The group without a value would be all leads, under the name of those whose channel is not known."""
    by_age = CATALOGUE["cohort_rate_by_age"]
    without_channels = workbook(without(rich(), ("leads", "channel", ABSENT)))
    told, left = (
        by_age.numbers(wb)["segment"].str.partition("=")[0].unique().tolist() for wb in (with_all, without_channels)
    )
    assert (told, left) == (["age", "channel"], ["age"])
