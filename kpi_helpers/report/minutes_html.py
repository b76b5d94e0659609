"""HTML pasted into minutes, from Word, Notion or a mail: its tables, list items, headings and lines, in their order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_LINES = frozenset({"p", "div", "br", "ul", "ol", "section", "aside", "details", "summary", "blockquote", "pre"})
_SILENT = frozenset({"script", "style", "title"})


@dataclass
class Piece:
    """A piece of HTML.

    Attributes
    ----------
    kind : str
        ``table``, ``item``, ``heading`` or ``line``.
    text : str
        Of all but tables.
    rows : list of list of str
        Of a table.
    """

    kind: str
    text: str = ""
    rows: list[list[str]] = field(default_factory=list)


class Pasted(HTMLParser):
    """Reads HTML, also where blank lines cut a table into several blocks.

    Examples
    --------
    >>> pasted = Pasted()
    >>> pasted.feed("<h2>To do</h2><ul><li>Call<li><s>Mail</s></ul><table><tr><td>a<td>b</table>")
    >>> [piece.text or piece.rows for piece in pasted.finished()]
    ['To do', 'Call', '~~Mail~~', [['a', 'b']]]
    """

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[Piece] = []
        self._rows: list[list[str]] = []
        self._in_table = self._in_cell = False
        self._kind, self._text, self._silent = "line", "", 0

    def handle_starttag(self, tag: str, attrs: Iterable[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT
        if tag == "table":
            self._end()
            self._in_table = True
        elif tag == "tr":
            self._end()
            self._in_table = True
            self._rows.append([])
        elif tag in ("td", "th"):
            if not self._rows:
                self._rows.append([])
            self._rows[-1].append("")
            self._in_table = self._in_cell = True
        elif tag in ("s", "del", "strike"):
            self.handle_data("~~")
        elif self._in_table:
            self.handle_data(" " if tag in ("br", "p", "li") else "")
        elif tag == "li" or re.fullmatch("h[1-6]", tag):
            self._end("item" if tag == "li" else "heading")
        elif tag in _LINES and not (tag in ("p", "div") and self._kind == "item" and not self._text.strip()):
            self._end()

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in _SILENT and self._silent > 0
        if tag in ("td", "th", "tr"):
            self._in_cell = False
        elif tag in ("s", "del", "strike"):
            self.handle_data("~~")
        elif tag == "table":
            rows = [[" ".join(cell.split()) for cell in row] for row in self._rows if row]
            if rows:
                self._pieces.append(Piece("table", rows=rows))
            self._rows, self._in_table, self._in_cell = [], False, False
        elif not self._in_table and (tag == "li" or tag in _LINES or re.fullmatch("h[1-6]", tag)):
            self._end()

    def handle_data(self, data: str) -> None:
        if self._in_cell:
            self._rows[-1][-1] += data
        elif not self._in_table and not self._silent:
            self._text += data

    def _end(self, following: str = "line") -> None:
        """What stands so far is whole; what follows is of another kind."""
        if text := " ".join(self._text.split()):
            self._pieces.append(Piece(self._kind, text))
        self._kind, self._text = following, ""

    def finished(self) -> Iterator[Piece]:
        """The pieces that have ended since this was asked; a table may go on in the next block."""
        self._end()
        pieces, self._pieces = self._pieces, []
        yield from pieces
