"""An Excel file in the hands of a process of its own: where its parser aborts, that is a sentence here."""

from __future__ import annotations

import contextlib
import marshal
import struct
import subprocess
import sys
import weakref
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from kpi_helpers.workbook.errors import WorkbookError

_CHILD = Path(__file__).with_name("excel_child.py")

Row = list[str]
Corner = tuple[int, int]


@dataclass(frozen=True)
class Rows:
    """Rows of a sheet as text, with what a person sees merged."""

    start: Corner | None
    """Row and column of the first cell that holds anything."""
    merged: list[tuple[Corner, Corner]]
    blocks: Iterator[list[Row]]

    def __iter__(self) -> Iterator[Row]:
        for block in self.blocks:
            yield from block


class Book:
    """The sheets of an Excel file; macros and links to other files are never followed.

    Parameters
    ----------
    path : Path
    name : str
        What the file is called in sentences.

    Raises
    ------
    WorkbookError
        Where the file is broken or locked.
    """

    def __init__(self, path: Path, name: str) -> None:
        self._path, self._name = path, name
        self._child = self._start()
        sheets = self._receive()
        self.sheets: list[str] = [sheet for sheet, _ in sheets]
        self.visible: list[str] = [sheet for sheet, is_visible in sheets if is_visible] or self.sheets

    def rows(self, sheet: str, count: int = 0) -> Rows:
        """The first rows of a sheet; all where no count is given."""
        if self._child.poll() is not None:  # whoever asked before did not read to the end
            self._child = self._start()
            self._receive()
        try:
            self._pipe_in.write(f"{self.sheets.index(sheet)} {count}\n".encode())
            self._pipe_in.flush()
        except OSError:
            raise damaged(self._name) from None
        start, merged = self._receive()
        return Rows(start, merged, self._blocks())

    def _blocks(self) -> Iterator[list[Row]]:
        child = self._child
        try:
            while (block := self._receive()) is not None:
                yield block
        except GeneratorExit:
            child.kill()
            child.wait()
            raise

    def _start(self) -> subprocess.Popen[bytes]:
        child = subprocess.Popen(
            [sys.executable, "-S", "-E", str(_CHILD), str(self._path), _packages()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        weakref.finalize(self, _end, child)
        return child

    @property
    def _pipe_in(self) -> Any:
        return self._child.stdin

    def _receive(self) -> Any:
        pipe = self._child.stdout
        assert pipe is not None
        head = pipe.read(8)
        content = pipe.read(struct.unpack(">Q", head)[0]) if len(head) == 8 else b""
        if len(head) < 8 or not content:
            raise damaged(self._name)
        found = marshal.loads(content)
        if isinstance(found, str):
            raise unreadable(self._name, found)
        return found


def unreadable(name: str, reason: str) -> WorkbookError:
    """The sentence for a file that the parser refuses."""
    locked = "assword" in reason
    reason_ja = "パスワードがかかっています" if locked else "壊れているか、Excel のファイルではありません"
    reason = "it has a password" if locked else "it is damaged or no Excel file"
    return WorkbookError(
        ja=f"{name} を読めません（{reason_ja}）。Excel で開き、パスワードなしの .xlsx で保存してください。",
        en=f"{name} cannot be read, {reason}: open it in Excel and save it as .xlsx without a password.",
    )


def damaged(name: str) -> WorkbookError:
    """The sentence for a file that breaks off, or on which the parser does."""
    return WorkbookError(
        ja=f"{name} は壊れているか、大きすぎて開けません。Excel で開いて表だけを新しいシートにコピーするか、CSV で保存してください。",
        en=f"{name} is damaged or too large to open: copy its table into a new sheet in Excel, or save it as CSV.",
    )


@cache
def _packages() -> str:
    """The folder in which the parser lies, for a process that looks nowhere by itself."""
    found = find_spec("python_calamine")
    assert found is not None and found.origin is not None
    return str(Path(found.origin).parents[1])


def _end(child: subprocess.Popen[bytes]) -> None:
    child.kill()
    child.wait()
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):  # what was asked last was never sent
                pipe.close()
