"""Why the change?"""

from datetime import date

import pytest

from kpi_helpers.report.marketing_sync.change import change_table
from kpi_helpers.report.meetings.marketing_sync import change
from kpi_helpers.report.meetings.marketing_sync import leads as LEADS
from kpi_helpers.workbook.definitions import Condition, Definitions, Version
from tests.report.sections.marketing_worlds import HOSTILE, leads, meeting, shown

FILLED = Definitions(valid_lead=(Version(date(2026, 1, 1), "", ("営業部",), (Condition("email", "is", "present"),)),))
OCTOBER, NOVEMBER = "2026-10-05 10:00", "2026-11-05 10:00"


def world(valid_before, all_before, valid, all_now, *, channel="Web", **options):
    """Leads of one channel; those with an address are valid. October's lie within its first 12 business days."""

    def some(count, good, at, prefix):
        return leads(count, at, prefix, channel=channel, email=lambda n: f"p{n}@a.example.jp" if n <= good else None)

    tables = {"leads": [*some(all_before, valid_before, OCTOBER, "O"), *some(all_now, valid, NOVEMBER, "N")]}
    return meeting(tables, definitions=options.pop("definitions", FILLED), **options)


def test_volume_mix_and_quality_are_told_and_sum_to_the_change():
    """50 of 100 before, 40 of 50 now: volume −50 × (0.5 + 0.8) / 2 = −32.5, quality 75 × 0.3 = +22.5; one channel, no mix."""
    section = change(world(50, 100, 40, 50))
    for part in (
        "40件",
        "50件から−10件",
        "10月1日〜10月19日",
        "量（リードの総数）で−32.5件",
        "構成（チャネルの割合）で±0件",
        "質（チャネルごとの有効率）で+22.5件",
        "有効率は50.0%から80.0%に上がりました",
        "チャネルごとの増減は、どれもばらつきの範囲です",  # 40 against 50 in as many days
    ):
        assert part in section.sentence
    assert "増えたのは" not in section.sentence
    english = change(world(50, 100, 40, 50, lang="en")).sentence
    for part in (
        "−10 against 50",
        "1 Oct–19 Oct",
        "rose from 50.0% to 80.0%",
        "No channel has changed beyond chance",
    ):
        assert part in english


def test_a_channel_that_shrank_beyond_chance_is_named():
    """100 of 100 before, 40 of 40 now: −60, all of it volume."""
    said = change(world(100, 100, 40, 40)).sentence
    assert "いちばん減ったのは「Web」（−60件：量−60件、構成±0件、質±0件）です。" in said
    assert "What shrank most is “Web” (−60:" in change(world(100, 100, 40, 40, lang="en")).sentence


def test_a_worse_rate_is_called_worse():
    assert "有効率は80.0%から50.0%に下がりました" in change(world(40, 50, 50, 100)).sentence
    assert "fell from 80.0% to 50.0%" in change(world(40, 50, 50, 100, lang="en")).sentence


def test_a_difference_within_chance_is_not_claimed():
    """30 of 50 (46–72%) against 27 of 50 (40–67%)."""
    assert "60.0%→54.0%ですが、この件数では差があるとは言えません" in change(world(30, 50, 27, 50)).sentence
    assert "no difference" in change(world(30, 50, 27, 50, lang="en")).sentence


def test_few_leads_are_called_thin():
    assert "少なすぎます（30件未満）" in change(meeting()).sentence
    assert "one side below 30" in change(meeting(lang="en")).sentence


def test_without_a_definition_all_is_volume():
    bare = {"definitions": Definitions()}
    assert "増減はすべて量によるものです" in change(world(40, 40, 50, 50, **bare)).sentence
    assert "all of it is volume" in change(world(40, 40, 50, 50, lang="en", **bare)).sentence


