"""Looking at a finished page as a reader does: in a browser, and on paper."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

PHONE, DESK = 390, 1280

OVERFLOWING = """() => {
  const scrolls = node => node.closest('.scroll') !== null;
  return [...document.body.querySelectorAll('*')]
    .filter(node => !scrolls(node) && node.getBoundingClientRect().right > innerWidth + 0.5)
    .map(node => node.outerHTML.slice(0, 120));
}"""
UNREADABLE_PICTURES = """() => [...document.querySelectorAll('figure')]
  .filter(figure => !figure.checkVisibility() || figure.getBoundingClientRect().height < 40)
  .map(figure => figure.textContent)"""
LOWEST_LETTERS = """() => [...document.querySelectorAll('.chart text, .chart tspan, .chart p, .chart td, .chart th, .chart span')]
  .filter(node => node.checkVisibility() && node.textContent.trim())
  .map(node => {
    const svg = node.closest('svg');
    const scale = svg ? svg.getBoundingClientRect().width / svg.viewBox.baseVal.width : 1;
    return [parseFloat(getComputedStyle(node).fontSize) * scale, node.textContent];
  })
  .sort((one, other) => one[0] - other[0])[0]"""
SQUEEZED = """() => [...document.querySelectorAll('caption, th, td')]
  .filter(cell => cell.checkVisibility() && cell.innerText.trim().length > 3)
  .filter(cell => {
    const letters = document.createRange();
    letters.selectNodeContents(cell);
    const box = cell.getBoundingClientRect();
    const inner = parseFloat(getComputedStyle(cell).fontSize) * 2.5;
    return box.width > 1 && (box.width < inner || letters.getBoundingClientRect().right > box.right + 1);
  })
  .map(cell => cell.textContent.trim())"""
BROKEN_WORDS = """() => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  while (walk.nextNode()) {
    const text = walk.currentNode;
    if (!text.parentElement.checkVisibility() || !text.parentElement.closest('th, td, caption, .tree')) continue;
    const stacked = text.parentElement.closest('.stacks') !== null;
    for (const word of text.data.matchAll(/(?<![\\w-])(?:[A-Za-z]{3,}|\\d{4}-\\d\\d(?:-\\d\\d)?|[\\d,.]+%)(?![\\w-])/g)) {
      const letters = document.createRange();
      letters.setStart(text, word.index);
      letters.setEnd(text, word.index + word[0].length);
      if (letters.getClientRects().length > 1 && !(stacked && /^\\d{4}-/.test(word[0]))) found.push(`${word[0]} in ${text.data.slice(0, 60)}`);
    }
  }
  return found;
}"""
PLATED = """() => {
  const ground = getComputedStyle(document.body).backgroundColor;
  return [...document.body.querySelectorAll('*')]
    .filter(node => node.checkVisibility() && [...node.childNodes].some(child => child.nodeType === 3 && child.data.trim()))
    .filter(node => ![ground, 'rgba(0, 0, 0, 0)', 'rgba(255, 255, 255, 0)'].includes(getComputedStyle(node).backgroundColor))
    .filter(node => getComputedStyle(node).forcedColorAdjust !== 'none')
    .map(node => node.outerHTML.slice(0, 120));
}"""
SCROLLING = """() => [...document.querySelectorAll('.scroll')]
  .filter(box => box.checkVisibility() && box.scrollWidth > box.clientWidth + 1).map(box => box.ariaLabel)"""
ROWS_LEFT_OUT = """() => [...document.querySelectorAll('tbody tr')]
  .filter(row => row.textContent.trim() && !row.closest('details:not([open])') && !row.checkVisibility())
  .map(row => row.textContent)"""
FIGURES = """() => [...document.querySelectorAll('figure')].map(figure => {
  const walk = document.createTreeWalker(figure, NodeFilter.SHOW_TEXT), found = [];
  while (walk.nextNode()) if (walk.currentNode.parentElement.checkVisibility()) found.push(walk.currentNode.data);
  return found;
})"""
TEXTS = """() => {
  const walk = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  const found = [document.title];
  while (walk.nextNode()) if (walk.currentNode.parentElement.tagName !== 'STYLE') found.push(walk.currentNode.data);
  return [...found, ...[...document.querySelectorAll('[title],[aria-label]')].flatMap(node => [node.title ?? '', node.ariaLabel ?? ''])];
}"""
EXECUTABLE = """() => [...document.querySelectorAll('*')].filter(node =>
    ['SCRIPT', 'IFRAME', 'OBJECT', 'EMBED', 'FORM', 'BASE', 'LINK', 'FOREIGNOBJECT'].includes(node.tagName.toUpperCase())
    || [...node.attributes].some(({name, value}) => /^on/i.test(name) || /^\\s*javascript:/i.test(value)))
  .map(node => node.outerHTML.slice(0, 120))"""


@contextmanager
def window(browser: Browser) -> Iterator[Opened]:
    """A window for one file after the other: a new one for each costs more than the file."""
    context = browser.new_context()
    try:
        yield Opened(context.new_page())
    finally:
        context.close()


@dataclass
class Opened:
    """A page in the browser, with everything it said and asked for while it loaded."""

    page: Page
    address: str = ""
    requests: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.messages.append(message.text))
        self.page.on("pageerror", lambda error: self.messages.append(str(error)))
        self.page.on("dialog", self._dismiss)

    def show(self, path: Path, width: int = DESK, *, dark: bool = False) -> Opened:
        """Load a file, as if nothing had been seen before."""
        self.page.goto("about:blank")
        self.page.set_viewport_size({"width": width, "height": 844})
        self.page.emulate_media(color_scheme="dark" if dark else "light")
        self.requests.clear()
        self.messages.clear()
        self.address = path.resolve().as_uri()
        self.page.goto(self.address)
        return self

    def _dismiss(self, dialog) -> None:
        self.messages.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    @property
    def foreign_requests(self) -> list[str]:
        """What it asked for besides itself and the pictures that it holds."""
        return [url for url in self.requests if url != self.address and not url.startswith("data:image/png")]

    def unfold(self) -> None:
        """Open every folded table."""
        self.page.evaluate("() => document.querySelectorAll('details').forEach(d => d.open = true)")

    def texts(self) -> list[str]:
        """Every text of the page and of its pictures."""
        return self.page.evaluate(TEXTS)

    def violations(self, *rules: str, but: str = "") -> list[str]:
        """What axe-core finds wrong, one line each; of some rules only, or of all but one, where they are named."""
        chosen = {"runOnly": list(rules)} if rules else {"rules": {but: {"enabled": False}}} if but else {}
        found = Axe().run(self.page, options={"resultTypes": ["violations"], **chosen}).response["violations"]
        return [
            f"{rule['id']}: {node['html'][:160]} {node.get('failureSummary', '')}"
            for rule in found
            for node in rule["nodes"]
        ]

    def overflowing(self) -> list[str]:
        """Elements that reach beyond the right edge, other than inside a box that scrolls."""
        wide = self.page.evaluate("() => document.documentElement.scrollWidth > innerWidth")
        return self.page.evaluate(OVERFLOWING) + (["the page itself"] if wide else [])

    def executable(self) -> list[str]:
        """Elements that could run something."""
        return self.page.evaluate(EXECUTABLE)

    def heading_levels(self) -> list[int]:
        """Levels of the headings in order."""
        return self.page.evaluate(
            "() => [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => Number(h.tagName[1]))"
        )

    def alternatives(self) -> list[str]:
        """Alternative texts of the charts in order."""
        return self.page.evaluate("() => [...document.querySelectorAll('figure[aria-label]')].map(f => f.ariaLabel)")

    def figures(self) -> list[list[str]]:
        """The texts of each figure that are shown at this width."""
        return self.page.evaluate(FIGURES)

    def lowest_letters(self) -> tuple[float, str]:
        """The height of the lowest letters of all figures in pixels, and where they stand."""
        height, where = self.page.evaluate(LOWEST_LETTERS)
        return height, where

    def height(self) -> int:
        """How long the page is, in pixels."""
        return self.page.evaluate("() => document.documentElement.scrollHeight")

    def rows_left_out(self) -> list[str]:
        """Rows of tables that are not shown though nothing around them is folded."""
        return self.page.evaluate(ROWS_LEFT_OUT)

    def squeezed_cells(self) -> list[str]:
        """Cells of tables that give their words a letter a line, or whose words run into the next cell."""
        return self.page.evaluate(SQUEEZED)

    def plated(self) -> list[str]:
        """In forced colours, words on a ground of their own that the browser's plate behind all words makes unreadable."""
        return self.page.evaluate(PLATED)

    def scrolling(self) -> list[str]:
        """Tables that stand open and are too wide for their box."""
        return self.page.evaluate(SCROLLING)

    def broken_words(self) -> list[str]:
        """Latin words, dates and amounts of tables that a line break parts."""
        return self.page.evaluate(BROKEN_WORDS)

    def broken_pictures(self) -> list[str]:
        """The texts of figures that the browser does not show."""
        return self.page.evaluate(UNREADABLE_PICTURES)

    def printed(self) -> Printed:
        """The page on paper."""
        return Printed(PdfReader(io.BytesIO(self.page.pdf(prefer_css_page_size=True))))


