"""By when leads must exist to bring sales in the months ahead, and how many of them are expected to ripen."""

from datetime import date, timedelta

import numpy as np

from kpi_helpers.kpis.outlook.curves import FINAL_DAYS, YEAR, Curves, share_by_age, won_by_age
from kpi_helpers.kpis.outlook.kpi import MonthsAhead
from kpi_helpers.workbook.periods import DAY


def days_to_deal(found: Curves) -> int | None:
    """Days within which half of the deals come that new leads bring in a year; None where they bring none.

    Examples
    --------
    Half of the leads ripen after 2 days, their deals are won after 3:

    >>> ripen, won, none = (np.zeros(1095) for _ in range(3))
    >>> ripen[2], won[3] = 0.5, 0.4
    >>> days_to_deal(Curves(ripen, won, won, 10, 10)), days_to_deal(Curves(ripen, none, none, 10, 0))
    (5, None)
    """
    came = np.cumsum(np.convolve(share_by_age(found.ripen, FINAL_DAYS), won_by_age(found, YEAR))[: YEAR + 1])
    return int(np.searchsorted(came, came[-1] / 2)) if came[-1] > 0 else None


def in_time_until(ahead: MonthsAhead) -> date | None:
    """The last day from which half of a lead's deals still come within the months; None without any deal."""
    days = days_to_deal(ahead.expected.curves)
    return None if days is None else ahead.months[-1].end - DAY - timedelta(days=days)


def new_lead_rate(ahead: MonthsAhead) -> float:
    """The share of planned valid leads that is expected to ripen within 180 days: never more than `expected_final_rate`."""
    return min(float(share_by_age(ahead.expected.curves.ripen, FINAL_DAYS).sum()), ahead.plan.most)
