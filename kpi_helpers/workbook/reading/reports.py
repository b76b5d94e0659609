"""What became of the rows of one table, as it is kept beside the tables."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from kpi_helpers.workbook.reading.tally import Warned

Progress = Callable[[str, int], None]
"""Told a table's name and its rows read so far."""


@dataclass(frozen=True)
class TableReport:
    """What became of the rows of one table."""

    table: str
    files: tuple[str, ...]
    read: int
    kept: int
    set_aside: Mapping[str, int]
    """Rows set aside by reason; `words.reason_text` says it in the workbook's language."""
    warnings: Mapping[str, Warned]
    """Odd rows that were kept, by warning; `words.warning_text` says it."""
    oldest: datetime | None
    newest: datetime | None
    missing: Mapping[str, int]
    """Rows kept without a value, for each column that the export (or a constant) has."""
    untimed: int = 0
    """Rows kept whose dating moment is written as a date or as midnight."""
    unnamed: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """By column, the values that `values` in workbook.yml does not name, with the rows that bear them."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """The header cell of each column that the (first) export has."""

    @property
    def older_kept(self) -> int:
        """Rows set aside for one of the same id that was read before, where several files were: it may be last week's."""
        return self.set_aside.get("duplicate_id", 0) if len(self.files) > 1 else 0

    def warned(self, *more: Mapping[str, Warned]) -> "TableReport":
        """The same with further warnings."""
        return replace(
            self, warnings={**self.warnings, **dict(sorted((code, w) for each in more for code, w in each.items()))}
        )
