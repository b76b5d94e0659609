"""What `kpi init` proposes for one table: columns, values and how its rows are arranged."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from kpi_helpers.workbook.config import ColumnSource
from kpi_helpers.workbook.config_sources import Repeats
from kpi_helpers.workbook.reading.exports import Export
from kpi_helpers.workbook.reading.headers import normalised, numbered
from kpi_helpers.workbook.reading.recognition import Fit
from kpi_helpers.workbook.schema import TABLES
from kpi_helpers.workbook.starting.looking import Look


@dataclass(frozen=True)
class Mapped:
    """One column of ours and where it comes from."""

    source: ColumnSource
    doubt: str | None = None
    """Why it should be looked at: a key of the words of `drafting`; None where it is sure."""
    example: str = ""


@dataclass
class Values:
    """What became of the values of one column, with how often each was met."""

    known: dict[str, Counter] = field(default_factory=dict)
    """Ours → theirs."""
    open: Counter = field(default_factory=Counter)
    """Values that neither the preset nor the words know."""
    doubtful: set[str] = field(default_factory=set)
    """Values of theirs whose meaning nobody has confirmed."""
    by_odds: bool = False
    """Whether the probability of the deals says what these mean."""


@dataclass
class Proposal:
    """One table of the workbook."""

    looks: list[Look]
    fit: Fit
    columns: dict[str, Mapped] = field(default_factory=dict)
    constants: Mapping[str, object] = field(default_factory=dict)
    values: dict[str, Values] = field(default_factory=dict)
    reps: Counter = field(default_factory=Counter)
    fill_down: tuple[str, ...] = ()
    ditto: tuple[str, ...] = ()
    """Columns among them for their ditto marks."""
    grouped: tuple[str, ...] = ()
    """Columns taken that look like merged cells: filled in the first row of each group alone."""
    repeats: Repeats | None = None
    year: int | None = None
    by_sheet: bool = False
    """Whether its rep is who its sheet is called after."""
    currency: str | None = None
    """The currency whose signs its amounts bear."""

    @property
    def table(self) -> str:
        """The table of ours."""
        return self.fit.form.table

    @property
    def exports(self) -> list[Export]:
        """Its files as they stand."""
        return [look.export for look in self.looks if look.export]

    @property
    def sketched(self) -> Mapping[str, str]:
        """What the content of the file says of our columns; nothing where its tool is known."""
        sketch = self.looks[0].sketch
        return sketch.columns if sketch and sketch.table == self.table else {}

    @property
    def lacking(self) -> list[str]:
        """Required columns that nothing in the file was found for."""
        told = {*self.columns, *self.constants}
        key = TABLES[self.table].key
        if self.fit.wide and key:
            told.add(key)
        return [name for name in TABLES[self.table].required if name not in told]

    @property
    def unused(self) -> list[str]:
        """Header cells that no column takes."""
        sources = [mapped.source for mapped in self.columns.values()]
        labels = [label for one in sources for label in (one.column, one.time, one.until) if label]
        taken = {normalised(label) for label in labels}
        patterns = [pattern for pattern in map(numbered, labels) if pattern]
        return [
            cell
            for cell in self.exports[0].header
            if cell
            and normalised(cell) not in taken
            and not any(pattern.fullmatch(normalised(cell)) for pattern in patterns)
        ]
