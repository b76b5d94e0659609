"""The sections of one notebook, alive."""

from __future__ import annotations

import os
from typing import Any

from kpi_helpers.explore.redraw import keep_libraries
from kpi_helpers.report.kernel import HEADLESS
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.section import Section
from kpi_helpers.workbook.errors import WorkbookError


class Page:
    """What is shown of a notebook's sections now.

    ``page["sales"]`` is the section as its controls stand, for a cell of one's
    own: ``page["sales"].table``.
    """

    def __init__(self, meeting: Meeting) -> None:
        self._meeting = meeting
        self._explorers: dict[str, Any] = {}

    def __getitem__(self, key: str) -> Section:
        if key not in self._explorers:
            known = ", ".join(self._explorers) or "none yet"
            raise WorkbookError(
                ja=f"このページに {key!r} という節はありません。先にそのセルを実行してください（いまあるのは {known}）。",
                en=f"No section {key!r} is shown on this page; run its cell first (shown: {known}).",
            )
        return self._explorers[key].section

    def __repr__(self) -> str:
        return f"Page({', '.join(self._explorers)})"

    def show(self, section: Section) -> None:
        """Display a section with its controls."""
        from IPython.display import display

        from kpi_helpers.explore.explorer import Explorer

        if section.origin is None:
            display(dict(section._repr_mimebundle_()[0]), raw=True)
            return
        explorer = Explorer(section, self._spread)
        if not self._explorers:
            keep_libraries()
        self._explorers[section.key] = explorer
        display({**explorer.box._repr_mimebundle_(), "text/plain": repr(section)}, raw=True)

    def _spread(self, source: Any) -> None:
        for explorer in self._explorers.values():
            if explorer is not source:
                explorer.follow(source.chosen)


def on(meeting: Meeting) -> Page:
    """Put controls under every section that this notebook shows from here on.

    Parameters
    ----------
    meeting : Meeting
        As the sections are given it.

    Returns
    -------
    Page
        What is shown. In a headless run, or outside a notebook, sections are
        displayed as they always are.

    Examples
    --------
    >>> from kpi_helpers.workbook.example import example
    >>> on(Meeting("sales_sync", example()))
    Page()
    """
    page = Page(meeting)
    shell = _notebook()
    if shell is not None and not os.environ.get(HEADLESS):
        formatter = shell.display_formatter.ipython_display_formatter
        formatter.for_type(Section, page.show)
    return page


def _notebook() -> Any:
    """The shell of a notebook's kernel; None in a script or a terminal."""
    from IPython import get_ipython

    shell = get_ipython()
    return shell if shell is not None and hasattr(shell, "kernel") else None
