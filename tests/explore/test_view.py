"""Views of a workbook: a part of it, or another day, with the same laws."""

from datetime import date

import pandas as pd
import pytest

from kpi_helpers.kpis import calls, cohorts, tree
from kpi_helpers.kpis.catalogue import all_numbers
from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.example import example


@pytest.fixture(scope="module")
def wb():
    return example()


def one(numbers: pd.DataFrame) -> float:
    (value,) = numbers["value"]
    return value


def test_a_teams_view_gives_every_number_of_its_page(wb):
    pd.testing.assert_frame_equal(all_numbers(wb.view(team="SDR")), all_numbers(example(team="SDR")))


def test_a_view_that_changes_nothing_is_the_workbook(wb):
    assert wb.view() is wb
    assert wb.view(as_of="2026-11-18") is wb


def test_a_view_asked_for_twice_is_the_same(wb):
    assert wb.view(rep="佐藤") is wb.view(rep="佐藤")
    assert wb.view(rep="佐藤").view(as_of="2026-10-31").as_of == date(2026, 10, 31)


def test_a_reps_view_holds_the_rows_of_that_rep(wb):
    view = wb.view(rep="佐藤")
    assert one(tree.leads(view, period="2026-11")) == 1  # L3; L7 is of the day after
    assert one(tree.opportunities(view, period="2026-11")) == 2  # O2, O3
    assert one(calls.calls(view, period="2026-11")) == 3  # A4, A5, A6


def test_an_opportunity_whose_lead_is_another_reps_has_no_lead_in_the_view():
    """O4 is 鈴木's, of L4, 鈴木's own; with the lead given to 佐藤 it would hang in the air."""
    wb = example()
    leads = wb._tables["leads"].copy()
    leads.loc[leads["lead_id"] == "L4", "rep"] = "佐藤"
    wb._tables["leads"] = leads
    unlinked = cohorts.cohort_unlinked(wb.view(rep="鈴木"), period="2026-11")
    assert dict(zip(unlinked["segment"], unlinked["value"], strict=True)) == {
        **{f"reason={reason}": 0 for reason in ("before_lead", "invalid_lead", "repeat")},
        "reason=no_lead": 1,
    }


def test_a_channels_view_follows_the_lead(wb):
    view = wb.view(channel="展示会")
    assert one(tree.leads(view, period="2026-10")) == 1  # L2
    assert one(tree.opportunities(view, period="2026-11")) == 1  # O2, of L2
    assert one(calls.calls(view, period="2026-10")) == 1  # A3


def test_without_a_channel_is_a_channel_too(wb):
    assert one(tree.leads(wb.view(channel=""), period="2026-11")) == 2  # L5, L6


def test_a_segments_view_follows_the_company(wb):
    view = wb.view(segment="大手")  # C3 and C8
    assert one(tree.leads(view, period="2026-11")) == 2  # L5 by its id, L6 by its name
    assert one(tree.opportunities(view, period="2026-11")) == 1  # O6, of L5


@pytest.mark.parametrize(
    "part",
    [
        {"rep": "佐藤"},
        {"rep": "鈴木"},
        {"channel": "Web"},
        {"campaign": "CP1"},
        {"segment": "大手"},
        {"team": "SDR", "channel": "Web"},
        {"rep": "佐藤", "campaign": "CP2"},
    ],
)
def test_the_triangle_adds_up_in_every_view(wb, part):
    view = wb.view(**part)
    cells = cohorts.cohort_opportunities(view)
    unlinked = cohorts.cohort_unlinked(view)
    for month, total in tree.opportunities(view)[["period", "value"]].itertuples(index=False):
        column = cells.loc[cells["segment"] == f"month={month}", "value"].sum()
        assert column + unlinked.loc[unlinked["period"] == month, "value"].sum() == total


def test_a_view_of_another_day_does_not_see_what_came_later(wb):
    view = wb.view(as_of="2026-10-31")
    assert one(tree.leads(view, period="2026-10")) == 2
    assert tree.leads(view)["period"].iloc[-1] == "2026-10"
    assert one(tree.won(view, period="2026-10")) == 0  # O1 was won in November


def test_what_nobody_splits_so_is_missing(wb):
    assert not wb.view(campaign="CP1").has("visits")
    assert not wb.view(rep="佐藤").has("visits")
    assert wb.view(channel="Web").visits["visitors"].tolist() == [500, 600]
    assert not wb.view(channel="Web").has("targets")
    assert wb.view(channel="Web").targets.empty


def test_a_reps_view_has_the_reps_targets(wb):
    targets = wb.view(rep="佐藤").targets
    whole = targets[targets["rep"].isna()]
    assert whole[["metric", "value"]].to_numpy().tolist() == [["calls", 100], ["opportunities", 2]]


def test_an_unknown_team_is_told_with_the_known_ones(wb):
    with pytest.raises(WorkbookError, match="knows no team 'XYZ'; its teams are SDR, BDR"):
        wb.view(team="XYZ")


def test_a_day_that_is_none_is_told(wb):
    with pytest.raises(WorkbookError, match="'2026-13-01' is not a day"):
        wb.view(as_of="2026-13-01")
