"""Chapter 8, four quadrants (4 象限): target company or not × hot or cold; what cannot be told is shown as unknown."""

from collections.abc import Sequence
from functools import partial

import numpy as np
import pandas as pd

from kpi_helpers.kpis.cube import Rows, Split, When
from kpi_helpers.kpis.metric import FIELD_SALES, Metric
from kpi_helpers.kpis.owners import with_last_activity
from kpi_helpers.kpis.tidy import nothing, numbers, periods_of, segment
from kpi_helpers.kpis.windows import months_as_one, twelve_months
from kpi_helpers.workbook.engine import Column, Expr, epoch_day, first_that_holds, only, row
from kpi_helpers.workbook.needs import CLOSED, DECIDED, Needs
from kpi_helpers.workbook.periods import Period
from kpi_helpers.workbook.workbook import Workbook

TARGET_HOT, TARGET_COLD, OTHER_HOT, OTHER_COLD = "target_hot", "target_cold", "other_hot", "other_cold"
UNKNOWN = "unknown"
QUADRANTS = (TARGET_HOT, TARGET_COLD, OTHER_HOT, OTHER_COLD, UNKNOWN)
MONTHS = 3
THREE_MONTHS = months_as_one(MONTHS)
CONDITION_MONTHS = 12
_STEADYING = 20
"""So many deals of the usual rate are added to those of a quadrant, so that three lucky ones do not lead it."""

NAMES = {
    (True, "hot"): TARGET_HOT,
    (True, "cold"): TARGET_COLD,
    (False, "hot"): OTHER_HOT,
    (False, "cold"): OTHER_COLD,
}


def quadrant_days(wb: Workbook) -> pd.DataFrame:
    """Opportunities by quadrant, state and the days of creation and closing.

    Returns
    -------
    DataFrame
        ``quadrant``, ``state`` (open, won, lost), ``created_day``, ``closed_day``
        (missing while open), ``opportunities``, ``amount`` (without amount 0).
    """

    return wb.cached(_by_day)


def _by_day(wb: Workbook) -> pd.DataFrame:
    rows, target = with_target(wb)
    rows = rows.select("temperature", "state", "created_day", "closed_day", "amount", target=target)
    keys = ["target", "temperature", "state", "created_day", "closed_day"]
    found = wb.run(rows.group_by(keys).agg(opportunities=rows.count(), amount=rows.amount.fill_null(0).sum()))
    names = [NAMES.get(place, UNKNOWN) for place in zip(found["target"], found["temperature"], strict=True)]
    return found.drop(columns=["target", "temperature"]).assign(quadrant=pd.Series(names, dtype="str"))


def with_target(wb: Workbook) -> tuple[Expr, Column]:
    """The opportunities, and whether each is with a target company, missing where nobody can tell."""
    rows = wb.opportunities
    if not wb.has("accounts"):
        return rows, rows.is_target.coalesce(rows.lead_is_target)
    listed = wb.accounts.select(listed_key="company_key").distinct()
    rows = rows.left_join(listed, rows.company_key == listed.listed_key)
    on_list = rows.company_key.notnull().ifelse(rows.listed_key.notnull(), None)
    return rows, rows.is_target.coalesce(rows.lead_is_target, on_list)


def _in_quadrants(wb: Workbook) -> Expr:
    """The opportunities with the name of their quadrant."""
    rows, target = with_target(wb)
    rows = rows.mutate(target=target)
    named = [
        ((rows.target == is_target) & (rows.temperature == heat), name) for (is_target, heat), name in NAMES.items()
    ]
    return rows.mutate(quadrant=first_that_holds(*named, otherwise=UNKNOWN))


def _created(wb: Workbook, period: When = None) -> pd.DataFrame:
    """Opportunities created in each window, by quadrant; one that has none in any of them has no row."""
    return _in_windows(quadrant_days(wb), "created_day", periods_of(period, THREE_MONTHS(wb)))


def _closed(wb: Workbook, period: When = None) -> pd.DataFrame:
    """Opportunities closed in each window and those of them that are won, by quadrant."""
    days = quadrant_days(wb)
    return _in_windows(days[days["state"] != "open"], "closed_day", periods_of(period, twelve_months(wb)))


