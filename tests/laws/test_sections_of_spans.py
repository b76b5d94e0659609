"""No section speaks of days that no table covers, nor of what no column carries."""

import re
from datetime import date

import pandas as pd
import pytest

from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.meetings import MEETINGS
from kpi_helpers.workbook.workbook import Workbook
from tests.laws.worlds import DATED, world

WORLD = world(3, date(2026, 11, 20), 250)
BEGIN, IN_OCTOBER, SEVENTH, LATE_OCTOBER = map(pd.Timestamp, ("2026-07-01", "2026-10-22", "2026-11-07", "2026-10-30"))
TEAM = ("act", "talk", "area", "answers", "roles")


def tables(**ends):
    """The world from July on, some of its tables (or `all` of them) between two moments; what closed later is undone."""
    cut = {}
    for name, table in WORLD.tables.items():
        start, end = ends.get(name, ends.get("all", (BEGIN, pd.Timestamp.max)))
        if name in DATED:
            moments = pd.to_datetime(table[DATED[name]])
            table = table[(moments >= start) & (moments < end)]
        if name == "opportunities":
            known = table["closed_at"] < end
            table = table.assign(closed_at=table["closed_at"].where(known), is_won=table["is_won"].where(known, None))
        cut[name] = table
    return cut


def said(held, **topics):
    """The sections of these topics of each meeting."""
    wb = Workbook(WORLD.workbook().config, held, WORLD.definitions, as_of=WORLD.as_of)
    made = {}
    for name, keys in topics.items():
        meeting = Meeting(name, wb)
        for topic in (topic for topic in MEETINGS[name].topics if topic.key in keys):
            section = topic(meeting)
            assert not section.failure, (name, topic.key, section.failure)
            made[f"{name}.{topic.key}"] = section
    return made


def test_a_log_that_ended_before_the_month_is_named_instead_of_a_month_of_zeros():
    held = tables(activities=(BEGIN, LATE_OCTOBER))
    stale_calls = said(held, team_sync=TEAM, marketing_sync=("answers", "leads"), sales_sync=("opportunities",))
    for key in TEAM:
        section = stale_calls[f"team_sync.{key}"]
        assert section.is_missing and "活動の記録が10月29日で止まっているため" in section.sentence
    assert stale_calls["marketing_sync.answers"].is_missing
    # What rests on the other tables is told as ever.
    assert "11月の商談は" in stale_calls["sales_sync.opportunities"].sentence
    assert "止まっている" not in stale_calls["marketing_sync.leads"].sentence


def test_an_export_that_ended_within_the_month_has_no_verdict():
    ended = said(
        tables(all=(BEGIN, SEVENTH)),
        sales_sync=("sales", "opportunities", "conversion"),
        marketing_sync=("leads", "lead_change", "answers", "ahead"),
        team_sync=("act", "answers"),
    )
    for key in ("sales_sync.sales", "sales_sync.opportunities", "marketing_sync.leads", "team_sync.act"):
        assert "止まっているため" in ended[key].sentence and not ended[key].claims
    for section in ended.values():
        assert not re.search(r"届かな|遅れて|下がっ|ふだんより|0件の見込み", section.sentence)
    # Five days of opportunities over a month's leads would be a rate of nothing.
    assert "今月の輪切りの商談化率は出せません" in ended["sales_sync.conversion"].sentence
    assert pd.isna(ended["sales_sync.conversion"].table["輪切り"].iloc[-1])
    for name in ("team_sync", "marketing_sync"):
        assert "それより後に来たリードへの対応はまだわかりません" in ended[f"{name}.answers"].sentence
    # Its last row is of the 5th: no flat line behind the business days of the 2nd, 4th and 5th.
    assert ended["sales_sync.opportunities"].table["実績"].ne("–").sum() == 3


def test_a_month_that_an_export_begins_in_is_held_against_nothing():
    held = tables(all=(IN_OCTOBER, pd.Timestamp.max))
    begun = said(held, sales_sync=("opportunities", "conversion"), marketing_sync=("leads", "lead_change"))
    opportunities = begun["sales_sync.opportunities"]
    assert "前月の同じ営業日" not in opportunities.sentence and opportunities.table["前月"].eq("–").all()
    slices = begun["sales_sync.conversion"].table["輪切り"]
    assert pd.isna(slices.iloc[0]) and pd.notna(slices.iloc[-1])
    assert "先月" not in begun["sales_sync.conversion"].sentence
    assert "比較は出しません" in begun["marketing_sync.lead_change"].sentence
    for section in begun.values():
        assert not re.search(r"先月の?0|前月の?0|先月の同じ営業日まで（", section.sentence)


GONE = {
    ("activities", "outcome"): (
        r"接触率\D{0,6}0\.0%|なら0\.0%|架電はありません|30件に満たず、参考値|会話がまだありません",
        {"team_sync": ("act", "golden_hours", "talk"), "marketing_sync": ("answers",)},
    ),
    ("leads", "company_name"): (
        r"有効リードは0件|有効リードがなく|有効なのは0件|月に0件",
        {"marketing_sync": ("leads", "lead_change", "definition", "ahead")},
    ),
    ("opportunities", "is_won"): (
        r"進行中の商談はありません|0円|受注率は0|金額がないため",
        {"sales_sync": ("sales", "quadrants", "budget")},
    ),
}


@pytest.mark.parametrize("gone", GONE, ids=".".join)
def test_what_no_column_carries_is_named_with_its_column_and_never_a_zero(gone):
    (table, column), (zeros, topics) = gone, GONE[gone]
    whole = tables()
    made = said({**whole, table: whole[table].drop(columns=column)}, **topics)
    told = [text for section in made.values() for text in (section.sentence, *section.notes)]
    assert any(f"（{column}）の列がない" in text for text in told)
    for key, section in made.items():
        assert not re.search(zeros, section.sentence), key


def test_without_times_of_day_answers_are_told_by_the_day():
    whole = tables()
    calls = whole["activities"].assign(started_at=whole["activities"]["started_at"].dt.normalize())
    made = said({**whole, "activities": calls}, marketing_sync=("answers",), team_sync=("answers",))
    for section in made.values():
        assert "（started_at）に時刻がないため" in section.sentence and "当日中" in section.sentence
        assert "5分以内" not in section.sentence
