"""Meeting workbooks for inside sales: from a team's exports to the numbers and pages of its meetings.

``import kpi_helpers as kh`` gives

- ``kh.Workbook.open(folder)`` and ``kh.example()``: the tables as of a day;
- every KPI by its id, for example ``kh.contact_rate(wb, by="rep")``;
- ``kh.Meeting.open(name, folder)`` and the sections of ``kh.sales_sync``,
  ``kh.marketing_sync`` and ``kh.team_sync``, with ``kh.frame`` around them;
- ``kh.explore``: controls above the sections in JupyterLab, and the rows behind
  a number.

Names are looked up when they are first used, so that a command that draws
nothing does not wait for the charts.
"""

import importlib
from typing import Any

_PLACES = {
    "Workbook": "kpi_helpers.workbook.workbook",
    "WorkbookError": "kpi_helpers.workbook.errors",
    "example": "kpi_helpers.workbook.example",
    "CATALOGUE": "kpi_helpers.kpis.catalogue",
    "all_numbers": "kpi_helpers.kpis.catalogue",
    "Meeting": "kpi_helpers.report.meeting",
    "Section": "kpi_helpers.report.section",
    "section": "kpi_helpers.report.agenda",
}
_MODULES = {
    "frame": "kpi_helpers.report.frame",
    "sales_sync": "kpi_helpers.report.meetings.sales_sync",
    "marketing_sync": "kpi_helpers.report.meetings.marketing_sync",
    "team_sync": "kpi_helpers.report.meetings.team_sync",
    "explore": "kpi_helpers.explore",
}


def __getattr__(name: str) -> Any:
    if name in _PLACES:
        return getattr(importlib.import_module(_PLACES[name]), name)
    if name in _MODULES:
        return importlib.import_module(_MODULES[name])
    catalogue = importlib.import_module("kpi_helpers.kpis.catalogue").CATALOGUE
    if name in catalogue:
        return importlib.import_module("kpi_helpers.explore.asking").askable(catalogue[name])
    raise AttributeError(f"kpi_helpers has no {name!r}; `dir(kpi_helpers)` lists what it has")


def __dir__() -> list[str]:
    catalogue = importlib.import_module("kpi_helpers.kpis.catalogue").CATALOGUE
    return sorted([*_PLACES, *_MODULES, *catalogue])
