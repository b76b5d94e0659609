"""How a section is declared: its question, the tables it needs, and what answers it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.section import Section, guarded

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure


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
    key: str, ja: str, en: str, *, tables: Sequence[str], missing_ja: str, missing_en: str
) -> Callable[[Callable[[Meeting], Answer]], Callable[[Meeting], Section]]:
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

    Returns
    -------
    callable
        A decorator; the function then takes a `Meeting` and gives a `Section`. If
        it fails, the section says so in its place and the rest of the page stands.
    """

    def declare(answer: Callable[[Meeting], Answer]) -> Callable[[Meeting], Section]:
        @functools.wraps(answer)
        def section(meeting: Meeting) -> Section:
            question = meeting.say(ja, en)
            if not meeting.wb.has(*tables):
                return Section.missing(key, question, meeting.say(missing_ja, missing_en), lang=meeting.lang)

            def make() -> Section:
                return Section(key=key, question=question, lang=meeting.lang, **vars(answer(meeting)))

            return guarded(make, key=key, question=question, lang=meeting.lang)

        return section

    return declare
