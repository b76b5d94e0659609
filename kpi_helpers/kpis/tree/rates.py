"""The tree's rates: what share of one count becomes the next."""

import pandas as pd

from kpi_helpers.kpis.counting import By, When, beside
from kpi_helpers.kpis.tidy import chosen, periods_of, rate
from kpi_helpers.kpis.tree.tables import MONTHS, lead_counts, opportunity_counts, visit_counts
from kpi_helpers.workbook.periods import months_to
from kpi_helpers.workbook.workbook import Workbook


def cvr(wb: Workbook, *, by: By = "all", period: When = None) -> pd.DataFrame:
    """Inbound leads of a period over its visitors.

    Answers: "How well does the site turn visitors into leads?"

    Parameters
    ----------
    wb : Workbook
        Reads leads: ``created_at``, ``motion``; visits.
    by : str or sequence of str, optional
        "all", "channel".
    period : str or sequence of str, optional
        By default the 13 months up to as_of's.

    Returns
    -------
    DataFrame
        The columns of numbers.csv; ``value`` is a share, 0 to 1.

    Notes
    -----
    Visitors have no motion, so there is no row by motion.

    Examples
    --------
    >>> cvr(wb, period="2026-11")["value"].tolist()
    [0.002]
    """
    return rate(
        "cvr", chosen(beside(lead_counts(wb, period), visit_counts(wb, period)), by), "inbound_leads", "visitors"
    )


def _leads_and_opportunities(wb: Workbook, period: When) -> pd.DataFrame:
    periods = periods_of(period, months_to(wb.as_of, MONTHS))
    return wb.remember(
        ("leads and opportunities", periods), lambda: beside(lead_counts(wb, period), opportunity_counts(wb, period))
    )


def valid_rate(wb: Workbook, *, by: By = "all", period: When = None) -> pd.DataFrame:
    """Valid leads of a period over its leads.

    Answers: "How good are the leads that marketing hands over?"

    Parameters
    ----------
    wb : Workbook
        Reads leads.
    by : str or sequence of str, optional
        "all", "motion", "channel".
    period : str or sequence of str, optional
        By default the 13 months up to as_of's.

    Returns
    -------
    DataFrame
        The columns of numbers.csv; ``value`` is a share, 0 to 1.

    Examples
    --------
    >>> valid_rate(wb, period="2026-11")["value"].tolist()
    [0.75]
    """
    return rate("valid_rate", chosen(lead_counts(wb, period), by), "valid_leads", "leads")


def opportunity_rate_slice(wb: Workbook, *, by: By = "all", period: When = None) -> pd.DataFrame:
    """Slice: opportunities of a period over valid leads of the same period.

    Answers: "How many meetings per valid lead, as the month shows it?"

    Parameters
    ----------
    wb : Workbook
        Reads leads; opportunities.
    by : str or sequence of str, optional
        "all", "motion", "channel".
    period : str or sequence of str, optional
        By default the 13 months up to as_of's.

    Returns
    -------
    DataFrame
        The columns of numbers.csv; ``value`` is a share, 0 to 1.

    Notes
    -----
    May exceed 1, as old leads bring opportunities too; it then has no interval.

    Examples
    --------
    >>> opportunity_rate_slice(wb, period="2026-11")["value"].tolist()
    [1.6666666666666667]
    """
    return rate(
        "opportunity_rate_slice",
        chosen(_leads_and_opportunities(wb, period), by),
        "opportunities",
        "valid_leads",
    )


def opportunity_rate_cohort(wb: Workbook, *, by: By = "all", period: When = None) -> pd.DataFrame:
    """Cohort: share of a period's valid leads that have led to a first opportunity by as_of.

    Answers: "What becomes of the leads of one month?"

    Parameters
    ----------
    wb : Workbook
        Reads leads; opportunities: ``lead_id``, ``created_at``.
    by : str or sequence of str, optional
        "all", "motion", "channel".
    period : str or sequence of str, optional
        By default the 13 months up to as_of's.

    Returns
    -------
    DataFrame
        The columns of numbers.csv; ``value`` is a share, 0 to 1.

    Notes
    -----
    Months that ended less than 180 days before as_of are young: their rate still rises.

    Examples
    --------
    >>> opportunity_rate_cohort(wb, period="2026-11")["value"].tolist()
    [0.0]
    """
    return rate("opportunity_rate_cohort", chosen(lead_counts(wb, period), by), "chased", "valid_leads")


