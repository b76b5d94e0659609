"""The months that have a sales target, and the slice rates of today and of the plan, by which scenarios differ."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from kpi_helpers.kpis.tree import lead_counts, opportunity_counts
from kpi_helpers.workbook.workbook import Workbook

RECENT_MONTHS = 3
MONTHS_AHEAD = 6


@dataclass(frozen=True)
class Rates:
    """The rates between a lead and its sales; None where there are no cases.

    Attributes
    ----------
    valid_rate, opportunity_rate, win_rate : float or None
        Shares (slice rates).
    average_deal : float or None
        Currency.
    """

    valid_rate: float | None
    opportunity_rate: float | None
    win_rate: float | None
    average_deal: float | None


def _ratio(part: float | None, whole: float | None) -> float | None:
    return part / whole if part is not None and whole else None


def _of_counts(counts: Mapping[str, float]) -> Rates:
    return Rates(
        _ratio(counts.get("valid_leads"), counts.get("leads")),
        _ratio(counts.get("opportunities"), counts.get("valid_leads")),
        _ratio(counts.get("won"), counts.get("opportunities")),
        _ratio(counts.get("sales"), counts.get("won")),
    )


def rates_of_today(wb: Workbook) -> Rates:
    """The slice rates of the last three closed months, pooled.

    Three months, since one month's deals are too few to plan a quarter on; closed ones,
    since a month's deals close late in it, and its rates to date are too low.

    Examples
    --------
    October is the only one of the example: two leads, both valid, one opportunity, no deal:

    >>> rates_of_today(wb)
    Rates(valid_rate=1.0, opportunity_rate=0.5, win_rate=0.0, average_deal=None)
    """
    last = wb.month.month if wb.month.is_over else wb.month.month.back(1)
    months = [last.back(back).label for back in range(RECENT_MONTHS)]
    counts: dict[str, float] = {}
    for table in (lead_counts(wb, months), opportunity_counts(wb, months)):
        sums = table[table["segment"].eq("all")].drop(columns=["segment_of", "segment", "period"]).sum(min_count=1)
        counts |= {name: float(value) for name, value in sums.items() if value == value}
    return _of_counts(counts)


def months_ahead(wb: Workbook) -> pd.DataFrame:
    """The targets of the months after as_of's, one row a month, a column per metric.

    Returns
    -------
    DataFrame
        Index: month label; at most six months, those with a sales target, in order.
    """
    table = wb.targets
    own = table[table["team"].isna() & table["rep"].isna() & table["month"].gt(wb.month.month.label)]
    wide = own.drop_duplicates(["month", "metric"], keep=False).pivot(index="month", columns="metric", values="value")
    if "sales" not in wide:
        return wide.iloc[:0]
    return wide[wide["sales"].notna()].sort_index().head(MONTHS_AHEAD)


def rates_of_plan(wb: Workbook) -> Rates:
    """The rates that the targets of the months ahead imply."""
    return _of_counts(
        {str(name): float(value) for name, value in months_ahead(wb).sum(min_count=1).items() if value == value}
    )
