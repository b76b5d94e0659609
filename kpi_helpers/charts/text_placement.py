"""Words at a small distance from a place of the axes, and words that follow words.

Texts that stand where they belong from the start: an annotation hung on another one asks it for its size, which asks
the one before, each time something is measured or drawn.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, cast
from weakref import WeakKeyDictionary

from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties
from matplotlib.text import Text
from matplotlib.textpath import text_to_path
from matplotlib.transforms import offset_copy

_FOLLOWERS: WeakKeyDictionary[Text, tuple[Text, float]] = WeakKeyDictionary()

_PLACES = {
    "data": lambda ax: ax.transData,
    "axes": lambda ax: ax.transAxes,
    "row": lambda ax: ax.get_yaxis_transform(),
    "column": lambda ax: ax.get_xaxis_transform(),
}


def write(
    ax: Axes,
    place: tuple[float, float],
    words: str,
    *,
    on: str = "data",
    move: tuple[float, float] = (0, 0),
    **look: Any,
) -> Text:
    """Write words near a place.

    Parameters
    ----------
    place : (float, float)
    on : str
        What `place` counts in: "data", "axes" (shares of the axes), "row" (x in shares of the axes, y in data) or
        "column" (the other way round).
    move : (float, float)
        Points to the right and upwards.
    **look
        As for any text of matplotlib.

    Examples
    --------
    >>> from kpi_helpers.charts.canvas import axes
    >>> write(axes(None, height=2), (1, 0), "12%", on="row", move=(6, 0), va="center")
    Text(1, 0, '12%')
    """
    transform = _PLACES[on](ax)
    if move != (0, 0):
        transform = offset_copy(transform, ax.get_figure(root=True), *move, units="points")
    return ax.text(*place, words, transform=transform, **look)


def write_after(before: Text, words: str, *, gap: float = 5, **look: Any) -> Text:
    """Write words behind others, `gap` points away; these are one line, level, and aligned at their left."""
    figure = before.get_figure(root=True)
    width = _points(before.get_text(), before.get_fontproperties().copy())
    transform = offset_copy(before.get_transform(), figure, width + gap, 0, units="points")
    axes = cast(Axes, before.axes)
    look["va"] = before.get_verticalalignment()
    text = axes.text(*before.get_position(), words, transform=transform, **look)
    _FOLLOWERS[text] = (before, gap)
    return text


def follows(text: Text) -> tuple[Text, float] | None:
    """Which text this one stands behind, and how many points away; None where it stands by itself."""
    return _FOLLOWERS.get(text)


@lru_cache(maxsize=4_096)
def _points(words: str, font: FontProperties) -> float:
    width, _, _ = text_to_path.get_text_width_height_descent(words, font, False)
    return width