def win_rate_slice(wb: Workbook, *, by: By = "all", period: When = None) -> pd.DataFrame:
    """Opportunities won in a period over opportunities created in it.

    Answers: "How many of the month's meetings end in a deal, as the month shows it?"

    Parameters
    ----------
    wb : Workbook
        Reads opportunities.
    by : str or sequence of str, optional
        "all", "motion", "channel".
    period : str or sequence of str, optional
        By default the 13 months up to as_of's.

    Returns
    -------
    DataFrame
        The columns of numbers.csv; ``value`` is a share, 0 to 1.

    Notes
    -----
    The deals of a month mostly come from earlier meetings; may exceed 1.

    Examples
    --------
    >>> win_rate_slice(wb, period="2026-11")["value"].tolist()
    [0.2]
    """
    return rate("win_rate_slice", chosen(opportunity_counts(wb, period), by), "won", "opportunities")


def win_rate_cohort(wb: Workbook, *, by: By = "all", period: When = None) -> pd.DataFrame:
    """Share of the opportunities created in a period that are won by as_of.

    Answers: "What becomes of the meetings of one month?"

    Parameters
    ----------
    wb : Workbook
        Reads opportunities.
    by : str or sequence of str, optional
        "all", "motion", "channel".
    period : str or sequence of str, optional
        By default the 13 months up to as_of's.

    Returns
    -------
    DataFrame
        The columns of numbers.csv; ``value`` is a share, 0 to 1.

    Notes
    -----
    Months that ended less than 180 days before as_of are young.

    Examples
    --------
    >>> win_rate_cohort(wb, period="2026-11")["value"].tolist()
    [0.0]
    """
    return rate("win_rate_cohort", chosen(opportunity_counts(wb, period), by), "won_by_as_of", "opportunities")


def win_rate_closed(wb: Workbook, *, by: By = "all", period: When = None) -> pd.DataFrame:
    """Won over won and lost, of the opportunities closed in a period.

    Answers: "Of the deals decided, how many did we win?"

    Parameters
    ----------
    wb : Workbook
        Reads opportunities: ``is_won``, ``closed_at``.
    by : str or sequence of str, optional
        "all".
    period : str or sequence of str, optional
        By default the 13 months up to as_of's.

    Returns
    -------
    DataFrame
        The columns of numbers.csv; ``value`` is a share, 0 to 1.

    Notes
    -----
    Dead deals left open flatter it: read it beside the age of the open ones.

    Examples
    --------
    >>> win_rate_closed(wb, period="2026-11")["value"].tolist()
    [0.5]
    """
    return rate("win_rate_closed", chosen(opportunity_counts(wb, period), by), "won", "closed")


def average_deal(wb: Workbook, *, by: By = "all", period: When = None) -> pd.DataFrame:
    """Sales over won of a period.

    Answers: "How large is a deal?"

    Parameters
    ----------
    wb : Workbook
        Reads opportunities: ``amount``, ``is_won``, ``closed_at``.
    by : str or sequence of str, optional
        "all".
    period : str or sequence of str, optional
        By default the 13 months up to as_of's.

    Returns
    -------
    DataFrame
        The columns of numbers.csv; ``value`` is in the currency of the workbook.

    Notes
    -----
    Won without an amount counts 0, a negative amount as it stands; both are warned of.

    Examples
    --------
    >>> average_deal(wb, period="2026-11")["value"].tolist()
    [1200000.0]
    """
    return rate("average_deal", chosen(opportunity_counts(wb, period), by), "sales", "won", unit="currency")
