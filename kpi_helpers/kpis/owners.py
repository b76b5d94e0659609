"""Chapter 9, the load of field sales: open opportunities per owner, and those that stand still."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd

from kpi_helpers.kpis.cube import Rows
from kpi_helpers.kpis.meetings_won import (
    accepted_rate,
    held_rate,
    lost_reasons,
    owner_win_rate,
    rep_opportunities,
    rep_win_rate,
)
from kpi_helpers.kpis.metric import FIELD_SALES, Metric
from kpi_helpers.kpis.tidy import nothing, numbers, segment
from kpi_helpers.kpis.windows import days_to, twelve_months
from kpi_helpers.workbook.engine import Expr, epoch_day, row, text
from kpi_helpers.workbook.needs import CLOSED, Needs
from kpi_helpers.workbook.workbook import Workbook

QUIET_DAYS = 30
OLD_FROM = 0.75
"""Older than this quantile of what won deals took, an open one is old."""

TOUCHED = Needs(("opportunities", "activities"), meets=True)
"""What tells when an opportunity was last touched."""


def with_last_activity(wb: Workbook, rows: Expr) -> Expr:
    """Opportunities with the days of the last activity with their lead and with their company.

    Parameters
    ----------
    wb : Workbook
    rows : Expr
        With ``lead_id`` and ``company_key``.

    Returns
    -------
    Expr
        `rows` with ``lead_touched`` and ``company_touched``, missing without one.
    """
    touched = wb.activities
    by_lead = touched.filter(touched.lead_id.notnull()).group_by("lead_id").agg(lead_touched=touched.day.max())
    by_company = (
        touched.filter(touched.company_key.notnull())
        .group_by(touched_key=touched.company_key)
        .agg(company_touched=touched.day.max())
    )
    rows = rows.left_join(by_lead, "lead_id").drop("lead_id_right")
    return rows.left_join(by_company, rows.company_key == by_company.touched_key).drop("touched_key")


def owner_open(wb: Workbook) -> pd.DataFrame:
    """Open opportunities of each field-sales owner, whenever created.

    ``segment`` is ``owner=…``, ``period`` ``..as_of``, ``value`` a count; 0 for an
    owner all of whose opportunities are closed.

    Examples
    --------
    >>> owner_open(wb)[["segment", "value"]].to_numpy().tolist()
    [['owner=山口', 2.0], ['owner=木村', 2.0]]
    """
    if wb.lacks(_OWNER) is not None:
        return nothing()
    days = wb.cached(_by_owner)
    return numbers("owner_open", "count", _per_owner(wb, days, days["state"] == "open"), "deals")


def owner_stalled(wb: Workbook) -> pd.DataFrame:
    """Open opportunities of each owner that are old and that nobody has touched for 30 days.

    ``segment`` is ``owner=…``, ``period`` ``..as_of``, ``value`` a count.

    Old: open for more days than three quarters of those took, from creation to
    closing, that were won in the twelve months to as_of (linear interpolation). Quiet:
    no activity with its lead or its company in the 30 days that end with as_of, of the
    inside-sales log: field sales' own work is not in it. Missing where none was won in
    these months, or where activities do not cover the 30 days.

    Examples
    --------
    O1 took 25 days, and no open one is that old:

    >>> owner_stalled(wb)["value"].tolist()
    [0.0, 0.0]
    """
    if wb.lacks(_STALLED) is not None or not knows_quiet(wb):
        return nothing()
    old_after = old_after_days(wb)
    if old_after is None:
        return nothing()
    days = wb.cached(_by_owner)
    today = epoch_day(wb.as_of)
    touched = days[["lead_touched", "company_touched"]].max(axis=1)
    is_old = today - days["created_day"] > old_after
    is_quiet = ~(touched > today - QUIET_DAYS)
    counts = _per_owner(wb, days, (days["state"] == "open") & is_old & is_quiet)
    return numbers("owner_stalled", "count", counts, "deals")


def old_after_days(wb: Workbook) -> float | None:
    """The days that three quarters of the won ones took at most; None where none was won in twelve months."""
    days = wb.cached(_by_owner)
    year = twelve_months(wb)[0]
    lately = days["closed_day"].between(epoch_day(year.start), epoch_day(year.end) - 1)
    won = days[lately & (days["state"] == "won")]
    if won.empty:
        return None
    took = np.repeat((won["closed_day"] - won["created_day"]).to_numpy(), won["deals"].to_numpy())
    return float(np.quantile(took, OLD_FROM))


def knows_quiet(wb: Workbook) -> bool:
    """Whether activities are known for the days after which an untouched opportunity is quiet."""
    window = days_to(QUIET_DAYS)(wb)
    return wb.covered_periods(["activities"], window) == window


def _by_owner(wb: Workbook) -> pd.DataFrame:
    rows = wb.opportunities.mutate(owner=text(wb.opportunities.owner))
    rows = rows.select("owner", "state", "created_day", "closed_day", "lead_id", "company_key")
    rows = with_last_activity(wb, rows)
    keys: Sequence[str] = ["owner", "state", "created_day", "closed_day", "lead_touched", "company_touched"]
    return wb.run(rows.group_by(keys).agg(deals=rows.count()).order_by(keys))


def _per_owner(wb: Workbook, days: pd.DataFrame, counted: pd.Series) -> pd.DataFrame:
    """The opportunities that count by owner, with 0 for every other owner who has ever had one."""
    deals = days["deals"].where(counted, 0).groupby(days["owner"]).sum()
    return pd.DataFrame(
        {
            "segment": [segment(owner=owner) for owner in deals.index],
            "period": f"..{wb.as_of}",
            "deals": deals.to_numpy(),
        }
    )


_OWNER = Needs(("opportunities",), ("opportunities.owner", *CLOSED))
_STALLED = replace(TOUCHED, columns=("opportunities.owner", *CLOSED))

_OPEN_ROWS = Rows("opportunities", lambda wb: wb.opportunities, where=row.state == "open")

_metric = partial(Metric, owner=FIELD_SALES)

METRICS = (
    rep_opportunities,
    rep_win_rate,
    _metric(
        id="owner_open",
        ja="営業担当別の進行中の商談数",
        en="Open opportunities by owner",
        definition_ja="作成時期を問わず、進行中の商談の件数（営業担当別）。",
        gamed_ja="動いていない商談を失注にしないと増える。",
        gamed_en="Dead deals that nobody closes raise it.",
        needs=_OWNER,
        function=owner_open,
        additive=True,
        drill=_OPEN_ROWS,
    ),
    owner_win_rate,
    _metric(
        id="owner_stalled",
        ja="営業担当別のISの活動が30日以上ない商談数",
        en="Opportunities without IS activity in 30 days, by owner",
        better="low",
        definition_ja="進行中の商談のうち、受注までの日数の75パーセンタイルより長くたち、30日間活動のないものの件数（営業担当別）。",
        gamed_ja="活動を1件登録するだけで「動いている」ことになる。営業自身の活動はここに入らない。",
        gamed_en="One logged activity makes a deal move; field sales' own work is not in the log.",
        needs=_STALLED,
        function=owner_stalled,
        additive=True,
    ),
    held_rate,
    accepted_rate,
    lost_reasons,
)
