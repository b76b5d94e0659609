"""What a command says while it works."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kpi_helpers.report.run import Progress


def speak_utf8() -> None:
    """Let standard output and error take every character, whatever the console's code page."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def printable(text: str) -> str:
    """Text on one line without what a terminal obeys: control characters and marks of direction.

    Examples
    --------
    >>> printable("a\\x1b[2Jb")
    'a[2Jb'
    """
    return "".join(letter for letter in text if letter.isprintable())


@contextmanager
def reading(shown: bool = True) -> Iterator[Callable[[str, int], None]]:
    """Show how many rows of which table have been read; gives what the readers call."""
    if not (shown and sys.stderr.isatty()):
        yield lambda table, rows: None
        return
    from rich.console import Console

    with Console(stderr=True).status("reading") as status:
        yield lambda table, rows: status.update(f"reading {table}: {rows:,} rows")


@contextmanager
def building(meetings: list[str]) -> Iterator[Callable[[Progress], None]]:
    """Show how far each meeting has come; gives what the run calls.

    On a terminal a bar per meeting, else (in the log of a scheduled run) a line
    per question.
    """
    if not sys.stderr.isatty():
        yield _log({})
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (
        TextColumn("{task.fields[meeting]}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[label]}", markup=False),
    )
    with Bars(*columns, console=Console(stderr=True)) as bars:
        tasks = {meeting: bars.add_task("", total=None, meeting=meeting, label="") for meeting in meetings}
        yield lambda progress: bars.update(
            tasks[progress.meeting], completed=progress.done, total=progress.total, label=progress.label
        )


def _log(told: dict[str, str]) -> Callable[[Progress], None]:
    def tell(progress: Progress) -> None:
        if progress.label and told.get(progress.meeting) != progress.label:
            told[progress.meeting] = progress.label
            # One write per line: several meetings speak at a time.
            sys.stderr.write(f"{progress.meeting} {progress.done}/{progress.total} {progress.label}\n")

    return tell
