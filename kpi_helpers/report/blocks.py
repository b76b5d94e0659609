"""What a page holds besides its sections: header, tiles, callouts, actions, glossary."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kpi_helpers.report.html import Element, el
from kpi_helpers.report.language import words
from kpi_helpers.report.tables import table_element

if TYPE_CHECKING:
    import pandas as pd

VERDICT_SHAPES = {
    "good": "M8 1.2a6.8 6.8 0 1 0 0 13.6a6.8 6.8 0 0 0 0-13.6zM7 11.2L3.9 8.1l1.2-1.2L7 8.8l3.9-3.9l1.2 1.2z",
    "watch": "M8 1.4L15.2 14.4H.8zM7.2 6v4.2h1.6V6zm0 5.2v1.6h1.6v-1.6z",
    "bad": "M4.9 1h6.2L15 4.9v6.2L11.1 15H4.9L1 11.1V4.9zM4.2 7.1v1.8h7.6V7.1z",
    "none": "M8 1.2a6.8 6.8 0 1 0 0 13.6a6.8 6.8 0 0 0 0-13.6zm0 1.6a5.2 5.2 0 1 1 0 10.4a5.2 5.2 0 0 1 0-10.4z",
}
"""One outline per verdict, told apart without colour: disc with a tick, triangle, octagon, ring."""

_SPARK_WIDTH, _SPARK_HEIGHT, _SPARK_MARGIN = 96, 28, 3


@dataclass(frozen=True)
class Tile:
    """One headline number.

    Parameters
    ----------
    label : str
        What is counted, and until when.
    value : str
        The number as it is read out, with its unit.
    target, due, reference, landing, last_month : str
        What it is held against, as text, each with how far it is from that: ``84件の74%``. Empty when there is none.
    verdict : str
        The judgement in words.
    verdict_form : str
        ``good``, ``watch``, ``bad`` or ``none``: the shape (and colour) before it.
    spark : sequence of float
        Earlier values and this one, oldest first; NaN leaves a gap.
    spark_alt : str
        What the curve shows; by default the label.
    spark_until : str
        How far the curve goes, where it ends before the value that stands above it.
    acted : sequence of (float, str)
        What was done to move the number, as of `spark`.
    """

    label: str
    value: str
    target: str = ""
    due: str = ""
    reference: str = ""
    landing: str = ""
    last_month: str = ""
    verdict: str = ""
    verdict_form: str = "none"
    spark: Sequence[float] = ()
    spark_alt: str = ""
    spark_until: str = ""
    acted: Sequence[tuple[float, str]] = ()

    def __post_init__(self) -> None:
        if self.verdict_form not in VERDICT_SHAPES:
            raise ValueError(f"verdict_form must be one of {', '.join(VERDICT_SHAPES)}")


def header(
    title: str,
    *,
    workbook: str,
    as_of: str,
    freshness: pd.DataFrame | None = None,
    definition: str = "",
    lead: str = "",
    lang: str = "ja",
) -> Element:
    """The head of a page: title, workbook, date, and how fresh the data are.

    Parameters
    ----------
    title : str
        The meeting.
    workbook : str
        Name of the workbook.
    as_of : str
        The day of the view, as shown.
    freshness : DataFrame, optional
        Display text: table, newest row, rows.
    definition : str
        The valid-lead definition in force.
    lead : str
        One sentence that sums the page up; the list of all pages shows it too.
    lang : str
        ``ja`` or ``en``.

    Returns
    -------
    Element
        A ``header`` with the only ``h1`` of the page.

    Examples
    --------
    >>> print(header("Sales sync", workbook="Example", as_of="2026-11-20", lang="en"))
    <header class="page-head"><h1>Sales sync</h1><dl class="facts"><div><dt>Workbook</dt><dd>Example</dd></div><div><dt>As of</dt><dd>2026-11-20</dd></div></dl></header>
    """
    said = words(lang)
    facts = {said["workbook"]: workbook, said["as_of"]: as_of, said["definition"]: definition}
    fresh = freshness is not None and el(
        "details",
        el("summary", said["freshness"]),
        table_element(freshness, caption=said["freshness"]),
    )
    return el(
        "header",
        el("h1", title),
        el("p", lead, class_="lead") if lead else None,
        el("dl", *(_fact(term, text) for term, text in facts.items() if text), class_="facts"),
        fresh or None,
        class_="page-head",
    )


def tiles(items: Iterable[Tile], *, lang: str = "ja") -> Element:
    """The headline numbers side by side.

    Parameters
    ----------
    items : iterable of Tile
        Three to five.
    lang : str
        ``ja`` or ``en``.

    Returns
    -------
    Element
        A labelled list.

    Examples
    --------
    >>> "1,230万円" in str(tiles([Tile("売上", "1,230万円")]))
    True
    """
    said = words(lang)
    return el(
        "ul",
        *(_tile(item, said) for item in items),
        # Safari forgets that a list without bullets is a list.
        role="list",
        aria_label=said["headline"],
        class_="tiles",
    )


def _tile(tile: Tile, said: Mapping[str, str]) -> Element:
    told = {f"tile_{name}": getattr(tile, name) for name in ("target", "due", "reference", "landing", "last_month")}
    told["acted"] = said["and"].join(text for _, text in tile.acted)
    facts = [_fact(said[term], text) for term, text in told.items() if text]
    curve = spark(tile.spark, alt=tile.spark_alt or f"{tile.label}: {said['spark']}", acted=tile.acted)
    return el(
        "li",
        el("p", tile.label, class_="tile-label"),
        el(
            "p",
            el("span", tile.value, class_="tile-value"),
            el("span", curve, " ", el("span", tile.spark_until, class_="tile-until"))
            if curve and tile.spark_until
            else curve,
            class_="tile-main",
        ),
        verdict(tile.verdict, tile.verdict_form) if tile.verdict else None,
        el("dl", *facts, class_="tile-facts") if facts else None,
        class_=f"tile tile-{tile.verdict_form}",
    )


def _fact(term: str, text: str) -> Element:
    return el("div", el("dt", term), el("dd", text))


def verdict(text: str, form: str) -> Element:
    """A judgement in words, with a shape and a colour before it.

    >>> print(el("p", "Plan")), "is-good" in str(verdict("on plan", "good"))
    <p>Plan</p>
    (None, True)
    """
    shape = el(
        "svg",
        el("path", d=VERDICT_SHAPES[form], fill_rule="evenodd"),
        viewBox="0 0 16 16",
        width=16,
        height=16,
        fill="currentColor",
        aria_hidden="true",
    )
    return el("p", shape, " ", el("span", text), class_=f"verdict is-{form}")


def spark(values: Sequence[float], *, alt: str, acted: Sequence[tuple[float, str]] = ()) -> Element | None:
    """A small curve the height of a line of text, with a dot on its last value.

    Parameters
    ----------
    values : sequence of float
        Oldest first; NaN leaves a gap.
    alt : str
        What it shows.
    acted : sequence of (float, str)
        Where a dotted upright stands, each value as wide as one, and what is said of it elsewhere.

    Returns
    -------
    Element or None
        None with fewer than two values to connect.

    Examples
    --------
    >>> spark([1.0], alt="one") is None
    True
    >>> "M3 25L93 3" in str(spark([1.0, 2.0], alt="up"))
    True
    """
    known = [value for value in values if not math.isnan(value)]
    if len(known) < 2:
        return None
    low, high = min(known), max(known)
    step = (_SPARK_WIDTH - 2 * _SPARK_MARGIN) / (len(values) - 1)
    room = _SPARK_HEIGHT - 2 * _SPARK_MARGIN
    points = [
        None
        if math.isnan(value)
        else (
            round(_SPARK_MARGIN + place * step, 1),
            round(_SPARK_MARGIN + room * (0.5 if high == low else (high - value) / (high - low)), 1),
        )
        for place, value in enumerate(values)
    ]
    line, pen_down = "", False
    for point in points:
        line += "" if point is None else f"{'L' if pen_down else 'M'}{point[0]:g} {point[1]:g}"
        pen_down = point is not None
    last_x, last_y = next(point for point in reversed(points) if point is not None)
    uprights = [min(max(_SPARK_MARGIN + (at - 0.5) * step, 0), _SPARK_WIDTH) for at, _ in acted]
    return el(
        "svg",
        *(
            el(
                "path",
                d=f"M{at:.1f} 0V{_SPARK_HEIGHT}",
                stroke="currentColor",
                stroke_dasharray="1 2",
                class_="spark-acted",
            )
            for at in uprights
        ),
        el("path", d=line, fill="none", stroke="currentColor", stroke_width="1.75", class_="spark-line"),
        el("circle", cx=f"{last_x:g}", cy=f"{last_y:g}", r="2.5", fill="currentColor", class_="spark-dot"),
        viewBox=f"0 0 {_SPARK_WIDTH} {_SPARK_HEIGHT}",
        width=_SPARK_WIDTH,
        height=_SPARK_HEIGHT,
        role="img",
        aria_label=alt,
        class_="spark",
    )


def block(key: str, heading: str, *parts: Element | None, kind: str = "plain") -> Element:
    """A headed part of the page that is no question: callouts, notes, lists.

    Parameters
    ----------
    key : str
        HTML id.
    heading : str
        The heading (level 2; the table of contents lists it).
    *parts : Element or None
        Its content.
    kind : str
        ``plain``, ``callout`` (set off by a rule) or ``warning``.

    Returns
    -------
    Element
        A ``section``.

    Examples
    --------
    >>> print(block("notes", "Notes", paragraph("All rows read.")))
    <section id="notes" aria-labelledby="notes-h" class="block is-plain"><h2 id="notes-h">Notes</h2><p>All rows read.</p></section>
    """
    heading_id = f"{key}-h"
    return el(
        "section",
        el("h2", heading, id=heading_id),
        *parts,
        id=key,
        aria_labelledby=heading_id,
        class_=f"block is-{kind}",
    )


def paragraph(text: str) -> Element:
    """One paragraph.

    >>> print(paragraph("a < b"))
    <p>a &lt; b</p>
    """
    return el("p", text)


def bullets(items: Iterable[str | Element]) -> Element:
    """A list of short statements.

    >>> print(bullets(["one", "two"]))
    <ul class="bullets"><li>one</li><li>two</li></ul>
    """
    return el("ul", *(el("li", item) for item in items), class_="bullets")


def definitions(terms: Mapping[str, str | Sequence[str]]) -> Element:
    """Terms and what they mean, as the glossary shows them.

    Parameters
    ----------
    terms : mapping of str to str or sequence of str
        Meaning (or several paragraphs) by term.

    Returns
    -------
    Element
        A ``dl``.

    Examples
    --------
    >>> print(definitions({"CVR": "leads / visitors"}))
    <dl class="glossary"><div><dt>CVR</dt><dd>leads / visitors</dd></div></dl>
    """
    return el(
        "dl",
        *(
            el(
                "div",
                el("dt", term),
                *(el("dd", text) for text in ([meaning] if isinstance(meaning, str) else meaning)),
            )
            for term, meaning in terms.items()
        ),
        class_="glossary",
    )


def action_table(actions: pd.DataFrame | None = None, *, empty_rows: int = 4, lang: str = "ja") -> Element:
    """Decisions and actions: the open ones, then empty rows to write on.

    Parameters
    ----------
    actions : DataFrame, optional
        Display text, four columns in this order: action, owner, due, state.
    empty_rows : int
        Rows left to fill in.
    lang : str
        ``ja`` or ``en``.

    Returns
    -------
    Element
        A table.

    Examples
    --------
    >>> str(action_table(empty_rows=2)).count("<tr")
    3
    """
    said = words(lang)
    columns = [said[key] for key in ("action", "owner", "due", "state")]
    rows = [] if actions is None else actions.astype(str).to_numpy().tolist()
    filled = [el("tr", *(el("td", text) for text in row)) for row in rows]
    # A no-break space keeps an empty row as high as a written one.
    empty = [el("tr", *(el("td", "\u00a0") for _ in columns), class_="to-fill") for _ in range(empty_rows)]
    return el(
        "div",
        el(
            "table",
            el("caption", said["actions"]),
            el("thead", el("tr", *(el("th", column, scope="col") for column in columns))),
            el("tbody", *filled, *empty),
            class_="actions",
        ),
        class_="scroll",
        tabindex=0,
        role="group",
        aria_label=said["actions"],
    )
