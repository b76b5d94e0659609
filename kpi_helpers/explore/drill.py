"""Choosing a number of a section and seeing its rows."""

from __future__ import annotations

import json
from typing import Any

import ipywidgets as widgets
import pandas as pd

from kpi_helpers.explore.behind import COUNTED, SOURCES, rows
from kpi_helpers.explore.keep import view_name
from kpi_helpers.explore.listing import Listing, headings_of
from kpi_helpers.explore.pointing import number_at, part_text
from kpi_helpers.explore.redraw import Debounce, in_turn
from kpi_helpers.explore.wording import WORDS
from kpi_helpers.kpis.catalogue import CATALOGUE
from kpi_helpers.kpis.metrics import meant
from kpi_helpers.kpis.tidy import COLUMNS, nothing, segment, segment_parts
from kpi_helpers.report.html import el
from kpi_helpers.report.kpi_rows import kpi_rows
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.outputs.segments import period_text
from kpi_helpers.report.part import PARAMETERS, values_of
from kpi_helpers.report.phrases import counter_of
from kpi_helpers.report.section import Section, plain_reason
from kpi_helpers.workbook.workbook import Workbook

_STYLE = {"description_width": "initial"}


def with_rows(section: Section) -> pd.DataFrame:
    """The numbers of a section that have rows behind them."""
    if section.origin is None:
        return nothing()
    wb = section.origin.meeting.wb
    numbers = kpi_rows(wb, _drillable(section), _reached_by_groups(wb) if "actual" in section.kpis else None)
    numbers = numbers.drop_duplicates(["kpi", "segment", "period"], ignore_index=True)
    some = numbers["denominator"].where(numbers["denominator"].notna(), numbers["value"]) > 0
    return numbers[some]


def _reached_by_groups(wb: Workbook) -> pd.DataFrame:
    """What teams and reps have reached of their targets, under the KPIs whose rows these are."""
    rows = []
    for number in CATALOGUE["actual"].numbers(wb).to_dict("records"):
        parts = segment_parts(number["segment"])
        kpi = meant(parts.pop("metric"))
        if parts and kpi in SOURCES:
            rows.append(number | {"kpi": kpi, "segment": segment(**parts)})
    return pd.DataFrame(rows, columns=COLUMNS)


def _drillable(section: Section) -> list[str]:
    return [kpi for kpi in section.kpis if kpi in SOURCES]


