"""The meeting of inside sales with field sales, one module per section."""

from kpi_helpers.report.sales_sync.conversion import conversion
from kpi_helpers.report.sales_sync.opportunities import opportunities
from kpi_helpers.report.sales_sync.sales import sales

__all__ = ["conversion", "opportunities", "sales"]
