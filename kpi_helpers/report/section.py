"""A section: one question of a meeting, its answer, its figure and its table."""

from __future__ import annotations

import os
import re
import sys
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kpi_helpers.report.figures.chart import figure_element, style_sheet
from kpi_helpers.report.html import Element, el, more, unbroken
from kpi_helpers.report.language import words
from kpi_helpers.report.tables import table_element
from kpi_helpers.workbook.errors import WorkbookError

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure, SubFigure

    Picture = Figure | SubFigure | Element

    from kpi_helpers.kpis.claims import Claim
    from kpi_helpers.report.meeting import Meeting

PICTURES = "KPI_PICTURES"
"""Environment variable that names a folder: into it each section that is shown writes its figures as PNG."""

METADATA = "kpi_helpers"
"""Key under which a section tells the run about itself, in its output's metadata."""

Records = Sequence[Mapping[str, Any]]
"""What the sections of a page tell: ``key``, ``question``, ``sentence``; perhaps ``failure``, ``kpis``, ``own_numbers``."""

_KEY = re.compile(r"[a-z][a-z0-9_-]*")
_PARTS = {
    "sentence": ("答えの文", "the answer"),
    "figure": ("図（matplotlib の Figure、または HTML）", "the figure (matplotlib Figure, or HTML)"),
    "table": ("図のもとの小さな表（DataFrame）", "the small table behind it (DataFrame)"),
    "listing": ("対応する行の一覧（DataFrame）", "the rows to act on (DataFrame)"),
    "numbers": (
        "整然とした数字（DataFrame、numbers.csv と同じ列）",
        "tidy numbers (DataFrame, columns of numbers.csv)",
    ),
}


@dataclass(frozen=True)
class Origin:
    """How a section was made, so that it can be made anew for another choice.

    Attributes
    ----------
    make : callable
        ``make(meeting, **options)`` gives the section anew.
    meeting : Meeting
        The view that it shows.
    asked : Meeting
        The view that it was made for, narrower than what it shows where it cannot be split.
    kpis : tuple of str
        The KPIs whose numbers it shows.
    controls : tuple of str
        What can be chosen.
    unsplit : str
        Why nothing else can; empty where there is nothing else.
    """

    make: Callable[..., Section]
    meeting: Meeting
    asked: Meeting
    kpis: tuple[str, ...] = ()
    controls: tuple[str, ...] = ()
    unsplit: str = ""


