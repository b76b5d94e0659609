"""The numbers of KPIs in all their segments and standard periods, as numbers.csv has them."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from kpi_helpers.kpis.arrivals import first_response_by_hour
from kpi_helpers.kpis.catalogue import CATALOGUE, numbers_of
from kpi_helpers.kpis.rep_conversion import opportunity_rate_by_rep
from kpi_helpers.kpis.tidy import together
from kpi_helpers.workbook.workbook import Workbook

_MORE = {"first_response_within_5min": first_response_by_hour, "opportunity_rate_cohort": opportunity_rate_by_rep}
"""What only a page asks for: by hour of arrival, and by rep over eight weeks."""


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
    found = []
    for kpi, record in CATALOGUE.items():
        if kpi in kpis:
            found.append(numbers_of(wb, record))
            if kpi in _MORE:
                found.append(_MORE[kpi](wb))
    return together([*found, *([] if own is None else [own])])
