"""The laws that the oracle's own numbers must keep on any dirty workbook, and that cases come from their seed alone."""

import csv
from datetime import date

import pytest

from .cases import write_case
from .numbers import expected_numbers
from .workbook import Workbook

SEEDS = (0, 2, 5, 9)


@pytest.fixture(scope="module", params=SEEDS)
def case(request, tmp_path_factory):
    return write_case(tmp_path_factory.mktemp("case"), request.param, size=80)


def contents(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_a_seed_writes_the_same_bytes(tmp_path):
    first, second = write_case(tmp_path / "a", 3, size=40), write_case(tmp_path / "b", 3, size=40)
    assert contents(first.folder) == contents(second.folder)
    assert contents(first.folder) != contents(write_case(tmp_path / "c", 4, size=40).folder)


def test_rows_are_set_aside_for_every_reason(case):
    book = Workbook(case.folder)
    reasons = " ".join(reason for _, _, reason in book.set_aside)
    for reason in ("required value missing", "no date", "no such day", "outside 2000–2100", "duplicate", "negative"):
        assert reason in reasons
    assert len(book.tables["leads"]) == 80


def test_each_number_stands_once_and_shares_lie_in_their_interval(case):
    for as_of in case.as_ofs:
        rows = expected_numbers(case.folder, as_of)
        assert len({(row["kpi"], row["segment"], row["period"]) for row in rows}) == len(rows)
        for row in rows:
            if row["low"] != "" and row["value"] != "":
                assert row["low"] <= row["value"] + 1e-12 and row["value"] <= row["high"] + 1e-12


def test_groups_sum_to_all(case):
    rows = expected_numbers(case.folder, case.as_of)
    for kpi, name in (("leads", "motion"), ("won", "channel"), ("activities", "rep"), ("calls", "team")):
        whole = {row["period"]: row["value"] for row in rows if row["kpi"] == kpi and row["segment"] == "all"}
        parts = dict.fromkeys(whole, 0)
        named = [row for row in rows if row["kpi"] == kpi and row["segment"].startswith(f"{name}=")]
        for row in named:
            parts[row["period"]] += row["value"]
        assert whole
        assert parts == whole or not named


def test_slice_is_chase_plus_unlinked(case):
    rows = expected_numbers(case.folder, case.as_of)
    created = {row["period"]: row["value"] for row in rows if (row["kpi"], row["segment"]) == ("opportunities", "all")}
    found = dict.fromkeys(created, 0)
    for row in rows:
        if row["kpi"] == "cohort_unlinked":
            found[row["period"]] += row["value"]
        if row["kpi"] == "cohort_opportunities":
            found[row["segment"].removeprefix("month=")] += row["value"]
    assert found == created
    assert sum(created.values()) > 0


def test_what_comes_after_as_of_changes_nothing(case, tmp_path):
    book = Workbook(case.folder)
    later = {row["lead_id"] for row in book.tables["leads"] if row["created_at"].date() > case.as_of}
    assert later
    for path in case.folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    file = tmp_path / "リード一覧.csv"
    with open(file, encoding="cp932", newline="") as text:
        header, *rows = list(csv.reader(text))
    with open(file, "w", encoding="cp932", newline="") as text:
        csv.writer(text).writerows([header, *(row for row in rows if row[0] not in later)])
    assert expected_numbers(tmp_path, case.as_of) == expected_numbers(case.folder, case.as_of)


def test_awkward_days_are_looked_at(tmp_path):
    seen = {day for seed in range(11) for day in write_case(tmp_path / str(seed), seed, size=12).as_ofs}
    assert {date(2026, 11, 30), date(2026, 11, 1), date(2027, 1, 3)} <= seen
