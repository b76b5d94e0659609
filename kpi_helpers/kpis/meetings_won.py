"""Chapter 9, what people bring home: opportunities by the rep who won the meeting, and what became of them at their owners."""

from collections.abc import Sequence
from functools import partial

import pandas as pd

from kpi_helpers.kpis.cube import GROUP, Cube, Measure, Rows, Split, with_empty_periods
from kpi_helpers.kpis.metric import FIELD_SALES, INSIDE_SALES, SHARED, Metric
from kpi_helpers.kpis.teams import teams_in_view
from kpi_helpers.kpis.windows import each_week, this_month, three_months_to, twelve_months
from kpi_helpers.workbook.engine import Expr, row
from kpi_helpers.workbook.needs import DECIDED, Needs
from kpi_helpers.workbook.periods import Period
from kpi_helpers.workbook.workbook import Workbook


def _by_rep(wb: Workbook, segments: Sequence[str], periods: Sequence[Period]) -> pd.DataFrame:
    """Opportunities created in each period by the rep who won them, those of the teams with 0 where there is none."""
    split = _PLAIN.split_rows(wb, _PLAIN.day, ["opportunities"], segments, periods)
    found = wb.run(split.group_by(GROUP).agg(**_PLAIN.aggregates(split, ["opportunities"])))
    whole = with_empty_periods(found, periods)
    if "rep" not in segments:
        return whole
    everybody = [rep for team in teams_in_view(wb) for rep in wb.config.members(team)]
    seen = set(whole.loc[whole["segment_of"] == "rep", "segment"])
    idle = pd.DataFrame(
        [("rep", rep, period.label, 0) for rep in dict.fromkeys(everybody) if rep not in seen for period in periods],
        columns=[*GROUP, "opportunities"],
    )
    return pd.concat([whole, idle], ignore_index=True).sort_values(GROUP, ignore_index=True) if len(idle) else whole


def _of_lead(wb: Workbook) -> Expr:
    return wb.opportunities.mutate(channel=wb.opportunities.lead_channel)


def _lost(wb: Workbook) -> Expr:
    lost = wb.opportunities.filter(wb.opportunities.state == "lost")
    return lost.mutate(reason=lost.lost_reason)


_MONTH_THEN_WEEKS = (Split(("rep",), this_month), Split(("rep",), each_week))

_PLAIN = Cube(
    name="meetings",
    table="opportunities",
    day="created_day",
    splits=_MONTH_THEN_WEEKS,
    measures={"opportunities": Measure()},
)

WON_BY_REP = Cube(
    name="meetings won by rep",
    table="opportunities",
    day="created_day",
    splits=_MONTH_THEN_WEEKS,
    measures={"opportunities": Measure()},
    requires="rep",
    query=_by_rep,
)

CLOSINGS = Cube(
    name="closed by person",
    table="opportunities",
    day="closed_day",
    splits=(Split(("rep", "owner"), twelve_months),),
    measures={"closed": Measure(row.state != "open"), "won": Measure(row.state == "won")},
    lends={"rep": "opportunities.rep", "owner": "opportunities.owner"},
)

MEETINGS = Cube(
    name="meetings held and accepted",
    table="opportunities",
    day="created_day",
    splits=(Split(("all", "rep", "channel"), three_months_to),),
    measures={
        "held": Measure(row.held),
        "told_held": Measure(row.held.notnull()),
        "accepted": Measure(row.accepted),
        "told_accepted": Measure(row.accepted.notnull()),
        "refused_open": Measure(~row.accepted & (row.state == "open")),
    },
    view=_of_lead,
    lends={"rep": "opportunities.rep", "channel": "leads.channel"},
)

LOST = Cube(
    name="lost by reason",
    table="opportunities",
    day="closed_day",
    splits=(Split(("reason",), twelve_months),),
    measures={"lost": Measure()},
    view=_lost,
)

_metric = partial(Metric, owner=INSIDE_SALES)

rep_opportunities = _metric(
    id="rep_opportunities",
    ja="担当者別の商談数",
    en="Opportunities by rep",
    better="high",
    definition_ja="その期間に作成された商談の、獲得した担当者ごとの件数。",
    definition_en="Opportunities created in a period, by the rep who won the meeting.",
    gamed_ja="条件に満たない面談まで商談にすると増え、受注率が下がる。",
    gamed_en="Booking any meeting raises it while the win rate falls.",
    needs=Needs(("opportunities",), ("opportunities.rep",)),
    of=WON_BY_REP,
    part="opportunities",
    additive=True,
    drill=Rows("opportunities", _PLAIN.rows, "created_day"),
    notes="Every rep of ``teams``, with 0 where there is none, and any other who occurs in the month, or in the eight weeks.",
    example=""">>> rep_opportunities(wb)[["segment", "value"]].to_numpy().tolist()
[['rep=佐藤', 2.0], ['rep=鈴木', 1.0], ['rep=高橋', 2.0]]""",
)

