"""What the figures of the meeting with marketing show, read back from their axes."""

from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.colors import to_rgba
from matplotlib.dates import date2num

from kpi_helpers.charts.style import ATTENTION, ATTENTION_SOFT, GOOD, QUALITY, THIN, VOLUME
from tests.charts import demo_marketing
from tests.charts.figures import FUNCTIONS, draw, words_in


def test_leads_stand_behind_valid_leads_with_target_pace_and_landing() -> None:
    table = demo_marketing.leads_on_plan()
    ax = draw("leads_on_plan")
    assert [[bar.get_width() for bar in bars] for bars in ax.containers] == [
        list(table["leads"]),
        list(table["valid_leads"]),
    ]
    assert [label.get_text() for label in ax.get_yticklabels()][-1] == "(未入力)"
    words = words_in(ax)
    assert {"402 / 611 件", "418 社", "✓ ペース 112 %"} <= set(words)
    assert any(list(line.get_xdata()) == [480, 480] for line in ax.lines)
    assert any(list(line.get_xdata()) == [518] and line.get_marker() == "D" for line in ax.lines)


def test_leads_without_any_target_have_no_note_about_one() -> None:
    nothing = dict.fromkeys(["target", "pace", "landing", "low", "high"], float("nan"))
    table = demo_marketing.leads_on_plan().assign(**nothing, verdict="")
    assert not any("目標" in text or "ペース" in text for text in words_in(draw("leads_on_plan", table=table)))


def test_a_landing_without_a_target_is_the_only_mark_explained() -> None:
    table = demo_marketing.leads_on_plan().assign(target=float("nan"), pace=float("nan"), verdict="")
    assert draw("leads_on_plan", table=table).figure.get_supxlabel() == "◇=着地見込みと80 %の幅"


def test_volume_and_quality_sum_to_the_change_of_each_channel() -> None:
    table = demo_marketing.lead_change()
    ax = draw("lead_change")
    bars = [bar for bar in ax.patches if bar.get_height() == pytest.approx(0.34)]
    volume = [bar.get_width() for bar in bars if bar.get_facecolor() == to_rgba(VOLUME)]
    quality = [bar.get_width() for bar in bars if bar.get_facecolor() == to_rgba(QUALITY)]
    assert [a + b for a, b in zip(volume, quality, strict=True)] == pytest.approx(table["change"].to_list())
    assert sum(volume[1:]) == pytest.approx(volume[0]) and sum(quality[1:]) == pytest.approx(quality[0])
    assert "−18 件" in words_in(ax)


def test_the_definition_in_force_is_named_and_the_others_say_their_difference() -> None:
    ax = draw("definition_effect")
    assert [bar.get_width() for bar in ax.patches] == [1_243, 1_688]
    assert {"2026-04-01 から", "今の定義", "+445 件"} <= set(words_in(ax))


def test_a_condition_shows_what_it_rejects_and_what_it_alone_rejects() -> None:
    ax = draw("condition_rejects")
    assert [bar.get_width() for bar in ax.patches] == [96, 21, 318, 172, 241, 118]
    assert "172 / 318 件" in words_in(ax)


def test_the_campaign_with_many_leads_and_few_companies_is_marked() -> None:
    ax = draw("campaign_funnel")
    bars = [bar for bar in ax.patches if bar.get_height() == pytest.approx(0.6)]
    scale = bars[0].get_width() / 486
    assert [round(bar.get_width() / scale) for bar in bars][0::7] == [486, 74, 19, 4]
    assert [band.get_y() for band in ax.patches if band.get_facecolor() == to_rgba(ATTENTION_SOFT)] == [-0.48]
    words = words_in(ax)
    assert "▼ 秋のIT展示会2026" in words and "▼ リードは多いのに会社が少ない施策" in words


def test_many_campaigns_leave_a_word_about_the_hidden_ones() -> None:
    table = pd.concat([demo_marketing.campaign_funnel()] * 5)
    assert "ほか 21 件は表に" in words_in(draw("campaign_funnel", table=table))


def test_curves_bear_their_numbers_at_risk_and_are_hollow_where_few_are_left() -> None:
    table = demo_marketing.cohort_curves()
    ax = draw("cohort_curves")
    first = table[table["channel"] == "Webサイト"]
    assert ax.lines[0].get_ydata().tolist() == first["rate"].to_list()
    words = words_in(ax)
    assert {f"{count:,}" for count in table["at_risk"]} <= set(words)
    hollow = [line for line in ax.lines if line.get_markerfacecolor() == "white"]
    assert sum(len(line.get_xdata()) for line in hollow) == (table["at_risk"] < 30).sum() == 4


def test_response_bands_show_shares_and_contact_rates_apart() -> None:
    table = demo_marketing.response_bands()
    shares, contacts = draw("response_bands").child_axes
    assert [bar.get_width() for bar in shares.patches] == table["share"].to_list()
    assert shares.patches[0].get_facecolor() == to_rgba(GOOD)
    assert (shares.patches[-1].get_facecolor(), shares.patches[-1].get_hatch()) == (to_rgba(ATTENTION), "////")
    dots = [line for line in contacts.lines if line.get_marker() == "o"]
    assert [dot.get_xdata()[0] for dot in dots] == [0.62, 0.51, 0.44, 0.39, 0.28, 0.17]
    assert dots[-1].get_color() == THIN and dots[-1].get_markerfacecolor() == "white"


def test_hours_show_the_part_answered_in_time() -> None:
    table = demo_marketing.answers_by_hour()
    ax = draw("answers_by_hour")
    heights = [[bar.get_height() for bar in bars] for bars in ax.containers]
    assert heights == [list(table["leads"]), list(table["within_5min"])]
    words = words_in(ax)
    assert "66" in words and "(8)" in words


def test_the_calendar_hatches_what_is_planned_and_marks_today() -> None:
    ax = draw("campaign_calendar")
    assert [bar.get_width() for bar in ax.patches] == [3, 1, 30, 1, 18]
    assert [bar.get_hatch() for bar in ax.patches] == [None, None, None, "////", "////"]
    assert ax.patches[3].get_x() == date2num(pd.Timestamp("2026-12-03"))
    assert "今日 11/20" in words_in(ax)


def test_a_campaign_without_a_start_is_left_out_of_the_calendar() -> None:
    table = demo_marketing.campaign_calendar()["table"].assign(starts_on=pd.NaT)
    assert words_in(FUNCTIONS["campaign_calendar"](table, as_of=pd.Timestamp("2026-11-20"))) == ["データがありません"]


def test_the_target_list_is_split_by_the_last_contact() -> None:
    ax = draw("target_reach")
    first = [bars[0] for bars in ax.containers]
    assert [bar.get_width() for bar in first] == [41, 22, 9]
    assert [bar.get_x() for bar in first] == [0, 41, 41 + 22]
    assert [bar.get_hatch() is not None for bar in first] == [False, False, True]
    assert [line.get_ydata()[0] for line in ax.lines] == [1.5]
    assert "未接触 9 / 72 社" in words_in(ax)
