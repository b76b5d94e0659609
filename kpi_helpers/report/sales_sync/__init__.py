"""The meeting of inside sales with field sales, one module per section."""

from kpi_helpers.report.sales_sync.budget import budget
from kpi_helpers.report.sales_sync.conditions import conditions
from kpi_helpers.report.sales_sync.conversion import conversion
from kpi_helpers.report.sales_sync.opportunities import opportunities
from kpi_helpers.report.sales_sync.quadrants import quadrants
from kpi_helpers.report.sales_sync.sales import sales

__all__ = ["budget", "conditions", "conversion", "opportunities", "quadrants", "sales"]
