"""Rows of a file that are no rows of data: blank lines, headers again, subtotals, notes."""

from collections.abc import Mapping, Sequence

import numpy
import pyarrow
from pyarrow import compute

from kpi_helpers.workbook.reading.exports import Batch
from kpi_helpers.workbook.reading.headers import normalised

_TOTALS = (
    "合計",
    "小計",
    "総計",
    "総合計",
    "累計",
    "計",
    "total",
    "subtotal",
    "grandtotal",
    "sum",
    "count",
    "レコード件数",
)
_LONGEST_TOTAL = 40  # characters; a longer cell is no label


def without_blank_rows(batch: Batch, required: Sequence[int]) -> Batch:
    """The batch without lines on which no cell says anything; they are not rows."""
    if not required or not len(batch):
        return batch
    blank = numpy.ones(len(batch), dtype=bool)
    for position in (*required, *range(len(batch.cells))):
        if not blank.any():
            return batch
        blank &= compute.equal(compute.utf8_trim_whitespace(batch.cells[position]), "").to_numpy(zero_copy_only=False)
    if batch.cut is not None:
        blank &= batch.cut == 0
    if not blank.any():
        return batch
    keep = numpy.flatnonzero(~blank)
    moved = {int(old): new for new, old in enumerate(keep)}
    return Batch(
        tuple(column.take(pyarrow.array(keep)) for column in batch.cells),
        batch.lines[keep],
        None if batch.cut is None else batch.cut[keep],
        {moved[old]: text for old, text in batch.leftovers.items()},
    )


def form_of(cells: Sequence[str], header: Sequence[str], places: Mapping[str, tuple[int, object]]) -> str | None:
    """What a row without its required values is instead: the header again, a total, a note; None for a faulty row."""
    named = {position for position, _ in places.values()}
    if len(named) > 1 and all(cells[position].strip() == header[position] for position in named):
        return "repeated_header"
    filled = [cell for cell in cells if cell.strip()]
    words = [normalised(cell) for cell in filled[:2] if len(cell) < _LONGEST_TOTAL]
    if any(word in _TOTALS or word.endswith(("合計", "小計", "総計")) for word in words):
        return "subtotal_row"
    return "note_line" if len(filled) == 1 and len(cells) > 2 else None
