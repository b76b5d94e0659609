"""A section: one question of a meeting, its answer, its figure and its table."""

from __future__ import annotations

import base64
import re
import struct
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from kpi_helpers.report.html import Element, el
from kpi_helpers.report.page.words import words
from kpi_helpers.report.tables import table_element
from kpi_helpers.workbook.errors import WorkbookError

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from kpi_helpers.report.asking import Origin

METADATA = "kpi_helpers"
"""Key under which a section tells the run about itself, in its output's metadata."""

_KEY = re.compile(r"[a-z][a-z0-9_-]*")
_CSS_PIXELS_PER_INCH = 96


@dataclass(frozen=True, eq=False, repr=False)
class Section:
    """One question of a meeting and its answer, as a notebook and a page show it.

    Parameters
    ----------
    key : str
        Name of the section within its page: lower case letters, digits, ``-``
        and ``_``. It becomes the HTML id.
    question : str
        The heading: the question that the meeting asks here.
    sentence : str
        The answer, with numbers (which, against what, how sure).
    figure : Figure, sequence of (Figure, str), optional
        One figure, or several, each with its own alternative text.
    alt : str
        What the figure shows, as a finding. Required with a single figure.
    table : DataFrame, optional
        The small table behind the figure: display text, one row per group; the
        first column names the row.
    table_caption : str
        What the table lists; it is also what one clicks on to unfold it.
    listing : DataFrame, optional
        Rows to act on (named opportunities, unanswered leads), display text like
        `table`; they stand open on the page.
    listing_caption : str
        What they are.
    numbers : DataFrame, optional
        The tidy numbers behind `table`, for a cell of one's own. Never shown.
    notes : sequence of str
        Small print under the table.
    level : int
        Level of the heading, 2 to 4.
    lang : str
        ``ja`` or ``en``: the language of the few words that the section adds.
    numeric : sequence of str, optional
        Columns of `table` set in figures, to the right. By default those whose
        text begins with a digit in every row.
    failure : str
        Why the section could not be made, in plain words. See `guarded`.
    origin : Origin, optional
        How it was made, so that it can be made anew for another choice.

    Raises
    ------
    ValueError
        If the key is no id, or a figure has no alternative text.

    Examples
    --------
    >>> section = Section("landing", "売上の着地は?", "今月は 1,230万円の見込みです。")
    >>> print(section._repr_html_())
    <section id="landing" aria-labelledby="landing-h" class="kpi-section"><h2 id="landing-h">売上の着地は?</h2><p class="answer"><strong>今月は 1,230万円の見込みです。</strong></p></section>
    """

    key: str
    question: str
    sentence: str
    figure: Figure | Sequence[tuple[Figure, str]] | None = None
    alt: str = ""
    table: pd.DataFrame | None = None
    table_caption: str = ""
    listing: pd.DataFrame | None = None
    listing_caption: str = ""
    numbers: pd.DataFrame | None = None
    notes: Sequence[str] = ()
    level: int = 2
    lang: str = "ja"
    numeric: Sequence[str] | None = None
    failure: str = ""
    is_missing: bool = False
    origin: Origin | None = None

    def __post_init__(self) -> None:
        if not _KEY.fullmatch(self.key):
            raise ValueError(f"section key {self.key!r} must be like 'landing' or 'lead_change'")
        if any(not alt.strip() for _, alt in self.figures):
            raise ValueError(f"section {self.key!r} has a figure without alternative text")

    @classmethod
    def missing(cls, key: str, question: str, sentence: str, *, lang: str = "ja") -> Section:
        """A section whose table the workbook does not have.

        Parameters
        ----------
        key, question : str
            As of any section.
        sentence : str
            What the section would show, and from which table.
        lang : str
            ``ja`` or ``en``.

        Returns
        -------
        Section
            A section that says so in its place.

        Examples
        --------
        >>> Section.missing("plan", "Plan?", "Needs the table targets.", lang="en").is_missing
        True
        """
        return cls(key, question, sentence, lang=lang, is_missing=True)

    @property
    def figures(self) -> tuple[tuple[Figure, str], ...]:
        """Every figure with its alternative text."""
        if self.figure is None:
            return ()
        if isinstance(self.figure, Sequence):
            return tuple(self.figure)
        return ((self.figure, self.alt),)

    def help(self) -> None:
        """Print what this section answers, what it holds and what its numbers mean, in its language."""
        from kpi_helpers.report.section_help import help_text

        print(help_text(self))

    def to_element(self, *, quick: bool = False) -> Element:
        """The section as an HTML element; figures are drawn here, quickly rather than finely if `quick`."""
        heading = f"{self.key}-h"
        state = " is-failed" if self.failure else " is-missing" if self.is_missing else ""
        return el(
            "section",
            el(f"h{self.level}", self.question, id=heading),
            *(self._failure_parts() if self.failure else self._parts(quick)),
            id=self.key,
            aria_labelledby=heading,
            class_=f"kpi-section{state}",
        )

    def _failure_parts(self) -> list[Element]:
        said = words(self.lang)["failed"]
        return [el("p", el("strong", said), " ", self.failure, class_="failure")]

    def _parts(self, quick: bool) -> list[Element]:
        parts = [self._answer()]
        parts += [_figure_element(figure, alt, quick) for figure, alt in self.figures]
        if self.listing is not None and len(self.listing):
            parts.append(table_element(self.listing, caption=self.listing_caption))
        if self.table is not None:
            caption = self.table_caption or words(self.lang)["table"]
            parts.append(
                el(
                    "details",
                    el("summary", caption),
                    table_element(self.table, caption=caption, numeric=self.numeric),
                )
            )
        parts += [el("p", note, class_="note") for note in self.notes]
        return parts

    def _answer(self) -> Element:
        if self.is_missing:
            return el("p", self.sentence, class_="answer")
        first, rest = first_sentence(self.sentence)
        return el("p", el("strong", first), rest or None, class_="answer")

    def _repr_html_(self) -> str:
        return str(self.to_element())

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        # IPython swallows an error in `_repr_html_` and would leave the section out in
        # silence; a figure that cannot be drawn has to be seen like any other failure.
        shown = self
        try:
            markup = shown._repr_html_()
        except Exception as error:
            shown = failed(error, key=self.key, question=self.question, lang=self.lang)
            markup = shown._repr_html_()
        about = {"key": shown.key, "question": shown.question, "sentence": shown.sentence}
        if shown.failure:
            about["failure"] = shown.failure
        return {"text/html": markup, "text/plain": repr(shown)}, {METADATA: about}

    def __repr__(self) -> str:
        return f"{self.question}\n{self.failure or self.sentence}"


