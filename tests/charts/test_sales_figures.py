"""What the figures of the meeting with field sales show, read back from their axes."""

from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.collections import QuadMesh
from matplotlib.colors import to_rgba

from kpi_helpers.charts.style import ACTUAL, ATTENTION, GOOD, THIN
from tests.charts import demo_sales
from tests.charts.figures import FUNCTIONS, draw, words_in


def test_the_tree_has_a_card_per_number_under_its_parent() -> None:
    table = demo_sales.kpi_tree()
    ax = draw("kpi_tree")
    cards = [patch.get_xy() for patch in ax.patches if patch.get_width() > 0.1]
    assert len(cards) == len(table)
    places = dict(zip(table["kpi"], cards, strict=True))
    for kpi, parent in zip(table["kpi"], table["parent"], strict=True):
        if kpi != "sales":
            assert places[kpi][1] == places[parent][1] + 1
    assert places["won"][0] == places["sales"][0] < places["average_deal"][0]


def test_the_tree_says_actual_target_attainment_and_owner() -> None:
    words = words_in(draw("kpi_tree"))
    assert {"1,840万円", "目標 2,600万円", "▼ 71 %", "営業", "20,870 人", "目標なし"} <= set(words)
    assert words.count("×") == 5 and words.count("+") == 1


def test_the_waterfall_steps_lead_from_target_to_actual() -> None:
    table = demo_sales.gap_waterfall()
    bars = draw("gap_waterfall").patches
    assert [bar.get_width() for bar in bars] == table["value"].to_list()
    level = bars[0].get_width()
    for bar in bars[1:-1]:
        assert bar.get_x() == level
        level += bar.get_width()
    assert (
        level
        == bars[-1].get_width()
        == 20_400_000 + 420_000 - 310_000 - 150_000 - 640_000 - 2_180_000 + 1_130_000 - 270_000
    )


def test_the_waterfall_tells_losses_from_gains_without_colour_and_owns_up_to_a_cut_axis() -> None:
    ax = draw("gap_waterfall")
    assert [bar.get_hatch() for bar in ax.patches[1:4]] == [None, "////", "////"]
    assert ax.patches[1].get_facecolor() == to_rgba(GOOD) and ax.patches[2].get_facecolor() == to_rgba(ATTENTION)
    words = words_in(ax)
    assert "↓ −218万円" in words and "最大の要因" in words
    assert ax.get_xlim()[0] > 0 and any("0から始まりません" in text for text in words)


def test_the_waterfall_starts_at_zero_where_the_steps_are_large() -> None:
    table = demo_sales.gap_waterfall().assign(value=[10.0, -6, 0, 0, 0, 0, 0, 0, 4])
    ax = draw("gap_waterfall", table=table)
    assert ax.get_xlim()[0] <= 0
    assert not any("0から始まりません" in text for text in words_in(ax))


def test_progress_draws_actual_plan_last_month_and_the_landing_with_its_interval() -> None:
    table = demo_sales.progress()
    ax = draw("progress")
    plan, last_month, actual, now, fan, landing = ax.lines
    assert list(plan.get_ydata()) == table["plan"].to_list()
    assert list(last_month.get_ydata()) == table["last_month"].to_list()
    assert list(actual.get_ydata()) == table["actual"].dropna().to_list()
    assert (now.get_xdata()[0], now.get_ydata()[0]) == (14, 48)
    assert list(fan.get_ydata()) == [48, 63.4] and landing.get_ydata()[0] == 63.4
    interval = ax.collections[-1].get_paths()[0].vertices
    assert {56, 71} <= set(interval[interval[:, 0] == 19][:, 1])
    assert "着地見込み 63 件\n80 %の幅 56〜71" in words_in(ax)


def test_progress_of_a_finished_month_has_no_fan() -> None:
    table = demo_sales.progress().head(14).assign(landing=48.0, low=48.0, high=48.0)
    assert not any("着地" in text for text in words_in(draw("progress", table=table)))


