"""What holds of every number of the catalogue, so that a new KPI is held to it without another line."""

import numpy as np
import pandas as pd
import pytest

from kpi_helpers.kpis.catalogue import CATALOGUE
from kpi_helpers.kpis.tidy import COLUMNS, segment, segment_parts
from kpi_helpers.workbook.calendar import BusinessCalendar
from kpi_helpers.workbook.engine import epoch_day

KEYS = ["kpi", "segment", "period"]
NO_CASES = {
    *("actual", "target", "attainment"),
    *("landing_error", "landing_error_run_rate", "outlook_error", "outlook_error_slice"),
}
"""Shares of a target or of an outcome, not of cases: they bear no interval."""
WITHOUT_A_WHOLE = {"rep_opportunities", "owner_open", "owner_stalled", "lost_reasons"}
"""Counts by one segment, of which there is no number for all."""


def same(left, right):
    """Whether two sets of numbers are the same, but for the last digits of sums."""
    pd.testing.assert_frame_equal(left, right, rtol=1e-9, atol=1e-9)


def test_the_order_of_rows_does_not_matter(view, numbers):
    same(view.numbers("shuffled"), numbers)


def test_what_happens_after_as_of_changes_nothing(view, numbers):
    assert all(count > 0 for count in view.world.later_rows.values())
    same(view.numbers("known"), numbers)


@pytest.mark.usefixtures("numbers")
def test_the_tables_handed_in_are_not_changed(view):
    for name, table in view.world.tables.items():
        pd.testing.assert_frame_equal(table, view.before[name])


def test_each_number_stands_once_in_its_shape(numbers):
    assert list(numbers.columns) == COLUMNS
    assert not numbers.duplicated(KEYS).any()
    assert not np.isinf(numbers[["value", "numerator", "denominator", "low", "high", "target"]]).any(axis=None)
    assert (numbers["value"].isna() == (numbers["verdict"] != "")).all()
    written = numbers.loc[~numbers["segment"].str.startswith("response="), "segment"]  # kpis.md spells these out
    assert [segment(**segment_parts(each)) for each in written] == written.tolist()


def test_the_unit_is_that_of_the_catalogue(numbers):
    own = numbers[~numbers["segment"].str.contains("metric=", regex=False)]  # there it is the metric's
    assert own["unit"].tolist() == [CATALOGUE[kpi].unit for kpi in own["kpi"]]


def test_groups_of_an_additive_kpi_sum_to_all(view, numbers):
    families = numbers["segment"].str.partition("=")[0]
    summed = numbers.groupby(["kpi", "period", families], sort=False)["value"].sum().unstack()
    additive = [kpi for kpi, record in CATALOGUE.items() if record.additive and kpi in summed.index]
    assert set(additive) >= WITHOUT_A_WHOLE
    for kpi in set(additive) - WITHOUT_A_WHOLE:
        whole = summed.loc[kpi].dropna(axis="columns", how="all").fillna(0)
        for family in whole:
            assert whole[family].tolist() == pytest.approx(whole.iloc[:, 0].tolist()), (kpi, family)
        assert whole.shape[1] > 1 and (whole.to_numpy().any() or view.team), kpi


def test_groups_without_a_whole_sum_to_what_they_split(view, numbers):
    of = dict(list(numbers.groupby("kpi")))
    now = {kpi: of[kpi][of[kpi]["period"].eq(f"{view.as_of:%Y-%m}")] for kpi in ("opportunities", "rep_opportunities")}
    created = now["opportunities"].loc[now["opportunities"]["segment"].eq("all"), "value"].tolist()
    assert [now["rep_opportunities"]["value"].sum()] == created
    assert of["owner_open"]["value"].sum() == of["quadrant_open"]["value"].sum() > 0
    closed = of["rep_win_rate"]
    assert of["lost_reasons"]["value"].sum() == (closed["denominator"] - closed["numerator"]).sum() > 0
    assert (of["owner_stalled"]["value"] <= of["owner_open"]["value"].to_numpy()).all()


