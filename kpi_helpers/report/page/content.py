"""What of an executed notebook belongs on the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from kpi_helpers.report.page.sanitise import clean
from kpi_helpers.report.section import METADATA

HIDDEN = frozenset({"injected-parameters", "parameters", "remove-cell"})


def fragments(notebook: Any) -> list[str]:
    """The sanitised HTML outputs of a notebook, in order.

    Parameters
    ----------
    notebook : NotebookNode
        An executed notebook.

    Returns
    -------
    list of str
        One piece of HTML per output. Code, markdown, printed text, warnings,
        tracebacks, widgets and pictures outside a section are left behind.
    """
    return [
        clean(_text(output["data"]["text/html"]))
        for output in _outputs(notebook)
        if "text/html" in output.get("data", {})
    ]


def section_records(notebook: Any) -> list[dict[str, str]]:
    """What the sections of a notebook say about themselves.

    Parameters
    ----------
    notebook : NotebookNode
        An executed notebook.

    Returns
    -------
    list of dict
        ``key``, ``question`` and ``sentence`` of each section in the order of the
        page, and ``failure`` where it could not be made.
    """
    records = (output.get("metadata", {}).get(METADATA) for output in _outputs(notebook))
    return [dict(record) for record in records if record]


def _outputs(notebook: Any) -> Iterator[Any]:
    for cell in notebook.cells:
        if cell.cell_type == "code" and not HIDDEN & set(cell.metadata.get("tags", ())):
            yield from cell.outputs


def _text(data: str | Sequence[str]) -> str:
    # The notebook format allows a text to be stored as a list of lines.
    return data if isinstance(data, str) else "".join(data)


@dataclass(frozen=True)
class Heading:
    """A heading of the page: its level, its id, its text, and whether a question bears it."""

    level: int
    id: str
    text: str
    is_question: bool


@dataclass
class Outline(HTMLParser):
    """Headings and leading sentence of a page, read from its own HTML.

    Parameters
    ----------
    markup : str
        HTML of the page's content.

    Attributes
    ----------
    headings : list of Heading
        In order.
    lead : str
        The sentence that sums the page up.

    Examples
    --------
    >>> outline = Outline('<h1>Sales</h1><p class="lead">On plan.</p><h2 id="a-h">A?</h2>')
    >>> [heading.text for heading in outline.headings], outline.title, outline.lead
    (['Sales', 'A?'], 'Sales', 'On plan.')
    """

    markup: str
    headings: list[Heading] = field(default_factory=list)
    lead: str = ""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._text: list[str] | None = None
        self._start: tuple[str, dict[str, str | None]] = ("", {})
        self._in_question = False
        self.feed(self.markup)
        self.close()

    @property
    def title(self) -> str:
        """Text of the first level-1 heading."""
        return next((heading.text for heading in self.headings if heading.level == 1), "")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        classes = (given.get("class") or "").split()
        if tag == "section":
            self._in_question = "kpi-section" in classes
        if tag in {"h1", "h2", "h3", "h4"} or (tag == "p" and "lead" in classes):
            self._start, self._text = (tag, given), []

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        opened, given = self._start
        if self._text is None or tag != opened:
            return
        text, self._text = "".join(self._text), None
        if tag == "p":
            self.lead = self.lead or text
        else:
            heading = Heading(int(tag[1]), given.get("id") or "", text, self._in_question)
            self.headings.append(heading)
