"""Exploring in JupyterLab: controls above every section, and the rows behind every number.

In a notebook ``page = kh.explore.on(meeting)`` brings the sections of that meeting
to life; in a headless run it does nothing. ``kh.explore.rows(wb, …)`` gives the
rows behind a number. `kpi explore` opens JupyterLab (see `lab`), for which names
are looked up when they are first used: it draws nothing itself.
"""

import importlib
from typing import Any

_PLACES = {"Page": "kpi_helpers.explore.page", "on": "kpi_helpers.explore.page", "rows": "kpi_helpers.explore.behind"}

__all__ = ["Page", "on", "rows"]


def __getattr__(name: str) -> Any:
    if name in _PLACES:
        return getattr(importlib.import_module(_PLACES[name]), name)
    raise AttributeError(f"kpi_helpers.explore has no {name!r}")
