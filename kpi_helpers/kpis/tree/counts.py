"""The tree's counts and sums, from visitors to sales."""

import pandas as pd

from kpi_helpers.kpis.counting import By, When
from kpi_helpers.kpis.tidy import chosen, numbers
from kpi_helpers.kpis.tree.tables import lead_counts, opportunity_counts, visit_counts
from kpi_helpers.workbook.workbook import Workbook


def visitors(wb: Workbook, *, by: By = "all", period: When = None) -> pd.DataFrame:
    """Sum of the visitors of the web site in a period.

    Answers: "How much traffic does marketing bring?"

    Parameters
    ----------
    wb : Workbook
        Reads visits: ``date``, ``visitors``, ``channel``.
    by : str or sequence of str, optional
        "all", "channel".
    period : str or sequence of str, optional
        By default the 13 months up to as_of's.

    Returns
    -------
    DataFrame
        The columns of numbers.csv; ``value`` is a count.

    Notes
    -----
    A team has no visitors of its own: with ``team`` there is no row.

    Examples
    --------
    >>> visitors(wb, period="2026-11")["value"].tolist()
    [1000.0]
    """
    return numbers("visitors", "count", chosen(visit_counts(wb, period), by), "visitors")


def leads(wb: Workbook, *, by: By = "all", period: When = None) -> pd.DataFrame:
    """Leads created in a period.

    Answers: "How many leads came in?"

    Parameters
    ----------
    wb : Workbook
        Reads leads: ``created_at``, ``motion``, ``channel``.
    by : str or sequence of str, optional
        "all", "motion", "channel".
    period : str or sequence of str, optional
        By default the 13 months up to as_of's.

    Returns
    -------
    DataFrame
        The columns of numbers.csv; ``value`` is a count.

    Examples
    --------
    >>> leads(wb, period="2026-11")["value"].tolist()
    [4.0]
    """
    return numbers("leads", "count", chosen(lead_counts(wb, period), by), "leads")


def inbound_leads(wb: Workbook, *, by: By = "all", period: When = None) -> pd.DataFrame:
    """Leads created in a period that came to us.

    Answers: "How many came by themselves?"

    Parameters
    ----------
    wb : Workbook
        Reads leads: ``created_at``, ``motion``.
    by : str or sequence of str, optional
        "all", "motion", "channel".
    period : str or sequence of str, optional
        By default the 13 months up to as_of's.

    Returns
    -------
    DataFrame
        The columns of numbers.csv; ``value`` is a count.

    Notes
    -----
    Without the column every lead is inbound; a lead whose motion is missing is neither.

    Examples
    --------
    >>> inbound_leads(wb, period="2026-11")["value"].tolist()
    [2.0]
    """
    return numbers("inbound_leads", "count", chosen(lead_counts(wb, period), by), "inbound_leads")


def outbound_leads(wb: Workbook, *, by: By = "all", period: When = None) -> pd.DataFrame:
    """Leads created in a period that we looked for ourselves.

    Answers: "How many did we find?"

    Parameters
    ----------
    wb : Workbook
        Reads leads: ``created_at``, ``motion``.
    by : str or sequence of str, optional
        "all", "motion", "channel".
    period : str or sequence of str, optional
        By default the 13 months up to as_of's.

    Returns
    -------
    DataFrame
        The columns of numbers.csv; ``value`` is a count.

    Examples
    --------
    >>> outbound_leads(wb, period="2026-11")["value"].tolist()
    [2.0]
    """
    return numbers("outbound_leads", "count", chosen(lead_counts(wb, period), by), "outbound_leads")