def test_the_triangle_holds_every_cell_and_both_margins() -> None:
    given = demo_sales.triangle()
    ax = draw("triangle")
    (mesh,) = (artist for artist in ax.collections if isinstance(artist, QuadMesh))
    cells = mesh.get_array()
    assert cells.shape == (13, 13)
    assert cells.mask[5, 4] and not cells.mask[5, 5]
    assert cells[0, 0] == round(380 * 0.055) and cells[11, 12] == round(451 * 0.035 * 0.62)
    assert cells.sum() == given["cohorts"]["row_sum"].sum() == given["months"]["column_sum"].sum()
    at = {(round(x, 2), round(y, 2)): text.get_text() for text in ax.texts for x, y in [text.get_position()]}
    assert [at[12.5, 13.9 + line] for line in range(3)] == ["43", "3", "46"]
    assert sum(text == "○" for text in at.values()) == 6


def test_the_triangle_may_gather_earlier_cohorts_in_a_row_of_their_own() -> None:
    given = demo_sales.triangle()
    earlier = pd.DataFrame({"cohort": ["以前"], "row_sum": [9.0], "is_young": [False]})
    cells = pd.DataFrame({"cohort": ["以前"], "month": ["2025-11"], "opportunities": [9]})
    ax = draw(
        "triangle",
        table=pd.concat([cells, given["table"]]),
        cohorts=pd.concat([earlier, given["cohorts"]], ignore_index=True),
    )
    assert [label.get_text() for label in ax.get_yticklabels()][:2] == ["以前", "25年11月"]
    (mesh,) = (artist for artist in ax.collections if isinstance(artist, QuadMesh))
    assert mesh.get_array()[0].tolist() == [9, *[0] * 12]
    assert "–" in words_in(ax)


def test_the_rates_are_hollow_and_dashed_where_a_cohort_is_young() -> None:
    ax = draw("conversion_rates")
    hollow = [line for line in ax.lines if line.get_markerfacecolor() == "white" and len(line.get_xdata())]
    assert [list(line.get_xdata()) for line in hollow] == [[7, 8, 9, 10, 11, 12], [9, 10, 11, 12]]
    assert {"輪切り 11.4 %", "追っかけ 3.5 %", "最終見込み 8.5 %"} <= set(words_in(ax))


def test_a_quadrant_in_focus_is_framed_and_named() -> None:
    ax = draw("quadrants")
    framed = [patch for patch in ax.patches if patch.get_edgecolor() == to_rgba(ACTUAL)]
    assert [patch.get_xy() for patch in framed] == [(0.015, 0.02)]
    words = words_in(ax)
    assert "● ここから話す" in words and "受注率 5.0 % (n=22、参考)" in words
    assert "区分不明: 進行中 5 件、金額 320万円、新規 7 件" in words


def test_a_condition_without_enough_closings_is_grey() -> None:
    bars = draw("conditions").patches
    assert [bar.get_width() for bar in bars] == [0.38, 0.16, 0.31, 0.29, 0.33]
    assert [bar.get_hatch() for bar in bars] == [None, "////", None, "////", None]
    assert bars[3].get_facecolor()[:3] == to_rgba(THIN)[:3] != bars[1].get_facecolor()[:3]


def test_scenarios_stand_against_the_plan() -> None:
    ax = draw("scenarios")
    assert [bar.get_width() for bar in ax.patches] == [742, 589, 640]
    assert [set(line.get_xdata()) for line in ax.lines] == [{640}] * 3
    assert "▼ 計画の 116 %" in words_in(ax)


def test_a_scenario_without_a_plan_is_drawn_alone() -> None:
    table = demo_sales.scenarios().assign(planned=float("nan"), share_of_plan=float("nan"), verdict="")
    ax = draw("scenarios", table=table)
    assert len(ax.lines) == 0 and not any("計画" in text for text in words_in(ax))


@pytest.mark.parametrize("unknown", ["trend", None])
def test_an_unknown_verdict_is_refused(unknown: object) -> None:
    with pytest.raises(KeyError):
        FUNCTIONS["scenarios"](pd.DataFrame(demo_sales.scenarios().assign(verdict=unknown)))
