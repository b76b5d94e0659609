"""Keeping what was chosen: as a line for a cell, a picture, an Excel file, or the page that `kpi build` makes."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from kpi_helpers.explore.choices import is_what_if, viewed
from kpi_helpers.explore.redraw import in_turn
from kpi_helpers.explore.wording import WORDS
from kpi_helpers.report.folders import as_file_name
from kpi_helpers.report.html import Element, el
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.part import as_parameter, part_name, parts_of
from kpi_helpers.report.section import Section, plain_reason
from kpi_helpers.workbook.typed import typed

FOLDER = "kept"
"""Beside the notebook."""


def line_for(section: Section, chosen: Mapping[str, Any]) -> str:
    """The line of code that gives a section as it is shown.

    Examples
    --------
    >>> from datetime import date
    >>> from kpi_helpers.report.meetings.sales_sync import budget
    >>> from kpi_helpers.workbook.example import example
    >>> made = budget(Meeting("sales_sync", example()))
    >>> line_for(made, {"month": date(2026, 10, 31), "team": "SDR", "win_rate": 25.0, "leads 2026-12": 420.0})
    'kh.sales_sync.budget(meeting.view(as_of="2026-10-31", team="SDR"), rates={"win_rate": 0.25}, leads={"2026-12": 420})'
    """
    if section.origin is None:
        return ""
    meeting, options = viewed(section.origin.asked, {})[0], viewed(section.origin.asked, chosen)[1]
    asked = {"as_of": chosen["month"].isoformat()} if "month" in chosen else {}
    asked |= {name: value for name, value in chosen.items() if name != "month" and not is_what_if(name)}
    told = ", ".join(f"{name}={_quoted(value)}" for name, value in asked.items())
    view = f"meeting.view({told})" if told else "meeting"
    numbers = "".join(f", {name}={{{_entries(given)}}}" for name, given in options.items())
    call = section.key if not _is_of(meeting.name, section.key) else f"kh.{meeting.name}.{section.key}"
    return f"{call}({view}{numbers})"


def _entries(given: Mapping[str, float]) -> str:
    return ", ".join(f'"{name}": {value:.12g}' for name, value in given.items())


def _is_of(meeting: str, key: str) -> bool:
    from kpi_helpers.report.meetings import MEETINGS

    return any(topic.key == key for topic in MEETINGS[meeting].topics)


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def view_name(section: Section) -> str:
    """What the files of a section as it is shown are called, without suffix: the day, the section, the part.

    Examples
    --------
    >>> from kpi_helpers.report.meetings.sales_sync import sales
    >>> from kpi_helpers.workbook.example import example
    >>> view_name(sales(Meeting("sales_sync", example().view(team="SDR"))))
    '2026-11-18 sales SDR'
    """
    if section.origin is None:
        return section.key
    meeting = section.origin.meeting
    part = part_name(meeting)
    return as_file_name(f"{meeting.wb.as_of.isoformat()} {section.key}{f' {part}' if part else ''}"[:120])


def build_command(meeting: Meeting, out: str) -> list[str]:
    """The arguments of `kpi` that make the page of a view.

    Examples
    --------
    >>> from kpi_helpers.workbook.example import example
    >>> build_command(Meeting("sales_sync", example().view(rep="佐藤")), "kept")[2:]
    ['--as-of', '2026-11-18', '--lang', 'ja', '--meeting', 'sales_sync', '--out', 'kept', '--set', 'rep=佐藤']
    """
    parts = parts_of(meeting.wb)
    told = ["build", str(meeting.wb.config.folder), "--as-of", meeting.wb.as_of.isoformat(), "--lang", meeting.lang]
    told += ["--meeting", meeting.name, "--out", out]
    told += ["--team", parts.pop("team")] if "team" in parts else []
    for name, value in parts.items():
        told += ["--set", f"{name}={as_parameter(meeting.wb, name, value)}"]
    return told + (["--set", "mask_names=true"] if meeting.mask_names else [])


class Keep:
    """What of a section as it is shown can be taken away.

    Parameters
    ----------
    section : Section

    Attributes
    ----------
    box : Widget
    """

    def __init__(self, section: Section) -> None:
        self._said, self._section, self._chosen = WORDS[section.lang], section, dict[str, Any]()
        auto = widgets.Layout(width="max-content")
        self._toggle = widgets.ToggleButton(description=self._said["keep"], icon="save", layout=auto)
        self._line, self._told = widgets.HTML(), widgets.HTML()
        buttons = {}
        for name, work in (("page", self._page), ("png", self._png), ("excel", self._excel)):
            buttons[name] = widgets.Button(description=self._said[f"keep_{name}"], layout=auto)
            buttons[name].on_click(in_turn(lambda _, work=work: self._do(work)))
        self._inside = widgets.VBox(
            [self._line, widgets.HBox(list(buttons.values())), self._told], layout=widgets.Layout(display="none")
        )
        self.box = widgets.VBox([self._toggle, self._inside])
        self._toggle.observe(in_turn(self._opened), "value")

    def update(self, section: Section, chosen: Mapping[str, Any]) -> None:
        """Take over the section's new view."""
        self._section, self._chosen = section, dict(chosen)
        self._told.value = ""
        self._write_line()

    def _opened(self, _: object) -> None:
        self._inside.layout.display = None if self._toggle.value else "none"
        self._write_line()

    def _write_line(self) -> None:
        if self._toggle.value:
            code = el("code", line_for(self._section, self._chosen), class_="kpi-line")
            self._line.value = str(el("p", f"{self._said['keep_line']}: ", code))

    def _do(self, work: Any) -> None:
        try:
            work(self._section)
        except Exception as error:
            self._tell(el("p", plain_reason(error, self._section.lang), role="alert"))

    def _tell(self, *said: Element) -> None:
        self._told.value = str(el("div", *said, role="status", class_="kpi-kept"))

    def _kept(self, *files: Path) -> Element:
        return el("p", self._said["kept"].format(files=", ".join(f"{FOLDER}/{file.name}" for file in files)))

    def _png(self, section: Section) -> None:
        from kpi_helpers.charts.picture import to_png

        drawn = [figure for figure, _ in section.figures if not isinstance(figure, Element)]
        if not drawn:
            self._tell(el("p", self._said["no_picture"]))
            return
        files = [_folder() / f"{view_name(section)}{f' {n}' if n > 1 else ''}.png" for n in range(1, len(drawn) + 1)]
        for file, figure in zip(files, drawn, strict=True):
            file.write_bytes(to_png(figure))
        self._tell(self._kept(*files))

    def _excel(self, section: Section) -> None:
        from kpi_helpers.kpis.tidy import nothing
        from kpi_helpers.report.outputs.excel import List, write_excel

        if section.origin is None:
            return
        lists = [
            List(caption or section.question, rows)
            for rows, caption in ((section.table, section.table_caption), (section.listing, section.listing_caption))
            if rows is not None and len(rows)
        ]
        numbers = nothing() if section.numbers is None else section.numbers
        file, meeting = _folder() / f"{view_name(section)}.xlsx", section.origin.meeting
        write_excel(file, numbers, {}, lists, lang=section.lang, currency=meeting.wb.config.currency)
        self._tell(self._kept(file))

    def _page(self, section: Section) -> None:
        if section.origin is None:
            return
        meeting, _ = viewed(section.origin.asked, self._chosen)
        if not (meeting.wb.config.folder / "workbook.yml").is_file():
            self._tell(el("p", self._said["no_workbook"].format(folder=meeting.wb.config.folder), role="alert"))
            return
        self._tell(el("p", self._said["building"]))
        asyncio.get_running_loop().create_task(self._build(build_command(meeting, str(_folder()))))

    async def _build(self, command: list[str]) -> None:
        # In a thread: not every system's event loop, as a kernel has it, starts processes.
        run = await asyncio.to_thread(_run, command)
        lines = [el("p", line) for line in run.splitlines()[-4:]]
        self._tell(*lines, el("p", f"{self._said['page_command']}: ", el("code", typed(["kpi", *command]))))


def _run(command: list[str]) -> str:
    """What `kpi` says to a call of its own."""
    done = subprocess.run(
        [sys.executable, "-c", "from kpi_helpers.cli import main; main()", *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        env=os.environ | {"PYTHONIOENCODING": "utf-8", "MPLBACKEND": "agg"},
        check=False,
    )
    return done.stdout


def _folder() -> Path:
    folder = Path.cwd() / FOLDER
    folder.mkdir(exist_ok=True)
    return folder
