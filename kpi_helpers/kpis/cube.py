"""What counts: the rows of one table, and what is counted of them in one query by segment and period."""

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from kpi_helpers.kpis.tidy import in_segments, periods_of, with_segment_text
from kpi_helpers.workbook.engine import Column, Expr, RowTest, by_segments, in_periods, only, row, under_one_another
from kpi_helpers.workbook.memberships import CAMPAIGN, are_collected, with_each_campaign
from kpi_helpers.workbook.needs import Needs
from kpi_helpers.workbook.periods import Period
from kpi_helpers.workbook.workbook import Workbook

By = str | Sequence[str]
When = str | Sequence[str] | None
GROUP = ["segment_of", "segment", "period"]


@dataclass(frozen=True)
class Split:
    """Segments that are counted together, and the periods in which they are looked at.

    Attributes
    ----------
    by : tuple of str
        "all" and text columns of the rows.
    periods : callable
        ``periods(wb)``: the periods where a caller names none; its docstring says which.
    """

    by: tuple[str, ...]
    periods: Callable[[Workbook], Sequence[Period]]


@dataclass(frozen=True)
class Measure:
    """What is counted: rows, the sum of a column, or the distinct values of one.

    Attributes
    ----------
    where : RowTest, optional
        Which rows count, written with `engine.row`, as ``row.outcome == "connected"``; by default all.
    sum, distinct : str
        The column that is summed, or whose distinct values are counted.
    day : str
        The day that places a row in a period where it is not the cube's.
    """

    where: RowTest | None = None
    sum: str = ""
    distinct: str = ""
    day: str = ""

    @property
    def is_count(self) -> bool:
        """Whether rows are counted, so that a rate of it has a row for each case."""
        return not self.sum and not self.distinct

    def carried(self, rows: Expr) -> Column | RowTest | None:
        """The column that the count reads; None where it needs none."""
        if self.is_count:
            return self.where
        value = rows[self.sum].fill_null(0) if self.sum else rows[self.distinct]
        return value if self.where is None else self.where.ifelse(value, None)

    def of(self, rows: Expr, name: str) -> Column:
        """The aggregate over rows that carry this measure as `name`."""
        if self.sum:
            return rows[name].sum().fill_null(0)
        if self.distinct:
            return rows[name].nunique()
        return rows.count() if self.where is None else rows.count(where=rows[name])


@dataclass(frozen=True)
class Rows:
    """The rows behind a number: what `explore` shows of it.

    Attributes
    ----------
    table : str
        "leads", "activities" or "opportunities".
    view : callable
        ``view(wb)``: that table with the columns by which its numbers are split.
    day : str
        The integer day by which a row belongs to a period; "" where every row up to as_of counts.
    where : RowTest, optional
        Which rows the number is about; by default all.
    counted : RowTest, optional
        Which of them are in a rate's numerator; None for a count.
    once : str
        The column whose distinct values are counted: one row each, the first.
    """

    table: str
    view: Callable[[Workbook], Expr]
    day: str = ""
    where: RowTest | None = None
    counted: RowTest | None = None
    once: str = ""


