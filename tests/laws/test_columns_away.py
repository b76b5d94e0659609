"""A seeded sample of the walk over all columns; the whole of it is `benchmarks/columns.py`."""

import random

import pytest

from tests.laws.lacking import ABSENT, faults, numbers, rich, spoken_of, steps, without, workbook

SAMPLE = random.Random(20261128).sample(steps(rich()), 3)


@pytest.fixture(scope="module")
def whole():
    """The numbers of the example with all its columns."""
    return numbers(workbook(rich()))


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
