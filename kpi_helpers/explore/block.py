"""What stands around the sections, following a choice for the whole page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ipywidgets as widgets

from kpi_helpers.explore.choices import viewed
from kpi_helpers.explore.redraw import Debounce, none_collected
from kpi_helpers.report.figures.chart import style_sheet
from kpi_helpers.report.frame import Block
from kpi_helpers.report.html import el
from kpi_helpers.report.section import plain_reason


class LiveBlock:
    """A block, made anew for another view.

    Parameters
    ----------
    block : Block

    Attributes
    ----------
    box : Widget
    """

    def __init__(self, block: Block) -> None:
        self._block, self._chosen = block, dict[str, Any]()
        self.box = widgets.HTML(_shown(block))
        for name in ("jp-RenderedHTMLCommon", "kpi-block", f"kpi-{block.meeting.lang}"):
            self.box.add_class(name)
        self._redraw = Debounce(self._redraw_now)

    def follow(self, chosen: Mapping[str, Any]) -> None:
        """Show the block for a choice of the whole page."""
        if dict(chosen) != self._chosen:
            self._chosen = dict(chosen)
            self._redraw()

    def _redraw_now(self) -> None:
        with none_collected():
            try:
                self.box.value = _shown(self._block.make(viewed(self._block.meeting, self._chosen)[0]))
            except Exception as error:
                self.box.value = str(el("p", plain_reason(error, self._block.meeting.lang), class_="failure"))


def _shown(block: object) -> str:
    return f"<style>{style_sheet()}</style>{block}"
