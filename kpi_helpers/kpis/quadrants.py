"""Chapter 8, four quadrants (4 象限): target company or not × hot or cold; what cannot be told is shown as unknown."""

import numpy as np
import pandas as pd

from kpi_helpers.kpis.counting import When
from kpi_helpers.kpis.tidy import nothing, numbers, periods_of, rate, segment
from kpi_helpers.workbook.engine import Column, Expr, epoch_day
from kpi_helpers.workbook.periods import Period, months_to
from kpi_helpers.workbook.workbook import Workbook

TARGET_HOT, TARGET_COLD, OTHER_HOT, OTHER_COLD = "target_hot", "target_cold", "other_hot", "other_cold"
UNKNOWN = "unknown"
QUADRANTS = (TARGET_HOT, TARGET_COLD, OTHER_HOT, OTHER_COLD, UNKNOWN)
MONTHS = 3

NAMES = {
    (True, "hot"): TARGET_HOT,
    (True, "cold"): TARGET_COLD,
    (False, "hot"): OTHER_HOT,
    (False, "cold"): OTHER_COLD,
}


def quadrant_days(wb: Workbook) -> pd.DataFrame:
    """Opportunities by quadrant, state and day of creation.

    Returns
    -------
    DataFrame
        ``quadrant``, ``state`` (open, won, lost), ``created_day``,
        ``opportunities``, ``amount`` (without amount 0).
    """

    def work() -> pd.DataFrame:
        rows, target = with_target(wb)
        rows = rows.select("temperature", "state", "created_day", "amount", target=target)
        keys = ["target", "temperature", "state", "created_day"]
        found = wb.run(rows.group_by(keys).agg(opportunities=rows.count(), amount=rows.amount.fill_null(0).sum()))
        names = [NAMES.get(place, UNKNOWN) for place in zip(found["target"], found["temperature"], strict=True)]
        return found.drop(columns=["target", "temperature"]).assign(quadrant=pd.Series(names, dtype="str"))

    return wb.kept("quadrants", work)


def with_target(wb: Workbook) -> tuple[Expr, Column]:
    """The opportunities, and whether each is with a target company, missing where nobody can tell."""
    rows = wb.opportunities
    if not wb.has("accounts"):
        return rows, rows.is_target.coalesce(rows.lead_is_target)
    listed = wb.accounts.select(listed_key="company_key").distinct()
    rows = rows.left_join(listed, rows.company_key == listed.listed_key)
    on_list = rows.company_key.notnull().ifelse(rows.listed_key.notnull(), None)
    return rows, rows.is_target.coalesce(rows.lead_is_target, on_list)


def _created(wb: Workbook, period: When) -> pd.DataFrame:
    """Opportunities created in each window, and those of them that are closed and won by as_of, by quadrant."""
    days = quadrant_days(wb)
    rows = []
    for window in periods_of(period, (Period.window(months_to(wb.as_of, MONTHS)[0].start, wb.as_of),)):
        inside = days[days["created_day"].between(epoch_day(window.start), epoch_day(window.end) - 1)]
        states = inside.groupby(["quadrant", "state"])["opportunities"].sum().to_dict()
        for name in QUADRANTS:
            won, lost, still = (states.get((name, state), 0) for state in ("won", "lost", "open"))
            rows.append((segment(quadrant=name), window.label, won + lost + still, won, won + lost))
    return pd.DataFrame(rows, columns=["segment", "period", "opportunities", "won", "closed"])


def _open(wb: Workbook) -> pd.DataFrame:
    """The open opportunities of each quadrant, whenever created."""
    days = quadrant_days(wb)
    days = days[days["state"] == "open"]
    rows = []
    for name in QUADRANTS:
        own = days[days["quadrant"] == name]
        ages = np.repeat(epoch_day(wb.as_of) - own["created_day"].to_numpy(), own["opportunities"].to_numpy())
        age = np.median(ages) if len(ages) else np.nan
        rows.append((segment(quadrant=name), f"..{wb.as_of}", own["opportunities"].sum(), own["amount"].sum(), age))
    return pd.DataFrame(rows, columns=["segment", "period", "opportunities", "amount", "days_open"])


