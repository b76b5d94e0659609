"""Columns that say something in the first row of each group alone, as merged cells do once they are saved as text."""

from collections.abc import Collection, Iterator

import numpy
import pyarrow
from pyarrow import compute

from kpi_helpers.workbook.reading.exports import Batch

SPARSE = 0.6
"""A group's column says less often something than this."""
_FEWEST = 2  # groups


def group_columns(batch: Batch, needed: Collection[int] = ()) -> Iterator[int]:
    """Positions of the first columns, and of those that every row needs, that look like group cells.

    They hold something in the first row, nothing in most others, and never the same twice running.

    Examples
    --------
    >>> cells = [["佐藤", "", "", "鈴木", "", "佐藤"], ["1", "2", "3", "4", "5", "6"], ["a", "", "", "a", "", ""]]
    >>> batch = Batch(tuple(map(pyarrow.array, cells)), numpy.arange(6))
    >>> list(group_columns(batch)), list(group_columns(batch, {2}))
    ([0], [0])
    """
    leading = True
    for position, cells in enumerate(batch.cells):
        if (leading or position in needed) and _is_grouped(cells):
            yield position
        else:
            leading = False


def blank(cells: pyarrow.Array) -> numpy.ndarray:
    """The cells that say nothing."""
    return compute.equal(compute.utf8_trim_whitespace(cells), "").to_numpy(zero_copy_only=False)


def _is_grouped(cells: pyarrow.Array) -> bool:
    empty = blank(cells)
    filled = cells.filter(pyarrow.array(~empty)).to_numpy(zero_copy_only=False)
    return bool(
        len(filled) >= _FEWEST
        and not empty[0]
        and len(filled) < SPARSE * len(cells)
        and (filled[1:] != filled[:-1]).all()
    )
