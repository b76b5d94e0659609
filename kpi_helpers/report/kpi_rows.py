"""The numbers of KPIs in all their segments and standard periods, as numbers.csv has them."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from kpi_helpers.kpis.catalogue import CATALOGUE
from kpi_helpers.kpis.tidy import together
from kpi_helpers.workbook.workbook import Workbook


def kpi_rows(wb: Workbook, kpis: Collection[str], own: pd.DataFrame | None = None) -> pd.DataFrame:
    """The rows of some KPIs, in the order of their definitions.

    Parameters
    ----------
    wb : Workbook
    kpis : collection of str
        Ids; a KPI whose table is missing has no row.
    own : DataFrame, optional
        Further numbers, put at the end.

    Returns
    -------
    DataFrame
        The columns of numbers.csv but ``meeting``.

    Examples
    --------
    >>> from kpi_helpers.workbook.example import example
    >>> set(kpi_rows(example(), ["won", "sales"])["kpi"]) == {"won", "sales"}
    True
    """
    found = [metric.numbers(wb) for kpi, metric in CATALOGUE.items() if kpi in kpis]
    return together([*found, *([] if own is None else [own])])


def every_row(wb: Workbook) -> pd.DataFrame:
    """The rows of all KPIs, as `kpi_rows` gives them; not counted again while the workbook is the same."""
    return wb.cached(_every_row)


def _every_row(wb: Workbook) -> pd.DataFrame:
    return kpi_rows(wb, CATALOGUE)
