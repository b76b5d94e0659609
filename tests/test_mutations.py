"""A few of the damages that benchmarks/mutations.py walks through by the thousand, the same in every run."""

import pytest

from tests.mutating import NAMES, UNEXPECTED, WAYS, World, mutations


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KPI_CACHE", "")  # the world's own, given back afterwards
        yield World(tmp_path_factory.mktemp("mutated") / "world")


def test_every_kind_of_file_is_damaged_in_turn():
    every = list(mutations(sum(map(len, WAYS.values())), 1))
    assert {(one.file, one.kind) for one in every} == {(file, kind) for file, kinds in WAYS.items() for kind in kinds}


@pytest.mark.parametrize("one", list(mutations(12, 5)), ids=lambda one: f"{one.file.rpartition('/')[2]}-{one.kind}")
def test_what_is_damaged_ends_in_numbers_or_in_one_sentence(world, one):
    assert world.fault(one) is None


def test_an_answer_that_is_no_sentence_is_seen():
    assert UNEXPECTED.search("An unexpected error occurred (KeyError)") and UNEXPECTED.search("想定外のエラー")
    assert NAMES.search("leads.csv has no column") and not NAMES.search("something is wrong")
