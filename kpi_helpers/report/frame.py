"""What stands around the sections of every page, one call per block."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass

from kpi_helpers.report import changed
from kpi_helpers.report import opening as top
from kpi_helpers.report.closing import data_notes, decisions, glossary
from kpi_helpers.report.definition_log import definition_log
from kpi_helpers.report.html import Element
from kpi_helpers.report.meeting import Meeting

__all__ = ["data_notes", "decisions", "definition_log", "glossary", "headline", "opening", "what_changed"]


@dataclass(frozen=True, repr=False)
class Block(Element):
    """A block at the top of a page that knows how it was made, so that it can be made anew for another view.

    Attributes
    ----------
    make : callable
        ``make(meeting)`` gives the element.
    meeting : Meeting
        The view that it was made for.
    """

    make: Callable[[Meeting], Element]
    meeting: Meeting


def _block(make: Callable[[Meeting], Element]) -> Callable[[Meeting], Block]:
    @functools.wraps(make)
    def made(meeting: Meeting) -> Block:
        element = make(meeting)
        return Block(element.tag, element.attributes, element.children, make, meeting)

    return made


opening = _block(top.opening)
headline = _block(top.headline)
what_changed = _block(changed.what_changed)