def _in_windows(days: pd.DataFrame, day: str, windows: Sequence[Period]) -> pd.DataFrame:
    counts = []
    for window in windows:
        inside = days[days[day].between(epoch_day(window.start), epoch_day(window.end) - 1)]
        by_state = inside.pivot_table("opportunities", "quadrant", "state", aggfunc="sum", fill_value=0)
        by_state = by_state.reindex(columns=["open", "won", "lost"], fill_value=0)
        counts.append(by_state.assign(period=window.label, opportunities=by_state.sum(axis=1)).reset_index())
    found = pd.concat(counts, ignore_index=True)
    names = [name for name in QUADRANTS if name in set(found["quadrant"])]
    every = pd.MultiIndex.from_product([[each.label for each in windows], names], names=["period", "quadrant"])
    found = found.set_index(["period", "quadrant"]).reindex(every, fill_value=0).reset_index()
    return found.assign(closed=found["won"] + found["lost"], segment=[_segment(name) for name in found["quadrant"]])


def _open(wb: Workbook) -> pd.DataFrame:
    """The open opportunities of each quadrant, whenever created; one in which none was ever created has no row."""
    days = quadrant_days(wb)
    rows = []
    for name in QUADRANTS:
        ever = days[days["quadrant"] == name]
        if ever.empty:
            continue
        own = ever[ever["state"] == "open"]
        ages = np.repeat(epoch_day(wb.as_of) - own["created_day"].to_numpy(), own["opportunities"].to_numpy())
        age = np.median(ages) if len(ages) else np.nan
        rows.append((_segment(name), f"..{wb.as_of}", own["opportunities"].sum(), own["amount"].sum(), age))
    return pd.DataFrame(rows, columns=["segment", "period", "opportunities", "amount", "days_open"])


def _segment(name: str) -> str:
    return segment(quadrant=name)


def quadrant_focus(wb: Workbook) -> pd.DataFrame:
    """The quadrant in which most sales are at stake now: open amount × win rate, steadied where few are closed.

    ``segment`` is ``quadrant=…``, ``period`` ``..as_of``, and ``focus`` stands in ``verdict``.

    Of the quadrants with an open opportunity, `unknown` apart, the one with the highest
    open amount × (won + 20·p) / (closed + 20), won and closed over the twelve months of
    `quadrant_win_rate`, p the rate of all that were closed in them; by the open amount alone
    where none was won. Of equals the first in the order of the quadrants. No row where none
    is open or none closed.

    Examples
    --------
    One of two was won, so that p is 1/2. Target and cold has 800,000 open × 10 / 20, other and cold 2,000,000 × 10 / 20:

    >>> quadrant_focus(wb)[["segment", "verdict"]].to_numpy().tolist()
    [['quadrant=other_cold', 'focus']]
    """
    if wb.lacks(_FOCUS_NEEDS) is not None:
        return nothing()
    windows = wb.covered_periods(["opportunities"], twelve_months(wb))
    if not windows:
        return nothing()
    closed, still = _closed(wb, [each.label for each in windows]), _open(wb)
    closed = closed.set_index("segment")[["won", "closed"]]
    still = still[(still["opportunities"] > 0) & (still["segment"] != _segment(UNKNOWN))].set_index("segment")
    if still.empty or not closed["closed"].sum():
        return nothing()
    rate = closed["won"].sum() / closed["closed"].sum()
    own = closed.reindex(still.index, fill_value=0)
    chance = (own["won"] + _STEADYING * rate) / (own["closed"] + _STEADYING) if rate else 1
    best = (still["amount"] * chance).idxmax()
    table = pd.DataFrame({"segment": [best], "period": f"..{wb.as_of}", "verdict": "focus"})
    return numbers("quadrant_focus", "text", table, verdict="verdict")


_FOCUS_NEEDS = Needs(("opportunities",), (*DECIDED, "opportunities.amount"))

_OPEN_ROWS = Rows("opportunities", _in_quadrants, where=row.state == "open")

_metric = partial(Metric, owner=FIELD_SALES)