@dataclass(frozen=True, eq=False, repr=False)
class Section:
    """One question of a meeting and its answer, as a notebook and a page show it.

    Parameters
    ----------
    sentence : str
        The answer, with numbers (which, against what, how sure); what stands on further lines are points of a list
        under it, see `points`.
    figure : Figure or Element, sequence of (Figure or Element, str), optional
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
    notes : sequence of str
        Small print under the table.
    numeric : sequence of str, optional
        Columns of `table` set in figures, to the right. By default those whose
        text begins with a digit in every row.
    own_numbers : DataFrame, optional
        Numbers that no KPI holds, with the columns of numbers.csv, where they go too.
    claims : sequence of Claim
        What the sentence, the marks and the alternative texts claim, each with the test behind it.
    is_missing : bool
        There is no answer; the sentence says what it would take.
    failure : str
        Why the section could not be made, in plain words. See `guarded`.
    key, question, lang, origin
        Of the `Topic` that it answers, which fills them in: its name within the page and
        HTML id, the heading, ``ja`` or ``en``, and how it was made.
    level : int
        Level of the heading, 2 to 4.

    Raises
    ------
    ValueError
        If the key is no id, or a figure has no alternative text.

    Examples
    --------
    >>> section = Section("今月は 1,230万円の見込みです。", key="landing", question="売上の着地は?")
    >>> print(section.to_element())
    <section id="landing" aria-labelledby="landing-h" class="kpi-section"><h2 id="landing-h">売上の着地は?</h2><p class="answer"><strong>今月は 1,230万円の見込みです。</strong></p></section>
    """

    sentence: str
    figure: Picture | Sequence[tuple[Picture, str]] | None = None
    alt: str = ""
    table: pd.DataFrame | None = None
    table_caption: str = ""
    listing: pd.DataFrame | None = None
    listing_caption: str = ""
    notes: Sequence[str] = ()
    numeric: Sequence[str] | None = None
    own_numbers: pd.DataFrame | None = None
    claims: Sequence[Claim] = ()
    is_missing: bool = False
    failure: str = ""
    _: KW_ONLY
    key: str = "section"
    question: str = ""
    lang: str = "ja"
    level: int = 2
    origin: Origin | None = None

    def __post_init__(self) -> None:
        if not _KEY.fullmatch(self.key):
            raise ValueError(f"section key {self.key!r} must be like 'landing' or 'lead_change'")
        if any(not alt.strip() for _, alt in self.figures):
            raise ValueError(f"section {self.key!r} has a figure without alternative text")

    @property
    def figures(self) -> tuple[tuple[Picture, str], ...]:
        """Every figure with its alternative text."""
        if self.figure is None:
            return ()
        if isinstance(self.figure, Sequence):
            return tuple(self.figure)
        return ((self.figure, self.alt),)

    def help(self) -> None:
        """Print what this section answers, what it holds and what its numbers mean, in its language."""
        print(help_text(self))

    @property
    def kpis(self) -> tuple[str, ...]:
        """The KPIs whose numbers the section shows."""
        return self.origin.kpis if self.origin and not (self.is_missing or self.failure) else ()

    @cached_property
    def numbers(self) -> pd.DataFrame | None:
        """The numbers that the section shows as numbers.csv has them, worked out when asked for; None where it has none."""
        from kpi_helpers.report.kpi_rows import kpi_rows

        if self.kpis and self.origin:
            return kpi_rows(self.origin.meeting.wb, self.kpis, self.own_numbers)
        return self.own_numbers

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
        parts = self._answer()
        parts += [figure_element(figure, alt, quick=quick) for figure, alt in self.figures]
        if self.listing is not None and len(self.listing):
            parts.append(table_element(self.listing, caption=self.listing_caption, stacks=True, lang=self.lang))
        if self.table is not None:
            caption = self.table_caption or words(self.lang)["table"]
            parts.append(
                el(
                    "details",
                    el("summary", caption),
                    table_element(self.table, caption=caption, numeric=self.numeric),
                )
            )
        if self.notes:
            parts.append(notes_element(self.notes, self.lang))
        return parts

    def _answer(self) -> list[Element]:
        if self.is_missing:
            return [el("p", in_one_line(self.sentence), class_="answer")]
        answer, *further = self.sentence.split("\n")
        first, rest = first_sentence(answer)
        said = [el("p", el("strong", *unbroken(first)), *unbroken(rest), class_="answer")]
        if further:
            listed = el("ul", *(el("li", *unbroken(point)) for point in further), class_="points")
            said.append(el("div", more(words(self.lang)["further"]), listed))
        return said

    def write_pictures(self, folder: Path) -> list[Path]:
        """Write every figure that is drawn as PNG, called after the section; what is HTML is no picture."""
        from kpi_helpers.charts.picture import to_png

        drawn = [figure for figure, _ in self.figures if not isinstance(figure, Element)]
        names = [f"{self.key}.png" if place == 1 else f"{self.key}-{place}.png" for place in range(1, len(drawn) + 1)]
        for name, figure in zip(names, drawn, strict=True):
            (folder / name).write_bytes(to_png(figure))
        return [folder / name for name in names]

    def _repr_html_(self) -> str:
        return f"<style>{style_sheet()}</style>{self.to_element()}"

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        # IPython swallows an error in `_repr_html_` and would leave the section out in
        # silence; a figure that cannot be drawn has to be seen like any other failure.
        shown = self
        try:
            markup = shown._repr_html_()
            if folder := os.environ.get(PICTURES):
                shown.write_pictures(Path(folder))
        except Exception as error:
            shown = failed(error, key=self.key, question=self.question, lang=self.lang)
            markup = shown._repr_html_()
        about: dict[str, Any] = {"key": shown.key, "question": shown.question, "sentence": shown.sentence}
        if shown.failure:
            about["failure"] = shown.failure
        if shown.kpis:
            about["kpis"] = list(shown.kpis)
        if shown.own_numbers is not None:
            about["own_numbers"] = shown.own_numbers.to_csv(index=False, lineterminator="\n")
        return {"text/html": markup, "text/plain": repr(shown)}, {METADATA: about}

    def __repr__(self) -> str:
        return f"{self.question}\n{self.failure or self.sentence}"


