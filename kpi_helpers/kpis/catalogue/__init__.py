"""Every KPI of the workbook, in the order of the definitions."""

import pandas as pd

from kpi_helpers.kpis.catalogue.activity import ACTIVITY
from kpi_helpers.kpis.catalogue.budget import BUDGET
from kpi_helpers.kpis.catalogue.calls import CALLS
from kpi_helpers.kpis.catalogue.campaigns import CAMPAIGNS
from kpi_helpers.kpis.catalogue.cohorts import COHORTS
from kpi_helpers.kpis.catalogue.landing import LANDING
from kpi_helpers.kpis.catalogue.lead_quality import LEAD_QUALITY
from kpi_helpers.kpis.catalogue.quadrants import QUADRANTS
from kpi_helpers.kpis.catalogue.record import FIELD_SALES, INSIDE_SALES, MARKETING, SHARED, Record
from kpi_helpers.kpis.catalogue.roles import ROLES
from kpi_helpers.kpis.catalogue.speed import SPEED
from kpi_helpers.kpis.catalogue.targets import TARGETS
from kpi_helpers.kpis.catalogue.tree import TREE
from kpi_helpers.kpis.tidy import together
from kpi_helpers.workbook.errors import EngineError, WorkbookError
from kpi_helpers.workbook.workbook import Workbook

__all__ = ["CATALOGUE", "FIELD_SALES", "INSIDE_SALES", "MARKETING", "SHARED", "Record", "all_numbers"]

CATALOGUE: dict[str, Record] = {
    record.id: record
    for record in (
        *TREE,
        *TARGETS,
        *BUDGET,
        *LANDING,
        *COHORTS,
        *ACTIVITY,
        *CALLS,
        *SPEED,
        *CAMPAIGNS,
        *LEAD_QUALITY,
        *QUADRANTS,
        *ROLES,
    )
}


def numbers_of(wb: Workbook, record: Record) -> pd.DataFrame:
    """One KPI in all its segments and standard periods; nothing where a table is missing."""
    if not wb.has(*record.tables):
        return together([])
    try:
        return record.function(wb, by=record.by) if record.by else record.function(wb)
    except EngineError as error:
        raise WorkbookError(f"{record.id}: {error}") from error


def all_numbers(wb: Workbook) -> pd.DataFrame:
    """Every number that the workbook gives for its as_of.

    Parameters
    ----------
    wb : Workbook

    Returns
    -------
    DataFrame
        The columns of numbers.csv but ``meeting``, in the order of the catalogue.
    """
    return together(numbers_of(wb, record) for record in CATALOGUE.values())