quadrant_opportunities = _metric(
    id="quadrant_opportunities",
    ja="象限別の商談数",
    en="Opportunities by quadrant",
    definition_ja="当月と前2か月に作成された商談の件数（ターゲット企業か × 温度感）。",
    definition_en="Opportunities of a quadrant created in as_of's month and the two before.",
    gamed_ja="温度感を付けないと「不明」に入る。ターゲットの付け直しでも動く。",
    gamed_en="Opportunities without a temperature land in unknown; relabelling targets moves it too.",
    needs=Needs(("opportunities",)),
    of=_created,
    splits=(Split((), THREE_MONTHS),),
    part="opportunities",
    drill=Rows("opportunities", _in_quadrants, "created_day"),
    notes="``segment`` is ``quadrant=target_hot``, `target_cold`, `other_hot`, `other_cold` or `unknown`, ``value`` a count. Target is the opportunity's ``is_target``, else its lead's, else whether its company is in accounts; `unknown` without that table or without a company, and without a temperature. A quadrant in which none was created has no row.",
    example=""">>> quadrant_opportunities(wb)["value"].tolist()
[2.0, 1.0, 1.0, 1.0, 1.0]""",
)

quadrant_win_rate = _metric(
    id="quadrant_win_rate",
    ja="象限別の受注率",
    en="Win rate by quadrant",
    unit="share",
    better="high",
    definition_ja="基準日までの12か月に完了した商談のうち受注の割合（象限別、作成時期は問わない）。",
    definition_en="Share of a quadrant's opportunities closed in the twelve months to as_of that are won, whenever created.",
    gamed_ja="受注しそうな商談だけ後から「高」に付け直すと上がる。",
    gamed_en="Marking deals hot once they are nearly won raises it.",
    needs=Needs(("opportunities",), DECIDED),
    of=_closed,
    splits=(Split((), twelve_months),),
    part="won",
    over="closed",
    drill=Rows("opportunities", _in_quadrants, "closed_day", row.state != "open", row.state == "won"),
    notes="``segment`` is ``quadrant=…``, ``value`` a share, 0 to 1. A quadrant without a closed opportunity has no row.",
    example="""O1 was won, O3 lost:

>>> quadrant_win_rate(wb)[["segment", "value"]].to_numpy().tolist()
[['quadrant=target_hot', 0.5]]""",
)

quadrant_open = _metric(
    id="quadrant_open",
    ja="象限別の進行中の商談数",
    en="Open opportunities by quadrant",
    definition_ja="作成時期を問わず、進行中の商談の件数（象限別）。",
    definition_en="Open opportunities of a quadrant, whenever created.",
    gamed_ja="動いていない商談を失注にしないと増える。",
    gamed_en="Dead deals that nobody closes raise it.",
    needs=Needs(("opportunities",), CLOSED),
    of=_open,
    part="opportunities",
    drill=_OPEN_ROWS,
    notes="``segment`` is ``quadrant=…``, ``period`` ``..as_of``, ``value`` a count. A quadrant in which none was ever created has no row.",
    example=""">>> quadrant_open(wb)["value"].tolist()
[0.0, 1.0, 1.0, 1.0, 1.0]""",
)

quadrant_amount = _metric(
    id="quadrant_amount",
    ja="象限別の進行中の金額",
    en="Open amount by quadrant",
    unit="currency",
    better="high",
    definition_ja="作成時期を問わず、進行中の商談の金額の合計（象限別。金額の未入力は0円）。",
    definition_en="Amount of the open opportunities of a quadrant, whenever created.",
    gamed_ja="見込み金額を大きく入れると増える。",
    gamed_en="Hopeful amounts raise it.",
    needs=Needs(("opportunities",), (*CLOSED, "opportunities.amount")),
    of=_open,
    part="amount",
    drill=_OPEN_ROWS,
    notes="``segment`` is ``quadrant=…``, ``period`` ``..as_of``, ``value`` in the currency of the workbook. Without an amount an opportunity counts 0. A negative one counts as it stands and is warned of.",
    example=""">>> quadrant_amount(wb)["value"].tolist()
[0.0, 800000.0, 0.0, 2000000.0, 900000.0]""",
)

