"""A KPI asked for in a cell: what cannot be answered is told in words, not by an empty table."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence

import pandas as pd

from kpi_helpers.kpis.metric import Metric
from kpi_helpers.kpis.tidy import periods_of, segments_of
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.workbook import Workbook


def askable(metric: Metric) -> Callable[..., pd.DataFrame]:
    """The function of a KPI that explains itself when it has nothing to give.

    Parameters
    ----------
    metric : Metric

    Returns
    -------
    callable
        As the KPI itself; takes a meeting as well as a workbook.

    Examples
    --------
    >>> from kpi_helpers.kpis.catalogue import CATALOGUE
    >>> from kpi_helpers.workbook.example import example
    >>> askable(CATALOGUE["contact_rate"])(example(), by="hero")
    Traceback (most recent call last):
    ...
    kpi_helpers.workbook.errors.WorkbookError: contact_rate cannot be split by 'hero': use by="all", "team", "rep", "motion", "campaign" or "channel".
    """

    @functools.wraps(metric)
    def ask(of: Workbook | Meeting, **asked: str | Sequence[str]) -> pd.DataFrame:
        wb = of.wb if isinstance(of, Meeting) else of
        if not isinstance(wb, Workbook):
            raise WorkbookError(
                ja=f"{metric.id} はワークブックについて聞きます。wb = kh.Workbook.open(folder) として kh.{metric.id}(wb) と書いてください。",
                en=f"{metric.id} is asked of a workbook: kh.{metric.id}(wb), with wb = kh.Workbook.open(folder).",
            )
        _check_tables(metric, wb)
        _check_periods(metric, wb, asked.get("period"))
        found = metric(wb, **asked)
        if found.empty:
            _check_split(metric, asked.get("by"))
        return found

    return ask


def _check_tables(metric: Metric, wb: Workbook) -> None:
    absent = [name for name in metric.tables if not wb.has(name)]
    if absent:
        raise WorkbookError(
            ja=f"{metric.id} は {absent[0]} の表を数えますが、このワークブック（または絞り込み）にはありません。workbook.yml の tables: に加えるか、全体で聞いてください。",
            en=(
                f"{metric.id} counts the table {absent[0]}, which this workbook or view does not have: add it under tables: in "
                "workbook.yml, or ask the whole workbook."
            ),
        )


def _check_periods(metric: Metric, wb: Workbook, period: str | Sequence[str] | None) -> None:
    for asked in periods_of(period, ()):
        if asked.start > wb.as_of:
            raise WorkbookError(
                ja=f"{asked.label} は基準日 {wb.as_of} より後なので、{metric.id} はまだわかりません。{wb.month.month.label} かそれより前を聞いてください。",
                en=(
                    f"The period {asked.label} lies after {wb.as_of}, the day of this view; {metric.id} cannot know it yet: "
                    f"ask for {wb.month.month.label} or earlier."
                ),
            )


def _check_split(metric: Metric, by: str | Sequence[str] | None) -> None:
    known = dict.fromkeys(("all", *metric.by))
    for name in segments_of(by or ()):
        if metric.by and name not in known:
            *first, last = (f'"{one}"' for one in known)
            raise WorkbookError(
                ja=f"{metric.id} は {name!r} では分けられません。by={'、'.join(first)}、{last} のどれかにしてください。",
                en=f"{metric.id} cannot be split by {name!r}: use by={', '.join(first)} or {last}.",
            )
