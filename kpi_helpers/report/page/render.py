"""One HTML file from pieces of content."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from kpi_helpers.report.blocks import definitions
from kpi_helpers.report.figures.chart import style_sheet
from kpi_helpers.report.html import Element, el
from kpi_helpers.report.language import words
from kpi_helpers.report.page.content import Heading, Outline

FOLDER = Path(__file__).parent
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
"""Content-Security-Policy: should anything hostile get in, it can neither run nor call out."""

_UNIT = re.compile(r"(?<=\d) (?=(?:%|pt|件|社|人|日)(?![A-Za-z]))")


def render_page(pieces: Sequence[str], *, lang: str, layout: str = "meeting") -> str:
    """A complete page.

    Parameters
    ----------
    pieces : sequence of str
        Sanitised HTML, in order. Pieces before the first level-2 heading stand
        above the table of contents.
    lang : str
        ``ja`` or ``en``.
    layout : str
        What kind of page: ``meeting``, ``failure`` or ``index``.

    Returns
    -------
    str
        One HTML file that asks no host for anything.
    """
    # A number and its unit stay on one line.
    pieces = [_UNIT.sub("\u00a0", piece) for piece in pieces]
    outlines = [Outline(piece) for piece in pieces]
    headings = [heading for outline in outlines for heading in outline.headings]
    first = next((place for place, outline in enumerate(outlines) if _has_section(outline)), len(pieces))
    return _template().render(
        lang=lang,
        layout=layout,
        policy=POLICY,
        title=next((outline.title for outline in outlines if outline.title), ""),
        description=next((outline.lead for outline in outlines if outline.lead), ""),
        style=Markup(_style()),
        said=words(lang),
        contents=_contents(headings) if layout == "meeting" else [],
        opening=[Markup(piece) for piece in pieces[:first]],
        body=[Markup(piece) for piece in pieces[first:]],
    )


def failure_page(meeting: str, *, where: str, why: str, lang: str) -> str:
    """The page that a reader gets when a notebook could not be finished.

    Parameters
    ----------
    meeting : str
        Name of the meeting.
    where : str
        The question, or the step, at which it stopped.
    why : str
        The reason in plain words.
    lang : str
        ``ja`` or ``en``.

    Returns
    -------
    str
        A complete page.
    """
    said = words(lang)
    facts = {said["page_failed_where"]: where, said["page_failed_why"]: why}
    content: list[Element] = [
        el(
            "header",
            el("p", meeting, class_="kicker"),
            el("h1", said["page_failed"]),
            class_="page-head",
        ),
        definitions(facts),
        el("p", said["page_failed_next"], class_="note"),
    ]
    return render_page([str(part) for part in content], lang=lang, layout="failure")


def _contents(headings: Sequence[Heading]) -> list[Heading]:
    return [heading for heading in headings if heading.level == 2 and heading.id]


def _has_section(outline: Outline) -> bool:
    return any(heading.level == 2 for heading in outline.headings)


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(FOLDER, encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("page.html.j2")


@cache
def _style() -> str:
    return (FOLDER / "page.css").read_text(encoding="utf-8") + style_sheet()
