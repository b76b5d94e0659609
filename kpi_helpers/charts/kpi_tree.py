"""The KPI tree: which number makes which, how far each is from its target, and whose it is."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from kpi_helpers.charts import canvas
from kpi_helpers.charts.formats import format_percent, format_value, is_missing
from kpi_helpers.charts.labels import display_width, safe_label
from kpi_helpers.charts.style import INK, LARGE, MUTED, RULE, SMALL, VERDICT_COLOURS, VERDICT_MARKS, style
from kpi_helpers.charts.text_placement import write_after

WORDS = {
    "ja": {"target": "目標 {}", "no_target": "目標なし", "expected": "縦線=今日までに届いているはずの位置"},
    "en": {"target": "target {}", "no_target": "no target", "expected": "Tick: where today should be"},
}

_CARD = (0.455, 0.74)
_LABEL, _LINE = 20, 21
"""Columns of half a Japanese character: of a card's label, and of label and owner together."""

_STEP = 1.0


def draw_kpi_tree(table: pd.DataFrame, *, ax: Axes | None = None, lang: str = "ja", title: str = "") -> Axes:
    """Draw the KPI tree from sales at the top down to visitors, a card per number.

    Parameters
    ----------
    table : DataFrame
        One row per node, parents before children. The first child of a node stands under it and may have children
        of its own; the others stand right of it as leaves.

        - ``kpi``, ``parent`` : ids; the root's parent is missing
        - ``operator`` : "×" or "+", between a node and the sibling left of it; missing for a first child
        - ``label``, ``owner`` : words on the card (the owner is the team whose number it is)
        - ``actual``, ``target`` : in ``unit``, see `format_value`; may be missing
        - ``attainment`` : share of the month's target; may be missing
        - ``expected`` : the attainment due by today, for counts and sums; missing for rates
        - ``verdict`` : "good", "attention" or ""

    Returns
    -------
    Axes

    Examples
    --------
    >>> nodes = pd.DataFrame({
    ...     "kpi": ["sales", "won", "average_deal"], "parent": [None, "sales", "sales"],
    ...     "operator": [None, None, "×"], "label": ["Sales", "Won", "Average deal"],
    ...     "owner": ["", "Field sales", "Field sales"], "unit": ["currency", "count", "currency"],
    ...     "actual": [12e6, 8, 1.5e6], "target": [15e6, 10, 1.5e6], "attainment": [0.8, 0.8, 1.0],
    ...     "expected": [0.9, 0.9, None], "verdict": ["attention", "attention", "good"]})
    >>> [text.get_text() for text in draw_kpi_tree(nodes, lang="en").texts][:3]
    ['Sales', '', '¥12.0M']
    """
    with style():
        depth = _depths(table)
        ax = canvas.axes(ax, height=0.55 + 0.78 * (max(depth.values(), default=1) + 1), title=title)
        if table.empty:
            return canvas.no_data(ax, lang)
        column: dict[str, int] = {}
        children: dict[str | None, int] = {}
        for node in table.itertuples(index=False):
            parent: str | None = None if is_missing(node.parent) else node.parent
            nth = children.get(parent, 0)
            children[parent] = nth + 1
            column[node.kpi] = nth if parent is None else column[parent] + nth
            place = (column[node.kpi] * 0.545, depth[node.kpi] * _STEP)
            if parent is not None:
                _connect(ax, (column[parent] * 0.545, depth[parent] * _STEP), place)
            if not is_missing(node.operator):
                ax.text(
                    place[0] - 0.045, place[1] + _CARD[1] / 2, node.operator, ha="center", va="center", fontsize=LARGE
                )
            _card(ax, node, place, lang)
        ax.set_axis_off()
        ax.set_xlim(-0.005, max(column.values()) * 0.545 + _CARD[0] + 0.005)
        ax.set_ylim(max(depth.values()) * _STEP + _CARD[1] + 0.03, -0.03)
        if table["expected"].notna().any():
            canvas.footnote(ax, WORDS[lang]["expected"])
        return ax


def _depths(table: pd.DataFrame) -> dict[str, int]:
    depth: dict[str, int] = {}
    for kpi, parent in zip(table["kpi"], table["parent"], strict=True):
        depth[kpi] = 0 if is_missing(parent) else depth[parent] + 1
    return depth


def _connect(ax: Axes, parent: tuple[float, float], child: tuple[float, float]) -> None:
    """An elbow from under the parent to the child's top."""
    start, end = parent[0] + _CARD[0] / 2, child[0] + _CARD[0] / 2
    bottom = parent[1] + _CARD[1]
    half = (bottom + child[1]) / 2
    ax.plot([start, start, end, end], [bottom, half, half, child[1]], color=RULE, linewidth=1.4, zorder=0.5)


def _card(ax: Axes, node, place: tuple[float, float], lang: str) -> None:
    left, top = place
    colour = VERDICT_COLOURS[node.verdict]
    ax.add_patch(Rectangle(place, *_CARD, facecolor="white", edgecolor=RULE, linewidth=1))
    ax.add_patch(Rectangle(place, 0.012, _CARD[1], facecolor=colour, edgecolor="none"))
    right = left + _CARD[0] - 0.014
    inner = left + 0.028
    name = ax.text(inner, top + 0.19, safe_label(node.label, _LABEL), va="center", color=INK)
    write_after(name, _owner(node), fontsize=SMALL, color=MUTED)
    canvas.emphasise(
        ax.text(inner, top + 0.45, format_value(node.actual, node.unit, lang), va="center", fontsize=LARGE)
    )
    if not is_missing(node.attainment):
        verdict = f"{VERDICT_MARKS[node.verdict]} {format_percent(node.attainment)}"
        canvas.emphasise(ax.text(right, top + 0.19, verdict, ha="right", va="center", color=colour))
        _bar(ax, (inner, top + _CARD[1] - 0.075), right - inner, node, colour)
    words = WORDS[lang]
    goal = (
        words["no_target"]
        if is_missing(node.target)
        else words["target"].format(format_value(node.target, node.unit, lang))
    )
    ax.text(right, top + 0.45, goal, ha="right", va="center", fontsize=SMALL, color=MUTED)


def _owner(node) -> str:
    """Whose number it is, where the label leaves room for it; the table behind the figure has it anyway."""
    owner = safe_label(node.owner, 12, empty="")
    return owner if display_width(safe_label(node.label, _LABEL)) + display_width(owner) <= _LINE else ""


def _bar(ax: Axes, start: tuple[float, float], length: float, node, colour: str) -> None:
    """A thread along the card's foot, full at 100 %, with a tick where today should be."""
    ax.plot([start[0], start[0] + length], [start[1]] * 2, color=RULE, linewidth=2.4, solid_capstyle="butt")
    done = start[0] + length * min(max(node.attainment, 0), 1)
    ax.plot([start[0], done], [start[1]] * 2, color=colour, linewidth=2.4, solid_capstyle="butt")
    if not is_missing(node.expected):
        due = start[0] + length * min(node.expected, 1)
        ax.plot([due, due], [start[1] - 0.06, start[1] + 0.06], color=INK, linewidth=1.3, solid_capstyle="butt")
