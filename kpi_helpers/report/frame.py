"""What stands around the sections of every page, one call per block."""

from __future__ import annotations

from kpi_helpers.report.changed import what_changed
from kpi_helpers.report.closing import data_notes, decisions, glossary
from kpi_helpers.report.definition_log import definition_log
from kpi_helpers.report.opening import headline, opening

__all__ = ["data_notes", "decisions", "definition_log", "glossary", "headline", "opening", "what_changed"]
