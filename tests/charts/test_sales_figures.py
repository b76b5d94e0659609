"""What the figures of the meeting with field sales show, read back from their axes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import QuadMesh
from matplotlib.colors import to_rgba

from kpi_helpers.charts.canvas import for_phone
from kpi_helpers.charts.style import ATTENTION, BEFORE, COHORT, GOOD, PAPER, SLICE, THIN
from kpi_helpers.charts.svg import to_svg
from tests.charts import demo_sales
from tests.charts.figures import draw, frame, words_in, words_of


def test_the_tree_has_a_line_per_level_with_actual_target_attainment_and_owner() -> None:
    tree = frame("kpi_tree")
    assert str(tree).count("<li>") == 7
    words = words_of(tree)
    assert {"1,840万円", "目標 2,600万円", "目標 25.0%", "（今日時点 22.5%）", "▼ 71%", "営業", "目標なし"} <= set(
        words
    )
    # 14 of 19 business days gone: 18,400,000 − 26,000,000 × 14/19.
    assert "差 −76万円" in words
    assert words.count("×") == 5 and words.count("+") == 1
    assert words.index("売上") < words.index("受注") < words.index("平均単価") < words.index("商談")


def test_the_gap_is_shared_out_left_and_right_of_zero_the_largest_first() -> None:
    table = demo_sales.gap_factors()
    ax = draw("gap_factors")
    steps = table[table["kind"] == "step"].set_index("label")["value"]
    bars = {name.get_text(): bar for name, bar in zip(ax.get_yticklabels(), ax.patches, strict=True)}
    assert {name: bar.get_x() + bar.get_width() for name, bar in bars.items()} == steps.to_dict()
    assert all(bar.get_x() == 0 for bar in bars.values())
    assert list(bars) == sorted(steps.index, key=lambda name: -abs(steps[name]))
    start, end = (table.loc[table["kind"] == kind, "value"].item() for kind in ("start", "end"))
    assert start + sum(bar.get_width() for bar in ax.patches) == end
    words = words_in(ax)
    assert "−218万円" in words and "最大の要因" in words and any("→" in text for text in words)


def test_losses_are_told_from_gains_without_colour() -> None:
    for bar in draw("gap_factors").patches:
        loss = bar.get_width() < 0
        assert (bar.get_hatch() == "////") == loss
        # The largest and one more stand out, the rest is within what months differ by.
        told = abs(bar.get_width()) in (2_180_000, 1_130_000)
        assert bar.get_facecolor() == to_rgba((ATTENTION if loss else GOOD) if told else BEFORE)


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
    assert any("80%の幅 56〜71" in text for text in words_in(ax))


@pytest.mark.parametrize("plan", [1.2, 0.75, 1.0])
def test_no_other_line_passes_through_the_words_of_today(plan: float) -> None:
    """48 stand on day 14 of 19: behind a plan of 1.2 times the curve's slope, well ahead of one of 0.75, beside one of 1."""
    table = demo_sales.progress()
    slope = plan * 48 / 14
    table = table.assign(plan=slope * table["business_day"], last_month=0.98 * slope * table["business_day"])
    ax = draw("progress", table=table)
    ax.figure.draw_without_rendering()
    [words] = [text for text in ax.texts if text.get_text().startswith("実績")]
    box = words.get_window_extent().transformed(ax.transData.inverted())
    for line in ax.lines[:2]:
        days = np.linspace(box.x0, box.x1, 50)
        heights = np.interp(days, line.get_xdata(), line.get_ydata())
        assert not ((heights > box.y0) & (heights < box.y1)).any()


def test_a_month_far_above_this_one_leaves_the_axes_instead_of_pressing_all_else_flat() -> None:
    """Last month came to 68 × 20 = 1,360, this one to 72 at most (its plan): the axes reach to 1.5 × 72 and a little more."""
    table = demo_sales.progress()
    ax = draw("progress", table=table.assign(last_month=[3.0, *table["last_month"].iloc[1:] * 20]))
    assert ax.get_ylim()[1] == pytest.approx(1.08 * 1.5 * 72)
    # From 3 on day 1 to 6 × 20 = 120 on day 2 it passes 108 at 1 + 105 / 117.
    assert list(ax.lines[1].get_xdata()) == pytest.approx([1, 1 + 105 / 117])
    assert list(ax.lines[1].get_ydata()) == pytest.approx([3, 108])
    assert "先月 1,360件 ↑" in words_in(ax)
    above = draw("progress", table=table.assign(last_month=table["last_month"] * 60))
    assert list(above.lines[1].get_ydata()) == [] and "先月 4,080件 ↑" in words_in(above)
    assert to_svg(above.figure).tag == "svg"


def test_progress_of_a_finished_month_has_no_fan() -> None:
    table = demo_sales.progress().head(14).assign(landing=48.0, low=48.0, high=48.0)
    assert not any("着地" in text for text in words_in(draw("progress", table=table)))


def test_three_months_before_are_drawn_where_they_are_given_and_a_total_may_fall_below_zero() -> None:
    table = demo_sales.progress()
    months = table.assign(two_months_ago=table["last_month"] + 1, three_months_ago=table["last_month"] - 9)
    ax = draw("progress", table=months)
    drawn = {tuple(line.get_ydata()) for line in ax.lines}
    assert all(tuple(months[name]) in drawn for name in ("last_month", "two_months_ago", "three_months_ago"))
    assert {"先月 68件", "2か月前 69件", "3か月前 59件"} <= set(words_in(ax))
    # 3 − 9 on the first day.
    assert ax.get_ylim()[0] < -6