def quadrant_opportunities(wb: Workbook, *, period: When = None) -> pd.DataFrame:
    """Opportunities of a quadrant created in as_of's month and the two before.

    Answers: "Do our meetings come from the companies we want, and are they warm?"

    Parameters
    ----------
    wb : Workbook
        Reads opportunities: ``created_at``, ``is_target``, ``temperature``,
        ``lead_id`` and what tells their company; leads: ``is_target``; accounts.
    period : str or sequence of str, optional
        When they were created; by default as_of's month and the two before, as one window.

    Returns
    -------
    DataFrame
        The columns of numbers.csv; ``segment`` is ``quadrant=target_hot``,
        `target_cold`, `other_hot`, `other_cold` or `unknown`, ``value`` a count.

    Notes
    -----
    Target is the opportunity's ``is_target``, else its lead's, else whether its
    company is in accounts; `unknown` without that table or without a company,
    and without a temperature. Every quadrant has a row, 0 included.

    Examples
    --------
    >>> quadrant_opportunities(wb)["value"].tolist()
    [2.0, 1.0, 1.0, 1.0, 1.0]
    """
    if not wb.has("opportunities"):
        return nothing()
    return numbers("quadrant_opportunities", "count", _created(wb, period), "opportunities")


def quadrant_win_rate(wb: Workbook, *, period: When = None) -> pd.DataFrame:
    """Share of a quadrant's closed opportunities that are won, of those created in as_of's month and the two before.

    Answers: "In which quadrant do we win?"

    Parameters
    ----------
    wb : Workbook
        Reads opportunities: ``created_at``, ``closed_at``, ``is_won``,
        ``is_target``, ``temperature``, ``lead_id`` and what tells their
        company; leads: ``is_target``; accounts.
    period : str or sequence of str, optional
        When they were created; by default as_of's month and the two before, as one window.

    Returns
    -------
    DataFrame
        The columns of numbers.csv; ``segment`` is ``quadrant=…``, ``value`` a share, 0 to 1.

    Notes
    -----
    Won or lost by as_of. A quadrant without a closed opportunity has no row.

    Examples
    --------
    O1 was won, O3 lost:

    >>> quadrant_win_rate(wb)[["segment", "value"]].to_numpy().tolist()
    [['quadrant=target_hot', 0.5]]
    """
    if not wb.has("opportunities"):
        return nothing()
    return rate("quadrant_win_rate", _created(wb, period), "won", "closed")


def quadrant_open(wb: Workbook) -> pd.DataFrame:
    """Open opportunities of a quadrant, whenever created.

    Answers: "Where does our work lie?"

    Parameters
    ----------
    wb : Workbook
        Reads opportunities: ``created_at``, ``closed_at``, ``is_won``,
        ``is_target``, ``temperature``, ``lead_id`` and what tells their
        company; leads: ``is_target``; accounts.

    Returns
    -------
    DataFrame
        The columns of numbers.csv; ``segment`` is ``quadrant=…``, ``period``
        ``..as_of``, ``value`` a count.

    Notes
    -----
    Every quadrant has a row, 0 included.

    Examples
    --------
    >>> quadrant_open(wb)["value"].tolist()
    [0.0, 1.0, 1.0, 1.0, 1.0]
    """
    if not wb.has("opportunities"):
        return nothing()
    return numbers("quadrant_open", "count", _open(wb), "opportunities")


def quadrant_amount(wb: Workbook) -> pd.DataFrame:
    """Amount of the open opportunities of a quadrant, whenever created.

    Answers: "Where does the money lie?"

    Parameters
    ----------
    wb : Workbook
        Reads opportunities: ``amount``, ``created_at``, ``closed_at``,
        ``is_won``, ``is_target``, ``temperature``, ``lead_id`` and what tells
        their company; leads: ``is_target``; accounts.

    Returns
    -------
    DataFrame
        The columns of numbers.csv; ``segment`` is ``quadrant=…``, ``period``
        ``..as_of``, ``value`` in the currency of the workbook.

    Notes
    -----
    Without an amount an opportunity counts 0. A negative one counts as it
    stands and is warned of.

    Examples
    --------
    >>> quadrant_amount(wb)["value"].tolist()
    [0.0, 800000.0, 0.0, 2000000.0, 900000.0]
    """
    if not wb.has("opportunities"):
        return nothing()
    return numbers("quadrant_amount", "currency", _open(wb), "amount")


def quadrant_days_open(wb: Workbook) -> pd.DataFrame:
    """Median age of the open opportunities of a quadrant, whenever created.

    Answers: "Where do opportunities lie about?"

    Parameters
    ----------
    wb : Workbook
        Reads opportunities: ``created_at``, ``closed_at``, ``is_won``,
        ``is_target``, ``temperature``, ``lead_id`` and what tells their
        company; leads: ``is_target``; accounts.

    Returns
    -------
    DataFrame
        The columns of numbers.csv; ``segment`` is ``quadrant=…``, ``period``
        ``..as_of``, ``value`` in days from the creation date to as_of.

    Examples
    --------
    >>> quadrant_days_open(wb)["value"].tolist()
    [9.0, 6.0, 2.0, 15.0]
    """
    if not wb.has("opportunities"):
        return nothing()
    return numbers("quadrant_days_open", "days", _open(wb), "days_open")
