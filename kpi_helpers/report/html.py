"""HTML elements that escape by themselves.

Everything a page shows is made of `el(...)`. Text given as a child or as an
attribute is escaped, always; there is no function that takes markup, so nobody
can forget to escape and nobody can opt out.

>>> str(el("p", "A & B <script>", class_="note"))
'<p class="note">A &amp; B &lt;script&gt;</p>'
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from kpi_helpers.workbook.contacts import without_contacts

VOID = frozenset({"br", "col", "img"})

_WHOLE = re.compile(r"(\d{4}-\d\d-\d\d|n ?= ?\d[\d,]*)")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_SURROGATES = re.compile("[\ud800-\udfff]")


def display_text(value: object) -> str:
    """Text as a page may show it, before escaping.

    Parameters
    ----------
    value : object
        Anything with a text form; company names, sentences, numbers.

    Returns
    -------
    str
        The text without control characters and without the marks that turn the
        reading direction (one name could otherwise reverse a whole sentence).
        E-mail addresses and phone numbers become ``…``: a page is mailed around,
        and a company without a name can be known by its address alone.

    Examples
    --------
    >>> display_text("担当 taro@example.com / 03-1234-5678")
    '担当 … / …'
    >>> display_text("2026-10-01: 1,234件")
    '2026-10-01: 1,234件'
    """
    text = _CONTROLS.sub("", _DIRECTION.sub("", str(value)))
    text = _SURROGATES.sub("\ufffd", text)
    return without_contacts(text)


@dataclass(frozen=True)
class Element:
    """One HTML element; `str()` gives its markup, a notebook shows it as HTML."""

    tag: str
    attributes: tuple[tuple[str, str | None], ...]
    children: tuple[Element | str, ...]

    def _pieces(self) -> Iterator[str]:
        yield f"<{self.tag}"
        for name, value in self.attributes:
            yield f" {name}" if value is None else f' {name}="{html.escape(value)}"'
        yield ">"
        for child in self.children:
            if isinstance(child, Element):
                yield from child._pieces()
            else:
                yield html.escape(child, quote=False)
        if self.tag not in VOID:
            yield f"</{self.tag}>"

    def __str__(self) -> str:
        return "".join(self._pieces())

    def __repr__(self) -> str:
        return f"<{self.tag} element>"

    def _repr_html_(self) -> str:
        from kpi_helpers.report.figures.chart import style_sheet

        # A notebook has no style sheet of a page; the page's own exporter cuts this one away.
        return f"<style>{style_sheet()}</style>{self}"


def el(tag: str, *children: Element | str | int | None, **attributes: object) -> Element:
    """Make one element.

    Parameters
    ----------
    tag : str
        Name of the element.
    *children : Element, str, int or None
        Elements are kept, anything else becomes escaped text, None is left out.
    **attributes : object
        ``class_`` gives ``class``, ``aria_label`` gives ``aria-label``. True
        writes the bare name, None and False leave the attribute out.

    Returns
    -------
    Element
        The element, immutable.

    Examples
    --------
    >>> str(el("td", 3, class_="number", hidden=True, title=None))
    '<td class="number" hidden>3</td>'
    >>> str(el("a", "次へ", href="#next", aria_label='"次" へ'))
    '<a href="#next" aria-label="&quot;次&quot; へ">次へ</a>'
    """
    given = (
        (name.rstrip("_").replace("_", "-"), None if value is True else _attribute(name, value))
        for name, value in attributes.items()
        if value is not None and value is not False
    )
    return Element(
        tag,
        tuple(given),
        tuple(child if isinstance(child, Element) else display_text(child) for child in children if child is not None),
    )


def _attribute(name: str, value: object) -> str:
    # A picture or a path is long and bears no prose: the masks would only cost time.
    return str(value) if name in {"d", "src"} else display_text(value)


def more(summary: str) -> Element:
    """What unfolds, on a phone only, the rows or notes beside it; on the desk and on paper they stand open.

    >>> print(more("4 more rows"))
    <details class="more"><summary>4 more rows</summary></details>
    """
    return el("details", el("summary", summary), class_="more")


def unbroken(text: str) -> Iterator[Element | str]:
    """A text whose dates and sample sizes stay on one line each.

    >>> [str(part) for part in unbroken("From 2026-04-01 (n = 82)")]
    ['From ', '<span class="whole">2026-04-01</span>', ' (', '<span class="whole">n = 82</span>', ')']
    """
    for place, part in enumerate(_WHOLE.split(text)):
        if part:
            yield el("span", part, class_="whole") if place % 2 else part


def join(*parts: Element | None) -> Element:
    """Several elements as one, in a plain ``div``.

    >>> str(join(el("p", "a"), None, el("p", "b")))
    '<div><p>a</p><p>b</p></div>'
    """
    return el("div", *parts)
