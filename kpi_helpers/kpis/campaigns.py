"""Chapter 7, campaigns and channels: leads, companies, new companies, opportunities, and what each cost."""

import numpy as np
import pandas as pd

from kpi_helpers.kpis.counting import By, When, with_empty_periods
from kpi_helpers.kpis.tidy import chosen, labelled, numbers, periods_of, rate
from kpi_helpers.workbook.engine import Expr, by_segments, constant, epoch_day, in_periods, only, under_one_another
from kpi_helpers.workbook.periods import Period, months_to
from kpi_helpers.workbook.workbook import Workbook

MONTHS = 6
_SINCE_START = "since_start"
_GROUP = ("segment_of", "segment", "period")
_COUNTS = ("leads", "valid_leads", "companies", "new_companies", "with_opportunity")
_COLUMNS = ("period", "created_day", "company_key", "is_valid", "opens_company")


def window_of_months(wb: Workbook, months: int) -> Period:
    """From the first day of as_of's month and the ones before it to as_of."""
    return Period.window(months_to(wb.as_of, months)[0].start, wb.as_of)


def campaign_counts(wb: Workbook, period: When = None) -> pd.DataFrame:
    """Leads of each window and their companies, in all, by campaign and by channel.

    Returns
    -------
    DataFrame
        ``segment_of``, ``segment``, ``period``, ``leads``, ``valid_leads`` and,
        counted in companies, ``companies``, ``new_companies`` and
        ``with_opportunity`` (missing without that table).
    """
    periods = periods_of(period, (window_of_months(wb, MONTHS),))
    if not wb.has("leads"):
        return pd.DataFrame(columns=[*_GROUP, *_COUNTS])
    counts = _counts(wb, periods)
    whole = with_empty_periods(counts[counts["segment_of"] != _SINCE_START], periods)
    if not wb.has("opportunities"):
        whole["with_opportunity"] = np.nan
    return labelled(whole)


def _counts(wb: Workbook, periods: tuple[Period, ...]) -> pd.DataFrame:
    """The counts by bare segment; "since_start" holds a campaign's leads from its first day on."""

    def work() -> pd.DataFrame:
        segments = ("all", "campaign", "channel")
        leads = in_periods(only(wb.leads, *segments, *_COLUMNS[1:]), "created_day", periods)
        split = by_segments(leads, segments, _COLUMNS)
        starts = _starts(wb, periods)
        if len(starts):
            split = under_one_another(split, _since_start(leads, wb.engine.keep("starts", starts)))
        companies = split.group_by([*_GROUP, "company_key"]).agg(
            leads=split.count(),
            valid_leads=split.count(where=split.is_valid),
            first_day=split.created_day.min(),
            new_companies=split.count(where=split.opens_company),
        )
        # A company has an opportunity on or after a day when its last one is.
        made = wb.opportunities.filter(wb.opportunities.company_key.notnull())
        last = made.group_by(last_key=made.company_key).agg(last_day=made.created_day.max())
        companies = companies.left_join(last, companies.company_key == last.last_key)
        return wb.run(
            companies.group_by(list(_GROUP)).agg(
                leads=companies.leads.sum(),
                valid_leads=companies.valid_leads.sum(),
                companies=companies.count(where=companies.company_key.notnull()),
                new_companies=companies.new_companies.sum(),
                with_opportunity=companies.count(where=companies.last_day >= companies.first_day),
            )
        )

    return wb.kept(("campaigns", periods), work)


def _starts(wb: Workbook, periods: tuple[Period, ...]) -> pd.DataFrame:
    """The campaigns with a cost that start in each period; an id that stands twice counts once."""
    if not wb.has("campaigns"):
        return pd.DataFrame()
    dated = wb.campaigns.dropna(subset=["starts_on", "cost"]).drop_duplicates("campaign")
    days = pd.to_datetime(dated["starts_on"])
    starts = pd.DataFrame(
        {
            "started": dated["campaign"],
            "start_day": [epoch_day(day) for day in days.dt.date],
            "cost": dated["cost"],
        }
    )
    return pd.concat(
        [
            starts[(days >= pd.Timestamp(each.start)) & (days < pd.Timestamp(each.end))].assign(start_period=each.label)
            for each in periods
        ],
        ignore_index=True,
    )


