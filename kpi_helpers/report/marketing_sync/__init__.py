"""The meeting of inside sales with marketing, one module per section."""

from kpi_helpers.report.marketing_sync.ahead import ahead
from kpi_helpers.report.marketing_sync.answers import answers
from kpi_helpers.report.marketing_sync.campaigns import campaigns
from kpi_helpers.report.marketing_sync.change import change
from kpi_helpers.report.marketing_sync.definition import definition
from kpi_helpers.report.marketing_sync.leads import leads
from kpi_helpers.report.marketing_sync.maturing import maturing

__all__ = ["leads", "change", "definition", "campaigns", "maturing", "answers", "ahead"]
