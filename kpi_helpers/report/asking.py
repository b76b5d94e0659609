"""How a section is declared: its question, the tables it needs, and what answers it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.page.words import words
from kpi_helpers.report.section import Section, guarded

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure


CONTROLS = ("month", "team", "rep", "channel", "campaign", "segment")
"""What a section can be asked for in JupyterLab unless it declares other controls."""


@dataclass(frozen=True)
class Origin:
    """How a section was made.

    Attributes
    ----------
    make : callable
        ``make(meeting, **options)`` gives the section anew.
    meeting : Meeting
        The view that it was made for.
    controls : tuple of str
        What makes sense to choose: of `CONTROLS`, "week", "thin" and "rates".
    """

    make: Callable[..., Section]
    meeting: Meeting
    controls: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """What a section says: see the attributes of `Section` of the same names."""

    sentence: str
    figure: Figure | Sequence[tuple[Figure, str]] | None = None
    alt: str = ""
    table: pd.DataFrame | None = None
    table_caption: str = ""
    listing: pd.DataFrame | None = None
    listing_caption: str = ""
    numbers: pd.DataFrame | None = None
    notes: Sequence[str] = ()
    numeric: Sequence[str] | None = None


def asks(
    key: str,
    ja: str,
    en: str,
    *,
    tables: Sequence[str],
    missing_ja: str,
    missing_en: str,
    controls: Sequence[str] = CONTROLS,
) -> Callable[[Callable[..., Answer]], Callable[..., Section]]:
    """Make a section of a function that answers a question.

    Parameters
    ----------
    key : str
        Name of the section within its page.
    ja, en : str
        The question, as the meeting asks it.
    tables : sequence of str
        Tables without which there is no answer.
    missing_ja, missing_en : str
        What the section would show and which table it needs, in one sentence.
    controls : sequence of str
        What can be chosen under the section in JupyterLab; see `Origin`.

    Returns
    -------
    callable
        A decorator; the function then takes a `Meeting`, and whatever options it
        has, and gives a `Section`. If
        it fails, the section says so in its place and the rest of the page stands.
    """

    def declare(answer: Callable[..., Answer]) -> Callable[..., Section]:
        @functools.wraps(answer)
        def section(meeting: Meeting, **options: object) -> Section:
            question, lang = meeting.say(ja, en), meeting.lang

            def make() -> Section:
                if not meeting.wb.has(*tables):
                    return Section.missing(key, question, meeting.say(missing_ja, missing_en), lang=lang)
                if meeting.wb.is_empty(*tables):
                    return Section.missing(key, question, words(lang)["empty_view"], lang=lang)
                return Section(key=key, question=question, lang=lang, **vars(answer(meeting, **options)))

            made = guarded(make, key=key, question=question, lang=lang)
            # Where a table is missing no choice brings an answer.
            return replace(made, origin=Origin(section, meeting, tuple(controls) if meeting.wb.has(*tables) else ()))

        return section

    return declare