rep_win_rate = _metric(
    id="rep_win_rate",
    ja="担当者別の受注率",
    en="Win rate by rep",
    unit="share",
    better="high",
    definition_ja="基準日までの12か月に完了した商談のうち受注の割合（商談を獲得した担当者別）。",
    definition_en="Share of the opportunities closed in the twelve months to as_of that are won, by the rep who won the meeting.",
    gamed_ja="失注を登録しないと上がる。",
    gamed_en="Losses that nobody closes raise it.",
    needs=Needs(("opportunities",), ("opportunities.rep", *DECIDED)),
    of=CLOSINGS,
    part="won",
    over="closed",
    by=("rep",),
    notes="Whenever created.",
    example=""">>> rep_win_rate(wb)[["segment", "value"]].to_numpy().tolist()
[['rep=佐藤', 0.5]]""",
)

owner_win_rate = _metric(
    id="owner_win_rate",
    ja="営業担当別の受注率",
    en="Win rate by owner",
    unit="share",
    better="high",
    owner=FIELD_SALES,
    definition_ja="基準日までの12か月に完了した商談のうち受注の割合（営業担当別）。",
    definition_en="Share of the opportunities closed in the twelve months to as_of that are won, by field-sales owner.",
    gamed_ja="失注を登録しないと上がる。",
    gamed_en="Losses that nobody closes raise it.",
    needs=Needs(("opportunities",), ("opportunities.owner", *DECIDED)),
    of=CLOSINGS,
    part="won",
    over="closed",
    by=("owner",),
    notes="Whenever created.",
    example=""">>> owner_win_rate(wb)[["segment", "value"]].to_numpy().tolist()
[['owner=山口', 1.0], ['owner=木村', 0.0]]""",
)

held_rate = _metric(
    id="held_rate",
    ja="商談の実施率",
    en="Meetings held",
    unit="share",
    better="high",
    definition_ja="基準日までの3か月に作成された商談のうち、実際に実施されたものの割合（実施の有無がわかるもの）。",
    definition_en="Share of the opportunities created in the three months to as_of whose meeting took place.",
    gamed_ja="流れた商談の結果を入力しないと上がる。",
    gamed_en="Meetings that fell through and are not entered raise it.",
    needs=Needs(("opportunities",), ("opportunities.held",)),
    of=MEETINGS,
    part="held",
    over="told_held",
    by=("all", "rep", "channel"),
    notes="Over those of which it is known: one that says neither yes nor no, such as a meeting still to come, is left out. Channels are those of the leads.",
    example=""">>> held_rate(wb).empty  # the example does not say what was held
True""",
)

accepted_rate = _metric(
    id="accepted_rate",
    ja="商談の受け入れ率",
    en="Opportunities accepted",
    unit="share",
    better="high",
    owner=SHARED,
    definition_ja="基準日までの3か月に作成された商談のうち、営業が受け入れたものの割合（受け入れの有無がわかるもの）。",
    definition_en="Share of the opportunities created in the three months to as_of that field sales accepted.",
    gamed_ja="断った商談の結果を入力しないと上がる。",
    gamed_en="Refusals that are not entered raise it.",
    needs=Needs(("opportunities",), ("opportunities.accepted",)),
    of=MEETINGS,
    part="accepted",
    over="told_accepted",
    by=("all", "rep", "channel"),
    notes="Over those of which it is known: one that says neither yes nor no, such as one still to be judged, is left out. Channels are those of the leads.",
    example=""">>> accepted_rate(wb).empty  # the example does not say what was accepted
True""",
)

lost_reasons = _metric(
    id="lost_reasons",
    ja="失注理由",
    en="Reasons for losses",
    owner=FIELD_SALES,
    definition_ja="基準日までの12か月に失注した商談の、理由ごとの件数。",
    definition_en="Opportunities lost in the twelve months to as_of, by reason.",
    gamed_ja="「その他」を選ぶと理由がわからなくなる。",
    gamed_en="What is put under “other” tells nothing.",
    needs=Needs(
        ("opportunities",), ("opportunities.is_won=false", "opportunities.closed_at", "opportunities.lost_reason")
    ),
    of=LOST,
    part="lost",
    additive=True,
    notes="Without a reason: ``reason=``.",
    example=""">>> lost_reasons(wb).empty  # the example gives no reasons
True""",
)
