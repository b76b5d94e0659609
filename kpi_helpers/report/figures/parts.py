"""What the figures that are HTML are made of: a frame, small bars and curves, tables that stack on a phone."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

from kpi_helpers.charts.formats import format_percent, is_missing
from kpi_helpers.charts.labels import safe_label
from kpi_helpers.charts.style import ACTUAL, FAINT, INK, THIN, VERDICT_MARKS
from kpi_helpers.report.html import Element, el, join
from kpi_helpers.report.tables import AT_ONCE, rows_beyond

WORDS = {
    "ja": {"no_data": "データがありません", "more": "ほか{}件は表に"},
    "en": {"no_data": "No data", "more": "{} more in the table"},
}
MAX_ROWS = 20

Column = tuple[str, str]
"""Its heading, and what stands in it: "text", "number" or "bars" (a number over its bar)."""

Cell = Element | str


def key(*entries: tuple[str, str], further: str = "") -> Element:
    """What the colours of a bar mean, a patch of each before its words, from the left; then what else is to say.

    Examples
    --------
    >>> print(key(("#0072B2", "inbound"), further="tick: target"))
    <span><span class="key"><svg viewBox="0 0 10 10" width="10" height="10" aria-hidden="true"><path d="M0 0H10V10H0z" fill="#0072b2"></path></svg> inbound</span> tick: target</span>
    """
    patch = {"viewBox": "0 0 10 10", "width": 10, "height": 10, "aria_hidden": "true"}
    named_ = [
        el("span", el("svg", el("path", d="M0 0H10V10H0z", fill=colour.lower()), **patch), f" {text}", class_="key")
        for colour, text in entries
    ]
    return el("span", *(part for one in named_ for part in (one, " ")), further)


def framed(title: str, *children: Element | None, note: Cell = "") -> Element:
    """A figure of HTML under its title.

    Examples
    --------
    >>> print(framed("Roles", el("p", "a"), note="b"))
    <figure class="chart"><figcaption>Roles</figcaption><p>a</p><p class="note">b</p></figure>
    """
    below = el("p", note, class_="note") if note else None
    return el("figure", el("figcaption", title), *children, below, class_="chart")


def nothing(title: str, lang: str) -> Element:
    """The frame without anything in it."""
    return framed(title, el("p", WORDS[lang]["no_data"], class_="note"))


def name(text: object, empty: str = "–") -> str:
    """A name from an export, as long as a page has room for.

    >>> name(None, "(not given)")
    '(not given)'
    """
    return safe_label(text, 60, empty=empty)


def judged(text: str, verdict: str, *, small: bool = False) -> Element:
    """A number with the mark and the colour of its verdict.

    Examples
    --------
    >>> print(judged("74%", "attention"))
    <span class="is-attention">▼ 74%</span>
    """
    kind = {"good": "is-good", "attention": "is-attention"}.get(verdict, "is-open")
    return el("span", f"{VERDICT_MARKS[verdict]} {text}", class_=f"{kind} small" if small else kind)


def percent(share: float | None) -> str:
    """A share in whole percents, as a figure writes it.

    >>> percent(0.874)
    '87%'
    """
    return format_percent(share).replace(" ", "")


def named(text: Cell, below: Element | None) -> Element:
    """What names a row, with a bar under it.

    >>> print(named("Sato", None))
    <span class="named">Sato</span>
    """
    return el("span", text, below, class_="named")


def bar(*parts: tuple[float, str], tick: float | None = None) -> Element:
    """A bar as wide as its cell: parts of the whole in their colours, one behind the other.

    Parameters
    ----------
    *parts : (share, colour)
    tick : float, optional
        Where an upright line stands, as a share of the whole.

    Examples
    --------
    >>> print(bar((0.5, "#0072B2")))
    <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" class="bar"><path d="M0 0H100V8H0z" fill="#f3f5f7"></path><path d="M0 0H50V8H0z" fill="#0072b2"></path></svg>
    """
    at, drawn = 0.0, [el("path", d="M0 0H100V8H0z", fill=FAINT.lower())]
    for share, colour in parts:
        start, at = at, min(at + (0.0 if is_missing(share) else max(share, 0.0)), 1.0)
        if at > start:
            drawn.append(el("path", d=f"M{100 * start:.4g} 0H{100 * at:.4g}V8H{100 * start:.4g}z", fill=colour.lower()))
    if tick is not None and not is_missing(tick):
        left = 99.2 * min(max(tick, 0.0), 1.0)
        drawn.append(el("path", d=f"M{left:.4g} 0h0.8v8h-0.8z", fill=INK.lower()))
    return el("svg", *drawn, viewBox="0 0 100 8", preserveAspectRatio="none", aria_hidden="true", class_="bar")


def curve(
    values: Sequence[float],
    *,
    low: float,
    high: float,
    goal: float | None = None,
    thin: bool = False,
    marks: Collection[int] = (),
) -> Element:
    """A small curve on a scale that its neighbours share, with a dashed line at the goal, dotted ones at the `marks`.

    Examples
    --------
    >>> print(curve([1, math.nan, 2], low=1, high=2))
    <svg viewBox="0 0 96 24" width="96" height="24" aria-hidden="true" class="curve"><path d="M4 22M92 2" fill="none" stroke="#0072b2" stroke-width="1.75" stroke-linecap="round"></path><path d="M90 2h4" stroke="#0072b2" stroke-width="4" stroke-linecap="round"></path></svg>
    """
    colour, span = (THIN if thin else ACTUAL).lower(), (high - low) or 1.0

    def down(value: float) -> float:
        return round(2 + 20 * (high - value) / span, 1)

    step = 88 / max(len(values) - 1, 1)
    points = [None if math.isnan(value) else (round(4 + at * step, 1), down(value)) for at, value in enumerate(values)]
    line = "".join(
        f"{'L' if before else 'M'}{point[0]:g} {point[1]:g}"
        for before, point in zip([None, *points], points, strict=False)
        if point
    )
    drawn = [el("path", d=line, fill="none", stroke=colour, stroke_width="1.75", stroke_linecap="round")]
    if goal is not None and not is_missing(goal):
        at = down(float(goal))
        drawn.insert(0, el("path", d=f"M4 {at:g}h88", stroke=INK.lower(), stroke_width="1", stroke_dasharray="3 2"))
    drawn += [
        el("path", d=f"M{round(4 + at * step, 1):g} 0v24", stroke=INK.lower(), stroke_width="1", stroke_dasharray="1 2")
        for at in sorted(marks)
    ]
    if points and points[-1]:
        end = points[-1]
        drawn.append(
            el("path", d=f"M{end[0] - 2:g} {end[1]:g}h4", stroke=colour, stroke_width="4", stroke_linecap="round")
        )
    return el("svg", *drawn, viewBox="0 0 96 24", width=96, height=24, aria_hidden="true", class_="curve")


def rows_table(
    columns: Sequence[Column],
    rows: Sequence[Sequence[Cell]],
    *,
    strong: Collection[int] = (),
    stacks: bool = True,
    lang: str = "",
) -> Element:
    """A table whose rows take two lines on a phone: the name, then everything else.

    Parameters
    ----------
    columns : sequence of (heading, kind)
        The first one names the row.
    rows : sequence of sequences
    strong : collection of int
        Rows that stand out.
    stacks : bool
        Whether they do; a table of few narrow columns keeps its rows in one line.
    lang : str
        ``ja`` or ``en``: of a long table a phone shows the first rows, and those that stand out; by default all.

    Examples
    --------
    >>> print(rows_table([("rep", "text"), ("calls", "number")], [["Sato", "12"]]))
    <table class="rows stacks"><thead><tr><th scope="col">rep</th><th scope="col" class="number">calls</th></tr></thead><tbody><tr><th scope="row">Sato</th><td class="number">12</td></tr></tbody></table>
    """
    classes = [None if kind == "text" else kind for _, kind in columns]
    heads = [el("th", head, scope="col", class_=kind) for (head, _), kind in zip(columns, classes, strict=True)]
    lines = []
    for number, (first, *others) in enumerate(rows):
        cells = [el("td", cell, class_=kind) for kind, cell in zip(classes[1:], others, strict=True)]
        lines.append(el("tr", el("th", first, scope="row"), *cells, class_="strong" if number in strong else None))
    table = el("table", el("thead", el("tr", *heads)), el("tbody", *lines), class_="rows stacks" if stacks else "rows")
    rest = rows_beyond(len(set(range(AT_ONCE, len(rows))) - set(strong)), lang) if lang else None
    return join(table, rest) if rest else table