quadrant_days_open = _metric(
    id="quadrant_days_open",
    ja="象限別の経過日数",
    en="Days open by quadrant",
    unit="days",
    better="low",
    definition_ja="作成時期を問わず、進行中の商談の作成日から基準日までの日数の中央値（象限別）。",
    definition_en="Median age of the open opportunities of a quadrant, whenever created.",
    gamed_ja="古い商談を閉じて作り直すと短くなる。",
    gamed_en="Closing old deals and opening them anew shortens it.",
    needs=Needs(("opportunities",), CLOSED),
    of=_open,
    part="days_open",
    drill=_OPEN_ROWS,
    notes="``segment`` is ``quadrant=…``, ``period`` ``..as_of``, ``value`` in days from the creation date to as_of.",
    example=""">>> quadrant_days_open(wb)["value"].tolist()
[9.0, 6.0, 2.0, 15.0]""",
)

METRICS = (
    quadrant_opportunities,
    quadrant_win_rate,
    quadrant_open,
    quadrant_amount,
    quadrant_days_open,
    _metric(
        id="quadrant_focus",
        ja="優先する象限",
        en="Quadrant to talk about",
        unit="text",
        definition_ja="進行中の金額 × 受注率（件数が少なければ全体の受注率に寄せる）が最も大きい象限。",
        gamed_ja="見込み金額を大きく入れた象限が選ばれやすい。",
        gamed_en="Hopeful amounts draw the attention to their quadrant.",
        needs=_FOCUS_NEEDS,
        function=quadrant_focus,
    ),
)


def open_deals(wb: Workbook, quadrant: str) -> pd.DataFrame:
    """Open opportunities of a quadrant, the largest first.

    Returns
    -------
    DataFrame
        ``opportunity_id``, ``company_name`` (the opportunity's, else its lead's,
        else the account's), ``owner``, ``stage``, ``amount`` (currency),
        ``days_open``, ``days_quiet`` (since the last activity with its lead or
        its company; missing without one). Largest amount first, then longest open.

    Examples
    --------
    >>> open_deals(wb, "other_cold")[["opportunity_id", "days_open"]].to_records(index=False).tolist()
    [('O5', 2)]
    """
    table = every_open_deal(wb)
    return table[table["quadrant"] == quadrant].drop(columns="quadrant").reset_index(drop=True)


def every_open_deal(wb: Workbook) -> pd.DataFrame:
    """The open opportunities of all quadrants in the same order, with their ``quadrant``."""
    return wb.cached(_every_open_deal)


def _every_open_deal(wb: Workbook) -> pd.DataFrame:
    rows = _in_quadrants(wb)
    rows = only(
        rows.filter(rows.state == "open"),
        "opportunity_id",
        "owner",
        "stage",
        "amount",
        "created_day",
        "quadrant",
        "lead_id",
        "company_key",
        "company_name",
    )
    names = wb.leads.select("lead_id", lead_name="company_name")
    rows = rows.left_join(names, "lead_id").drop("lead_id_right")
    listed = wb.accounts.select(account_key="company_key", account_name="company_name").filter(
        lambda accounts: accounts.account_key.notnull()
    )
    listed = listed.group_by("account_key").agg(account_name=listed.account_name.min())
    rows = rows.left_join(listed, rows.company_key == listed.account_key)
    rows = with_last_activity(wb, rows)
    found = wb.run(
        rows.select(
            "opportunity_id",
            "owner",
            "stage",
            "amount",
            "created_day",
            "quadrant",
            "lead_touched",
            "company_touched",
            company_name=rows.company_name.coalesce(rows.lead_name, rows.account_name),
        )
    )
    today = epoch_day(wb.as_of)
    found["days_open"] = today - found["created_day"]
    found["days_quiet"] = today - found[["lead_touched", "company_touched"]].max(axis=1)
    order = found.sort_values(
        ["amount", "days_open", "opportunity_id"], ascending=[False, False, True], na_position="last"
    )
    return order[
        [
            "opportunity_id",
            "company_name",
            "owner",
            "stage",
            "amount",
            "days_open",
            "days_quiet",
            "quadrant",
        ]
    ].reset_index(drop=True)