def points(*said: str) -> str:
    """An answer of several thoughts: the answer itself, then each point that a reader may take or leave.

    >>> points("It will fall short.", " Landing: ¥25M.", "", " Of 9 reps 2 are behind.").splitlines()
    ['It will fall short.', 'Landing: ¥25M.', 'Of 9 reps 2 are behind.']
    """
    return "\n".join(thought for one in said if (thought := one.strip()))


def in_one_line(sentence: str) -> str:
    """An answer and its points one after the other.

    >>> in_one_line("届く見込みです。\\n着地は62件です。"), in_one_line("On plan.\\nLanding: 62.")
    ('届く見込みです。着地は62件です。', 'On plan. Landing: 62.')
    """
    return sentence.replace("。\n", "。").replace("\n", " ")


def notes_element(notes: Iterable[str], lang: str) -> Element:
    """Small print, one paragraph a note; on a phone it unfolds."""
    return el(
        "div",
        more(words(lang)["reading"]),
        *(el("p", *unbroken(note), class_="note") for note in notes),
        class_="notes",
    )


def first_sentence(text: str) -> tuple[str, str]:
    """The answer itself, which a page sets in bold, and what stands behind it.

    A full stop within brackets or quotation marks, where names of the export stand, ends nothing.

    Examples
    --------
    >>> first_sentence("届かない見通しです（「A。B」を除く。）。着地は 2,508万円です。")
    ('届かない見通しです（「A。B」を除く。）。', '着地は 2,508万円です。')
    >>> first_sentence("It will fall short by 3.5%. Landing: ¥25M.")
    ('It will fall short by 3.5%.', ' Landing: ¥25M.')
    """
    depth = 0
    for place, char in enumerate(text):
        depth = max(0, depth + (char in "（「(“") - (char in "）」)”"))
        if not depth and (char == "。" or text[place : place + 2] in (". ", ".\n")):
            return text[: place + 1], text[place + 1 :]
    return text, ""


def guarded(
    make: Callable[[], Section], *, lang: str, key: str = "section", question: str = "", level: int = 2
) -> Section:
    """Make a section; if that fails, say so in its place.

    Parameters
    ----------
    make : callable
        Makes the section.
    key, question, lang, level
        Of the section that stands in for it.

    Returns
    -------
    Section
        What `make` returns, or a section with `failure` set: the rest of the page
        stands, the run ends with status 1 and the traceback is printed, so that
        the notebook has it.

    Examples
    --------
    >>> guarded(lambda: Section("1."), lang="en").sentence
    '1.'
    """
    try:
        return make()
    except Exception as error:
        return failed(error, key=key, question=question, lang=lang, level=level)


def failed(error: Exception, **placed: Any) -> Section:
    """The section that stands where another one failed; prints the traceback."""
    traceback.print_exception(error, file=sys.stderr)
    return Section("", failure=plain_reason(error, placed["lang"]), **placed)


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
    from kpi_helpers.workbook.engine.limits import limit_in_words

    known = error if isinstance(error, WorkbookError) else limit_in_words(error)
    if known is not None:
        return known.text(lang)
    return words(lang)["unexpected"].format(kind=type(error).__name__)


def help_text(section: Section) -> str:
    """The question, the answer, what can be used in a cell, and the definitions of its KPIs.

    Examples
    --------
    >>> print(help_text(Section("At ¥12.3M.", question="Where will sales land?", lang="en")))
    Where will sales land?
    At ¥12.3M.
    <BLANKLINE>
    What it has
      .sentence  the answer
    """
    from kpi_helpers.kpis.catalogue import CATALOGUE

    en = section.lang == "en"
    lines = [section.question, section.failure or section.sentence, "", ("使えるもの", "What it has")[en]]
    held = {name: what[en] for name, what in _PARTS.items() if getattr(section, name) is not None}
    width = max(map(len, held)) + 1
    lines += [f"  {'.' + name:{width}}  {what}" for name, what in held.items()]
    if section.kpis:
        records = [CATALOGUE[kpi] for kpi in section.kpis]
        lines += ["", ("数字の意味", "What its numbers mean")[en]]
        lines += [
            f"  {record.id}  {record.label(section.lang)}: {record.definition(section.lang)}" for record in records
        ]
    return "\n".join(lines)
