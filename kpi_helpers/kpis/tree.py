"""Chapter 1, the KPI tree: from visitors to sales, by month.

sales = (visitors × cvr + outbound_leads) × valid_rate × opportunity_rate × win_rate × average_deal

Rows of `motion=` and `channel=` follow the lead; an opportunity follows its lead's.
"""

import numpy as np
import pandas as pd

from kpi_helpers.kpis.counting import By, When, beside, counted, with_empty_periods
from kpi_helpers.kpis.tidy import chosen, labelled, numbers, periods_of, rate
from kpi_helpers.workbook.periods import months_to
from kpi_helpers.workbook.workbook import Workbook

MONTHS = 13
_SEGMENTS = ("all", "motion", "channel")


def visit_counts(wb: Workbook, period: When = None) -> pd.DataFrame:
    """Visitors by period, in all and by channel."""
    periods = periods_of(period, months_to(wb.as_of, MONTHS))
    if not wb.has("visits"):
        return pd.DataFrame(columns=["segment_of", "segment", "period", "visitors"])

    def count() -> pd.DataFrame:
        visits = wb.visits.assign(channel=wb.visits["channel"].fillna(""))
        parts = []
        for each in periods:
            inside = visits[visits["date"].between(*map(pd.Timestamp, (each.start, each.end)), inclusive="left")]
            sums = inside.groupby("channel")["visitors"].sum()
            parts.append(pd.DataFrame({
                "segment_of": ["all", *["channel"] * len(sums)], "segment": ["", *sums.index], "period": each.label,
                "visitors": [sums.sum(), *sums],
            }))
        return labelled(with_empty_periods(pd.concat(parts, ignore_index=True), periods))

    return wb.remember(("visits", periods), count)


def lead_counts(wb: Workbook, period: When = None) -> pd.DataFrame:
    """Counts of the leads created in each period, valid or not, and of what became of them by as_of."""
    periods = periods_of(period, months_to(wb.as_of, MONTHS))
    return wb.remember(("leads", periods), lambda: counted(
        wb, "leads", wb.leads, "created_day", periods, _SEGMENTS,
        ["motion", "company_key", "is_valid", "first_opportunity_day"],
        lambda leads: {
            "leads": leads.count(),
            "inbound_leads": leads.count(where=leads.motion == "inbound"),
            "outbound_leads": leads.count(where=leads.motion == "outbound"),
            "valid_leads": leads.count(where=leads.is_valid),
            "lead_companies": leads.company_key.nunique(),
            "chased": leads.count(where=leads.first_opportunity_day.notnull()),
        },
    ).assign(**({} if wb.has("opportunities") else {"chased": np.nan})))


def opportunity_counts(wb: Workbook, period: When = None) -> pd.DataFrame:
    """Counts of the opportunities created in each period and of those closed in it."""
    periods = periods_of(period, months_to(wb.as_of, MONTHS))

    def count() -> pd.DataFrame:
        rows = wb.opportunities.select(
            "created_day", "closed_day", "state", "amount", motion="lead_motion", channel="lead_channel"
        )
        created = counted(wb, "opportunities", rows, "created_day", periods, _SEGMENTS, ["state"], lambda made: {
            "opportunities": made.count(), "won_by_as_of": made.count(where=made.state == "won"),
        })
        closed = counted(wb, "opportunities", rows, "closed_day", periods, _SEGMENTS, ["state", "amount"], lambda done: {
            "won": done.count(where=done.state == "won"),
            "closed": done.count(),
            "sales": done.amount.fill_null(0).sum(where=done.state == "won").fill_null(0),
        })
        return beside(created, closed)

    return wb.remember(("opportunities", periods), count)


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
        "opportunity_rate_slice", chosen(beside(lead_counts(wb, period), opportunity_counts(wb, period)), by),
        "opportunities", "valid_leads",
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
    Won without closing date stays open, since nobody can say when.

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
    Won without an amount counts 0 and is warned of.

    Examples
    --------
    >>> sales(wb, period="2026-11")["value"].tolist()
    [1200000.0]
    """
    return numbers("sales", "currency", chosen(opportunity_counts(wb, period), by), "sales")


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

    Examples
    --------
    >>> average_deal(wb, period="2026-11")["value"].tolist()
    [1200000.0]
    """
    return rate("average_deal", chosen(opportunity_counts(wb, period), by), "sales", "won", unit="currency")
