"""Which number of a section is drawn in its sheet, and over which of its rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from kpi_helpers.report.agenda import Topic
from kpi_helpers.workbook.periods import DAY, Period

_FEWEST = 3
_STEPS = (r"\d{4}-\d\d", r"\d{4}-W\d\d")
_SUMS = ("count", "currency")


@dataclass(frozen=True)
class Course:
    """A number over months or weeks: its KPI, unit, and the places of its first and last row, which are one block."""

    kpi: str
    unit: str
    first: int
    last: int


def course_of(topic: Topic, rows: pd.DataFrame, as_of: date | None = None) -> Course | None:
    """The course that a section's chart shows; None where nothing has one.

    Parameters
    ----------
    topic : Topic
    rows : DataFrame
        The columns of numbers.csv, numbered by their place.
    as_of : date, optional
        Sums of a period that ends later are left out.

    Examples
    --------
    >>> months = pd.DataFrame({"kpi": "leads", "segment": "all", "period": [f"2026-0{m}" for m in range(1, 6)],
    ...                        "unit": "count"})
    >>> course_of(Topic("leads", "", "", kpis=("leads",)), months, date(2026, 5, 20))
    Course(kpi='leads', unit='count', first=0, last=3)
    """
    everybody = rows[rows["segment"].eq("all")]
    for kpi in dict.fromkeys([*filter(None, [topic.course]), *topic.kpis]):
        own = everybody[everybody["kpi"].eq(kpi)]
        for step in _STEPS:
            block = own[own["period"].str.fullmatch(step)]
            if as_of and len(block) and block["unit"].iloc[0] in _SUMS:
                block = block[[Period.parse(period).end <= as_of + DAY for period in block["period"]]]
            if len(block) >= _FEWEST and block.index[-1] - block.index[0] == len(block) - 1:
                return Course(kpi, block["unit"].iloc[0], int(block.index[0]), int(block.index[-1]))
    return None