def valid_leads(wb: Workbook, *, by: By = "all", period: When = None) -> pd.DataFrame:
    """Leads created in a period that meet the valid-lead definition in force on their creation date.

    Answers: "How many of them are worth a call?"

    Parameters
    ----------
    wb : Workbook
        Reads leads: ``created_at`` and the columns that the definition names.
    by : str or sequence of str, optional
        "all", "motion", "channel".
    period : str or sequence of str, optional
        By default the 13 months up to as_of's.

    Returns
    -------
    DataFrame
        The columns of numbers.csv; ``value`` is a count.

    Notes
    -----
    A lead created before the first definition counts as valid.

    Examples
    --------
    >>> valid_leads(wb, period="2026-11")["value"].tolist()
    [3.0]
    """
    return numbers("valid_leads", "count", chosen(lead_counts(wb, period), by), "valid_leads")


def lead_companies(wb: Workbook, *, by: By = "all", period: When = None) -> pd.DataFrame:
    """Distinct companies among the leads created in a period.

    Answers: "How many companies, not only people, did we meet?"

    Parameters
    ----------
    wb : Workbook
        Reads leads: ``created_at``, ``company_id``, ``company_name``, ``email``.
    by : str or sequence of str, optional
        "all", "motion", "channel".
    period : str or sequence of str, optional
        By default the 13 months up to as_of's.

    Returns
    -------
    DataFrame
        The columns of numbers.csv; ``value`` is a count.

    Notes
    -----
    Companies of different channels overlap, so that groups add up to more than all. A lead of unknown company
    counts in none.

    Examples
    --------
    >>> lead_companies(wb, period="2026-11")["value"].tolist()
    [3.0]
    """
    return numbers("lead_companies", "count", chosen(lead_counts(wb, period), by), "lead_companies")


def opportunities(wb: Workbook, *, by: By = "all", period: When = None) -> pd.DataFrame:
    """Opportunities created in a period, whatever lead they come from.

    Answers: "How many meetings did inside sales win?"

    Parameters
    ----------
    wb : Workbook
        Reads opportunities: ``created_at``, ``lead_id``.
    by : str or sequence of str, optional
        "all", "motion", "channel".
    period : str or sequence of str, optional
        By default the 13 months up to as_of's.

    Returns
    -------
    DataFrame
        The columns of numbers.csv; ``value`` is a count.

    Examples
    --------
    >>> opportunities(wb, period="2026-11")["value"].tolist()
    [5.0]
    """
    return numbers("opportunities", "count", chosen(opportunity_counts(wb, period), by), "opportunities")


def won(wb: Workbook, *, by: By = "all", period: When = None) -> pd.DataFrame:
    """Opportunities that are won and closed in a period.

    Answers: "How many deals did field sales win?"

    Parameters
    ----------
    wb : Workbook
        Reads opportunities: ``is_won``, ``closed_at``.
    by : str or sequence of str, optional
        "all", "motion", "channel".
    period : str or sequence of str, optional
        By default the 13 months up to as_of's.

    Returns
    -------
    DataFrame
        The columns of numbers.csv; ``value`` is a count.

    Notes
    -----
    Won without closing date stays open, since nobody can say when, and is warned of.

    Examples
    --------
    >>> won(wb, period="2026-11")["value"].tolist()
    [1.0]
    """
    return numbers("won", "count", chosen(opportunity_counts(wb, period), by), "won")


def sales(wb: Workbook, *, by: By = "all", period: When = None) -> pd.DataFrame:
    """Amount of the opportunities won and closed in a period.

    Answers: "How much have we sold?"

    Parameters
    ----------
    wb : Workbook
        Reads opportunities: ``is_won``, ``closed_at``, ``amount``.
    by : str or sequence of str, optional
        "all", "motion", "channel".
    period : str or sequence of str, optional
        By default the 13 months up to as_of's.

    Returns
    -------
    DataFrame
        The columns of numbers.csv; ``value`` is in the currency of the workbook.

    Notes
    -----
    Won without an amount counts 0, a negative amount as it stands, won without a
    closing date not at all (it is open); each is warned of.

    Examples
    --------
    >>> sales(wb, period="2026-11")["value"].tolist()
    [1200000.0]
    """
    return numbers("sales", "currency", chosen(opportunity_counts(wb, period), by), "sales")
