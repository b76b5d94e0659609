"""A figure as the bytes of a small, crisp PNG."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from io import BytesIO
from itertools import chain

from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from PIL import Image

from kpi_helpers.charts.style import style

DPI = 160
"""1,024 pixels across: a pixel for each of a phone's, and a quarter lighter than at 200."""

QUICK_DPI = 120
COLOURS = 64
"""Enough that flat fills stay exact and the soft edges of letters look the same; 256 weigh a quarter more, and with
32 two curves' colours become one."""


def to_png(figure: Figure, *, quick: bool = False) -> bytes:
    """Draw the figure at 160 dpi with a small palette, or quickly at 120 dpi while somebody waits for it.

    As crisp as a vector drawing on a phone or a high-density screen and a quarter of its size. The bytes hold no
    date and no random salt: the same figure gives the same bytes from run to run.

    Raises
    ------
    UserWarning
        When a text holds a glyph that the font lacks: a label has bypassed `safe_label`.

    Examples
    --------
    >>> from kpi_helpers.charts.canvas import axes
    >>> picture = to_png(axes(None, height=1).figure)
    >>> picture[:4]
    b'\\x89PNG'
    """
    with style(), warnings.catch_warnings():
        warnings.filterwarnings("error", message="Glyph .* missing")
        dpi = QUICK_DPI if quick else DPI
        figure.set_dpi(dpi)
        canvas = FigureCanvasAgg(figure)
        with _in_a_hurry(figure) if quick else nullcontext():
            canvas.draw()
        pixels = Image.frombuffer("RGBA", canvas.get_width_height(), canvas.buffer_rgba())
    picture = pixels.convert("RGB")
    buffer = BytesIO()
    if quick:
        # The palette and the tightest packing take as long as the drawing itself.
        picture.save(buffer, format="PNG", compress_level=1, dpi=(dpi, dpi))
    else:
        picture.quantize(COLOURS, dither=Image.Dither.NONE).save(buffer, format="PNG", optimize=True, dpi=(dpi, dpi))
    return buffer.getvalue()


@contextmanager
def _in_a_hurry(figure: Figure) -> Iterator[None]:
    """Leave out what takes long and moves a few pixels."""
    own = figure.get_layout_engine()
    if isinstance(own, ConstrainedLayoutEngine):
        # It would measure everything twice.
        figure.set_layout_engine("tight", pad=0.5)
    for axes in chain.from_iterable((axes, *axes.child_axes) for axes in figure.axes):
        for axis, place in ((axes.xaxis, (0.5, -0.1)), (axes.yaxis, (-0.1, 0.5))):
            if not axis.get_label_text():
                # Room for a label is sought below all ticks, even where there is no label.
                axis.set_label_coords(*place)
    try:
        # A screen of today has pixels enough to do without fitting every letter to them.
        with rc_context({"text.hinting": "none"}):
            yield
    finally:
        figure.set_layout_engine(own)
