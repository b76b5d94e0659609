"""The bar of controls above a section, or above the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import ipywidgets as widgets

from kpi_helpers.explore.choices import RATES, is_what_if, options_of, what_if_label, what_if_today
from kpi_helpers.explore.redraw import in_turn
from kpi_helpers.explore.wording import WORDS
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.sales_sync.what_ifs import MOST_LEADS

_LABEL = {"description_width": "initial"}


class Controls:
    """One labelled control for each thing that makes sense to choose.

    Parameters
    ----------
    names : sequence of str
        As `Origin.controls`; one that leaves nothing to choose is left out.
    meeting : Meeting
        The page's own view.
    on_change : callable
        Called without arguments when the reader, not the page, has changed a control.

    Attributes
    ----------
    widgets : dict
        Control by name.
    """

    def __init__(self, names: tuple[str, ...], meeting: Meeting, on_change: Callable[[], None]) -> None:
        self._on_change, self._following = on_change, False
        self.widgets: dict[str, Any] = {}
        for name in names:
            self.widgets |= _what_if(meeting) if name == "rates" else _list(name, meeting)
        self._own = {name: widget.value for name, widget in self.widgets.items()}
        changed = in_turn(self._changed)
        for widget in self.widgets.values():
            widget.observe(changed, "value")

    @property
    def chosen(self) -> dict[str, Any]:
        """What differs from the page's own view."""
        return {name: widget.value for name, widget in self.widgets.items() if widget.value != self._own[name]}

    def follow(self, chosen: Mapping[str, Any]) -> None:
        """Take over another bar's choice, as far as it can be made here."""
        self._following = True
        try:
            for name, widget in self.widgets.items():
                value = chosen.get(name, self._own[name])
                if is_what_if(name) or any(value == known for _, known in widget.options):
                    widget.value = value
        finally:
            self._following = False

    def reset(self) -> None:
        """Back to the page's own view."""
        self.follow({})
        self._on_change()

    def _changed(self, _: object) -> None:
        if not self._following:
            self._on_change()


def _list(name: str, meeting: Meeting) -> dict[str, Any]:
    options = options_of(name, meeting)
    if len(options) < 2:
        return {}
    return {
        name: widgets.Dropdown(
            options=options,
            value=options[0][1],
            description=WORDS[meeting.lang][name],
            style=_LABEL,
            layout=widgets.Layout(width="auto", max_width="22em"),
        )
    }


def _what_if(meeting: Meeting) -> dict[str, Any]:
    found = {}
    for name, value in what_if_today(meeting).items():
        most, step = (1e12, 100_000) if name == "average_deal" else (100, 0.5) if name in RATES else (MOST_LEADS, 10)
        found[name] = widgets.BoundedFloatText(
            value=value,
            min=0,
            max=most,
            step=step,
            description=what_if_label(name, meeting),
            style=_LABEL,
            layout=widgets.Layout(width="16em"),
        )
    return found