def _since_start(leads: Expr, starts: Expr) -> Expr:
    joined = leads.join(
        starts,
        [
            leads.campaign == starts.started,
            leads.period == starts.start_period,
            leads.created_day >= starts.start_day,
        ],
    )
    return joined.select(*_COLUMNS, segment_of=constant(_SINCE_START), segment=joined.campaign)


def _costs(wb: Workbook, period: When) -> pd.DataFrame:
    """Each campaign's cost beside its counts since its start."""
    periods = periods_of(period, (window_of_months(wb, MONTHS),))
    starts = _starts(wb, periods)
    if starts.empty or not wb.has("leads"):
        return pd.DataFrame(columns=["segment", "period", "cost", *_COUNTS])
    costs = starts.rename(columns={"started": "segment", "start_period": "period"})
    beside = chosen(_counts(wb, periods), _SINCE_START).merge(costs, on=["segment", "period"])
    beside = beside.sort_values(["period", "segment"], ignore_index=True)
    return labelled(beside.assign(segment_of="campaign"))


def campaign_leads(wb: Workbook, *, by: By = "campaign", period: When = None) -> pd.DataFrame:
    """Leads that a campaign or a channel brought.

    Answers: "Which campaign brings how many?"

    Parameters
    ----------
    wb : Workbook
        Reads leads: ``created_at``, ``campaign``, ``channel``.
    by : str or sequence of str, optional
        "campaign", "channel", "all".
    period : str or sequence of str, optional
        By default as_of's month and the five before, as one window.

    Returns
    -------
    DataFrame
        The columns of numbers.csv; ``value`` is a count.

    Examples
    --------
    >>> campaign_leads(wb)[["segment", "value"]].to_records(index=False).tolist()
    [('campaign=', 2.0), ('campaign=CP1', 2.0), ('campaign=CP2', 2.0)]
    """
    return numbers("campaign_leads", "count", chosen(campaign_counts(wb, period), by), "leads")


def campaign_valid_leads(wb: Workbook, *, by: By = "campaign", period: When = None) -> pd.DataFrame:
    """Valid leads that a campaign or a channel brought.

    Answers: "How many of them are worth a call?"

    Parameters
    ----------
    wb : Workbook
        Reads leads: ``created_at``, ``campaign``, ``channel`` and the columns of the definition.
    by : str or sequence of str, optional
        "campaign", "channel", "all".
    period : str or sequence of str, optional
        By default as_of's month and the five before, as one window.

    Returns
    -------
    DataFrame
        The columns of numbers.csv; ``value`` is a count.

    Examples
    --------
    >>> campaign_valid_leads(wb)[["segment", "value"]].to_records(index=False).tolist()
    [('campaign=', 2.0), ('campaign=CP1', 2.0), ('campaign=CP2', 1.0)]
    """
    return numbers("campaign_valid_leads", "count", chosen(campaign_counts(wb, period), by), "valid_leads")


def campaign_companies(wb: Workbook, *, by: By = "campaign", period: When = None) -> pd.DataFrame:
    """Distinct companies among the leads that a campaign or a channel brought.

    Answers: "How many companies, not only cards, did it bring?"

    Parameters
    ----------
    wb : Workbook
        Reads leads: ``created_at``, ``campaign``, ``channel``, ``company_id``, ``company_name``, ``email``.
    by : str or sequence of str, optional
        "campaign", "channel", "all".
    period : str or sequence of str, optional
        By default as_of's month and the five before, as one window.

    Returns
    -------
    DataFrame
        The columns of numbers.csv; ``value`` is a count.

    Notes
    -----
    A company that several campaigns brought counts in each of them.

    Examples
    --------
    >>> campaign_companies(wb)[["segment", "value"]].to_records(index=False).tolist()
    [('campaign=', 1.0), ('campaign=CP1', 1.0), ('campaign=CP2', 2.0)]
    """
    return numbers("campaign_companies", "count", chosen(campaign_counts(wb, period), by), "companies")


