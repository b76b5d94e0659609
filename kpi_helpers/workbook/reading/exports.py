"""What every reader hands on: rows of text cells, cut from a file but not yet understood."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy
import pyarrow

from kpi_helpers.workbook.reading.tally import Tally

INTACT, TOO_MANY_CELLS, BROKEN_QUOTES = 0, 1, 2
"""Whether a reader could cut a row into cells."""


@dataclass(frozen=True)
class Batch:
    """Some rows of an export: one array of text per header cell, "" where a cell is empty."""

    cells: tuple[pyarrow.StringArray, ...]
    lines: numpy.ndarray
    """Line of the file, or row of the sheet, on which each row begins."""
    cut: numpy.ndarray | None = None
    """INTACT, TOO_MANY_CELLS or BROKEN_QUOTES per row; None where all are intact."""
    leftovers: dict[int, str] = field(default_factory=dict)
    """The text of the rows that could not be cut, by position."""
    aside: numpy.ndarray | None = None
    """Why rows are to be set aside before their cells are looked at, None where they are not."""
    stood: tuple[pyarrow.StringArray, ...] | None = None
    """The cells as they stand in the file, where others were made of them."""

    def __len__(self) -> int:
        return len(self.lines)


@dataclass(frozen=True)
class Export:
    """One file (or sheet, or remote table) with its header found."""

    name: str
    header: tuple[str, ...]
    batches: Callable[[], Iterator[Batch]]
    """Reads from the start each time it is called."""
    comma: bool = False
    """Whether its numbers may bear a decimal comma, as in files that put semicolons between cells."""
    oddities: Tally = field(default_factory=Tally)
    """What was odd about the file itself; complete once the batches were read."""
    noted: tuple[str, str] | None = None
    """The unit of money that a note above the header states, and the note."""
    corrected: Mapping[int, Sequence[tuple[str, ...]]] = field(default_factory=dict)
    """The rows that a file of rejected rows gives again, by their line."""
