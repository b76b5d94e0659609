"""What a command says while it works."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import category

import click

from kpi_helpers.report.commands import Group, refusal
from kpi_helpers.workbook.errors import WorkbookError, in_language
from kpi_helpers.workbook.schema import TABLES

if TYPE_CHECKING:
    from kpi_helpers.report.masking import Mask
    from kpi_helpers.report.run import PageResult, Progress
    from kpi_helpers.workbook.config import Config

DONE, A_PAGE_FAILED, WRONG, INTERRUPTED = 0, 1, 2, 130
_HIDE: ContextVar[Callable[[str], str]] = ContextVar("what hides names on the terminal", default=str)


class OneSentence(Group):
    """Whatever goes wrong is one sentence on standard error and an exit status."""

    def main(self, *args: Any, **extra: Any) -> Any:
        seldom_collect()
        speak_utf8()
        hide_names(None)
        try:
            status = super().main(*args, **{**extra, "standalone_mode": False})
        except WorkbookError as error:
            status = _refuse(str(error), error, WRONG)
        except click.ClickException as error:
            status = _refuse(refusal(error), error, WRONG)
        except (KeyboardInterrupt, click.Abort) as error:
            interrupted = in_language(
                ja="中断しました。前回までのページはそのまま残っています。",
                en="Interrupted: the pages that stood before still stand.",
            )
            status = _refuse(interrupted, error, INTERRUPTED)
        except BrokenPipeError:
            # Whoever read our output has seen enough; Python would complain once more at its end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            status = A_PAGE_FAILED
        except Exception as error:
            from kpi_helpers.workbook.engine.limits import limit_in_words

            if known := limit_in_words(error):
                status = _refuse(str(known), error, WRONG)
            else:
                status = _refuse(_unexpected(type(error).__name__), error, A_PAGE_FAILED)
        sys.exit(status or DONE)


def seldom_collect() -> None:
    """Look for garbage seldom: a command ends before it matters, and a fifth of the time of imports went into looking."""
    gc.set_threshold(100_000, 50, 100)


def _unexpected(kind: str) -> str:
    return in_language(
        ja=f"想定外のエラー（{kind}）が起きました。KPI_TRACEBACK=1 を付けてもう一度実行し、表示された内容を報告してください。",
        en=f"An unexpected error occurred ({kind}): run again with KPI_TRACEBACK=1 and report what it prints.",
    )


def _refuse(sentence: str, error: BaseException, status: int) -> int:
    if os.environ.get("KPI_TRACEBACK") == "1":
        import traceback

        traceback.print_exception(error)
    click.echo(on_terminal(" ".join(sentence.split())), err=True)
    return status


def speak_utf8() -> None:
    """Let standard output and error take every character, whatever the console's code page."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def printable(text: str) -> str:
    """Text on one line without what a terminal obeys: control characters and marks of direction.

    The wide blank of a Japanese name stays: who copies the name into `workbook.yml` needs it.

    Examples
    --------
    >>> printable("a\\x1b[2Jb"), printable("佐藤\u3000一") == "佐藤\u3000一"
    ('a[2Jb', True)
    """
    return "".join(letter for letter in text if letter.isprintable() or category(letter) == "Zs")


def hide_names(mask: Mask | None) -> None:
    """Whatever this run says of the data from now on is masked: the log of a scheduled run is handed on, too."""
    _HIDE.set(mask.text if mask else str)


def on_terminal(text: str) -> str:
    """What a command says of the data, on one line; where names are masked, without them.

    Examples
    --------
    >>> from kpi_helpers.report.masking import Mask
    >>> hide_names(Mask(["Sato"], [], secret=b"0" * 16, lang="en"))
    >>> "Sato" in on_terminal("Sato\\x1b is in no team")
    False
    >>> hide_names(None)
    """
    return printable(_HIDE.get()(text))


def warn(sentence: str) -> None:
    """Say something on standard error; nothing where there is nothing to say."""
    if sentence:
        click.echo(on_terminal(sentence), err=True)


def near(path: Path) -> str:
    """A path as one would type it from here."""
    here = Path.cwd()
    return printable(str(path.relative_to(here) if path.is_relative_to(here) else path))


def tell_neighbours(folder: Path, out: Path, config: Config, mask: Mask | None) -> None:
    """Say what else lies where a run will write; raise where that are the pages of another workbook."""
    from kpi_helpers.report.own_folders import keep_others, others_in
    from kpi_helpers.report.owner import Owner
    from kpi_helpers.report.publishing import masked_otherwise

    keep_others(folder, owner := Owner.of(config))
    warn(others_in(out, owner))
    warn(masked_otherwise(out, mask))


def tell_page(result: PageResult) -> None:
    """Say where a page stands and what of it failed."""
    click.echo(near(result.page))
    for where, why in result.failures:
        warn(f"{result.meeting}: {where}: {why}")
    if result.detail and os.environ.get("KPI_TRACEBACK") == "1":
        click.echo(result.detail, err=True)


@contextmanager
def reading(shown: bool = True) -> Iterator[Callable[[str, int], None]]:
    """Show how many rows of which table have been read; gives what the readers call."""
    if not (shown and sys.stderr.isatty()):
        yield lambda table, rows: None
        return
    from rich.console import Console

    def label(table: str, rows: int) -> str:
        known = TABLES.get(table)
        name = in_language(ja=known.ja, en=known.en) if known else table
        return in_language(ja=f"読み込み中: {name} {rows:,} 行", en=f"reading {name}: {rows:,} rows")

    with Console(stderr=True).status(in_language(ja="読み込み中", en="reading")) as status:
        yield lambda table, rows: status.update(label(table, rows))


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