class Drill:
    """Three lists (number, period, part) and the rows of what they choose; what is pressed in the section chooses too.

    Nothing is worked out before the reader opens it or presses a number.

    Parameters
    ----------
    section : Section

    Attributes
    ----------
    box : Widget
    """

    def __init__(self, section: Section) -> None:
        self._said = WORDS[section.lang]
        self._toggle = widgets.ToggleButton(
            description=self._said["drill"], icon="table", layout=widgets.Layout(width="max-content")
        )
        self._lists = {
            name: widgets.Dropdown(
                description=self._said[name], style=_STYLE, layout=widgets.Layout(width="auto", max_width="26em")
            )
            for name in ("kpi", "period", "part")
        }
        # The extension writes into it what was pressed.
        self._pressed = widgets.Text(continuous_update=False)
        self._pressed.add_class("kpi-pressed")
        self._told = widgets.HTML()
        self._listing = Listing(section.lang)
        self._inside = widgets.VBox(
            [
                widgets.HBox(list(self._lists.values()), layout=widgets.Layout(flex_flow="row wrap")),
                self._told,
                self._listing.box,
            ],
            layout=widgets.Layout(display="none"),
        )
        hint = widgets.HTML(str(el("p", self._said["press"], class_="note kpi-press-hint")))
        self.box = widgets.VBox([widgets.HBox([self._toggle, hint]), self._pressed, self._inside])
        self.box.add_class("kpi-drill")
        self._filling = False
        self._show = Debounce(self._show_rows)
        self._toggle.observe(in_turn(self._opened), "value")
        self._pressed.observe(in_turn(lambda change: self._point(**json.loads(change["new"]))), "value")
        for name, control in self._lists.items():
            control.observe(in_turn(lambda _, name=name: self._chosen(name)), "value")
        self.update(section)

    def update(self, section: Section) -> None:
        """Take over the numbers of the section's new view; what was chosen stays chosen where it still exists."""
        self._section = section
        if section.origin is not None:
            self._meeting = section.origin.meeting
        self.box.layout.display = None if _drillable(section) else "none"
        if self._toggle.value:
            self._fill("kpi")
            self._show_rows()

    def _opened(self, _: object) -> None:
        self._inside.layout.display = None if self._toggle.value else "none"
        if self._toggle.value and not self._filling:
            self._fill("kpi")
            self._show()

    def _point(self, text: str, around: list[str], column: list[tuple[str, str]], nth: int) -> None:
        """Show the rows of the number that was pressed; `nth` only tells one press from the next."""
        if not self._toggle.value:
            self._filling = self._toggle.value = True
            self._fill("kpi")
        number = number_at(self._numbers, text, around, self._meeting, [(shown, name) for shown, name in column])
        if number is None:
            self._listing.box.layout.display = "none"
            told = self._said["not_pointed"].format(text=text)
            self._told.value = str(el("p", told, role="status", class_="kpi-told"))
            return
        for name, value in (("kpi", number.kpi), ("period", number.period), ("part", number.segment)):
            self._lists[name].value = value
        self._show()

    def _chosen(self, name: str) -> None:
        if not self._filling:
            if name != "part":
                self._fill("period" if name == "kpi" else "part")
            self._show()

    def _fill(self, first: str) -> None:
        if first == "kpi":
            self._numbers = with_rows(self._section)
        self._filling = True
        try:
            for name in list(self._lists)[list(self._lists).index(first) :]:
                control, options = self._lists[name], self._options(name)
                wanted = control.value
                control.options = options
                values = [value for _, value in options]
                if values:
                    control.value = wanted if wanted in values else values[-1 if name == "period" else 0]
        finally:
            self._filling = False

    def _options(self, name: str) -> list[tuple[str, Any]]:
        meeting, own = self._meeting, self._numbers
        if name == "kpi":
            return [(CATALOGUE[kpi].label(meeting.lang), kpi) for kpi in dict.fromkeys(own["kpi"])]
        own = own[own["kpi"] == self._lists["kpi"].value]
        if name == "period":
            return [(period_text(period, meeting.lang), period) for period in sorted(set(own["period"]))]
        own = own[own["period"] == self._lists["period"].value]
        own = own.sort_values("segment", key=lambda segments: segments.map(self._place), kind="stable")
        return [
            (
                f"{_part(number.segment, meeting)}: {meeting.write(number.value, counter_of(number.kpi, number.unit))}",
                number.segment,
            )
            for number in own.itertuples()
        ]

    def _place(self, segment: str) -> tuple[int, ...]:
        """Reps by team, campaigns newest first, the whole before its parts."""
        places = []
        for name, value in segment_parts(segment).items():
            known = self._meeting.wb.cached(values_of, name) if name in PARAMETERS else []
            places.append(known.index(value) if value in known else len(known))
        return tuple(places)

    def _show_rows(self) -> None:
        meeting, (kpi, period, segment) = self._meeting, (control.value for control in self._lists.values())
        own = self._numbers
        self._listing.box.layout.display = "none" if own.empty else None
        if own.empty:
            self._told.value = str(el("p", self._said["no_rows"], role="status", class_="kpi-told"))
            return
        number = own[own["kpi"].eq(kpi) & own["period"].eq(period) & own["segment"].eq(segment)].iloc[0]
        try:
            asked = None if period.startswith("..") else period
            found, table = rows(meeting, kpi, segment=segment, period=asked, in_words=True), SOURCES[kpi].table
            self._listing.show(found, table, f"{view_name(self._section)} {kpi}", headings_of(meeting.wb, table))
        except Exception as error:
            self._told.value = str(
                el("p", self._said["failed"].format(why=plain_reason(error, meeting.lang)), role="alert")
            )
            return
        words = self._said["rows_rate" if COUNTED in found else "rows"]
        self._told.value = str(
            el(
                "p",
                words.format(
                    kpi=CATALOGUE[kpi].label(meeting.lang),
                    number=meeting.write(number["value"], counter_of(kpi, number["unit"])),
                    rows=len(found),
                    counted=int(found[COUNTED].sum()) if COUNTED in found else 0,
                ),
                role="status",
                class_="kpi-told",
            )
        )


def _part(segment: str, meeting: Meeting) -> str:
    said, parts = WORDS[meeting.lang], segment_parts(segment)
    if not parts:
        return said["whole"]
    return " / ".join(part_text(name, value, meeting) for name, value in parts.items())
