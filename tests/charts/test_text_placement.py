"""Words stand where they are put, and behind the words that they follow."""

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from kpi_helpers.charts.canvas import axes
from kpi_helpers.charts.style import style
from kpi_helpers.charts.text_placement import write, write_after

DPI = 144
PIXELS_PER_POINT = DPI / 72


@pytest.fixture
def ax():
    """Axes of two by four, on a sheet that keeps its layout."""
    with style():
        ax = axes(None, height=3)
        ax.figure.set_layout_engine("none")
        ax.figure.set_dpi(DPI)
        ax.set(xlim=(0, 2), ylim=(0, 4))
        yield ax


def extent(text):
    return text.get_window_extent(FigureCanvasAgg(text.get_figure(root=True)).get_renderer())


@pytest.mark.parametrize(
    ("on", "place", "in_axes"),
    [
        ("data", (1, 1), (1 / 2, 1 / 4)),
        ("axes", (0.5, 0.25), (0.5, 0.25)),
        ("row", (0.5, 1), (0.5, 1 / 4)),
        ("column", (1, 0.25), (1 / 2, 0.25)),
    ],
)
def test_words_stand_at_their_place_moved_by_points(ax, on, place, in_axes):
    left, bottom = ax.transAxes.transform(in_axes)
    box = extent(write(ax, place, "■", on=on, move=(6, -3), va="bottom"))
    assert box.x0 == pytest.approx(left + 6 * PIXELS_PER_POINT, abs=1)
    assert box.y0 == pytest.approx(bottom - 3 * PIXELS_PER_POINT, abs=1)


@pytest.mark.parametrize("first", ["12%", "1,234件", "受注率（輪切り）だけ計画どおりに", "WWWWiiii"])
@pytest.mark.parametrize("size", [9.0, 12.5])
def test_words_follow_others_at_their_gap_and_on_their_line(ax, first, size):
    before = write(ax, (0.1, 2), first, va="center", fontsize=size)
    after = write_after(before, "n=30", gap=8, fontsize=9.0)
    last = write_after(after, "要確認", gap=5, fontsize=9.0)
    boxes = [extent(text) for text in (before, after, last)]
    # A point at most: letters are fitted to whole pixels when they are drawn.
    assert boxes[1].x0 - boxes[0].x1 == pytest.approx(8 * PIXELS_PER_POINT, abs=PIXELS_PER_POINT)
    assert boxes[2].x0 - boxes[1].x1 == pytest.approx(5 * PIXELS_PER_POINT, abs=PIXELS_PER_POINT)
    middles = [(box.y0 + box.y1) / 2 for box in boxes]
    assert middles == pytest.approx([middles[0]] * 3, abs=1)


def test_words_that_follow_stay_behind_when_the_axes_move(ax):
    before = write(ax, (1, 2), "12%", on="row", move=(6, 0), va="center")
    after = write_after(before, "n=30")
    gap = extent(after).x0 - extent(before).x1
    ax.set_position((0.2, 0.2, 0.3, 0.3))
    ax.set_ylim(0, 8)
    assert extent(after).x0 - extent(before).x1 == pytest.approx(gap, abs=1)
    assert extent(after).y0 == pytest.approx(extent(before).y0, abs=4)
