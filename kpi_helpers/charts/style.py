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

from matplotlib.colors import Colormap, LinearSegmentedColormap, to_rgba

from kpi_helpers.charts.labels import font_path

PALETTE = {
    "ink": ("#1F2933", "#E8EDF2", "CanvasText"),
    "muted": ("#56616E", "#A9B5C0", "CanvasText"),
    "rule": ("#C9D0D8", "#4D5B68", "GrayText"),
    "grid": ("#E6EAEE", "#2A343E", "GrayText"),
    "faint": ("#F3F5F7", "#1C252D", "Canvas"),
    "thin": ("#A3ADB8", "#6B7885", "GrayText"),
    "paper": ("#FFFFFF", "#12181E", "Canvas"),
    "actual": ("#0072B2", "#56AEE8", "CanvasText"),
    "actual-soft": ("#A9CFE6", "#2C5875", "GrayText"),
    "before": ("#98A3AE", "#7D8A96", "GrayText"),
    "quality": ("#23486B", "#A9C8E6", "LinkText"),
    "volume": ("#56B4E9", "#3F8FC0", "GrayText"),
    "slice": ("#A84A83", "#E08FBE", "CanvasText"),
    "outbound": ("#E69F00", "#E69F00", "GrayText"),
    "good": ("#00755A", "#4CC9A3", "CanvasText"),
    "attention": ("#B84300", "#FF9A62", "CanvasText"),
    "good-soft": ("#DDF1EA", "#17352C", "Canvas"),
    "attention-soft": ("#FBE6DA", "#43281B", "Canvas"),
}
"""Every colour that a figure may use: by day, by night, and where the reader's system chooses the colours."""

INK, MUTED, RULE, GRID, FAINT, THIN, PAPER = (
    PALETTE[name][0] for name in ("ink", "muted", "rule", "grid", "faint", "thin", "paper")
)
"""THIN: fewer than `limits.THIN_BELOW` cases; marks are drawn, but in this grey; their text is `MUTED`, which can still be read."""

ACTUAL, ACTUAL_SOFT, BEFORE, GOOD, ATTENTION, GOOD_SOFT, ATTENTION_SOFT = (
    PALETTE[name][0] for name in ("actual", "actual-soft", "before", "good", "attention", "good-soft", "attention-soft")
)
PLAN, COHORT, INBOUND = INK, ACTUAL, ACTUAL
SLICE, OUTBOUND, VOLUME, QUALITY = (PALETTE[name][0] for name in ("slice", "outbound", "volume", "quality"))
EXPECTED, MIX = QUALITY, SLICE

VERDICT_COLOURS = {"good": GOOD, "attention": ATTENTION, "": MUTED}
VERDICT_MARKS = {"good": "✓", "attention": "▼", "": "●"}

HATCH: dict[str, Any] = {"hatch": "////", "edgecolor": PAPER, "linewidth": 0}
"""Stripes beside the colour, for grey print; the edge's colour is the stripes' in older versions of matplotlib."""

TINY, SMALL = 7.6, 9.0
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
    "axes.facecolor": "none",
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
    "hatch.color": PAPER,
    "figure.constrained_layout.h_pad": 0.06,
    "figure.constrained_layout.w_pad": 0.08,
}


@lru_cache(maxsize=1)
def heat() -> Colormap:
    """From a trace of the paper's colour to the full one; what lies below the scale is grey.

    >>> heat()(1.0)[:3] == tuple(to_rgba(ACTUAL)[:3])
    True
    """
    ramp = [to_rgba(ACTUAL, opacity) for opacity in (0.06, 0.4, 1.0)]
    return LinearSegmentedColormap.from_list("heat", ramp).with_extremes(under=GRID)


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


@lru_cache(maxsize=1)
def style_sheet() -> str:
    """The rules that give a figure's colours their values for light, dark, forced colours and paper.

    A drawing carries its colours by day itself, so that it can be read where a reader's program drops the rules.

    Examples
    --------
    >>> '[fill="#0072b2"]{fill:var(--k-actual)}' in style_sheet()
    True
    """
    day_and_night = "".join(f"--k-{name}:light-dark({day},{night});" for name, (day, night, _) in PALETTE.items())
    forced = "".join(f"--k-{name}:{system};" for name, (_, _, system) in PALETTE.items())
    rules = "".join(
        f'.chart [{paint}="{day.lower()}"]{{{paint}:var(--k-{name})}}'
        for name, (day, _, _) in PALETTE.items()
        for paint in ("fill", "stroke")
    )
    # An older browser keeps the colours by day, on the paper that they are made for.
    return (
        "@supports not (color:light-dark(#000,#fff)){.chart{background:#fff}}\n"
        f"@supports (color:light-dark(#000,#fff)){{:root{{{day_and_night}}}\n{rules}\n"
        f"@media (forced-colors:active){{:root{{{forced}}}.chart svg{{forced-color-adjust:none}}}}}}\n"
    )
