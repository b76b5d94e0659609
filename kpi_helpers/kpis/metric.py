"""A KPI, declared once.

How to add one
--------------
1. Find the chapter's module and its `Cube`: rows of one table, and the measures that one query counts of them. What is
   counted of other rows than those there is a further measure: ``"connected": Measure(row.outcome == "connected")``.
2. Declare it as a `Metric` of that cube, and put it into the module's ``METRICS``, whose order is that of numbers.csv
   and of the glossary. A count or sum names its measure as `part`, a rate names the one `over` the other (``per`` says
   in which cube that other is, where it is not the same)::

       connected_rate = _metric(
           id="connected_rate",
           ja="担当者接続率",
           en="Connected rate",
           unit="share",
           better="high",
           definition_ja="架電のうち、担当者につながった割合。",
           definition_en="Share of a period's calls in which the person was reached.",
           gamed_ja="…。",
           gamed_en="….",
           needs=Needs(("activities",), ("activities.outcome",)),
           part="connected",
           over="calls",
           november=3 / 7,
       )

   (`_metric` is the chapter's ``partial(Metric, owner=…, of=…)``.) From this follow ``kh.connected_rate(wb, by=…,
   period=…)`` and its help, its rows in numbers.csv with interval, glossary and data dictionary, the rows behind it in
   JupyterLab, and what is said where it is missing. ``python -m tests.public_names`` tells editors of it.
3. Other segments, or other default periods (`windows`), are a further `Split` in ``splits``: a segment is looked at in
   the periods of the first split that has it, numbers.csv holds all of them.
4. Where the segments are the KPI's own (bands, quadrants), ``of`` is a function ``of(wb, period=None)`` that gives a
   frame with ``segment``, ``period`` and the counts, and ``drill`` says which rows are behind it.
5. What is neither is a function beside its declaration: ``function=f``. It gives the columns of numbers.csv, takes ``by``
   and ``period`` where that makes sense, and says in the first line of its docstring what it is, in English.
6. Work numbers out by hand in `tests/conformance`, and name the KPI in the sections that show it.
"""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from kpi_helpers.kpis.cube import By, Cube, Rows, Split, When
from kpi_helpers.kpis.tidy import in_segments, nothing, numbers, periods_of, rate, segments_of, together
from kpi_helpers.workbook.errors import EngineError, WorkbookError
from kpi_helpers.workbook.needs import Needs
from kpi_helpers.workbook.periods import Period
from kpi_helpers.workbook.schema import TABLES
from kpi_helpers.workbook.workbook import Workbook

MARKETING, INSIDE_SALES, FIELD_SALES, SHARED = "marketing", "inside_sales", "field_sales", "shared"

_VALUES = {
    "count": "a count",
    "share": "a share, 0 to 1",
    "currency": "in the currency of the workbook",
    "seconds": "in seconds",
    "days": "in days",
    "ratio": "a ratio",
    "text": "empty, the text stands in ``verdict``",
}
_OWN = {"by": "split", "period": "window"}


