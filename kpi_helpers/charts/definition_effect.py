"""What the definition of a valid lead does: how many leads each version counts, and which condition rejects."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from kpi_helpers.charts import canvas
from kpi_helpers.charts.formats import format_signed, format_value, is_missing
from kpi_helpers.charts.marks import bare, beside, colour_key, name_rows
from kpi_helpers.charts.style import ACTUAL, ACTUAL_SOFT, ATTENTION, BEFORE, INK, style

WORDS = {
    "ja": {
        "version": "{} から",
        "in_force": "今の定義",
        "rejects": "満たさないリード",
        "alone": "この条件だけで外れるリード",
    },
    "en": {
        "version": "from {}",
        "in_force": "in force",
        "rejects": "leads that fail it",
        "alone": "leads that fail only this one",
    },
}


def draw_definition_effect(table: pd.DataFrame, *, ax: Axes | None = None, lang: str = "ja", title: str = "") -> Axes:
    """Draw how many of the same leads each version of the definition would count as valid.

    Parameters
    ----------
    table : DataFrame
        One row per version, in the order of reading:

        - ``version`` : the day it came into force, "2026-04-01"
        - ``valid_leads`` : count, were it in force
        - ``change`` : against the version in force (count); missing there
        - ``in_force`` : whether it is

    Examples
    --------
    >>> rows = pd.DataFrame({
    ...     "version": ["2026-04-01", "2025-04-01"], "valid_leads": [400, 520], "change": [None, 120],
    ...     "in_force": [True, False]})
    >>> [int(bar.get_width()) for bar in draw_definition_effect(rows, lang="en").patches]
    [400, 520]
    """
    with style():
        rows, hidden = canvas.first_rows(table, 8)
        ax = canvas.axes(ax, height=canvas.row_height(len(rows), around=0.7), title=title)
        if table.empty:
            return canvas.no_data(ax, lang)
        words = WORDS[lang]
        name_rows(ax, [words["version"].format(version) for version in rows["version"]])
        for place, row in enumerate(rows.itertuples(index=False)):
            ax.barh(place, row.valid_leads, height=0.62, color=ACTUAL if row.in_force else BEFORE)
            note = (
                words["in_force"]
                if row.in_force
                else ""
                if is_missing(row.change)
                else format_signed(row.change, "count", lang)
            )
            value = beside(ax, place, format_value(row.valid_leads, "count", lang), note, INK)
            if row.in_force:
                canvas.emphasise(value)
        bare(ax)
        canvas.more_rows(ax, hidden, lang)
        return ax


def draw_condition_rejects(table: pd.DataFrame, *, ax: Axes | None = None, lang: str = "ja", title: str = "") -> Axes:
    """Draw how many leads each condition rejects, and how many it alone rejects.

    Parameters
    ----------
    table : DataFrame
        One row per condition, in the order of the file:

        - ``condition`` : in words
        - ``rejects`` : leads that fail it (count)
        - ``rejects_alone`` : leads that fail only this one (count)

    Examples
    --------
    >>> rows = pd.DataFrame({"condition": ["E-mail is given"], "rejects": [40], "rejects_alone": [12]})
    >>> [int(bar.get_width()) for bar in draw_condition_rejects(rows, lang="en").patches]
    [40, 12]
    """
    with style():
        rows, hidden = canvas.first_rows(table)
        ax = canvas.axes(ax, height=canvas.row_height(len(rows), around=0.95), title=title)
        if table.empty:
            return canvas.no_data(ax, lang)
        words = WORDS[lang]
        name_rows(ax, rows["condition"], width=40)
        for place, row in enumerate(rows.itertuples(index=False)):
            ax.barh(place, row.rejects, height=0.62, color=ACTUAL_SOFT)
            ax.barh(place, row.rejects_alone, height=0.62, color=ATTENTION)
            beside(ax, place, f"{row.rejects_alone:,.0f} / {format_value(row.rejects, 'count', lang)}")
        bare(ax)
        colour_key(ax, [(words["alone"], ATTENTION), (words["rejects"], ACTUAL_SOFT)])
        canvas.more_rows(ax, hidden, lang)
        return ax
