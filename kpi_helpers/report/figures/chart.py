"""A figure on a page: one drawing for the desk, one for the phone, the width chooses."""

from __future__ import annotations

import base64
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from kpi_helpers.report.html import Element, el, more

if TYPE_CHECKING:
    from matplotlib.figure import Figure, SubFigure

    from kpi_helpers.charts.svg import Shape


def figure_element(figure: Figure | SubFigure | Element, alt: str, *, quick: bool = False) -> Element:
    """A figure with its title, its alternative text and its note.

    Parameters
    ----------
    figure : Figure or Element
        A chart, or a figure that is HTML already and stays as it is.
    alt : str
        The finding, in fewer words than the sentence beside it.
    quick : bool
        Draw for the desk only, for somebody who waits at one.

    Returns
    -------
    Element

    Examples
    --------
    >>> from kpi_helpers.charts.canvas import axes
    >>> str(figure_element(axes(None, height=1, title="Pace").figure, "Behind."))[:85]
    '<figure role="group" aria-label="Behind." class="chart"><figcaption>Pace</figcaption>'
    """
    if isinstance(figure, Element):
        return figure
    from kpi_helpers.charts.canvas import Sheet, for_phone

    title, note = (figure.title, figure.note) if isinstance(figure, Sheet) else ("", "")
    phone = None if quick else for_phone(figure)
    folds = isinstance(figure, Sheet) and figure.folds and title and phone
    return el(
        "figure",
        el("figcaption", title) if title else None,
        more(title) if folds else None,
        el("div", _drawn(figure), class_="desk" if phone else None),
        # Where a reader's program drops the style sheet, one drawing is enough.
        el("div", _drawn(phone), class_="phone", hidden=True) if phone else None,
        el("p", note, class_="note") if note else None,
        role="group",
        aria_label=alt,
        class_="chart folds" if folds else "chart",
    )


def _drawn(figure: Figure | SubFigure) -> Element:
    from kpi_helpers.charts.svg import to_svg

    try:
        return _element(to_svg(figure))
    except NotImplementedError:
        # Somebody's own figure of pixels (`imshow`); its words are in the alternative text.
        from kpi_helpers.charts.picture import to_png

        png = base64.b64encode(to_png(figure)).decode("ascii")
        return el("img", src=f"data:image/png;base64,{png}", alt="")


def _element(shape: Shape) -> Element:
    children = (child if isinstance(child, str) else _element(child) for child in shape.children)
    return el(shape.tag, *children, **{name.replace("-", "_"): value for name, value in shape.attributes.items()})


@cache
def style_sheet() -> str:
    """The rules for figures and headline, for a page and for whatever else shows them."""
    from kpi_helpers.charts.style import style_sheet as of_charts

    return of_charts() + (files("kpi_helpers.report.page") / "figures.css").read_text("utf-8")
