"""Chapter 5, the best hour to call an industry or department: its own where it has proved one, else the usual one."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from kpi_helpers.kpis.claims import Rate, compare_rates
from kpi_helpers.kpis.clustered import sums_of
from kpi_helpers.kpis.cube import By, When
from kpi_helpers.kpis.hour_cells import OF_LEADS, TIMED, hour_cells, tells
from kpi_helpers.kpis.intervals import wilson
from kpi_helpers.kpis.metric import INSIDE_SALES, Metric
from kpi_helpers.kpis.tidy import numbers, segment, segments_of
from kpi_helpers.workbook.limits import THIN_BELOW
from kpi_helpers.workbook.needs import Needs
from kpi_helpers.workbook.workbook import Workbook

FEWEST = 10
"""Calls of a group in an hour from which on the hour may be its own best one."""

STEADYING = 30
"""So many calls at the rate of all are added to a group's own, so that a few lucky ones do not choose its hour."""

OWN, USUAL = "own", "usual"

_Cell = dict[str, Any]
_COLUMNS = ["segment", "period", "hour", "evidence", "numerator", "denominator", "low", "high", "claim"]


def best_hours(wb: Workbook, *, by: By = OF_LEADS, period: When = None) -> pd.DataFrame:
    """The best hour of each group and whether it is the group's own.

    Returns
    -------
    DataFrame
        ``segment``, ``period``, ``hour``, ``evidence`` ("own": the group gets through then better
        than in the best hour of all; "usual": the best hour of all), the group's ``numerator``,
        ``denominator``, ``low``, ``high`` in that hour, missing where it has no call there, and the
        ``claim`` behind it, None where there is nothing to compare.
    """
    everyone = _with_interval(hour_cells(wb, period=period))
    of_all = {window: cells.to_dict("records") for window, cells in everyone.groupby("period")}
    rows = []
    for name in segments_of(by):
        if tells(wb, name):
            groups: dict[tuple[str, str], list[_Cell]] = {}
            for cell in _with_interval(hour_cells(wb, name, period=period)).to_dict("records"):
                groups.setdefault((cell["period"], cell[name]), []).append(cell)
            for (window, value), own in sorted(groups.items(), key=lambda group: group[0]):
                written = segment(**{name: value})
                rows += [(written, window, *best) for best in _best(written, own, of_all.get(window, []))]
    return pd.DataFrame(rows, columns=_COLUMNS)


def _with_interval(cells: pd.DataFrame) -> pd.DataFrame:
    sums = sums_of(cells, "settled", "calls")
    effect = np.ones(len(cells)) if sums is None else sums.effect
    low, _ = wilson(cells["settled"], cells["calls"], effect)
    return cells.assign(low=low, effect=effect, rate=cells["settled"] / cells["calls"])


def _best(written: str, own: Sequence[_Cell], every: Sequence[_Cell]) -> Iterator[tuple]:
    """Hour, evidence, the group's numbers there and the claim; nothing where no hour has calls enough."""
    rate_of_all = {cell["hour"]: cell["rate"] for cell in every}
    steadied = {
        cell["hour"]: (cell["settled"] + STEADYING * rate_of_all[cell["hour"]]) / (cell["calls"] + STEADYING)
        for cell in own
        if cell["calls"] >= FEWEST and cell["hour"] in rate_of_all
    }
    surest = {cell["hour"]: cell["low"] for cell in every if cell["calls"] >= THIN_BELOW}
    if not steadied or not surest:
        return
    # The earlier hour of two: cells come by hour, and the first of equals is taken.
    candidate, usual = max(steadied, key=steadied.__getitem__), max(surest, key=surest.__getitem__)
    rates = {cell["hour"]: Rate(*(cell[name] for name in ("settled", "calls", "effect"))) for cell in own}
    claim = None
    if usual in rates and candidate != usual:
        claim = compare_rates("contact_rate", written, rates[candidate], rates[usual], f"hour={usual:02d}")
    # The rule of two alone, also where either side is too thin for a sentence.
    proved = claim is not None and claim.low is not None and claim.low > 0
    hour, evidence = (candidate, OWN) if proved else (usual, USUAL)
    there = rates.get(hour)
    figures = (there.hits, there.cases, *there.interval) if there else (None, None, None, None)
    yield int(hour), evidence, *figures, claim


def best_hour(wb: Workbook, *, by: By = OF_LEADS, period: When = None) -> pd.DataFrame:
    """Hour at which calls to an industry or department get through best: its own where it has one, else that of all.

    ``segment`` is ``industry=…`` or ``department=…``, the hour (``09``) stands in
    ``verdict``, the group's settled calls, calls and interval in that hour beside it.

    The group's candidate is the hour with the highest rate, steadied by 30 calls
    at the rate of all calls in that hour, among hours with 10 calls of the group or
    more; the best hour of all has the highest lower bound among those with 30 calls
    or more. The candidate is taken where the group's rate there exceeds its rate in
    the best hour of all beyond chance. Without either no row.

    Examples
    --------
    No hour of the example has 10 calls:

    >>> best_hour(wb)["verdict"].tolist()
    []
    """
    best = best_hours(wb, by=by, period=period)
    return numbers("best_hour", "text", best.assign(hour=[f"{hour:02d}" for hour in best["hour"]]), verdict="hour")


def best_hour_evidence(wb: Workbook, *, by: By = OF_LEADS, period: When = None) -> pd.DataFrame:
    """Whether the best hour of an industry or department is its own, or the best hour of all calls.

    ``verdict`` is ``own`` or ``usual``.

    Examples
    --------
    >>> best_hour_evidence(wb)["verdict"].tolist()
    []
    """
    best = best_hours(wb, by=by, period=period)
    return numbers("best_hour_evidence", "text", best[["segment", "period", "evidence"]], verdict="evidence")


_metric = partial(
    Metric,
    unit="text",
    owner=INSIDE_SALES,
    needs=Needs(("activities", "leads"), TIMED.columns, times=TIMED.times, links=("activities",)),
)

METRICS = (
    _metric(
        id="best_hour",
        ja="最もつながる時間帯",
        en="Best hour",
        definition_ja="業種・部署ごとの、最もつながる時間帯。業種・部署に固有の差が確かめられたときはその時間帯、そうでなければ全体で最もつながる時間帯。",
        gamed_ja="架電していない時間帯は候補にならない。",
        gamed_en="An hour at which nobody calls can never be the best.",
        function=best_hour,
    ),
    _metric(
        id="best_hour_evidence",
        ja="最もつながる時間帯の根拠",
        en="Evidence for the best hour",
        definition_ja="最もつながる時間帯が、その業種・部署に固有のもの（own）か、全体の時間帯（usual）か。",
        gamed_ja="架電の少ない業種・部署は、固有の時間帯があっても usual になる。",
        gamed_en="A group with few calls is `usual` even where it has an hour of its own.",
        function=best_hour_evidence,
    ),
)
