"""What was known on a day of leads and deals: when they came, what became of them, what they were worth."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kpi_helpers.workbook.engine import epoch_day
from kpi_helpers.workbook.workbook import Workbook

NEVER = 10**6
"""A day that does not come."""


@dataclass(frozen=True)
class Past:
    """Leads and opportunities, days as `engine.epoch_day` numbers them.

    Attributes
    ----------
    as_of : int
        The last day that is known.
    lead_day, lead_first : array of int
        Valid leads: their day, and that of their first opportunity (`NEVER` without one).
    leads : array of float
        How many of each.
    deal_day, deal_end : array of int
        Opportunities: their day, and that of their closing (`NEVER` while open).
    won, is_first : array of bool
        Whether it was won, and whether it is a valid lead's first.
    amount : array of float
        Missing where none was written.
    """

    as_of: int
    lead_day: NDArray[np.int64]
    lead_first: NDArray[np.int64]
    leads: NDArray[np.float64]
    deal_day: NDArray[np.int64]
    deal_end: NDArray[np.int64]
    won: NDArray[np.bool_]
    is_first: NDArray[np.bool_]
    amount: NDArray[np.float64]

    def at(self, day: int) -> "Past":
        """What of this was known on an earlier day."""
        leads, deals = self.lead_day <= day, self.deal_day <= day
        first, end = self.lead_first[leads], self.deal_end[deals]
        return Past(
            day,
            self.lead_day[leads],
            np.where(first <= day, first, NEVER),
            self.leads[leads],
            self.deal_day[deals],
            np.where(end <= day, end, NEVER),
            self.won[deals] & (end <= day),
            self.is_first[deals],
            self.amount[deals],
        )

    @property
    def since(self) -> int:
        """The first day of all."""
        days = [each.min() for each in (self.lead_day, self.deal_day) if len(each)]
        return int(min(days)) if days else self.as_of + 1

    @property
    def won_amounts(self) -> NDArray[np.float64]:
        """Amounts of the deals won in the last year, of all where there are none."""
        won = self.won & ~np.isnan(self.amount)
        recent = won & (self.deal_end > self.as_of - 365)
        return self.amount[recent if recent.any() else won]

    @property
    def mean_amount(self) -> float:
        """Their mean; 0 without any."""
        return float(self.won_amounts.mean()) if len(self.won_amounts) else 0.0

    def sums(self, start: int, end: int) -> dict[str, float]:
        """Opportunities made, deals won and sales of the days from `start` up to, without, `end`."""
        won = self.won & (self.deal_end >= start) & (self.deal_end < end)
        return {
            "valid_leads": float(self.leads[(self.lead_day >= start) & (self.lead_day < end)].sum()),
            "opportunities": float(((self.deal_day >= start) & (self.deal_day < end)).sum()),
            "won": float(won.sum()),
            "sales": float(np.nansum(self.amount[won])),
        }


def past(wb: Workbook) -> Past:
    """The workbook's leads and opportunities as of its day.

    Examples
    --------
    >>> known = past(wb)
    >>> float(known.leads.sum()), len(known.deal_day), int(known.won.sum())
    (5.0, 6, 1)
    """

    came, made = wb.cached(_leads), wb.cached(_deals)
    return Past(
        epoch_day(wb.as_of),
        came["created_day"].to_numpy("int64"),
        came["first_opportunity_day"].fillna(NEVER).to_numpy("int64"),
        came["leads"].to_numpy("float64"),
        made["created_day"].to_numpy("int64"),
        made["closed_day"].fillna(NEVER).to_numpy("int64"),
        made["state"].eq("won").to_numpy(),
        made["link"].eq("first").to_numpy(),
        made["amount"].to_numpy("float64", na_value=np.nan),
    )


def _leads(wb: Workbook) -> pd.DataFrame:
    rows = wb.leads.filter(wb.leads.is_valid)
    keys = ["created_day", "first_opportunity_day"]
    return wb.run(rows.group_by(keys).agg(leads=rows.count()).order_by(keys))


def _deals(wb: Workbook) -> pd.DataFrame:
    rows = wb.opportunities
    told = rows.select("created_day", "closed_day", "state", "link", amount=rows.amount.cast("float64"))
    return wb.run(told.order_by(["created_day", "closed_day", "state", "link", "amount"]))
