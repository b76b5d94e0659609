"""The inside-sales team's own week, one module per section."""

from kpi_helpers.report.team_sync.act import act
from kpi_helpers.report.team_sync.answers import answers
from kpi_helpers.report.team_sync.area import area
from kpi_helpers.report.team_sync.golden_hours import golden_hours
from kpi_helpers.report.team_sync.roles import roles
from kpi_helpers.report.team_sync.talk import talk

__all__ = ["act", "answers", "area", "golden_hours", "roles", "talk"]
