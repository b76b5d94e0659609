"""The one visual language of all figures: type, grid, and colour by meaning.

Colours are Okabe and Ito's, which colour-blind readers tell apart, darkened where they carry text. Members of a
pair that stand side by side differ in lightness, so that grey print keeps them apart, and no verdict is colour alone:
✓ and ▼ go with it. (Not ▲: before a number it means minus in Japanese accounts.)
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from kpi_helpers.charts.labels import font_path

INK = "#1F2933"
MUTED = "#56616E"
RULE = "#C9D0D8"
GRID = "#E6EAEE"
FAINT = "#F3F5F7"
THIN = "#A3ADB8"
"""Fewer than `limits.THIN_BELOW` cases: marks are drawn, but in this grey; their text is `MUTED`, which can still be read."""

ACTUAL = "#0072B2"
ACTUAL_SOFT = "#A9CFE6"
PLAN = INK
BEFORE = "#98A3AE"
COHORT = "#0072B2"
EXPECTED = "#23486B"
SLICE = "#A84A83"
INBOUND = "#0072B2"
OUTBOUND = "#E69F00"
VOLUME = "#56B4E9"
QUALITY = "#23486B"
GOOD = "#00755A"
ATTENTION = "#B84300"
GOOD_SOFT = "#DDF1EA"
ATTENTION_SOFT = "#FBE6DA"
SERIES = ("#0072B2", "#BF4F00", "#007F5C", "#8A5A9E", "#806300", INK)

VERDICT_COLOURS = {"good": GOOD, "attention": ATTENTION, "": MUTED}
VERDICT_MARKS = {"good": "✓", "attention": "▼", "": "●"}

HATCH: dict[str, Any] = {"hatch": "////", "edgecolor": "white", "linewidth": 0}
"""Stripes beside the colour, for grey print; the edge's colour is the stripes' in older versions of matplotlib."""

SMALL = 9.0
BASE = 10.0
LARGE = 12.5

FONT = "IPAexGothic"

_RC = {
    "font.family": [FONT],
    "font.size": BASE,
    "text.color": INK,
    "text.parse_math": False,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "axes.facecolor": "white",
    "axes.edgecolor": RULE,
    "axes.labelcolor": MUTED,
    "axes.labelsize": SMALL,
    "axes.titlesize": BASE,
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": False,
    "grid.color": GRID,
    "grid.linewidth": 0.8,
    "xtick.color": RULE,
    "ytick.color": RULE,
    "xtick.labelcolor": MUTED,
    "ytick.labelcolor": INK,
    "xtick.labelsize": SMALL,
    "ytick.labelsize": BASE,
    "xtick.major.size": 3,
    "ytick.major.size": 0,
    "lines.linewidth": 2.0,
    "lines.solid_capstyle": "round",
    "hatch.linewidth": 0.8,
    "hatch.color": "white",
    "figure.constrained_layout.h_pad": 0.06,
    "figure.constrained_layout.w_pad": 0.08,
}


@contextmanager
def style() -> Iterator[None]:
    """Draw in the project's style, and leave matplotlib's settings as they were.

    Starts from matplotlib's defaults, so that a ``seaborn.set_theme`` in somebody's notebook changes no figure.
    Ticks are made as late as on drawing: `picture.to_png` works inside this context too.

    Examples
    --------
    >>> import matplotlib
    >>> with style():
    ...     matplotlib.rcParams["font.family"], matplotlib.rcParams["text.parse_math"]
    (['IPAexGothic'], False)
    """
    import matplotlib.style

    _register_font()
    with matplotlib.style.context(["default", _RC]):
        yield


@lru_cache(maxsize=1)
def _register_font() -> None:
    from matplotlib.font_manager import fontManager

    fontManager.addfont(font_path())
