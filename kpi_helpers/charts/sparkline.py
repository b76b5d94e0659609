"""A curve the size of a word, for tiles and the index."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from kpi_helpers.charts.style import ACTUAL, RULE, style


def draw_sparkline(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the values' curve and its last point, without any word or axis.

    Parameters
    ----------
    table : DataFrame
        One row per period, oldest first: ``value``; missing ones interrupt the curve. A column ``target``, where
        there is one, is drawn as a thin line.

    Examples
    --------
    >>> draw_sparkline(pd.DataFrame({"value": [3, 5, 4]})).lines[0].get_ydata().tolist()
    [3.0, 5.0, 4.0]
    """
    with style():
        if ax is None:
            figure = Figure(figsize=(1.5, 0.4))
            ax = figure.add_axes((0.02, 0.12, 0.94, 0.76))
        ax.set_axis_off()
        values = table["value"].astype(float).reset_index(drop=True)
        ax.plot(values.index, values, color=ACTUAL, linewidth=1.6)
        if "target" in table:
            ax.plot(values.index, table["target"].astype(float), color=RULE, linewidth=1)
        known = values.dropna()
        if not known.empty:
            ax.plot(known.index[-1:], known.iloc[-1:], marker="o", markersize=4, color=ACTUAL, clip_on=False)
        return ax
