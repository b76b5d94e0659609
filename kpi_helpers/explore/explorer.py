"""A section that can be asked the next question."""

from __future__ import annotations

import functools
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from importlib.resources import files
from typing import Any

import ipywidgets as widgets

from kpi_helpers.explore.choices import is_what_if, viewed
from kpi_helpers.explore.controls import Controls
from kpi_helpers.explore.drill import Drill
from kpi_helpers.explore.keep import Keep
from kpi_helpers.explore.naming import Naming
from kpi_helpers.explore.redraw import Debounce, in_turn, none_collected
from kpi_helpers.explore.wording import WORDS
from kpi_helpers.report.figures.chart import style_sheet
from kpi_helpers.report.html import el
from kpi_helpers.report.sales_sync.scenarios import WhatIf
from kpi_helpers.report.section import Section, failed

REMEMBERED = 64
"""Choices whose sections are kept, so that going back costs nothing."""


@functools.cache
def style() -> str:
    """The rules for all that is alive in a notebook."""
    return style_sheet() + (files(__package__) / "explore.css").read_text("utf-8")


class Explorer:
    """A section under its controls, redrawn in place.

    Parameters
    ----------
    section : Section
        As made for the page's own view; its `origin` says what can be chosen.
    spread : callable
        ``spread(explorer)``; told when a choice shall hold for the whole page.
    redrawn : callable, optional
        Told, without arguments, when a choice was answered.

    Attributes
    ----------
    section : Section
        As shown now.
    box : Widget
    """

    def __init__(
        self, section: Section, spread: Callable[[Explorer], None], redrawn: Callable[[], None] = lambda: None
    ) -> None:
        if section.origin is None:
            raise ValueError(f"nobody knows how section {section.key!r} was made")
        self.section, self._spread, self._answered = section, spread, redrawn
        self._origin, said = section.origin, WORDS[section.lang]
        self._redrawn = 0
        self._remembered: OrderedDict[Any, tuple[Section, str]] = OrderedDict()
        self.controls = Controls(self._origin.controls, self._origin.asked, self._chosen)
        self._elsewhere: dict[str, Any] = {}
        self._whole_page = widgets.Checkbox(
            description=said["whole_page"], indent=False, layout=widgets.Layout(width="auto")
        )
        reset = widgets.Button(description=said["reset"], layout=widgets.Layout(width="auto"))
        self._state = widgets.HTML()
        self._view = widgets.HTML()
        self._view.add_class("jp-RenderedHTMLCommon")
        self._drill = Drill(section)
        self._keep = Keep(section)
        self._redraw = Debounce(self._redraw_now)
        unsplit = widgets.HTML(str(el("p", self._origin.unsplit, class_="note")) if self._origin.unsplit else "")
        bar = widgets.HBox(
            [*self.controls.widgets.values(), self._whole_page, reset, self._state],
            layout=widgets.Layout(flex_flow="row wrap"),
        )
        sheet = widgets.HTML(f"<style>{style()}</style>", layout=widgets.Layout(display="none"))
        naming = Naming(section.lang, self._origin.asked.wb.config.folder, self._what_if, self._anew)
        names_it = any(is_what_if(name) for name in self.controls.widgets)
        more = [*([naming.box] if names_it else []), *([unsplit] if unsplit.value else [])]
        above = [bar, *more] if self.controls.widgets else []
        self.box = widgets.VBox([sheet, *above, self._view, self._drill.box, self._keep.box])
        for widget, name in ((self.box, "kpi-explorer"), (bar, "kpi-bar"), (self._view, "kpi-view")):
            widget.add_class(name)
        self.box.add_class(f"kpi-explorer-{section.key}")
        self.box.add_class(f"kpi-{section.lang}")
        reset.on_click(in_turn(lambda _: self.controls.reset()))
        self._whole_page.observe(in_turn(lambda change: change["new"] and self._spread(self)), "value")
        self._remembered[()] = section, str(section.to_element(quick=True))
        self._show(*self._remembered[()], 0.0)

    @property
    def chosen(self) -> dict[str, Any]:
        """What differs from the page's own view; what the page has chosen and this section does not offer among it."""
        return self._elsewhere | self.controls.chosen

    def follow(self, chosen: dict[str, Any]) -> None:
        """Show another's choice; a section that cannot be split so says that it shows the whole."""
        before = self.chosen
        self.controls.follow(chosen)
        self._elsewhere = {name: value for name, value in chosen.items() if name not in self._origin.controls}
        if self.chosen != before:
            self._redraw()

    def _what_if(self) -> WhatIf:
        return WhatIf(**viewed(self._origin.asked, self.chosen)[1])

    def _anew(self) -> None:
        """What is remembered knows nothing of a what-if that was just kept."""
        self._remembered.clear()
        self._redraw()

    def _chosen(self) -> None:
        if not self.controls.chosen:
            self._elsewhere = {}
        self._redraw()
        if self._whole_page.value:
            self._spread(self)

    def _redraw_now(self) -> None:
        began = time.perf_counter()
        # The style sheet lets this appear only when the answer takes longer than the eye waits for.
        self._state.value = str(el("span", WORDS[self.section.lang]["working"], class_="kpi-working", role="status"))
        try:
            with none_collected():
                self._show(*self._made(self.chosen), time.perf_counter() - began)
        finally:
            self._state.value = ""
            self._answered()

    def foresee(self, chosen: Mapping[str, Any]) -> None:
        """Make what a choice shows before it is made, where it can be made here."""
        if set(chosen) <= set(self.controls.widgets):
            self._made(chosen)

    def values(self, control: str) -> list[Any]:
        """What can be chosen of a list, but for the page's own."""
        widget = self.controls.widgets.get(control)
        return [value for _, value in widget.options[1:]] if widget is not None else []

    def _made(self, chosen: Mapping[str, Any]) -> tuple[Section, str]:
        key = tuple(sorted(chosen.items()))
        if key not in self._remembered:
            self._remembered[key] = self._make(chosen)
            if len(self._remembered) > REMEMBERED:
                self._remembered.popitem(last=False)
        return self._remembered[key]

    def _make(self, chosen: Mapping[str, Any]) -> tuple[Section, str]:
        shown = self.section
        try:
            meeting, options = viewed(self._origin.asked, chosen)
            shown = self._origin.make(meeting, **options)
            return shown, str(shown.to_element(quick=True))
        except Exception as error:
            stand_in = failed(error, key=shown.key, question=shown.question, lang=shown.lang)
            return stand_in, str(stand_in.to_element())

    def _show(self, section: Section, markup: str, seconds: float) -> None:
        self.section = section
        # What watches the screen can tell one drawing from the next.
        self._view.value = f'<div data-redrawn="{self._redrawn}" data-seconds="{seconds:.3f}">{markup}</div>'
        self._redrawn += 1
        if section.origin is not None:
            self._drill.update(section)
        self._keep.update(section, self.chosen)