def test_column_sum_and_unlinked_are_the_opportunities(numbers):
    of = numbers.set_index("kpi")
    chased = of.loc[["cohort_opportunities"]]
    chased = chased.groupby(chased["segment"].str.removeprefix("month="))["value"].sum()
    unlinked = of.loc[["cohort_unlinked"]].groupby("period")["value"].sum()
    created = of.loc[["opportunities"]].query("segment == 'all'").set_index("period")["value"]
    assert chased.add(unlinked, fill_value=0).to_dict() == created.to_dict()
    assert created.sum() > 0


def test_contributions_sum_to_the_gap(view, numbers):
    shares = numbers.loc[numbers["kpi"].eq("gap_contribution"), "value"]
    sales = numbers[numbers["segment"].eq("metric=sales")].set_index("kpi")["value"]
    month = BusinessCalendar("JP").month_at(view.as_of)
    assert len(shares) or not month.elapsed
    if month.elapsed:
        assert shares.sum() == pytest.approx(sales["actual"] - sales["target"] * month.elapsed / month.total)


def test_volume_and_quality_sum_to_the_change(view, numbers):
    wb = view.workbook()
    leads = wb.run(wb.leads.filter(wb.leads.is_valid).select("created_day"))["created_day"]
    month = BusinessCalendar("JP").month_at(view.as_of)
    effects = numbers.loc[numbers["kpi"].eq("lead_change"), "value"]
    if month.same_day_last_month is None:
        assert effects.empty
        return
    now = leads.between(epoch_day(month.month.start), epoch_day(view.as_of)).sum()
    last = leads.between(epoch_day(month.month.back(1).start), epoch_day(month.same_day_last_month)).sum()
    assert effects.sum() == pytest.approx(now - last)


def test_shares_lie_in_their_interval_and_it_between_0_and_1(numbers):
    shares = numbers[numbers["unit"].eq("share") & ~numbers["kpi"].isin(NO_CASES)]
    assert (shares["value"] >= 0).all()
    with_interval = shares[shares["low"].notna()]
    assert with_interval["low"].ge(0).all() and with_interval["high"].le(1).all()
    assert (
        with_interval["low"].le(with_interval["value"]).all() and with_interval["value"].le(with_interval["high"]).all()
    )
    assert (shares["low"].isna() == shares["high"].isna()).all()


def test_a_rate_comes_with_its_cases_and_its_interval_unless_it_exceeds_1(numbers):
    of_cases = numbers[numbers["unit"].eq("share") & numbers["numerator"].notna() & ~numbers["kpi"].isin(NO_CASES)]
    assert (of_cases["denominator"] > 0).all()
    assert of_cases["value"].tolist() == pytest.approx((of_cases["numerator"] / of_cases["denominator"]).tolist())
    assert (of_cases["low"].isna() == (of_cases["numerator"] > of_cases["denominator"])).all()


def test_an_80_percent_interval_of_the_landing_holds_its_value(view, numbers):
    landing = numbers[numbers["kpi"].eq("landing")]
    assert len(landing) or not BusinessCalendar("JP").month_at(view.as_of).elapsed
    assert landing["low"].le(landing["value"]).all() and landing["value"].le(landing["high"]).all()


def test_one_period_asked_for_is_that_of_all(view, numbers):
    """What a notebook asks for by name is what numbers.csv holds."""
    wb, month = view.workbook(), f"{view.as_of:%Y-%m}"
    monthly = [
        record
        for record in CATALOGUE.values()
        if record.by and ((numbers["kpi"] == record.id) & (numbers["period"] == month)).any()
    ]
    assert monthly
    for record in monthly:
        asked = record(wb, by=record.by, period=month).set_index(KEYS)
        held = numbers[numbers["kpi"].eq(record.id) & numbers["period"].eq(month)].set_index(KEYS)
        pd.testing.assert_frame_equal(asked.loc[held.index], held, rtol=1e-9)
