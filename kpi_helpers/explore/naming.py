"""Giving a what-if a name, under which it is kept beside the workbook."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from kpi_helpers.explore.redraw import in_turn
from kpi_helpers.explore.wording import WORDS
from kpi_helpers.report.html import el
from kpi_helpers.report.sales_sync.scenarios import WhatIf
from kpi_helpers.report.sales_sync.what_ifs import FILE, save_what_if
from kpi_helpers.workbook.errors import WorkbookError


class Naming:
    """A field for the name and a button.

    Parameters
    ----------
    lang : str
    folder : Path
        Of the workbook.
    what_if : callable
        Gives what is chosen now.
    on_saved : callable

    Attributes
    ----------
    box : Widget
    """

    def __init__(self, lang: str, folder: Path, what_if: Callable[[], WhatIf], on_saved: Callable[[], None]) -> None:
        self._said, self._lang, self._folder, self._what_if, self._on_saved = (
            WORDS[lang],
            lang,
            folder,
            what_if,
            on_saved,
        )
        self.name = widgets.Text(description=self._said["name_what_if"], style={"description_width": "initial"})
        self.save = widgets.Button(description=self._said["save_what_if"], layout=widgets.Layout(width="max-content"))
        self.told = widgets.HTML()
        self.save.on_click(in_turn(self._save))
        self.box = widgets.HBox([self.name, self.save, self.told], layout=widgets.Layout(flex_flow="row wrap"))

    def _save(self, _: Any) -> None:
        try:
            save_what_if(self._folder, self.name.value, self._what_if())
        except WorkbookError as error:
            self.told.value = str(el("span", error.text(self._lang), role="alert"))
        else:
            self.told.value = str(el("span", self._said["kept"].format(files=FILE), role="status"))
            self._on_saved()
