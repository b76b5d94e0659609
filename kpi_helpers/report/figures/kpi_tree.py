"""The KPI tree: which number makes which, how far each is from its target, and whose it is."""

from __future__ import annotations

from typing import Any

import pandas as pd

from kpi_helpers.charts.formats import format_signed, format_value, is_missing
from kpi_helpers.charts.style import VERDICT_COLOURS
from kpi_helpers.report.figures.parts import bar, framed, judged, nothing, percent
from kpi_helpers.report.html import Element, el, more

WORDS = {
    "ja": {
        "goal": "目標 {}",
        "due": "（今日時点 {}）",
        "no_target": "目標なし",
        "legend": "%＝月の目標に対する達成率。差・縦線・印は、月末の着地ではなく今日時点の目標と比べたもの：✓\u00a0そのとおりか上、▼\u00a0下、"
        "●\u00a0わずかな差か、はっきりした差なし",
        "legend_over": "%＝目標に対する達成率。差・縦線・印は目標と比べたもの：✓\u00a0そのとおりか上、▼\u00a0下、●\u00a0わずかな差か、はっきりした差なし",
        "gap": "差 {}",
        "whole": "ツリーを見る",
        "rest": "残り{}段",
    },
    "en": {
        "goal": "target {}",
        "due": " (due {})",
        "no_target": "no target",
        "legend": "%: of the month’s target. Gap, tick and mark: against what is due by now, not of the landing; ✓\u00a0on it or above, "
        "▼\u00a0below, ●\u00a0slightly below or no clear difference",
        "legend_over": "%: of the target. Gap, tick and mark: against the target; ✓\u00a0on it or above, ▼\u00a0below, ●\u00a0slightly below or no clear difference",
        "gap": "gap {}",
        "whole": "Show the tree",
        "rest": "{} more levels",
    },
}


def kpi_tree(table: pd.DataFrame, *, title: str, is_over: bool = False, at_once: int = 0, lang: str = "ja") -> Element:
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
        - ``due`` : what is expected by now, which the verdict goes by; in ``unit``; may be missing
        - ``gap`` : actual − what is expected by now; may be missing
        - ``verdict`` : "good", "attention" or ""
    is_over : bool
        Whether the month is over, so that all of the target is due.
    at_once : int
        Levels that a phone shows before somebody asks for the rest: 4, as the style sheet counts, or none.

    Examples
    --------
    >>> nodes = pd.DataFrame({
    ...     "kpi": ["sales", "won", "average_deal"], "parent": [None, "sales", "sales"],
    ...     "operator": [None, None, "×"], "label": ["Sales", "Won", "Average deal"],
    ...     "owner": ["", "Field sales", "Field sales"], "unit": ["currency", "count", "currency"],
    ...     "actual": [12e6, 8, 1.5e6], "target": [15e6, 10, 1.5e6], "attainment": [0.8, 0.8, 1.0],
    ...     "expected": [0.9, 0.9, None], "due": [None, None, 1.4e6], "gap": [-1.5e6, -1, 1e5],
    ...     "verdict": ["attention", "attention", "good"]})
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
    words = WORDS[lang]["rest"].format(len(lines) - at_once) if at_once else WORDS[lang]["whole"]
    rest = more(words) if len(lines) > at_once else None
    tree = el("ol", *lines, class_="tree begun" if at_once else "tree", role="list")
    return framed(title, tree, rest, note=note)


def _card(node: Any, lang: str) -> Element:
    words = WORDS[lang]
    goal, due = words["no_target"], None
    if not is_missing(node.target):
        goal = words["goal"].format(written := format_value(node.target, node.unit, lang))
        if not is_missing(node.due) and (by_now := format_value(node.due, node.unit, lang)) != written:
            due = el("span", words["due"].format(by_now), class_="small due")
    known = not is_missing(node.attainment)
    return el(
        "div",
        el("p", el("span", node.label, class_="label"), " ", el("span", node.owner or "", class_="small")),
        el("p", el("strong", format_value(node.actual, node.unit, lang)), " ", el("span", goal, class_="small"), due),
        el("p", judged(percent(node.attainment), node.verdict), _gap(node, lang)) if known else None,
        bar((node.attainment, VERDICT_COLOURS[node.verdict]), tick=node.expected) if known else None,
        class_="card",
    )


def _gap(node: Any, lang: str) -> Element | None:
    if is_missing(node.gap):
        return None
    return el("span", " ", WORDS[lang]["gap"].format(format_signed(node.gap, node.unit, lang)), class_="small below")
