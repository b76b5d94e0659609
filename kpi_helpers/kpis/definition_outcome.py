"""Chapter 7: what became of the leads that the definition in force takes in, and of those that it keeps out."""

import pandas as pd

from kpi_helpers.kpis.campaigns import with_sales
from kpi_helpers.kpis.lead_quality import definition_in_force
from kpi_helpers.kpis.lists import list_called
from kpi_helpers.kpis.metric import SHARED, Metric
from kpi_helpers.kpis.tidy import nothing, rate, segment
from kpi_helpers.kpis.windows import year_to
from kpi_helpers.workbook.definitions import Condition, Version, condition_column, failed_column, version_column
from kpi_helpers.workbook.engine import Bool, Expr, in_periods
from kpi_helpers.workbook.engine import functions as fn
from kpi_helpers.workbook.needs import CLOSED, Needs
from kpi_helpers.workbook.periods import DAY, Period
from kpi_helpers.workbook.workbook import Workbook

DAYS = 90
"""Within so many days a lead must have its opportunity to speak for the definition."""

_MEETS = (segment(meets="yes"), segment(meets="no"))
_KINDS = ("leads", "came", "orders", "calls", "blank", "before", "before_came")
_NEEDS = Needs(("leads", "opportunities"), links=("opportunities",), valid=True)


def outcome_window(wb: Workbook) -> Period | None:
    """The twelve months whose leads have been followed for 90 days, as far as they are covered; None where none is."""
    until = wb.coverage("opportunities").until
    if until is None:
        return None
    covered = wb.covered_periods(_NEEDS.tables, [year_to(until - DAYS * DAY)])
    return covered[0] if covered else None


def came_in_time(rows: Expr) -> Bool:
    """Whether a lead has an opportunity within 90 days of its date."""
    return (rows.next_opportunity_day - rows.created_day <= DAYS).fill_null(False)


def definition_outcome(wb: Workbook) -> pd.DataFrame:
    """Share of leads with an opportunity within 90 days, by whether they meet the definition in force on as_of.

    ``segment`` is ``meets=yes``, ``meets=no`` and, of those that miss it, the one condition
    that alone rejects them, ``condition=2026-04-01#1``; ``value`` a share, 0 to 1.

    Leads created in the twelve months that end 90 days before as_of (where
    opportunities have ended, before the last day that they cover), by any opportunity
    that belongs to them 0 to 90 days after their date. Leads that were turned away
    are worked less, so that part of the difference is the definition's own doing.
    Missing while no definition is in force.

    Examples
    --------
    The example's leads are younger than 90 days:

    >>> definition_outcome(wb).empty
    True
    """
    table = outcome_counts(wb)
    return nothing() if table.empty else rate("definition_outcome", table, "came", "leads")


def outcome_counts(wb: Workbook) -> pd.DataFrame:
    """What the shares rest on, with how such leads were worked and what they bought; empty where there are no shares.

    Returns
    -------
    DataFrame
        By ``segment``: ``leads``, ``came`` (with an opportunity in time), ``blank`` (of those that one condition rejects,
        those that leave its column empty), ``before`` and ``before_came`` (of the same, those that the version before
        took, and of these with an opportunity in time), ``orders`` (won by as_of) and ``calls`` (ever made), missing where the
        workbook or the coverage of its activities cannot tell.

    Examples
    --------
    >>> outcome_counts(wb).empty
    True
    """
    place, version = definition_in_force(wb)
    window = outcome_window(wb) if version is not None and wb.lacks(_NEEDS) is None else None
    if window is None:
        return pd.DataFrame(columns=["segment", "period", *_KINDS])
    table = wb.cached(_counts, place, window).copy()
    if wb.lacks(Needs(("opportunities",), CLOSED)) is not None:
        table["orders"] = float("nan")
    if not list_called.is_there(wb) or wb.covered_periods(["activities"], [window]) != (window,):
        table["calls"] = float("nan")
    return table


def _counts(wb: Workbook, place: int, window: Period) -> pd.DataFrame:
    rows = in_periods(with_sales(wb), "created_day", [window])
    came, groups = came_in_time(rows), _groups(rows, place, wb.definitions.valid_lead[place])
    blanks = [_blank(rows, condition) for condition in wb.definitions.valid_lead[place].conditions]
    tests = list(enumerate(groups.values()))
    counts = {f"leads_{number}": rows.count(where=test) for number, test in tests}
    counts |= {f"came_{number}": rows.count(where=test & came) for number, test in tests}
    counts |= {f"orders_{number}": rows.orders.sum(where=test) for number, test in tests}
    counts |= {f"calls_{number}": rows.calls.sum(where=test) for number, test in tests}
    alone = tests[len(_MEETS) :]
    counts |= {
        f"blank_{number}": rows.count(where=test & empty) for (number, test), empty in zip(alone, blanks, strict=True)
    }
    if place:
        taken = rows[version_column(place - 1)]
        counts |= {f"before_{number}": rows.count(where=test & taken) for number, test in alone}
        counts |= {f"before_came_{number}": rows.count(where=test & taken & came) for number, test in alone}
    found = wb.run(rows.agg(**counts)).iloc[0].fillna(0)
    return pd.DataFrame(
        {"segment": list(groups), "period": window.label}
        | {kind: [int(found.get(f"{kind}_{number}", 0)) for number in range(len(groups))] for kind in _KINDS}
    )


def _blank(rows: Expr, condition: Condition) -> Bool:
    """Whether a lead misses a condition for want of a value; one that asks for a value says so itself."""
    return fn.literal(False) if condition.value == "present" else rows[condition.column].isnull()


def _groups(rows: Expr, place: int, version: Version) -> dict[str, Bool]:
    meets = rows[version_column(place)]
    failed = [~rows[condition_column(place, number)] for number in range(len(version.conditions))]
    times = rows[failed_column(place)]
    alone = {
        segment(condition=f"{version.label}#{number + 1}"): flag & (times == 1) for number, flag in enumerate(failed)
    }
    return dict(zip(_MEETS, (meets, ~meets), strict=True)) | alone


METRICS = (
    Metric(
        id="definition_outcome",
        ja="定義を満たすリード・満たさないリードの商談化率",
        en="Opportunity rate of leads that meet and that miss the definition",
        unit="share",
        better="",
        owner=SHARED,
        definition_ja="現在の定義を満たすリードと満たさないリードのそれぞれで、作成から90日以内に商談になった割合（基準日の90日前までの12か月に作成されたリード）。",
        gamed_ja="外したリードは追いかけないので、商談になりにくく見える。",
        gamed_en="Rejected leads are worked less, and so seem to be worth less.",
        needs=_NEEDS,
        function=definition_outcome,
    ),
)
