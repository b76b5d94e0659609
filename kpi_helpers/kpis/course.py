"""Where targets and actuals stand along the usual course of a month."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from kpi_helpers.kpis.metrics import SLICES, grows, meant
from kpi_helpers.kpis.usual import has_ended, usual_share
from kpi_helpers.workbook.workbook import Workbook


def with_course(wb: Workbook, table: pd.DataFrame) -> pd.DataFrame:
    """Targets and actuals with attainment, usual share, what is expected by now, and the pace.

    Parameters
    ----------
    wb : Workbook
    table : DataFrame
        ``group`` (written segment, "" for the whole), ``metric``, ``actual``, ``target``.
    """
    shares = {metric: usual_share(wb, metric) for metric in table["metric"]}
    found = [shares[metric] for metric in table["metric"]]
    positive = table["target"].where(table["target"] > 0)
    grown = table["metric"].map(grows).astype(bool)
    table = table.assign(
        attainment=table["actual"] / positive,
        usual_share=pd.Series([each.share if each else np.nan for each in found], table.index, dtype="float64"),
        months=pd.Series([each and each.months for each in found], table.index, dtype="float64"),
    )
    due = table["target"] * table["usual_share"]
    counts = dict(zip(zip(table["group"], table["metric"], strict=True), due, strict=True))
    table["expected"] = due.where(grown, [_rate_by_now(counts, row) for row in table.itertuples(index=False)])
    fresh = [grows(metric) and not has_ended(wb, metric) for metric in table["metric"]]
    table["pace"] = (table["actual"] / due.where(due > 0)).where(fresh)
    return table


def _rate_by_now(expected: Mapping[tuple[str, str], float], row: Any) -> float:
    """What is expected of a rate: of a slice rate the ratio of its counts' expectation, else its own target."""
    part, whole = (expected.get((row.group, name), np.nan) for name in SLICES.get(meant(row.metric), ("", "")))
    return part / whole if whole > 0 and part >= 0 else row.target
