"""What the figures of the meeting with marketing show, read back from their axes."""

from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.colors import to_rgba

from kpi_helpers.charts.style import ATTENTION, GOOD, MIX, PAPER, QUALITY, THIN, VOLUME
from tests.charts import demo_marketing
from tests.charts.figures import draw, frame, words_in, words_of


def test_a_condition_shows_what_it_rejects_and_what_it_alone_rejects() -> None:
    ax = draw("condition_rejects")
    assert [bar.get_width() for bar in ax.patches] == [96, 21, 318, 172, 241, 118]
    assert "172 / 318件" in words_in(ax)


def test_response_bands_show_shares_and_contact_rates_apart() -> None:
    table = demo_marketing.response_bands()
    shares, contacts = draw("response_bands").child_axes
    assert [bar.get_width() for bar in shares.patches] == table["share"].to_list()
    assert shares.patches[0].get_facecolor() == to_rgba(GOOD)
    assert (shares.patches[-1].get_facecolor(), shares.patches[-1].get_hatch()) == (to_rgba(ATTENTION), "////")
    dots = [line for line in contacts.lines if line.get_marker() == "o"]
    assert [dot.get_xdata()[0] for dot in dots] == [0.62, 0.51, 0.44, 0.39, 0.28, 0.17]
    assert dots[-1].get_color() == THIN and dots[-1].get_markerfacecolor() == PAPER


def test_leads_have_valid_ones_inside_with_target_pace_and_landing() -> None:
    words = words_of(frame("leads_on_plan"))
    assert {"402", "611", "418", "✓ 112%", "（未入力）"} <= set(words)
    assert any("目標 480" in text and "着地見込み 518" in text for text in words)


def test_leads_without_any_target_speak_of_none() -> None:
    nothing = dict.fromkeys(["target", "pace", "landing", "low", "high"], float("nan"))
    table = demo_marketing.leads_on_plan().assign(**nothing, verdict="")
    words = words_of(frame("leads_on_plan", table=table, title="リード"))
    assert not any("目標" in text or "計画比" in text or "着地" in text for text in words)


def test_the_total_does_not_squeeze_the_channels() -> None:
    table = demo_marketing.leads_on_plan()
    longest = table.loc[~table["is_total"], "leads"].max()
    valid = table.loc[~table["is_total"] & table["leads"].eq(longest), "valid_leads"].item()
    assert f'd="M0 0H{100 * valid / longest:.4g}V8H0z"' in str(frame("leads_on_plan"))


def test_volume_and_quality_sum_to_the_change_of_each_channel() -> None:
    table = demo_marketing.lead_change()
    ax = draw("lead_change")
    effects = [
        [bar.get_width() for bar in ax.patches if bar.get_facecolor() == to_rgba(colour)]
        for colour in (VOLUME, MIX, QUALITY)
    ]
    channels, total = table[~table["is_total"]], table[table["is_total"]]
    assert [sum(parts) for parts in zip(*effects, strict=True)] == pytest.approx(channels["change"].to_list())
    assert sum(map(sum, effects)) == pytest.approx(total["change"].item())
    assert any(text.startswith("構成（チャネルの割合）") and "±0" in text for text in words_in(ax))


def test_the_campaign_with_many_leads_and_few_companies_is_marked() -> None:
    words = words_of(frame("campaigns"))
    assert "▼ 秋のIT展示会2026" in words and any(
        word.startswith("▼＝リードは多いのに会社が少ない施策") for word in words
    )
    assert {"486", "74", "19", "4 (0)"} <= set(words)


def test_a_campaigns_cost_stands_where_it_is_known() -> None:
    table = demo_marketing.campaigns()
    assert "商談化1社あたり費用" not in words_of(frame("campaigns"))
    assert "27万円" in words_of(frame("campaigns", table=table.assign(cost_per_opportunity=270_000.0)))


def test_channels_are_held_against_all_of_them() -> None:
    ax = draw("channel_rates")
    dots = [line for line in ax.lines if line.get_marker() == "o"]
    assert [dot.get_xdata()[0] for dot in dots] == [0.31, 0.22, 0.17, 0.09, 0.06]
    assert dots[-1].get_color() == THIN and dots[-1].get_markerfacecolor() == PAPER
    assert any(set(line.get_xdata()) == {0.165} for line in ax.lines)
    assert {"✓ ほかより高い", "▼ ほかより低い"} <= set(words_in(ax))


def test_hours_show_leads_and_below_them_the_part_answered_in_time() -> None:
    table = demo_marketing.answers_by_hour()
    counts, shares = draw("answers_by_hour").child_axes
    assert [bar.get_height() for bar in counts.patches] == list(table["leads"])
    assert [bar.get_height() for bar in shares.patches] == list(table["share"])
    words = [text.get_text() for text in shares.texts]
    assert "66" in words and "(8)" in words


def test_the_calendar_lists_days_audience_and_state() -> None:
    calendar = frame("campaign_calendar")
    words = words_of(calendar)
    assert {"10/7〜10/9", "10/28", "予定", "実施中", "実施済み", "300万円"} <= set(words)
    assert words.count("同じ種類の実績：夏のウェビナー：リード58件、うち商談7件・受注4件") == 1
    assert str(calendar).count('<tr class="strong">') == words.count("予定") == 2


def test_a_campaign_without_a_start_is_left_out_of_the_calendar() -> None:
    table = demo_marketing.campaign_calendar().assign(starts_on=pd.NaT)
    assert "データがありません" in words_of(frame("campaign_calendar", table=table))


def test_the_target_list_is_split_by_the_last_contact() -> None:
    ax = draw("target_reach")
    first = [bars[0] for bars in ax.containers]
    assert [bar.get_width() for bar in first] == pytest.approx([41 / 72, 22 / 72, 9 / 72])
    assert [bar.get_x() for bar in first] == pytest.approx([0, 41 / 72, 63 / 72])
    assert [bar.get_hatch() is not None for bar in first] == [False, False, True]
    assert [line.get_ydata()[0] for line in ax.lines] == [1.5]
    assert any(text.startswith("未接触 9 / 72") for text in words_in(ax))


def test_the_sum_of_the_effects_has_a_heading() -> None:
    assert "増減" in words_in(draw("lead_change")) and "change" in words_in(draw("lead_change", lang="en"))
