"""The list of what a page may contain, and the knife that cuts away the rest.

`kpi_helpers.report.html` already escapes every text. This is the second lock: it
holds even for a cell that somebody adds to a notebook and that prints raw HTML.
"""

from __future__ import annotations

import re

import nh3

TAGS = frozenset(
    [
        "a",
        "br",
        "caption",
        "circle",
        "col",
        "colgroup",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "em",
        "figcaption",
        "figure",
        "h1",
        "h2",
        "h3",
        "h4",
        "header",
        "img",
        "li",
        "nav",
        "ol",
        "p",
        "path",
        "section",
        "small",
        "span",
        "strong",
        "sub",
        "summary",
        "sup",
        "svg",
        "table",
        "tbody",
        "td",
        "text",
        "tfoot",
        "th",
        "thead",
        "tr",
        "tspan",
        "ul",
    ]
)
_PAINT = {"fill", "stroke", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "stroke-opacity", "stroke-width"}
_LETTERS = {"fill", "font-size", "font-weight"}
ATTRIBUTES = {
    "*": {"class", "id", "lang", "role", "tabindex"},
    "a": {"href"},
    "circle": {"cx", "cy", "fill", "r"},
    "div": {"hidden"},
    "col": {"span"},
    "details": {"open"},
    "img": {"alt", "height", "src", "width"},
    "path": {"d", "fill-opacity", "fill-rule", *_PAINT},
    "svg": {"font-size", "height", "preserveAspectRatio", "viewBox", "width", *_PAINT},
    "td": {"colspan", "rowspan"},
    "text": {"text-anchor", "transform", "x", "y", *_LETTERS},
    "th": {"colspan", "rowspan", "scope"},
    "tspan": {"dx", *_LETTERS},
}
CUT_WITH_CONTENT = {"iframe", "math", "object", "script", "style", "template", "textarea", "title"}
_NUMBER = r"-?[0-9.]{1,8}"
_COLOUR = r"none|currentColor|#[0-9a-f]{6}"
DRAWING = {
    "d": r"[MmLlHhVvCcQqAaZz0-9 .,-]*",
    "fill": _COLOUR,
    "preserveAspectRatio": "none",
    "stroke": _COLOUR,
    "stroke-dasharray": rf"{_NUMBER}( {_NUMBER}){{0,7}}",
    "stroke-linecap": "round|square",
    "stroke-linejoin": "round",
    "text-anchor": "middle|end",
    "transform": rf"rotate\({_NUMBER} {_NUMBER} {_NUMBER}\)",
    "viewBox": rf"{_NUMBER}( {_NUMBER}){{3}}",
    **dict.fromkeys(
        ("dx", "fill-opacity", "font-size", "font-weight", "stroke-opacity", "stroke-width", "x", "y"), _NUMBER
    ),
}
"""What the attributes of a drawing may say: numbers, plain colours and strokes, no address and no rule."""

PICTURE = "data:image/png;base64,"


def clean(markup: str) -> str:
    """Markup reduced to what a page may contain.

    Parameters
    ----------
    markup : str
        Any HTML.

    Returns
    -------
    str
        Well-formed HTML: headings, text, tables, PNG pictures inside the file
        and links within the page. Scripts and styles go with their content,
        other foreign elements leave their text behind.

    Examples
    --------
    >>> clean('<p onclick="x()">a<script>b</script></p><a href="https://example.com">c</a>')
    '<p>a</p><a>c</a>'
    >>> clean('<img src="https://example.com/a.png" alt="a">')
    '<img alt="a">'
    """
    return nh3.clean(
        markup,
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        generic_attribute_prefixes={"aria-"},
        clean_content_tags=CUT_WITH_CONTENT,
        url_schemes={"data"},
        link_rel=None,
        attribute_filter=_keep_attribute,
    )


def _keep_attribute(tag: str, name: str, value: str) -> str | None:
    if name == "href" and not value.startswith("#"):
        return None
    if name == "src" and not value.startswith(PICTURE):
        return None
    if name in DRAWING and not re.fullmatch(DRAWING[name], value):
        return None
    return value
