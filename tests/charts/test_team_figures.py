"""What the figures of the team's own week show, read back from their axes."""

from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.collections import QuadMesh
from matplotlib.colors import to_rgba
from matplotlib.patches import Rectangle

from kpi_helpers.charts.style import BEFORE, GOOD, GOOD_SOFT, GRID, INBOUND, MUTED, OUTBOUND, THIN
from tests.charts import demo_team
from tests.charts.figures import draw, frame, words_in, words_of


def test_thin_cells_of_the_heat_map_are_grey() -> None:
    table = demo_team.contact_hours()
    ax = draw("contact_hours")
    [mesh] = [artist for artist in ax.collections if isinstance(artist, QuadMesh)]
    shades, judged = mesh.get_array(), table.query("weekday == 0 and hour == 9")["rate"].item()
    grey = (mesh.to_rgba(shades) == to_rgba(GRID)).all(axis=-1)
    assert shades.shape == (5, 11) and shades[0, 1] == judged and not grey[0, 1]
    assert grey.sum() == (table["calls"] < 30).sum() == [text.get_color() for text in ax.texts].count(MUTED) > 0
    assert [label.get_text() for label in ax.get_yticklabels()] == ["月", "火", "水", "木", "金"]


def test_best_hours_name_the_hour_and_part_industries_from_departments() -> None:
    ax = draw("best_hours")
    names = [label.get_text() for label in ax.get_yticklabels()]
    assert names[0] == "業種：製造業 9時台" and names[4] == "業種：（未入力） 10時台"
    assert [line.get_ydata()[0] for line in ax.lines if list(line.get_xdata()) == [0, 1]] == [4.5]


def test_talk_time_has_a_histogram_per_rep_and_the_band_behind() -> None:
    given = demo_team.talk_time()
    ax = draw("talk_time")
    band, *bars = ax.patches
    assert (band.get_x(), band.get_width()) == (300, 180) and band.get_facecolor() == to_rgba(GOOD_SOFT)
    assert len(bars) == len(given["table"])
    scale = 0.8 / given["table"]["share"].max()
    assert [-bar.get_height() for bar in bars] == pytest.approx((given["table"]["share"] * scale).to_list())
    assert {bar.get_facecolor() for bar in bars[-15:]} == {to_rgba(THIN)}
    assert {"5〜8分", "8.0%", "n=212"} <= set(words_in(ax))


def test_the_band_of_talk_time_stays_in_sight_of_short_talks() -> None:
    bins = pd.DataFrame({"rep": ["佐藤"], "bin_start": [0], "bin_end": [60], "share": [1.0]})
    reps = pd.DataFrame({"rep": ["佐藤"], "share_in_range": [0.0], "n": [40]})
    ax = draw("talk_time", table=bins, reps=reps)
    assert ax.get_xlim() == (0, 540)
    assert "5〜8分" in words_in(ax)


def test_talk_bands_mark_the_reference_length() -> None:
    ax = draw("talk_bands")
    assert [label.get_text() for label in ax.get_yticklabels()][-3:] == ["5〜8分", "8〜12分", "12分以上"]
    assert [(band.get_y(), band.get_facecolor()) for band in ax.patches] == [(2.55, to_rgba(GOOD_SOFT))]


def test_areas_are_companies_times_activities_on_one_scale() -> None:
    table = demo_team.activity_area()
    boxes = [patch for patch in draw("activity_area").patches if isinstance(patch, Rectangle)]
    areas = [box.get_width() * box.get_height() for box in boxes]
    activities = table["companies"] * table["activities_per_company"]
    assert [area / areas[0] for area in areas] == pytest.approx((activities / activities[0]).to_list())
    assert [box.get_hatch() is not None for box in boxes] == [False, True, True, False, True, False]
    assert boxes[0].get_facecolor() == to_rgba(GOOD) and boxes[-1].get_facecolor() == to_rgba(BEFORE)


def test_unanswered_leads_stand_beside_the_rate() -> None:
    words = words_in(draw("answers_by_rep"))
    assert {"44.0%", "n=501", "▼ 未対応 19", "未対応なし", "（担当なし）"} <= set(words)


def test_every_person_and_kpi_has_a_curve_and_a_number() -> None:
    made = str(frame("activity"))
    assert made.count('class="curve"') == 7 * 4 and made.count('<th scope="row">') == 7


def test_few_cases_are_bracketed_and_not_judged() -> None:
    table = demo_team.activity()
    words = words_of(frame("activity"))
    assert sum(text.startswith("(") for text in words) == 3
    judged = table[(table["week"] == "2026-W47") & (table["n"] >= 30)]
    assert sum(text.startswith("▼") for text in words) == (judged["verdict"] == "attention").sum()
    assert sum(text.startswith("✓") for text in words) == (judged["verdict"] == "good").sum()


def test_a_person_without_a_number_shows_a_dash() -> None:
    table = demo_team.activity()
    table.loc[table["group"] == "伊藤 由美", ["value", "shown", "n"]] = float("nan")
    assert words_of(frame("activity", table=table)).count("–") == 4


def test_a_number_without_weeks_stands_without_a_curve() -> None:
    table = demo_team.activity()
    table.loc[table["kpi"] == "opportunity_rate", "value"] = float("nan")
    assert str(frame("activity", table=table)).count('class="curve"') == 7 * 3


def test_the_motions_of_a_rep_fill_one_bar() -> None:
    lines = frame("roles")
    assert f'd="M0 0H96V8H0z" fill="{INBOUND.lower()}"' in str(lines)
    assert f'd="M96 0H100V8H96z" fill="{OUTBOUND.lower()}"' in str(lines)
    assert {"9項目", "▼ 役割が重なる", "52.0%", "48.0%", "21/31 (67.7%)"} <= set(words_of(lines))
    assert '<span class="is-open">19/22 (86.4%)</span>' in str(lines)


def test_the_dot_of_a_rate_of_nothing_stands_clear_of_its_name() -> None:
    ax = draw("answers_by_rep", table=demo_team.answers_by_rep().assign(rate=0.0, low=0.0))
    ax.figure.draw_without_rendering()
    dots = [line for line in ax.lines if line.get_marker() == "o"]
    reach = dots[0].get_window_extent().x0
    assert len(dots) == 6 and all(name.get_window_extent().x1 < reach for name in ax.get_yticklabels())


def test_a_long_name_gives_way_to_its_best_hour() -> None:
    rows = (
        demo_team.best_hours("en").head(1).assign(dimension="department", name="Corporate information systems", hour=11)
    )
    [label] = draw("best_hours", "en", table=rows).get_yticklabels()
    assert label.get_text().startswith("department Corp") and label.get_text().endswith("…, 11:00")
