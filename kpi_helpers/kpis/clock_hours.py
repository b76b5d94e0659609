"""Chapter 5, the golden hours of the team itself: which hours of the day clearly get through, and what the others do."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from kpi_helpers.kpis.golden_hours import FEWEST_CALLS, hour_counts
from kpi_helpers.kpis.intervals import wilson
from kpi_helpers.workbook.workbook import Workbook


def clock_hours(wb: Workbook) -> pd.DataFrame:
    """Contact rate of the last eight weeks by hour of the day, all weekdays together.

    Answers: "At which hours do calls get through?"

    Parameters
    ----------
    wb : Workbook
        Reads activities: ``started_at``, ``kind``, ``outcome``.

    Returns
    -------
    DataFrame
        A row per hour with calls: ``hour``, ``calls``, ``settled`` (counts), ``rate``, ``low``,
        ``high`` (shares, Wilson) and ``is_golden``: 30 calls or more, and its interval
        lies above that of all calls.

    Examples
    --------
    Nine calls are too few to tell hours apart:

    >>> clock_hours(wb)[["hour", "settled", "calls", "is_golden"]].to_records(index=False).tolist()[:2]
    [(9, 2, 3, False), (10, 3, 4, False)]
    """
    hours = hour_counts(wb).groupby("hour", as_index=False)[["calls", "settled"]].sum()
    everything = span(hours, hours["hour"])
    rates = _with_interval(hours)
    golden = rates["calls"].ge(FEWEST_CALLS) & rates["low"].gt(everything["high"])
    return rates.assign(is_golden=golden)


def span(hours: pd.DataFrame, chosen: Sequence[int]) -> pd.Series:
    """Several hours of `clock_hours` as one: ``calls``, ``settled``, ``rate``, ``low``, ``high``.

    Examples
    --------
    >>> span(pd.DataFrame({"hour": [9, 10], "calls": [40, 60], "settled": [20, 30]}), [9, 10])["rate"]
    np.float64(0.5)
    """
    inside = hours[hours["hour"].isin(list(chosen))]
    return _with_interval(inside[["calls", "settled"]].sum().to_frame().T).iloc[0]


def _with_interval(counts: pd.DataFrame) -> pd.DataFrame:
    calls, settled = counts["calls"].to_numpy("float64"), counts["settled"].to_numpy("float64")
    low, high = wilson(settled, calls)
    share = np.divide(settled, calls, out=np.full(calls.shape, np.nan), where=calls > 0)
    return counts.assign(rate=share, low=low, high=high)