class Printed:
    """A printed page, read back from its PDF.

    Attributes
    ----------
    texts : list of str
        What a search finds on each sheet.
    size : tuple of int
        Width and height of the paper in points.
    """

    def __init__(self, pdf: PdfReader) -> None:
        self.size = tuple(round(float(length)) for length in pdf.pages[0].mediabox[2:])
        self.texts = [_searchable(sheet.extract_text()) for sheet in pdf.pages]

    def cut(self, figures: list[list[str]]) -> list[list[str]]:
        """The figures whose words stand on no sheet all together.

        Without their ideographs: a PDF may give 長 back as the radical of the same shape.
        """
        sheets = [_IDEOGRAPHS.sub("", sheet) for sheet in self.texts]
        wanted = [[_IDEOGRAPHS.sub("", _searchable(words)) for words in figure] for figure in figures]
        return [
            figure
            for figure, words in zip(figures, wanted, strict=True)
            if not any(all(word in sheet for word in words) for sheet in sheets)
        ]


_IDEOGRAPHS = re.compile("[\u2e80-\u2fdf\u3400-\u9fff\uf900-\ufaff]")


def _searchable(text: str) -> str:
    """The text as a search finds it: radicals as characters, no spaces from the spacing."""
    return "".join(unicodedata.normalize("NFKC", text).split())
