"""From a cell or a mark to its number: the one that is written there and named around it, or none."""

import pandas as pd
import pytest

from kpi_helpers.explore.pointing import number_at
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.workbook.example import example

EIGHT_WEEKS = "2026-09-28..2026-11-18"
NUMBERS = pd.DataFrame(
    [
        ("leads", "all", "2026-11", 4, "count"),
        ("leads", "channel=Web", "2026-11", 2, "count"),
        ("leads", "channel=Web", "2026-10", 1, "count"),
        ("lead_companies", "all", "2026-11", 3, "count"),
        ("lead_companies", "channel=Web", "2026-11", 2, "count"),
        ("lead_companies", "channel=展示会", "2026-11", 1, "count"),
        ("quadrant_amount", "quadrant=unknown", "..2026-11-18", 900_000, "currency"),
        ("owner_open", "owner=山口", "..2026-11-18", 2, "count"),
        ("cohort_opportunities", "month=2026-11", "2026-10", 5, "count"),
        ("contact_rate_by_hour", "hour=Mon 09", EIGHT_WEEKS, 2 / 3, "share"),
        ("att_in_range", "rep=佐藤", "2026-11", 0.41, "share"),
        ("att_in_range", "rep=鈴木", "2026-11", 0.3, "share"),
        ("att_seconds", "rep=佐藤", "2026-11", 434, "seconds"),
        ("key_persons", "rep=佐藤", "2026-W47", 2, "count"),
    ],
    columns=["kpi", "segment", "period", "value", "unit"],
)


@pytest.fixture(scope="module")
def pointed():
    meetings = {lang: Meeting("sales_sync", example(), lang) for lang in ("ja", "en")}

    def at(text, around, column=(), lang="ja"):
        number = number_at(NUMBERS, text, around, meetings[lang], column)
        return number and (number.kpi, number.segment, number.period)

    return at


@pytest.mark.parametrize(
    ("text", "around", "number"),
    [
        ("2件", ["Web", "リード"], ("leads", "channel=Web", "2026-11")),
        ("1件", ["Web", "リード"], None),  # October's, which is not named
        ("1件", ["Web", "リード", "10月"], ("leads", "channel=Web", "2026-10")),
        ("6件", ["Web", "リード"], None),
        ("4.0%", ["全体", "リード"], None),
        ("90万円", ["不明", "進行中の金額"], ("quadrant_amount", "quadrant=unknown", "..2026-11-18")),
        ("7分14秒", ["佐藤", "平均通話時間"], ("att_seconds", "rep=佐藤", "2026-11")),
        ("2、0", ["佐藤", "キーマン情報数（今週、先週）"], ("key_persons", "rep=佐藤", "2026-W47")),
        # Marks: of the triangle, by both months; of the heat map, in the row of a day and the column of an hour.
        ("5", ["10月", "11月", "三角表"], ("cohort_opportunities", "month=2026-11", "2026-10")),
        ("67", ["月", "9", "架電した時刻（時）"], ("contact_rate_by_hour", "hour=Mon 09", EIGHT_WEEKS)),
        ("67", ["火", "9", "架電した時刻（時）"], None),
    ],
)
def test_a_text_leads_to_the_number_that_is_named_around_it(pointed, text, around, number):
    assert pointed(text, around) == number


def test_without_its_name_half_of_the_column_must_be_of_the_same_kpi(pointed):
    companies = [("3社", "全体"), ("2社", "Web"), ("1社", "展示会")]
    assert pointed("2社", ["Web", "会社"], companies) == ("lead_companies", "channel=Web", "2026-11")
    under_five_minutes = [("41.0%", "佐藤"), ("12.5%", "鈴木"), ("77.0%", "高橋")]
    assert pointed("41.0%", ["佐藤", "5分未満"], under_five_minutes) is None


def test_a_number_in_english(pointed):
    assert pointed("2", ["Web", "leads"], lang="en") == ("leads", "channel=Web", "2026-11")
    assert pointed("67%", ["Mon", "9:00"], lang="en") == ("contact_rate_by_hour", "hour=Mon 09", EIGHT_WEEKS)
