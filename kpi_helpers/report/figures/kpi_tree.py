"""The KPI tree: which number makes which, how far each is from its target, and whose it is."""

from __future__ import annotations

from typing import Any

import pandas as pd

from kpi_helpers.charts.formats import format_value, is_missing
from kpi_helpers.charts.style import VERDICT_COLOURS
from kpi_helpers.report.figures.parts import bar, framed, judged, nothing, percent
from kpi_helpers.report.html import Element, el

WORDS = {
    "ja": {
        "goal": "目標 {}",
        "due": "（今日時点 {}）",
        "no_target": "目標なし",
        "legend": "今日時点の目標と比べて ✓ 目標どおりか上、▼ 下、● わずかな遅れか、はっきりした差なし。縦線＝今日時点の目標",
        "legend_over": "目標と比べて ✓ 目標どおりか上、▼ 下、● わずかな不足か、はっきりした差なし。縦線＝目標",
    },
    "en": {
        "goal": "target {}",
        "due": " (to date {})",
        "no_target": "no target",
        "legend": "Against the plan to date: ✓ met, ▼ below, ● slightly below or no clear difference. Tick: where today should be",
        "legend_over": "Against the target: ✓ met, ▼ below, ● slightly below or no clear difference. Tick: the target",
    },
}


def kpi_tree(table: pd.DataFrame, *, title: str, is_over: bool = False, lang: str = "ja") -> Element:
    """A level of the tree a line: what makes the number above it, the left one going on below.

    Parameters
    ----------
    table : DataFrame
        One row per node, parents before children. The first child of a node may have children of its own; the others
        stand right of it as leaves.

        - ``kpi``, ``parent`` : ids; the root's parent is missing
        - ``operator`` : "×" or "+", between a node and the sibling left of it; missing for a first child
        - ``label``, ``owner`` : words on the card (the owner is the team whose number it is)
        - ``actual``, ``target`` : in ``unit``, see `format_value`; may be missing
        - ``attainment`` : share of the month's target; may be missing
        - ``expected`` : the attainment due by today, for counts and sums; missing for rates
        - ``due`` : of a rate what is expected by now, which its verdict goes by; may be missing
        - ``verdict`` : "good", "attention" or ""
    is_over : bool
        Whether the month is over, so that all of the target is due.

    Examples
    --------
    >>> nodes = pd.DataFrame({
    ...     "kpi": ["sales", "won", "average_deal"], "parent": [None, "sales", "sales"],
    ...     "operator": [None, None, "×"], "label": ["Sales", "Won", "Average deal"],
    ...     "owner": ["", "Field sales", "Field sales"], "unit": ["currency", "count", "currency"],
    ...     "actual": [12e6, 8, 1.5e6], "target": [15e6, 10, 1.5e6], "attainment": [0.8, 0.8, 1.0],
    ...     "expected": [0.9, 0.9, None], "due": [None, None, 1.4e6], "verdict": ["attention", "attention", "good"]})
    >>> str(kpi_tree(nodes, title="Tree", lang="en")).count("<li")
    2
    """
    if table.empty:
        return nothing(title, lang)
    levels: dict[str, list[Element]] = {}
    for node in table.itertuples(index=False):
        parent = "" if is_missing(node.parent) else str(node.parent)
        cards = levels.setdefault(parent, [])
        if not is_missing(node.operator):
            cards.append(el("span", node.operator, class_="operator"))
        cards.append(_card(node, lang))
    lines = [el("li", *cards) for cards in levels.values()]
    note = WORDS[lang]["legend_over" if is_over else "legend"] if table["attainment"].notna().any() else ""
    return framed(title, el("ol", *lines, class_="tree", role="list"), note=note)


def _card(node: Any, lang: str) -> Element:
    words = WORDS[lang]
    goal = words["no_target"]
    if not is_missing(node.target):
        goal = words["goal"].format(format_value(node.target, node.unit, lang))
        due = "" if is_missing(node.due) else format_value(node.due, node.unit, lang)
        goal += words["due"].format(due) if due and due not in goal else ""
    known = not is_missing(node.attainment)
    return el(
        "div",
        el("p", el("span", node.label, class_="label"), " ", el("span", node.owner or "", class_="small")),
        el("p", el("strong", format_value(node.actual, node.unit, lang)), " ", el("span", goal, class_="small")),
        el("p", judged(percent(node.attainment), node.verdict)) if known else None,
        bar((node.attainment, VERDICT_COLOURS[node.verdict]), tick=node.expected) if known else None,
        class_="card",
    )
