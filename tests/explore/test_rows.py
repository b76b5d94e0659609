"""From a number to its rows: as many as the number says."""

from types import SimpleNamespace

import pytest

from kpi_helpers.explore.behind import COUNTED, SOURCES, rows
from kpi_helpers.kpis.catalogue import CATALOGUE, all_numbers
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.example import example


@pytest.fixture(scope="module")
def wb():
    """The example, whose opportunities also tell what became of the meeting and why one was lost."""
    made = example()
    told = {"held": [True, True, False, True, None, True], "accepted": [True, False, None, True, None, True]}
    reasons = [None, None, "価格", None, None, None]
    made._tables["opportunities"] = made._tables["opportunities"].assign(**told, lost_reason=reasons)
    return made


@pytest.fixture(scope="module")
def numbers(wb):
    return all_numbers(wb)


@pytest.mark.parametrize("kpi", SOURCES)
def test_there_are_as_many_rows_as_the_number_says(wb, numbers, kpi):
    own = numbers[numbers["kpi"] == kpi]
    assert len(own)
    # One per kind of segment and period: every group would repeat the same query.
    own = own.assign(kind=own["segment"].str.replace(r"=[^;]*", "", regex=True))
    for number in own.groupby("kind").tail(2).itertuples():
        found = rows(wb, kpi, segment=number.segment, period=number.period)
        if number.unit == "currency":
            assert found["amount"].sum() == (number.numerator if kpi == "average_deal" else number.value)
        elif kpi == "quadrant_days_open":
            assert (wb.as_of - found["created_at"].dt.date).map(lambda age: age.days).median() == number.value
        elif COUNTED in found:
            assert (len(found), found[COUNTED].sum()) == (number.denominator, number.numerator)
        elif number.unit == "seconds":
            assert found["talk_seconds"].mean() == number.value
        else:
            assert len(found) == number.value


def test_every_source_is_a_kpi():
    assert SOURCES.keys() <= CATALOGUE.keys()


def test_the_rows_of_a_cell_are_the_leads_of_that_cell(wb):
    assert rows(wb, "cohort_opportunities", segment="month=2026-10", period="2026-10")["lead_id"].tolist() == ["L1"]


def test_the_rows_of_a_rate_tell_which_count(wb):
    found = rows(wb, "contact_rate", segment="rep=佐藤", period="2026-11")
    assert found[["activity_id", COUNTED]].to_numpy().tolist() == [["A4", False], ["A5", True], ["A6", True]]


def test_values_are_written_as_in_the_export_where_asked_for(wb, monkeypatch):
    source = SimpleNamespace(values={"outcome": {"connected": ["担当者接触", "つながった*"]}})
    monkeypatch.setitem(wb.config.tables, "activities", source)
    raw, said = (
        rows(wb, "contact_rate", segment="rep=佐藤", period="2026-11", in_words=asked)["outcome"]
        for asked in (False, True)
    )
    assert said.tolist() == raw.replace("connected", "担当者接触／つながった").tolist() != raw.tolist()


def test_an_hour_has_its_calls(wb):
    found = rows(wb, "contact_rate_by_hour", segment="hour=Mon 09", period="2026-09-28..2026-11-18")
    assert found["activity_id"].tolist() == ["A3", "A7", "A8"]


def test_companies_are_listed_once(wb):
    found = rows(wb, "companies", period="2026-11")
    assert found["activity_id"].tolist() == ["A4", "A7", "A9"]  # A5 and A6 are with A4's company, A8 with A7's


def test_no_address_is_shown(wb):
    assert not {"email", "phone"} & set(rows(wb, "leads", period="2026-10"))


def test_masked_names_stay_masked(wb):
    found = rows(Meeting("sales_sync", wb, "ja", mask_names=True), "leads", period="2026-10")
    assert found["rep"].str.startswith("担当 ").all()
    assert found["company_name"].str.startswith("会社 ").all()


def test_a_view_has_its_own_rows(wb):
    assert rows(wb.view(rep="佐藤"), "opportunities", period="2026-11")["opportunity_id"].tolist() == ["O2", "O3"]


@pytest.mark.parametrize(
    ("kpi", "named", "said"),
    [
        ("landing", {}, "landing has no rows of its own"),
        ("lead", {}, "There is no KPI 'lead'"),
        ("leads", {"period": "2026-13"}, "The period '2026-13' is not known"),
        ("leads", {"segment": "hero=x"}, "cannot be split by 'hero'"),
    ],
)
def test_what_cannot_be_listed_is_told(wb, kpi, named, said):
    with pytest.raises(WorkbookError, match=said):
        rows(wb, kpi, **named)
