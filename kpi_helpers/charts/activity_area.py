"""Activity as an area: how many companies a rep reaches, and how often each."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from kpi_helpers.charts import canvas
from kpi_helpers.charts.formats import format_value, is_missing
from kpi_helpers.charts.labels import display_width, safe_label
from kpi_helpers.charts.style import ACTUAL, ATTENTION, BEFORE, GOOD, HATCH, INK, MUTED, RULE, SMALL
from kpi_helpers.charts.text_placement import write_after

WORDS = {
    "ja": {
        "size": "{companies} × {each:.1f}件",
        "healthy": "✓ 役割どおり",
        "narrow": "▼ 同じ会社に偏る",
        "uncovered": "▼ リストの未接触が多い",
        "shallow": "▼ 浅い（1社に1回）",
        "too_few": "● 件数不足",
        "note": "横＝会社の数、縦＝1社あたりの活動数、面積＝活動数（すべて同じ縮尺：枠の横幅が{companies}、高さが{each:.1f}件）",
    },
    "en": {
        "size": "{companies} co. × {each:.1f}",
        "healthy": "✓ fits the role",
        "narrow": "▼ the same few",
        "uncovered": "▼ list not covered",
        "shallow": "▼ one touch only",
        "too_few": "● too few to judge",
        "note": "Width: companies, height: activities per company, area: activities (one scale: a frame is {companies} wide, {each:.1f} high)",
    },
}

_COLOURS = {
    "healthy": GOOD,
    "narrow": ATTENTION,
    "uncovered": ATTENTION,
    "shallow": ATTENTION,
    "too_few": BEFORE,
    "": ACTUAL,
}
_MAX_REPS = 18

_CAPTION = 24
"""Columns that a rep's name and role share."""


@canvas.drawing
def draw_activity_area(table: pd.DataFrame, *, ax: Axes | None = None, lang: str = "ja", title: str = "") -> Axes:
    """Draw one rectangle per rep, companies wide and activities per company high, with the verdict in words.

    Parameters
    ----------
    table : DataFrame
        One row per rep, in the order of reading; the first 18 are drawn:

        - ``rep``, ``role`` : name, and role or team in words
        - ``companies`` : distinct companies (count)
        - ``activities_per_company`` : ratio
        - ``verdict`` : "healthy", "narrow", "uncovered", "shallow", "too_few" or ""

    Examples
    --------
    >>> reps = pd.DataFrame({"rep": ["Sato"], "role": ["SDR"], "companies": [80], "activities_per_company": [1.5],
    ...                      "verdict": ["healthy"]})
    >>> [text.get_text() for text in draw_activity_area(reps, lang="en").texts]
    ['Sato', 'SDR', '80 co. × 1.5', '✓ fits the role']
    """
    reps, hidden = canvas.first_rows(table, _MAX_REPS)
    columns = canvas.by_width(4, 2)
    lines = -(-max(len(reps), 1) // columns)
    ax = canvas.axes(ax, height=0.2 + canvas.by_width(1.6, 1.45) * lines, title=title)
    if table.empty:
        return canvas.no_data(ax, lang)
    widest, highest = reps["companies"].max(), reps["activities_per_company"].max()
    for number, rep in enumerate(reps.itertuples(index=False)):
        left, top = number % columns, number // columns
        _rectangle(ax, rep, (left, top), (widest, highest))
        _caption(ax, rep, (left, top), lang)
    ax.set_axis_off()
    ax.set_xlim(-0.02, columns - 0.05)
    ax.set_ylim(lines, 0)
    largest = {"companies": format_value(widest, "companies", lang), "each": highest}
    canvas.footnote(ax, WORDS[lang]["note"].format(**largest))
    canvas.more_rows(ax, hidden, lang)
    return ax


def _rectangle(ax: Axes, rep, cell: tuple[int, int], largest: tuple[float, float]) -> None:
    left, floor = cell[0], cell[1] + 0.62
    ax.plot([left, left, left + 0.9], [floor - 0.56, floor, floor], color=RULE, linewidth=1)
    if is_missing(rep.companies) or is_missing(rep.activities_per_company):
        return
    width = 0.88 * rep.companies / largest[0] if largest[0] > 0 else 0
    height = 0.54 * rep.activities_per_company / largest[1] if largest[1] > 0 else 0
    colour = _COLOURS[rep.verdict]
    ax.add_patch(
        Rectangle((left, floor - height), width, height, facecolor=colour, **(HATCH if colour == ATTENTION else {}))
    )


def _caption(ax: Axes, rep, cell: tuple[int, int], lang: str) -> None:
    words = WORDS[lang]
    left, floor = cell[0], cell[1] + 0.62
    label = safe_label(rep.rep, 16)
    name = canvas.emphasise(ax.text(left, floor + 0.07, label, va="center"))
    role = safe_label(rep.role, _CAPTION - round(display_width(label)), empty="")
    write_after(name, role, fontsize=SMALL, color=MUTED)
    if not is_missing(rep.companies) and not is_missing(rep.activities_per_company):
        companies = format_value(rep.companies, "companies", lang)
        size = words["size"].format(companies=companies, each=rep.activities_per_company)
        ax.text(left, floor + 0.17, size, va="center", fontsize=SMALL, color=INK)
    colour = _COLOURS[rep.verdict]
    ax.text(
        left,
        floor + 0.27,
        words[rep.verdict] if rep.verdict else "",
        va="center",
        fontsize=SMALL,
        color=MUTED if colour == BEFORE else colour,
    )