@dataclass(frozen=True, eq=False, repr=False)
class Cube:
    """Rows of one table and what is counted of them; many KPIs share one cube, and so one query.

    Attributes
    ----------
    name : str
        Each cube has its own, by which its counts are found again.
    table : str
        Without it nothing is counted.
    day : str
        The integer day that places a row in a period.
    splits : tuple of Split
        The first is that of most KPIs.
    measures : mapping of str to Measure
    view : callable, optional
        ``view(wb)``: the rows with every column that splits and measures read; by default the table.
    lends : mapping of str to str
        Segments that another table, found by the links, or a column must be there for:
        ``{"motion": "leads", "rep": "leads.rep"}``.
    query : callable, optional
        ``query(wb, segments, periods)``: the counts by bare segment, where more than one grouped query is asked.
    requires : str
        The column of the table without which nothing is counted.
    tallied : callable, optional
        ``tallied(wb, segments, periods)``: the counts of a workbook whose calls are only tallied.
    """

    name: str
    table: str
    day: str
    splits: tuple[Split, ...]
    measures: Mapping[str, Measure]
    view: Callable[[Workbook], Expr] | None = None
    lends: Mapping[str, str] = field(default_factory=dict)
    query: Callable[[Workbook, Sequence[str], Sequence[Period]], pd.DataFrame] | None = None
    requires: str = ""
    tallied: Callable[[Workbook, Sequence[str], Sequence[Period]], pd.DataFrame] | None = None

    def __repr__(self) -> str:
        return f"Cube({self.name!r})"

    def rows(self, wb: Workbook) -> Expr:
        """The rows with every column that splits and measures read."""
        return self.view(wb) if self.view else getattr(wb, self.table)

    def counts(self, wb: Workbook, period: When = None, split: Split | None = None) -> pd.DataFrame:
        """Every measure of every segment of a split, by period.

        Returns
        -------
        DataFrame
            ``segment_of``, ``segment`` (as numbers.csv writes it), ``period`` and the measures: a row for `all` and
            for each group with rows in any of the periods, in every period, with 0 where nothing happened. Beside
            them `rows_counted` of each day that places rows. Without the table no row.
        """
        chosen = split or self.splits[0]
        periods = periods_of(period, chosen.periods(wb))
        segments = tuple(self.segments(wb, chosen))
        is_there = wb.has(self.table) and (not self.requires or wb.has_column(self.table, self.requires))
        is_there = is_there or (self.tallied is not None and wb.is_tallied)
        if not is_there or not segments:
            return pd.DataFrame(columns=[*GROUP, *self.measures])
        return wb.cached(_counts, self, segments, periods)

    def segments(self, wb: Workbook, split: Split) -> list[str]:
        """The segments of a split that this workbook can tell apart."""
        return [name for name in split.by if self._is_lent(wb, self.lends.get(name, ""))]

    def _is_lent(self, wb: Workbook, lender: str) -> bool:
        table, _, column = lender.partition(".")
        if not lender:
            return True
        links = (self.table,) if table != self.table and self.table in ("activities", "opportunities") else ()
        return wb.lacks(Needs((table,), (lender,) if column else (), links=links)) is None

    def rows_counted(self, name: str) -> str:
        """The column of the counts that holds how many rows a measure could have counted."""
        measure = self.measures.get(name)
        return f"rows of {self.name} by {measure.day or self.day}" if measure and not self.query else ""

    def beside(self, other: "Cube", wb: Workbook, period: When, split: Split) -> pd.DataFrame:
        """The counts next to those that another cube has of the same groups; a group that one side has not is 0.

        Segments that the other cube cannot tell apart are left out: its 0 would be a claim.
        """
        if not wb.has(other.table):
            return self.counts(wb, period, split)
        periods = tuple(each.label for each in periods_of(period, split.periods(wb)))
        return wb.cached(_beside, self, other, split, periods)

    def split_rows(
        self,
        wb: Workbook,
        day: str,
        names: Sequence[str],
        segments: Sequence[str],
        periods: Sequence[Period],
        also: Sequence[str] = (),
    ) -> Expr:
        """The rows once for each segment and period, with what some measures read and the columns `also`.

        A row whose lead is of several campaigns comes once for each of them.
        """
        rows = self.rows(wb)
        read = {name: column for name in names if (column := self.measures[name].carried(rows)) is not None}
        rows = only(rows.mutate(**read), day, *segments, *read, *also)
        rows, kept = in_periods(rows, day, periods), ["period", *read, *also]
        if CAMPAIGN not in segments or not are_collected(wb.config):
            return by_segments(rows, segments, kept)
        members = by_segments(with_each_campaign(wb, rows), [CAMPAIGN], kept)
        others = [name for name in segments if name != CAMPAIGN]
        return under_one_another(by_segments(rows, others, kept), members) if others else members

    def aggregates(self, split: Expr, names: Sequence[str]) -> dict[str, Column]:
        """The measures over rows of `split_rows`."""
        return {name: self.measures[name].of(split, name) for name in names}

    def rows_of(self, part: str, over: str = "") -> Rows | None:
        """The rows behind a measure or a rate of two; None where no row stands for a case."""
        measure = self.measures.get(over or part)
        if measure is None or measure.sum and over:
            return None
        counted, day = None, measure.day or self.day
        if over:
            numerator = self.measures.get(part)
            if not measure.is_count or numerator is None or numerator.distinct or (numerator.day or self.day) != day:
                return None
            counted = numerator.where if numerator.is_count else None
        where = measure.where
        if measure.distinct:
            known = row[measure.distinct].notnull()
            where = known if where is None else where & known
        return Rows(self.table, self.rows, day, where, counted, measure.distinct)


def _beside(wb: Workbook, cube: Cube, other: Cube, split: Split, periods: tuple[str, ...]) -> pd.DataFrame:
    told = [name for name in cube.segments(wb, split) if name in other.segments(wb, split)]
    sides = (in_segments(each.counts(wb, periods, split), told) for each in (cube, other))
    return outer_join(*sides)


def _counts(wb: Workbook, cube: Cube, segments: tuple[str, ...], periods: tuple[Period, ...]) -> pd.DataFrame:
    if cube.tallied and wb.is_tallied:
        return with_segment_text(with_empty_periods(cube.tallied(wb, segments, periods), periods))
    if cube.query:
        return with_segment_text(cube.query(wb, segments, periods))
    names: dict[str, list[str]] = {}
    for name, measure in cube.measures.items():
        names.setdefault(measure.day or cube.day, []).append(name)
    parts = []
    for day, counted in names.items():
        split = cube.split_rows(wb, day, counted, segments, periods)
        counts = cube.aggregates(split, counted) | {cube.rows_counted(counted[0]): split.count()}
        parts.append(with_segment_text(with_empty_periods(wb.run(split.group_by(GROUP).agg(**counts)), periods)))
    return functools.reduce(outer_join, parts)


def with_empty_periods(found: pd.DataFrame, periods: Sequence[Period]) -> pd.DataFrame:
    """A row for `all` and each segment in every period, with 0 where nothing happened, in a stable order."""
    place = {key: number for number, key in enumerate(zip(*(found[name].tolist() for name in GROUP), strict=True))}
    segments = sorted({("all", ""), *((segment_of, segment) for segment_of, segment, _ in place)})
    labels = sorted({period.label for period in periods})
    keys = [(*segment, label) for segment in segments for label in labels]
    at = np.array([place.get(key, -1) for key in keys])
    whole: dict[str, Any] = dict(zip(GROUP, zip(*keys, strict=True), strict=True))
    for name in found.columns.difference(GROUP, sort=False):
        whole[name] = np.where(at < 0, 0, found[name].to_numpy()[at]) if len(found) else 0
    return pd.DataFrame(whole)


def outer_join(left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    """Two sets of counts in one frame; a group that one side has not is 0 there.

    Where a side has no row at all its table is missing, and nothing can be said.
    """
    if left.empty or right.empty:
        return left.merge(right, on=GROUP, how="inner")
    return left.merge(right, on=GROUP, how="outer", sort=True).fillna(
        {name: 0 for name in (*left.columns, *right.columns) if name not in GROUP}
    )