@dataclass(frozen=True, eq=False, kw_only=True)
class Metric:
    """One KPI: what it is called, of what it is counted, whose it is, how it is gamed. Called, it gives its numbers.

    Attributes
    ----------
    id : str
        The name by which numbers.csv carries it.
    ja, en : str
        Label.
    unit : str
        "count", "share", "currency", "seconds", "days", "ratio" or "text".
    better : str
        "high", "low" or "" where neither is better by itself.
    owner : str
        Whose number it is.
    definition_ja, definition_en : str
        One sentence; in English by default the first line of the function's docstring.
    short : (str, str)
        Label for a narrow column, in Japanese and English; by default the name.
    gamed_ja, gamed_en : str
        How the number can be made to look good without anything being better.
    needs : Needs
        Without this there is no number.
    of : Cube or callable, optional
        The rows that are counted; or ``of(wb, period=…)``, a frame with ``segment``, ``period`` and the counts, for a KPI
        whose segments are its own.
    part, over : str
        The measure that is the number, or a rate's numerator and denominator.
    per : Cube, optional
        The cube that has `over`, where it is another one.
    scale : float
        By which a ratio is multiplied.
    splits : tuple of Split
        By default those of the cube.
    dated : tuple of str, optional
        The tables whose dated rows it counts, so that it has rows for the periods that each of them covers; by default
        the dated ones of those that it needs. One that only lends an attribute, such as a lead's channel, is none.
    by : tuple of str
        The segments that numbers.csv holds, where these are not all of the splits'.
    function : callable, optional
        ``function(wb, *, by=…, period=…)`` for a KPI with an algorithm of its own.
    drill : Rows, optional
        The rows behind a KPI with a function of its own.
    additive : bool
        Whether the groups of one segment add up to `all`.
    benchmark : str
        Key of ``benchmarks:`` in workbook.yml, where there is a reference value.
    options : tuple of str
        What a caller may ask for: "by", "period".
    november : float, optional
        For the help: its value in November 2026 in the example workbook.
    notes, source, example : str
        For the help: what is counted in odd cases, a published definition, a doctest that shows more.
    """

    id: str
    ja: str
    en: str
    owner: str
    definition_ja: str
    gamed_ja: str
    gamed_en: str
    needs: Needs
    unit: str = "count"
    better: str = ""
    definition_en: str = ""
    short: tuple[str, str] = ("", "")
    of: Cube | Callable[..., pd.DataFrame] | None = None
    part: str = ""
    over: str = ""
    per: Cube | None = None
    scale: float = 1.0
    splits: tuple[Split, ...] = ()
    dated: tuple[str, ...] | None = None
    by: tuple[str, ...] = ()
    function: Callable[..., pd.DataFrame] | None = None
    drill: Rows | None = None
    additive: bool = False
    benchmark: str = ""
    notes: str = ""
    source: str = ""
    november: float | None = None
    example: str = ""
    options: tuple[str, ...] = field(init=False, default=())

    def __post_init__(self) -> None:
        doc = inspect.getdoc(self.function) or ""
        fill: dict[str, Any] = {"__name__": self.id}
        splits = self.splits or (self.of.splits if isinstance(self.of, Cube) else ())
        fill |= {"splits": splits, "by": self.by or tuple(dict.fromkeys(name for split in splits for name in split.by))}
        taken = inspect.signature(self.function or self.of or self._valued) if not isinstance(self.of, Cube) else None
        fill["options"] = tuple(name for name in ("by", "period") if taken is None or name in taken.parameters)
        if self.dated is None:
            fill["dated"] = tuple(name for name in self.needs.tables if TABLES[name].dated_by)
        fill["definition_en"] = self.definition_en or doc.partition("\n")[0]
        for name, value in fill.items():
            object.__setattr__(self, name, value)
        object.__setattr__(self, "__doc__", "\n".join(_help(self, doc)))

    def __call__(self, wb: Workbook, *, by: By | None = None, period: When = None) -> pd.DataFrame:
        """The KPI's rows of numbers.csv, of some segments and periods."""
        asked = {name: value for name, value in (("by", by), ("period", period)) if value is not None}
        for name in asked:
            if name not in self.options:
                raise WorkbookError(
                    ja=f"{self.id} の {_OWN[name]} は決まっています。{name}= をつけずに聞いてください。",
                    en=f"{self.id} has a {_OWN[name]} of its own: ask for it without {name}=.",
                )
        if not self.is_there(wb):
            return nothing()
        if self.function is not None:
            return self.function(wb, **asked)
        if not isinstance(self.of, Cube):
            return self._of_its_own(wb, period)
        wanted, seen, parts = segments_of(by or self.by[0]), set[str](), []
        for split in self.splits:
            mine = [name for name in wanted if name in split.by and name not in seen]
            seen.update(mine)
            parts.append(self._counted(self.of, wb, split, mine, period))
        return together(parts)

    def _of_its_own(self, wb: Workbook, period: When) -> pd.DataFrame:
        """The rows of a KPI whose segments are its own."""
        if not callable(self.of):
            return nothing()
        if not self.splits:
            return self._valued(self.of(wb) if period is None else self.of(wb, period=period))
        covered = self.covered(wb, period)
        return self._valued(self.of(wb, period=[each.label for each in covered])) if covered else nothing()

    def _counted(self, cube: Cube, wb: Workbook, split: Split, by: Sequence[str], period: When) -> pd.DataFrame:
        own = split.periods(wb)
        asked = periods_of(period, own)
        covered = [each.label for each in wb.covered_periods(self.dated_in(wb), asked)]
        if not by or not covered:
            return nothing()
        # A period of the KPI's own window has the groups of that window. All its periods are counted at once, which KPIs
        # that are covered otherwise ask for too; but a clipped window is another.
        labels = [each.label for each in (own if set(asked) <= set(own) else asked)]
        labels = labels if set(covered) <= set(labels) else covered
        counts = cube.beside(self.per, wb, labels, split) if self.per else cube.counts(wb, labels, split)
        counts = self._possible(cube, in_segments(counts, by))
        return self._valued(counts if covered == labels else counts[counts["period"].isin(covered)])

    def _possible(self, cube: Cube, counts: pd.DataFrame) -> pd.DataFrame:
        """The groups of which some row could have been counted; those of another measure of the cube are none of this one."""
        base = cube.rows_counted(self.part)
        is_whole = counts["segment_of"].eq("all")
        if self.over or base not in counts or is_whole.all():
            return counts
        rows = counts[base].groupby([counts["segment_of"], counts["segment"]]).transform("sum")
        return counts[is_whole | rows.gt(0)]

    def _valued(self, counts: pd.DataFrame) -> pd.DataFrame:
        if self.over:
            return rate(self.id, counts, self.part, self.over, unit=self.unit, scale=self.scale)
        return numbers(self.id, self.unit, counts, self.part)

    def numbers(self, wb: Workbook) -> pd.DataFrame:
        """All that numbers.csv holds of it: every segment in its standard periods; nothing where it is missing."""
        try:
            if not self.is_there(wb):
                return nothing()
            if self.function is not None:
                return self.function(wb, by=self.by) if self.by else self.function(wb)
            if not isinstance(self.of, Cube):
                return self(wb)
            return together(
                self._counted(self.of, wb, split, [name for name in split.by if name in self.by], None)
                for split in self.splits
            )
        except EngineError as error:
            raise WorkbookError(ja=f"{self.id}: {error.text('ja')}", en=f"{self.id}: {error.text('en')}") from error

    def covered(self, wb: Workbook, period: When = None) -> tuple[Period, ...]:
        """The periods of which its tables know something, windows clipped to what all of them cover."""
        return wb.covered_periods(self.dated_in(wb), periods_of(period, self.splits[0].periods(wb)))

    def is_there(self, wb: Workbook) -> bool:
        """Whether the workbook has what the number needs."""
        return wb.lacks(self.needs) is None

    def dated_in(self, wb: Workbook) -> tuple[str, ...]:
        """The tables whose dated rows it counts in a workbook."""
        needs = self.needs.of(wb.is_tallied)
        return self.dated or () if needs is self.needs else needs.tables

    @property
    def rows(self) -> Rows | None:
        """The rows behind it; None where it is worked out from other numbers."""
        if self.drill is not None or not isinstance(self.of, Cube) or (self.per is not None and self.over):
            return self.drill
        return self.of.rows_of(self.part, self.over)

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables without which there is no number."""
        return self.needs.tables

    def label(self, lang: str) -> str:
        """The label in one of the two languages."""
        return self.ja if lang == "ja" else self.en

    def name(self, lang: str) -> str:
        """The label without what it explains in brackets or behind a comma: as it is said in a sentence."""
        return re.split(r"（|, | \(", self.label(lang))[0]

    def short_label(self, lang: str) -> str:
        """The label for a narrow column."""
        return self.short[lang == "en"] or self.name(lang)

    def definition(self, lang: str) -> str:
        """The definition in one of the two languages."""
        return self.definition_ja if lang == "ja" else self.definition_en

    def gamed(self, lang: str) -> str:
        """How it can be gamed, in one of the two languages."""
        return self.gamed_ja if lang == "ja" else self.gamed_en


def _help(metric: Metric, doc: str) -> Iterator[str]:
    """The docstring of a KPI in numpydoc's form, around what the function of its own says of itself."""
    said, _, examples = doc.partition("\n")[2].partition("Examples\n--------\n")
    yield from (metric.definition_en, "")
    yield from (*said.strip().splitlines(), "") if said.strip() else ()
    yield from ("Parameters", "----------", "wb : Workbook or Meeting")
    read = dict.fromkeys((*metric.needs.tables, *(place.partition("=")[0] for place in metric.needs.columns)))
    yield from _filled(f"Reads {', '.join(read) or 'what there is'}.")
    if metric.by:
        yield "by : str or sequence of str, optional"
        yield from _filled(", ".join(f'"{name}"' for name in metric.by) + ".")
    if metric.splits:
        yield "period : str or sequence of str, optional"
        windows = [(inspect.getdoc(split.periods) or "").rstrip(".") for split in metric.splits]
        words = [f"By default {windows[0][:1].lower()}{windows[0][1:]}"]
        words += [
            f"by {split.by[-1]} {what[:1].lower()}{what[1:]}"
            for split, what in zip(metric.splits[1:], windows[1:], strict=True)
        ]
        yield from _filled("; ".join(words) + ".")
    yield from ("", "Returns", "-------", "DataFrame")
    yield from _filled(f"The columns of numbers.csv; ``value`` is {_VALUES[metric.unit]}.")
    yield from ("", "Notes", "-----", *_wrapped(" ".join(filter(None, (metric.notes, metric.gamed_en, metric.source)))))
    if metric.november is not None:
        examples = f'>>> {metric.id}(wb, period="2026-11")["value"].round(4).tolist()\n[{round(metric.november, 4)}]'
    if example := metric.example or examples:
        yield from ("", "Examples", "--------", *example.splitlines())


def _wrapped(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(text, 100, initial_indent=indent, subsequent_indent=indent)


def _filled(text: str) -> list[str]:
    return _wrapped(text, "    ")