def test_other_channels_are_mix_not_volume():
    """30 of Web and 10 of 展示会 before, 10 and 30 now, all valid: as many leads, from elsewhere."""

    def some(count, at, prefix, channel):
        return leads(count, at, prefix, channel=channel, email=lambda n: f"p{n}@a.example.jp")

    tables = {
        "leads": [
            *some(30, OCTOBER, "A", "Web"), *some(10, OCTOBER, "B", "展示会"),
            *some(10, NOVEMBER, "C", "Web"), *some(30, NOVEMBER, "D", "展示会"),
        ]
    }  # fmt: skip
    table = change_table(meeting(tables, definitions=FILLED)).set_index("channel")
    # 40 × (3/4 − 1/4) × 1 = 20 more of 展示会, 20 fewer of Web.
    assert table[["volume", "mix", "quality", "change"]].loc[["全体", "展示会", "Web"]].to_numpy().tolist() == [
        [0, 0, 0, 0],
        [0, 20, 0, 20],
        [0, -20, 0, -20],
    ]
    said = change(meeting(tables, definitions=FILLED)).sentence
    assert "いちばん増えたのは「展示会」（+20件：量±0件、構成+20件、質±0件）" in said
    assert (
        "“展示会” (+20: volume ±0, mix +20, quality ±0)"
        in change(meeting(tables, definitions=FILLED, lang="en")).sentence
    )


def test_a_month_that_is_not_all_there_is_not_compared():
    """The oldest lead is of October 20th, 13 business days into the month."""
    late = {"leads": [*leads(2, "2026-10-20 10:00", "L", channel="Web"), *leads(2, NOVEMBER, "N")]}
    assert "比較は出しません" in change(meeting(late)).sentence
    assert "not all there" in change(meeting(late, lang="en")).sentence
    assert "差は" not in LEADS(meeting(late)).sentence


def test_the_figure_sums_the_channels_of_the_example():
    """Four leads against one. None: 0 → 2, both valid; Web: 1 of 1 → 1 of 2 (worked out in tests/conformance)."""
    table = change_table(meeting())
    assert table["channel"].tolist() == ["全体", "", "Web"]
    assert table[["volume", "mix", "quality", "change"]].to_numpy().tolist() == [
        [0.75 + 1.6875, 1.25 - 0.9375, -0.75, 2],
        [0.75, 1.25, 0, 2],
        [1.6875, -0.9375, -0.75, 0],
    ]
    section = change(meeting())
    bars = [bar.get_width() for bar in section.figures[0][0].axes[0].patches]
    assert bars == [0.75, 1.6875, 1.25, -0.9375, 0, -0.75]
    assert section.alt.replace(" ", "") == "未入力+2件、Web±0件"
    assert section.table.iloc[1].tolist() == ["（未入力）", "2 (0)", "2 (0)", "+2件", "+0.8件", "+1.2件", "±0件"]
    assert section.numbers["value"].sum() == pytest.approx(2)


def test_a_definition_that_changed_in_between_is_named():
    newer = Version(date(2026, 11, 2), "", (), (Condition("email", "is", "present"),))
    both = Definitions(valid_lead=(*FILLED.valid_lead, newer))
    assert any("2026-11-02" in note for note in change(world(40, 50, 40, 50, definitions=both)).notes)
    assert not any("変わった" in note for note in change(world(40, 50, 50, 100)).notes)


def test_before_the_first_business_day_and_without_leads_it_says_so():
    assert "まだ営業日がない" in change(world(1, 1, 1, 1, as_of="2026-11-01")).sentence
    old = {"leads": [*leads(1, "2026-01-05 10:00", "K", channel="Web"), *leads(1, "2026-09-07 10:00", "L")]}
    assert "リードがありません" in change(meeting(old)).sentence
    assert "There is no lead" in change(meeting(old, lang="en")).sentence


def test_hostile_channels_are_text():
    assert "<script" not in shown(change(world(40, 50, 50, 100, channel=HOSTILE)))
