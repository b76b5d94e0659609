"""Looking ahead: leads expected in the months to come, and target companies that nobody has reached."""

import math

import numpy as np
import pandas as pd

from kpi_helpers.kpis.claims import Claim, against_target
from kpi_helpers.kpis.coverage import COVERAGE_DAYS
from kpi_helpers.kpis.targets import targets_of_month
from kpi_helpers.kpis.tree import lead_counts
from kpi_helpers.workbook.engine import Expr, epoch_day, first_rows, text
from kpi_helpers.workbook.periods import DAY, Period
from kpi_helpers.workbook.workbook import Workbook

SEEN_DAYS = 28
"""Days whose leads per business day are carried forward."""

_METRICS = ("leads", "valid_leads")
_Z80 = 1.2815515655446004


def leads_ahead(wb: Workbook, months: int = 2) -> pd.DataFrame:
    """Leads and valid leads expected in the next months, beside their targets.

    Answers: "If nothing changes, do the next months' leads suffice?"

    Parameters
    ----------
    wb : Workbook
        Reads leads: ``created_at`` and the columns of the definition; targets.
    months : int
        How many, the month after as_of's first.

    Returns
    -------
    DataFrame
        A row per month and metric: ``month``, ``metric``, ``seen`` (count of the last
        28 days), ``seen_days`` and ``days`` (business days of these 28 days and of the
        month), ``expected`` (seen ÷ seen_days × days) with ``low`` and ``high``, and
        ``target``, missing where none is given or two are.

    Notes
    -----
    The interval holds 80% if leads come like a Poisson process, in the 28 days and in
    the month; they come in bursts, so it is too narrow rather than too wide. Neither
    campaigns to come nor the time of the year are in it. Where leads begin within the 28 days, their days
    since then stand for these; where they have ended nothing is expected.

    Examples
    --------
    Four leads in the 28 days up to November 18th (19 business days); December has 23: 4 ÷ 19 × 23.

    >>> leads_ahead(wb)[["month", "seen", "seen_days", "days", "expected"]].head(1).round(3).values.tolist()
    [['2026-12', 4, 19, 23, 4.842]]
    """
    last = Period.window(wb.as_of - (SEEN_DAYS - 1) * DAY, wb.as_of)
    covered = wb.covered_periods(("leads",), (last,)) if not wb.coverage("leads").has_ended else ()
    last = covered[0] if covered else last
    counts = lead_counts(wb, last.label)
    whole = counts[counts["segment_of"] == "all"].iloc[0]
    seen_days = wb.calendar.count(last.start, last.end) if covered else 0
    rows = []
    for ahead in range(1, months + 1):
        month = wb.month.month.back(-ahead)
        days, targets = wb.calendar.count(month.start, month.end), targets_of_month(wb, month)
        for metric in _METRICS:
            seen = math.nan if pd.isna(whole[metric]) else int(whole[metric])
            growth = days / seen_days if seen_days else math.nan
            spread = _Z80 * math.sqrt(seen * growth * (1 + growth)) if seen_days else math.nan
            rows.append(
                (
                    month.label,
                    metric,
                    seen,
                    seen_days,
                    days,
                    seen * growth,
                    max(seen * growth - spread, 0.0),
                    seen * growth + spread,
                    targets.get(metric, np.nan),
                )
            )
    return pd.DataFrame(
        rows, columns=["month", "metric", "seen", "seen_days", "days", "expected", "low", "high", "target"]
    )


def leads_claims(wb: Workbook) -> list[Claim]:
    """Whether the valid leads of each month to come make its target, by their 80% interval; of months with one above zero.

    Examples
    --------
    >>> leads_claims(wb)
    []
    """
    rows = leads_ahead(wb)
    rows = rows[rows["metric"].eq("valid_leads") & rows["expected"].notna() & rows["target"].gt(0)]
    return [
        against_target("valid_leads", row.month, row.expected, row.low, row.high, row.target)
        for row in rows.itertuples()
    ]


def target_reach(wb: Workbook) -> pd.DataFrame:
    """Target companies by segment and industry, and when they were last reached.

    Answers: "Which part of our list have we not reached yet?"

    Parameters
    ----------
    wb : Workbook
        Reads accounts: ``company_id``, ``segment``; activities: ``started_at`` and what
        tells their company; leads: ``industry``.

    Returns
    -------
    DataFrame
        ``split`` ("all", "segment" or "industry"), ``name`` ("" where it is not known),
        ``accounts`` and of these ``recent`` (last activity in the 90 days that end with
        as_of), ``earlier`` and ``never``; counts of companies, the largest group of a split first.

    Notes
    -----
    A company's industry is the one that its first lead with an industry names; target
    lists have none of their own. A company that the list holds twice counts once, under
    its first segment by name.

    Examples
    --------
    Of サクラ工業, アオバ物流 and ヒノキ建設 the last was never called:

    >>> target_reach(wb)[["split", "name", "never"]].head(3).to_records(index=False).tolist()
    [('all', '', 1), ('segment', '大手', 1), ('segment', '中堅', 0)]
    """
    found = wb.cached(_accounts)
    since = epoch_day(wb.as_of) - COVERAGE_DAYS
    found = found.assign(
        accounts=1,
        recent=(found["last_day"] > since).astype(int),
        never=found["last_day"].isna().astype(int),
    )
    found["earlier"] = found["accounts"] - found["recent"] - found["never"]
    counts = ["accounts", "recent", "earlier", "never"]
    whole = found[counts].sum().to_frame().T.assign(split="all", name="")
    parts = [
        found.groupby(split)[counts]
        .sum()
        .reset_index(names="name")
        .assign(split=split)
        .sort_values(["accounts", "name"], ascending=[False, True], kind="stable")
        for split in ("segment", "industry")
    ]
    return pd.concat([whole, *parts], ignore_index=True)[["split", "name", *counts]]


def _accounts(wb: Workbook) -> pd.DataFrame:
    listed = listed_companies(wb)
    return wb.run(listed.select("last_day", segment=text(listed.segment), industry=text(listed.industry)))


def listed_companies(wb: Workbook) -> Expr:
    """The target list, each company once, with the day of its last activity (``last_day``) and its leads' industry."""
    listed = first_rows(wb.accounts, "company_key", [wb.accounts.segment.isnull(), wb.accounts.segment])
    touched = wb.activities.filter(wb.activities.company_key.notnull())
    touched = touched.group_by(touched_key=touched.company_key).agg(last_day=touched.day.max())
    told = wb.leads.filter(wb.leads.industry.notnull() & wb.leads.company_key.notnull())
    told = first_rows(told, "company_key", [told.created_at, told.lead_id]).select(
        told_key="company_key", industry="industry"
    )
    joined = listed.left_join(touched, listed.company_key == touched.touched_key)
    return joined.left_join(told, joined.company_key == told.told_key)
