"""Turns the text cells of one column into typed values, and says which could not be."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy
import pyarrow
from pyarrow import compute

from kpi_helpers.workbook.config import Config
from kpi_helpers.workbook.config_section import scalar_text
from kpi_helpers.workbook.reading import dates, numbers, values
from kpi_helpers.workbook.schema import DATE, FLAG, MONEY, MONTH, NAME, NUMBER, SECONDS, TEXT, TIMESTAMP, Column

ARROW = {
    TEXT: pyarrow.string(),
    NAME: pyarrow.string(),
    MONTH: pyarrow.string(),
    TIMESTAMP: pyarrow.timestamp("us"),
    DATE: pyarrow.date32(),
    NUMBER: pyarrow.float64(),
    MONEY: pyarrow.float64(),
    SECONDS: pyarrow.float64(),
    FLAG: pyarrow.bool_(),
}
LONGEST_TALK = 24 * 3600
_DATE_FAULTS = {
    dates.UNREADABLE: "unreadable_date",
    dates.AMBIGUOUS: "ambiguous_date",
    dates.OUT_OF_RANGE: "date_out_of_range",
}


PEOPLE = ("rep", "owner")
"""Columns that hold the names of people of ours."""


@dataclass(frozen=True)
class Conventions:
    """What holds for every table of a workbook."""

    zone: str = "Asia/Tokyo"
    people: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    currency: str = "JPY"
    teams: tuple[str, ...] = ()

    @classmethod
    def of(cls, config: Config) -> "Conventions":
        """Those of `workbook.yml`."""
        return cls(config.timezone, config.people, config.currency, tuple(config.teams))


class OrderNeeded(Exception):
    """A column holds values such as 03/04/2026 and its order is not known yet."""


@dataclass
class Typed:
    """One column of a batch after reading."""

    values: pyarrow.Array
    faults: list[tuple[str, numpy.ndarray]] = field(default_factory=list)
    """Reasons for which rows are set aside, with the rows."""
    oddities: list[tuple[str, numpy.ndarray]] = field(default_factory=list)
    """Warnings, with the rows."""
    untimed: numpy.ndarray | None = None
    """Moments that are written as a date or as midnight."""
    unnamed: pyarrow.Array | None = None
    """What `values` in workbook.yml does not name, as it is written; null elsewhere."""


@dataclass
class ColumnReader:
    """Reads one column, batch by batch, always in the same way."""

    column: Column
    required: bool
    conventions: Conventions = Conventions()
    theirs: dict[str, tuple[str, ...]] = field(default_factory=dict)
    unit: str | None = None
    order: str | None = None
    comma: bool = False
    year: int | None = None
    """Of dates that bear none."""
    written_in: str | None = None
    """Time zone of the moments that bear none, where it is not the workbook's."""
    choices: values.Choices | None = None

    def __post_init__(self) -> None:
        if self.column.type == FLAG:
            self.choices = values.Flags(self.theirs)
        elif self.column.name in PEOPLE and self.conventions.people:
            self.choices = values.Names(self.conventions.people, self.theirs)
        elif self.column.values or self.theirs:
            self.choices = values.Choices(self.column.values, self.theirs)

    @property
    def zone(self) -> str:
        """Time zone of the workbook."""
        return self.conventions.zone

    @property
    def is_id(self) -> bool:
        """Whether the column holds ids."""
        return self.column.type == TEXT and self.column.name.endswith("_id")

    def texts(self, cells: pyarrow.Array) -> pyarrow.Array:
        """Cells without space around them, null where they say nothing."""
        texts = values.trimmed(cells, name=self.column.type == NAME)
        if self.column.name == "email_domain":
            return values.domains(texts)
        return values.plain_ids(texts) if self.is_id else texts

    def read(self, cells: pyarrow.Array) -> Typed:
        """Typed values of the cells.

        Raises
        ------
        OrderNeeded
            Where day and month cannot be told apart until the whole column is seen.
        """
        texts = self.texts(cells)
        typed = self._typed(texts)
        if texts.null_count:
            self._tell_marks(cells, typed)
        if self.required:
            typed.faults.insert(0, ("missing_required", _mask(texts.is_null())))
        return typed

    def _tell_marks(self, cells: pyarrow.Array, typed: Typed) -> None:
        """Ditto marks and errors of a spreadsheet, which are no values; a date `as above` is none that could be kept."""
        ditto = values.marked(cells, values.DITTO)
        if self.required or self.column.type in (TIMESTAMP, DATE):
            typed.faults.insert(0, ("ditto_mark", ditto))
        else:
            typed.oddities.append((f"ditto_mark:{self.column.name}", ditto))
        if not self.required:
            typed.oddities.append((f"sheet_error:{self.column.name}", values.marked(cells, values.ERRORS)))

    def constant(self, value: object) -> pyarrow.Scalar | None:
        """A constant of `workbook.yml` as a typed value, None where it cannot be read as one."""
        typed = self._typed(self.texts(pyarrow.array([scalar_text(value)])))
        return typed.values[0] if typed.values[0].is_valid and not any(mask.any() for _, mask in typed.faults) else None

    def _typed(self, texts: pyarrow.Array) -> Typed:
        if self.choices is None:
            return self._of_type(texts, [])
        ours, unknown = values.translate(texts, self.choices)
        typed = self._of_type(ours, [(f"unknown_value:{self.column.name}", _mask(unknown))])
        if compute.any(unknown).as_py():
            typed.unnamed = compute.if_else(unknown, texts, None)
        return typed

    def _of_type(self, texts: pyarrow.Array, oddities: list[tuple[str, numpy.ndarray]]) -> Typed:
        kind = self.column.type
        if kind == FLAG:
            return Typed(compute.equal(texts, "true"), oddities=oddities)
        if kind in (TIMESTAMP, DATE):
            return self._dates(texts, oddities)
        if kind in (NUMBER, MONEY, SECONDS):
            return self._numbers(texts, oddities)
        if self.is_id:
            oddities.append((f"shortened_id:{self.column.name}", _mask(values.shortened(texts))))
        if kind == MONTH:
            return self._months(texts, oddities)
        return Typed(texts, oddities=oddities)

    def _dates(self, texts: pyarrow.Array, oddities: list) -> Typed:
        found = dates.parse(texts, self.zone, self.order, year=self.year, written_in=self.written_in)
        if found.undecided:
            raise OrderNeeded
        moments = found.timestamps(_mask(texts.is_null()))
        if self.column.name == "closed_at":
            oddities.append(("utc_close_date", found.utc_midnight))
        faults = [(reason, found.status == status) for status, reason in _DATE_FAULTS.items()]
        if (found.status == dates.UNREADABLE).any():
            faults.insert(0, ("time_without_date", (found.status == dates.UNREADABLE) & dates.times_alone(texts)))
        if self.column.type == DATE:
            moments = moments.cast(pyarrow.date32(), safe=False)
        return Typed(moments, faults, oddities, found.untimed)

    def _numbers(self, texts: pyarrow.Array, oddities: list) -> Typed:
        duration = self.column.type == SECONDS
        if self.column.type == MONEY:
            return self._money(texts, oddities)
        found, unread = numbers.parse(texts, self.unit, duration=duration, comma=self.comma)
        if self.column.type == NUMBER and not self.required and unread.any():
            found, unread, ranges = numbers.lower_ends(texts, found, unread)
            oddities.append((f"range:{self.column.name}", ranges))
        if self.required:
            oddities.append((f"negative_number:{self.column.name}", _mask(compute.less(found, 0))))
            return Typed(found, [("unreadable_number", unread)], oddities)
        oddities.append((f"unreadable_{'duration' if duration else 'number'}:{self.column.name}", unread))
        if duration:
            oddities.append(("long_talk", _mask(compute.greater(found, LONGEST_TALK))))
            return Typed(found, [("negative_duration", _mask(compute.less(found, 0)))], oddities)
        return Typed(found, [], oddities)

    def _money(self, texts: pyarrow.Array, oddities: list) -> Typed:
        found, unread, foreign = numbers.amounts(texts, self.conventions.currency, comma=self.comma, unit=self.unit)
        if self.required:
            return Typed(found, [("unreadable_number", unread | foreign)], oddities)
        oddities += [
            (f"unreadable_number:{self.column.name}", unread),
            (f"other_currency:{self.column.name}", foreign),
            ("negative_amount", _mask(compute.less(found, 0))),
        ]
        return Typed(found, [], oddities)

    def _months(self, texts: pyarrow.Array, oddities: list) -> Typed:
        coded = texts.dictionary_encode()
        months = dates.months(coded.dictionary, self.zone)
        found = months.take(coded.indices)
        return Typed(found, [("unreadable_date", _mask(compute.and_(found.is_null(), texts.is_valid())))], oddities)


def settle_order(batches: Iterable[pyarrow.Array], reader: ColumnReader) -> dates.Order:
    """Look through a whole column for a value that settles which of day and month comes first."""
    order = dates.Order()
    for cells in batches:
        order.see(reader.texts(cells))
    return order


def _mask(array: pyarrow.Array) -> numpy.ndarray:
    return compute.fill_null(array, False).to_numpy(zero_copy_only=False)