def test_the_landing_is_a_waterfall_whose_parts_end_where_it_does() -> None:
    given = demo_sales.landing_parts()
    ax = draw("landing_parts")
    *parts, landing = ax.patches
    assert [bar.get_width() for bar in parts] == given["table"]["value"].to_list()
    assert [bar.get_x() for bar in parts] == [0, 15_300_000, 21_500_000, 23_400_000]
    # 15.3 + 6.2 + 1.9 − 1.4 million.
    assert (landing.get_x(), landing.get_width()) == (0, 22_000_000)
    assert {"1,530万円", "+620万円", "−140万円", "2,200万円", "目標 2,600万円"} <= set(words_in(ax))


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


def test_cohorts_of_one_age_are_dots_and_the_slice_a_thin_line() -> None:
    given = demo_sales.conversion_rates()
    table, ax = given["table"], draw("conversion_rates")
    dots = [line for line in ax.lines if line.get_marker() == "o"]
    assert [dot.get_ydata()[0] for dot in dots] == table.loc[table["kind"] == "age", "rate"].to_list()
    assert dots[0].get_markerfacecolor() == PAPER and dots[1].get_markerfacecolor() == COHORT
    [line] = [line for line in ax.lines if line.get_color() == SLICE]
    assert list(line.get_ydata()) == table.loc[table["kind"] == "slice", "rate"].to_list()
    assert any(set(line.get_ydata()) == {given["usual"]} for line in ax.lines)
    assert any(text.startswith("それまで6か月 10.2") for text in words_in(ax))


def test_each_line_of_the_rates_has_a_sign_of_its_own_on_the_phone() -> None:
    given = demo_sales.conversion_rates()
    slices = given["table"].query("kind == 'slice'")
    table = pd.concat([given["table"], slices.assign(kind="target", rate=0.25)])
    words = words_in(for_phone(draw("conversion_rates", table=table).figure).axes[0])
    assert [sign for sign in ("━", "…", "- -", "●", "■") if sign in words] == ["━", "…", "- -", "●"]


def test_without_a_month_old_enough_the_cohorts_so_far_are_drawn() -> None:
    table = demo_sales.conversion_rates()["table"].replace({"kind": {"age": "cohort"}})
    words = words_in(draw("conversion_rates", table=table, usual=float("nan")))
    assert any(text.startswith("追っかけ ") for text in words) and not any("それまで" in text for text in words)


def test_the_quadrant_in_focus_is_framed_and_named() -> None:
    boxes = frame("quadrants")
    assert str(boxes).count('class="focus"') == 1 and words_of(boxes).count("優先して話す") == 1
    words = words_of(boxes)
    assert any(text.endswith(" (n=22、参考)") for text in words)
    assert any(text.startswith("区分不明：進行中 5") for text in words)
    # The badge says what the sentence says: eleven of the quadrant, or none of it.
    assert "11件を優先（作成後36日以内）" in words_of(frame("quadrants", first=(11, 36)))
    assert "続けるか失注かを決める" in words_of(frame("quadrants", first=(0, 36)))


def test_a_condition_without_enough_closings_is_grey_and_hollow() -> None:
    dots = [line for line in draw("conditions").lines if line.get_marker() == "o"]
    assert [dot.get_xdata()[0] for dot in dots] == [0.38, 0.16, 0.31, 0.29, 0.33]
    assert [dot.get_color() == THIN for dot in dots] == [False, False, False, True, False]
    assert dots[3].get_markerfacecolor() == PAPER


def test_scenarios_stand_against_the_plan() -> None:
    lines = frame("scenarios")
    assert {"▼ 不足102件", "余裕51件", "余裕0件"} <= set(words_of(lines))  # 640 less 742, 589 and 640
    # 640 planned of the 742 that the longest bar stands for, less the tick's own width.
    assert str(lines).count(f'd="M{99.2 * 640 / 742:.4g} 0h0.8') == 3


def test_a_scenario_without_a_plan_has_no_tick() -> None:
    table = demo_sales.scenarios().assign(planned=float("nan"), verdict="")
    lines = frame("scenarios", table=table)
    assert "h0.8v8" not in str(lines) and "縦線＝計画のリード" not in words_of(lines)


@pytest.mark.parametrize("unknown", ["trend", None])
def test_an_unknown_verdict_is_refused(unknown: object) -> None:
    with pytest.raises(KeyError):
        frame("scenarios", table=pd.DataFrame(demo_sales.scenarios().assign(verdict=unknown)))


def test_the_months_ahead_stand_over_their_sources() -> None:
    lines = frame("months_ahead")
    words = words_of(lines)
    # 12.3 + 15.3 + 3.1 + 3.1 million of the longest, 37.1, and the targets' ticks of the two months that have one.
    assert "3,380万円" in words and str(lines).count("h0.8v8") == 2
    assert f'd="M0 0H{100 * 12.3 / 37.1:.4g}V8' in str(lines)
    nothing_sold = demo_sales.months_ahead().assign(sales=float("nan"), low=float("nan"), high=float("nan"))
    assert str(frame("months_ahead", table=nothing_sold)).count("<svg") == 0
