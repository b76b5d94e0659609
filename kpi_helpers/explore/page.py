"""A notebook's page, alive: its bar on top, the blocks around the sections, and the sections."""

from __future__ import annotations

import os
from typing import Any

from kpi_helpers.explore.early import Early
from kpi_helpers.explore.redraw import in_turn, keep_libraries
from kpi_helpers.explore.wording import WORDS
from kpi_helpers.report.agenda import CONTROLS
from kpi_helpers.report.frame import Block
from kpi_helpers.report.html import el
from kpi_helpers.report.kernel_environment import HEADLESS
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
        self._plain: dict[str, Section] = {}
        self._blocks: dict[Any, Any] = {}
        self._bar: Any = None
        self._early = Early(meeting, self._explorers)

    def __getitem__(self, key: str) -> Section:
        if key in self._explorers:
            return self._explorers[key].section
        if key in self._plain:
            return self._plain[key]
        known = ", ".join((*self._explorers, *self._plain))
        raise WorkbookError(
            ja=f"このページに {key!r} という節はありません。先にそのセルを実行してください（いまあるのは {known or 'なし'}）。",
            en=f"No section {key!r} is shown on this page; run its cell first (shown: {known or 'none yet'}).",
        )

    def __repr__(self) -> str:
        return f"Page({', '.join(self._explorers)})"

    def show(self, section: Section) -> None:
        """Display a section with its controls."""
        from IPython.display import display

        from kpi_helpers.explore.explorer import Explorer

        if section.origin is None:
            display(dict(section._repr_mimebundle_()[0]), raw=True)
            return
        explorer = Explorer(section, self._spread, self._early.later)
        if not self._explorers:
            keep_libraries()
        self._explorers[section.key] = explorer
        if self._bar is not None and self._bar.chosen:
            explorer.follow(self._bar.chosen)
        self._early.later()
        display(explorer.box._repr_mimebundle_(), raw=True)

    def note(self, section: Section) -> None:
        """Remember a section that is displayed without controls."""
        self._plain[section.key] = section
        raise NotImplementedError  # by which IPython goes on to display it as it always does

    def show_block(self, block: Block) -> None:
        """Display a block around the sections, which follows a choice for the whole page."""
        from IPython.display import display

        from kpi_helpers.explore.block import LiveBlock

        live = LiveBlock(block)
        self._blocks[block.make] = live
        if self._bar is not None and self._bar.chosen:
            live.follow(self._bar.chosen)
        display(live.box._repr_mimebundle_(), raw=True)

    def show_bar(self) -> None:
        """Display what one can do, and the controls of the whole page."""
        import ipywidgets as widgets
        from IPython.display import display

        from kpi_helpers.explore.controls import Controls
        from kpi_helpers.explore.explorer import style

        said = WORDS[self._meeting.lang]
        self._bar = Controls(CONTROLS, self._meeting, lambda: self._spread(self._bar))
        reset = widgets.Button(description=said["reset"], layout=widgets.Layout(width="auto"))
        reset.on_click(in_turn(lambda _: self._bar.reset()))
        bar = widgets.HBox([*self._bar.widgets.values(), reset], layout=widgets.Layout(flex_flow="row wrap"))
        bar.add_class("kpi-bar")
        line = widgets.HTML(f"<style>{style()}</style>{el('p', said['what_one_can_do'], class_='kpi-hint')}")
        box = widgets.VBox([line, bar])
        for name in ("kpi-page", f"kpi-{self._meeting.lang}"):
            box.add_class(name)
        display(box._repr_mimebundle_(), raw=True)

    def _spread(self, source: Any) -> None:
        if self._bar is not None and source is not self._bar:
            self._bar.follow(source.chosen)
        for alive in (*self._blocks.values(), *self._explorers.values()):
            if alive is not source:
                alive.follow(source.chosen)


def on(meeting: Meeting) -> Page:
    """Put controls above every section that this notebook shows from here on, and above the whole page.

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
    if shell is None:
        return page
    formatter = shell.display_formatter.ipython_display_formatter
    if os.environ.get(HEADLESS):
        formatter.for_type(Section, page.note)
    else:
        formatter.for_type(Section, page.show)
        formatter.for_type(Block, page.show_block)
        page.show_bar()
    return page


def _notebook() -> Any:
    """The shell of a notebook's kernel; None in a script or a terminal."""
    from IPython import get_ipython

    shell = get_ipython()
    return shell if shell is not None and hasattr(shell, "kernel") else None