def campaign_new_companies(wb: Workbook, *, by: By = "campaign", period: When = None) -> pd.DataFrame:
    """Companies whose first lead ever is one that the campaign or channel brought.

    Answers: "Which campaign brings companies that we did not know?"

    Parameters
    ----------
    wb : Workbook
        Reads leads: ``created_at``, ``campaign``, ``channel``, ``company_id``, ``company_name``, ``email``.
    by : str or sequence of str, optional
        "campaign", "channel", "all".
    period : str or sequence of str, optional
        By default as_of's month and the five before, as one window.

    Returns
    -------
    DataFrame
        The columns of numbers.csv; ``value`` is a count.

    Notes
    -----
    Of two leads of the same moment the lower ``lead_id`` is the first, so that a
    company is new to one campaign only.

    Examples
    --------
    >>> campaign_new_companies(wb)[["segment", "value"]].to_records(index=False).tolist()
    [('campaign=', 1.0), ('campaign=CP1', 1.0), ('campaign=CP2', 2.0)]
    """
    return numbers("campaign_new_companies", "count", chosen(campaign_counts(wb, period), by), "new_companies")


def campaign_opportunities(wb: Workbook, *, by: By = "campaign", period: When = None) -> pd.DataFrame:
    """Companies with an opportunity on or after the day of their first lead among these.

    Answers: "Which campaign ends in meetings?"

    Parameters
    ----------
    wb : Workbook
        Reads leads: ``created_at``, ``campaign``, ``channel`` and the columns that tell the company;
        opportunities: ``created_at`` and the same.
    by : str or sequence of str, optional
        "campaign", "channel", "all".
    period : str or sequence of str, optional
        By default as_of's month and the five before, as one window.

    Returns
    -------
    DataFrame
        The columns of numbers.csv; ``value`` is a count of companies.

    Notes
    -----
    Any opportunity of the company, whichever lead it bears; one company counts once.

    Examples
    --------
    >>> campaign_opportunities(wb)[["segment", "value"]].to_records(index=False).tolist()
    [('campaign=', 0.0), ('campaign=CP1', 1.0), ('campaign=CP2', 1.0)]
    """
    return numbers("campaign_opportunities", "count", chosen(campaign_counts(wb, period), by), "with_opportunity")


def cost_per_company(wb: Workbook, *, period: When = None) -> pd.DataFrame:
    """Cost of a campaign over the companies that it brought since its start.

    Answers: "What does a company cost us?"

    Parameters
    ----------
    wb : Workbook
        Reads campaigns: ``campaign``, ``starts_on``, ``cost``; leads.
    period : str or sequence of str, optional
        In which the campaign starts and its leads are created; by default as_of's
        month and the five before, as one window.

    Returns
    -------
    DataFrame
        The columns of numbers.csv; ``segment`` is ``campaign=…``, ``value`` in the currency of the workbook.

    Notes
    -----
    Leads that bore the campaign's name before it started are not counted, so
    that `campaign_companies` may be more. Without a company there is no row. A
    negative cost counts as it stands and is warned of.

    Examples
    --------
    >>> cost_per_company(wb)[["segment", "value"]].to_records(index=False).tolist()
    [('campaign=CP1', 300000.0), ('campaign=CP2', 60000.0)]
    """
    return rate("cost_per_company", _costs(wb, period), "cost", "companies", unit="currency")


def cost_per_opportunity(wb: Workbook, *, period: When = None) -> pd.DataFrame:
    """Cost of a campaign over the companies with an opportunity that it brought since its start.

    Answers: "What does a meeting cost us?"

    Parameters
    ----------
    wb : Workbook
        Reads campaigns: ``campaign``, ``starts_on``, ``cost``; leads; opportunities.
    period : str or sequence of str, optional
        In which the campaign starts and its leads are created; by default as_of's
        month and the five before, as one window.

    Returns
    -------
    DataFrame
        The columns of numbers.csv; ``segment`` is ``campaign=…``, ``value`` in the currency of the workbook.

    Notes
    -----
    Over companies, as `campaign_opportunities` counts them. Without one there is no row.

    Examples
    --------
    >>> cost_per_opportunity(wb)[["segment", "value"]].to_records(index=False).tolist()
    [('campaign=CP1', 300000.0), ('campaign=CP2', 120000.0)]
    """
    return rate("cost_per_opportunity", _costs(wb, period), "cost", "with_opportunity", unit="currency")
