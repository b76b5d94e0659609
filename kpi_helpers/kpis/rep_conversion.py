"""Chapter 1, by rep: the opportunity rate of the last eight weeks' leads, as the inside-sales team looks at it."""

import pandas as pd

from kpi_helpers.kpis.counting import By, When, counted
from kpi_helpers.kpis.golden_hours import eight_weeks
from kpi_helpers.kpis.tidy import chosen, nothing, periods_of, rate
from kpi_helpers.workbook.workbook import Workbook

_SEGMENTS = ("all", "motion", "team", "rep")


def opportunity_rate_by_rep(wb: Workbook, *, by: By = _SEGMENTS, period: When = None) -> pd.DataFrame:
    """Share of a rep's valid leads of the last eight weeks with a first opportunity by as_of.

    Answers: "Whose leads become opportunities?"

    Parameters
    ----------
    wb : Workbook
        Reads leads: ``created_at``, ``motion``, ``rep`` and what the definition of a valid lead reads;
        opportunities: ``lead_id``, ``created_at``.
    by : str or sequence of str, optional
        "all", "motion", "team", "rep" (the lead's).
    period : str or sequence of str, optional
        When the leads were created; by default the eight weeks up to as_of, as one window.

    Returns
    -------
    DataFrame
        The rows of `opportunity_rate_cohort`; ``value`` is a share, 0 to 1. Leads
        without the column ``rep`` have no rows by rep and team.

    Notes
    -----
    The leads of the last weeks are young: most of them have time left.

    Examples
    --------
    All of 佐藤's three leads are valid, L1 and L2 have an opportunity; 高橋's O6 came before its lead L5:

    >>> rows = opportunity_rate_by_rep(wb, by="rep")
    >>> rows[["segment", "numerator", "denominator"]].to_records(index=False).tolist()
    [('rep=佐藤', 2.0, 3.0), ('rep=高橋', 0.0, 2.0)]
    """
    if not wb.has("leads", "opportunities"):
        return nothing()
    periods = periods_of(period, (eight_weeks(wb),))
    segments = _SEGMENTS if wb.has_column("leads", "rep") else _SEGMENTS[:2]

    def work() -> pd.DataFrame:
        valid = wb.leads.filter(wb.leads.is_valid)
        return counted(
            wb,
            "leads",
            valid,
            "created_day",
            periods,
            segments,
            ["first_opportunity_day"],
            lambda split: {
                "valid": split.count(),
                "converted": split.first_opportunity_day.count(),
            },
        )

    return rate("opportunity_rate_cohort", chosen(wb.kept(("rep_conversion", periods), work), by), "converted", "valid")
