"""A figure becomes the same small PNG wherever and whenever it is drawn."""

from __future__ import annotations

from io import BytesIO

import pytest
from matplotlib.colors import to_rgb
from PIL import Image

from kpi_helpers.charts.canvas import DESK, axes
from kpi_helpers.charts.picture import DPI, to_png
from kpi_helpers.charts.style import ACTUAL
from tests.charts.figures import draw


def test_a_picture_is_a_palette_png_of_the_figures_size_without_a_date() -> None:
    picture = Image.open(BytesIO(to_png(axes(None, height=2).figure)))
    assert (picture.format, picture.mode, picture.size) == ("PNG", "P", (int(DESK * DPI), 2 * DPI))
    assert set(picture.info) <= {"dpi", "transparency"}


@pytest.mark.parametrize("colour", [ACTUAL, "#FFFFFF"])
def test_flat_colours_stay_exact(colour: str) -> None:
    picture = Image.open(BytesIO(to_png(draw("target_reach").figure))).convert("RGB")
    exact = tuple(round(255 * part) for part in to_rgb(colour))
    assert exact in {shade for count, shade in picture.getcolors(1 << 24) if count > 10_000}


def test_a_figure_of_the_longest_page_stays_light() -> None:
    assert len(to_png(draw("triangle").figure)) < 75_000


def test_a_glyph_that_the_font_lacks_is_an_error() -> None:
    ax = axes(None, height=2)
    ax.set_title("한")
    with pytest.raises(UserWarning, match="Glyph"):
        to_png(ax.figure)