def first_sentence(text: str) -> tuple[str, str]:
    """The answer itself, which a page sets in bold, and what stands behind it.

    A full stop within brackets or quotation marks, where names of the export stand, ends nothing.

    Examples
    --------
    >>> first_sentence("届かない見通しです（「A。B」を除く。）。着地は 2,508万円です。")
    ('届かない見通しです（「A。B」を除く。）。', '着地は 2,508万円です。')
    >>> first_sentence("It will fall short by 3.5 %. Landing: ¥25M.")
    ('It will fall short by 3.5 %.', ' Landing: ¥25M.')
    """
    depth = 0
    for place, char in enumerate(text):
        depth = max(0, depth + (char in "（「(“") - (char in "）」)”"))
        if not depth and (char == "。" or text[place : place + 2] == ". "):
            return text[: place + 1], text[place + 1 :]
    return text, ""


def guarded(
    make: Callable[[], Section | Element], *, key: str, question: str, lang: str, level: int = 2
) -> Section | Element:
    """Make a section, or another part of a page; if that fails, say so in its place.

    Parameters
    ----------
    make : callable
        Makes the section.
    key, question, lang, level
        Of the section that stands in for it.

    Returns
    -------
    Section or Element
        What `make` returns, or a section with `failure` set: the rest of the page
        stands, the run ends with status 1 and the traceback is printed, so that
        the notebook has it.

    Examples
    --------
    >>> guarded(lambda: Section("a", "A?", "1."), key="a", question="A?", lang="en").sentence
    '1.'
    """
    try:
        return make()
    except Exception as error:
        stand_in = failed(error, key=key, question=question, lang=lang)
        return replace(stand_in, level=level)


def failed(error: Exception, *, key: str, question: str, lang: str) -> Section:
    """The section that stands where another one failed; prints the traceback."""
    traceback.print_exception(error, file=sys.stderr)
    return Section(key, question, "", lang=lang, failure=plain_reason(error, lang))


def plain_reason(error: Exception, lang: str) -> str:
    """Why something failed, for a reader who does not program.

    A `WorkbookError` is written for that reader. The text of any other exception
    is not, and may quote the data: only its kind is told.

    Examples
    --------
    >>> plain_reason(WorkbookError("leads.csv has no column 作成日."), "en")
    'leads.csv has no column 作成日.'
    >>> plain_reason(KeyError("taro@example.com"), "en")
    'An unexpected error (KeyError) occurred; the notebook in the same folder has the details.'
    """
    if isinstance(error, WorkbookError):
        return str(error)
    return words(lang)["unexpected"].format(kind=type(error).__name__)


def _figure_element(figure: Figure, alt: str, quick: bool) -> Element:
    from kpi_helpers.charts.picture import to_png

    png = to_png(figure, quick=quick)
    width, height = struct.unpack(">II", png[16:24])
    shown_width = round(figure.get_figwidth() * _CSS_PIXELS_PER_INCH)
    picture = el(
        "img",
        src=f"data:image/png;base64,{base64.b64encode(png).decode('ascii')}",
        alt=alt,
        width=shown_width,
        height=round(shown_width * height / width),
    )
    return el("figure", picture)
