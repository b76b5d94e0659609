"""One column of a database as a column of ours: the rules of `reading`, said as expressions that any engine runs."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pandas as pd

from kpi_helpers.workbook.dst import utc_offsets
from kpi_helpers.workbook.engine import TYPES, Bool, Column
from kpi_helpers.workbook.engine import functions as fn
from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.reading.columns import ColumnReader
from kpi_helpers.workbook.reading.numbers import MONEY_SCALES
from kpi_helpers.workbook.reading.values import MEANINGLESS, NEVER
from kpi_helpers.workbook.schema import FLAG, NAME, SECONDS, TEXT, TIMESTAMP

# Character classes, no escapes and no groups that are referred to: all engines read these patterns alike.
_SPACE = "[ \u3000\u00a0\t\r\n]+"
_AROUND = f"^{_SPACE}|{_SPACE}$"
_DAY = (
    "([0-9]{4}[-/](0?[13578]|1[02])[-/](0?[1-9]|[12][0-9]|3[01])|[0-9]{4}[-/](0?[469]|11)[-/](0?[1-9]|[12][0-9]|30)"
    "|[0-9]{4}[-/]0?2[-/](0?[1-9]|1[0-9]|2[0-8])|20([02468][048]|[13579][26])[-/]0?2[-/]29)"
)
_TIME = "[ T]([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]+)?)?"
_ZONE = "(Z|[+-][0-9]{2}:?[0-9]{2})"
_MOMENT = f"^{_DAY}({_TIME}{_ZONE}?)?$"
_LOCAL_PART = "^[0-9]+[-/][0-9]+[-/][0-9]+([ T][0-9:.]+)?"
_NUMBER = "^[-+]?([0-9]+([.][0-9]*)?|[.][0-9]+)$"
_CLOCK = "^([0-9]+:)?[0-9]{1,3}:[0-5][0-9]$"
_EARLIEST, _LATEST = datetime(2000, 1, 1), datetime(2101, 1, 1)
_FACTORS = {unit: (scale, 1.0) for unit, scale in MONEY_SCALES.items()} | {
    "minutes": (60.0, 1.0),
    "milliseconds": (1.0, 1000.0),
    "percent": (1.0, 100.0),
}
_WHOLE = 1e15
"""Beyond it a float does not tell neighbouring whole numbers apart."""


@dataclass(frozen=True)
class TypedColumn:
    """A column of ours, why rows are set aside by it, and the texts that were not understood."""

    value: Column
    faults: list[tuple[str, Bool]] = field(default_factory=list)
    odd: tuple[str, Column] | None = None


@dataclass(frozen=True)
class RemoteColumn:
    """What a column of the database holds, and how it is read.

    Parameters
    ----------
    reader : ColumnReader
        What the same column of a file would be read by.
    raw : Column
    place : str
        Table and column, to be named where it cannot be read.
    """

    reader: ColumnReader
    raw: Column
    place: str

    @property
    def asked(self) -> Column | None:
        """The texts whose distinct values have to be known before the column can be read."""
        if self._is_translated:
            return self._text
        if self.reader.column.type == TIMESTAMP and self.raw.type().is_string():
            return self._text.re_extract(f"{_ZONE}$", 0).nullif("")
        return None

    def typed(self, found: pd.Series) -> TypedColumn:
        """The column as ours.

        Parameters
        ----------
        found : Series
            The distinct values of `asked`.

        Raises
        ------
        WorkbookError
            Where its type cannot hold such values.
        """
        kind = self.reader.column.type
        if self._is_translated:
            read = self._translated(found)
        elif kind == FLAG:
            read = TypedColumn(self.raw)
        elif kind in (TEXT, NAME):
            read = TypedColumn(self._text)
        elif kind == TIMESTAMP:
            read = self._moment(found)
        else:
            read = self._number()
        if self.reader.required:
            read.faults.insert(0, ("missing_required", self._text.isnull()))
        return read

    @property
    def _is_translated(self) -> bool:
        if self.reader.column.type == FLAG and self.raw.type().is_boolean() and not self.reader.theirs:
            return False
        return self.reader.choices is not None

    @property
    def _text(self) -> Column:
        """The value as an export would write it, null where it says nothing."""
        raw, kind = self.raw, self.raw.type()
        if kind.is_string():
            text = raw.re_replace(_AROUND, "").nullif("")
            nothing = NEVER if self.reader.column.type == NAME else MEANINGLESS
            return fn.ifelse(text.isin(nothing.to_pylist()), fn.null("string"), text)
        if kind.is_boolean():
            return fn.cases((raw, "true"), (~raw, "false"))
        if kind.is_floating() or kind.is_decimal():
            number = raw.cast("float64")
            whole = fn.ifelse(number.abs() < _WHOLE, number, fn.null("float64")).cast("int64")
            return fn.ifelse(whole.cast("float64") == number, whole.cast("string"), raw.cast("string"))
        if kind.is_nested() or kind.is_binary():
            raise self._wrong("文字", "text")
        return raw.cast("string")

    def _translated(self, found: pd.Series) -> TypedColumn:
        choices, text = self.reader.choices, self._text
        assert choices is not None, "only what has choices is translated"
        by_ours: dict[str, list[str]] = {}
        unknown = []
        for theirs in found:
            ours = choices.of(theirs)
            if ours is False:
                unknown.append(theirs)
            elif isinstance(ours, str):
                by_ours.setdefault(ours, []).append(theirs)
        flag = self.reader.column.type == FLAG
        empty = [(text.isnull(), choices.empty)] if choices.empty else []
        cases = [*empty, *[(text.isin(theirs), ours) for ours, theirs in by_ours.items()]]
        value = (
            fn.cases(*[(held, ours == "true" if flag else ours) for held, ours in cases])
            if cases
            else fn.null(TYPES[self.reader.column.type])
        )
        if not unknown:
            return TypedColumn(value)
        return TypedColumn(value, odd=(f"unknown_value:{self.reader.column.name}", _if(text.isin(unknown), text)))

    def _moment(self, zones: pd.Series) -> TypedColumn:
        raw, kind = self.raw, self.raw.type()
        faults: list[tuple[str, Bool]] = []
        if kind.is_timestamp():
            moment = raw.cast(TYPES[TIMESTAMP]) if kind.timezone is None else self._local(raw.cast(TYPES[TIMESTAMP]))
        elif kind.is_date():
            moment = raw.cast(TYPES[TIMESTAMP])
        elif kind.is_string():
            text = self._text
            readable = text.re_search(_MOMENT)
            plain = text.re_extract(_LOCAL_PART, 0).replace("/", "-").replace("T", " ")
            moment = fn.ifelse(readable, plain, fn.null("string")).cast(TYPES[TIMESTAMP])
            if len(zones):
                zone = text.re_extract(f"{_ZONE}$", 0)
                shifted = [(zone == written, self._local(moment - _offset(written))) for written in zones]
                moment = fn.cases(*shifted, else_=moment)
            faults = [("unreadable_date", ~readable)]
        else:
            raise self._wrong("日付", "a date")
        outside = (moment < _EARLIEST) | (moment >= _LATEST)
        return TypedColumn(moment, [*faults, ("date_out_of_range", outside)])

    def _local(self, utc: Column) -> Column:
        """A moment in UTC by the clocks of the workbook's time zone."""
        *changes, (_, last) = utc_offsets(self.reader.zone, _EARLIEST.date(), _LATEST.date())
        local = [
            (utc < until - timedelta(seconds=offset), utc + fn.interval(seconds=offset)) for until, offset in changes
        ]
        latest = utc + fn.interval(seconds=last)
        return fn.cases(*local, else_=latest) if local else latest

    def _number(self) -> TypedColumn:
        kind, name = self.raw.type(), self.reader.column.name
        multiplier, divisor = _FACTORS.get(self.reader.unit or "", (1.0, 1.0))
        duration, unread = self.reader.column.type == SECONDS, None
        if kind.is_time():
            value = (self.raw.hour() * 3600 + self.raw.minute() * 60 + self.raw.second()).cast("float64")
        elif kind.is_numeric() and not kind.is_boolean():
            value = self.raw.cast("float64") * multiplier / divisor
        elif kind.is_string():
            text = self._text
            plain = text.re_replace("[,¥￥円 \u3000]", "")
            value = _if(plain.re_search(_NUMBER), plain).cast("float64") * multiplier / divisor
            if duration:
                value = fn.coalesce(_clock_seconds(text), value)
            unread = _if(value.isnull(), text)
        else:
            raise self._wrong("数値", "a number")
        faults = [("negative_duration", value < 0)] if duration else []
        if unread is None:
            return TypedColumn(value, faults)
        if self.reader.required:
            return TypedColumn(value, [*faults, ("unreadable_number", unread.notnull())])
        return TypedColumn(value, faults, (f"unreadable_{'duration' if duration else 'number'}:{name}", unread))

    def _wrong(self, ja: str, wanted: str) -> WorkbookError:
        return WorkbookError(
            ja=f"workbook.yml: {self.place} の型 {self.raw.type()} は{ja}として読めません。変換したビューを読んでください。",
            en=(
                f"workbook.yml: {self.place} is of the type {self.raw.type()}, which is not {wanted}; "
                "read a view of the database that converts it."
            ),
        )


def _if(held: Bool, text: Column) -> Column:
    return fn.ifelse(held, text, fn.null("string"))


def _offset(zone: str) -> fn.Value:
    hours, minutes = (0, 0) if zone == "Z" else (int(zone[1:3]), int(zone[-2:]))
    return fn.interval(seconds=(-1 if zone.startswith("-") else 1) * (hours * 3600 + minutes * 60))


def _clock_seconds(text: Column) -> Column:
    """0:05:12 and 5:12 in seconds."""
    clock = _if(text.re_search(_CLOCK), text)
    seconds = clock.re_extract("[0-9]+$", 0).nullif("").cast("float64")
    minutes = clock.re_extract("[0-9]+:[0-9]+$", 0).nullif("").re_extract("^[0-9]+", 0).nullif("").cast("float64")
    hours = clock.re_extract("^[0-9]+:[0-9]+:", 0).nullif("").re_extract("^[0-9]+", 0).nullif("").cast("float64")
    return hours.fill_null(0) * 3600 + minutes * 60 + seconds
