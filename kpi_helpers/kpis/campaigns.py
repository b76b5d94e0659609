"""Chapter 7, campaigns and channels: leads, companies, new companies, opportunities, sales, and what each cost.

A lead of several campaigns (members of campaigns) counts in each of them, and once in all.
"""

from collections.abc import Sequence
from functools import partial

import numpy as np
import pandas as pd

from kpi_helpers.kpis.cube import GROUP, Cube, Measure, Split, When, with_empty_periods
from kpi_helpers.kpis.metric import MARKETING, Metric
from kpi_helpers.kpis.tidy import in_segments, periods_of, with_segment_text
from kpi_helpers.kpis.windows import months_as_one
from kpi_helpers.workbook.engine import Expr, by_segments, constant, epoch_day, in_periods, only, row, under_one_another
from kpi_helpers.workbook.memberships import with_each_campaign
from kpi_helpers.workbook.needs import CLOSED, Needs
from kpi_helpers.workbook.periods import Period
from kpi_helpers.workbook.workbook import Workbook

MONTHS = 6
SIX_MONTHS = months_as_one(MONTHS)
_STARTED = (Split((), SIX_MONTHS),)
_SINCE_START = "since_start"
_COSTS = ("campaigns.cost", "campaigns.starts_on")
_COLUMNS = ("period", "created_day", "company_key", "is_valid", "opens_company", "orders", "sales")


def _campaigns(wb: Workbook, segments: Sequence[str], periods: Sequence[Period]) -> pd.DataFrame:
    """Leads of each window and, counted in companies, theirs, the new ones and those with an opportunity; their sales."""
    counts = wb.cached(_counts, tuple(periods))
    whole = with_empty_periods(counts[counts["segment_of"].isin(segments)], periods)
    if not wb.has("opportunities"):
        whole[["with_opportunity", "orders", "sales"]] = np.nan
    return whole


def _counts(wb: Workbook, periods: tuple[Period, ...]) -> pd.DataFrame:
    """The counts by bare segment; "since_start" holds a campaign's leads from its first day on."""
    leads = with_sales(wb)
    leads = in_periods(only(leads, "campaign", "channel", *_COLUMNS[1:]), "created_day", periods)
    members = with_each_campaign(wb, leads)
    split = under_one_another(
        by_segments(leads, ("all", "channel"), _COLUMNS), by_segments(members, ("campaign",), _COLUMNS)
    )
    starts = _starts(wb, periods)
    if len(starts):
        split = under_one_another(split, _since_start(members, wb.engine.keep("starts", starts)))
    companies = split.group_by([*GROUP, "company_key"]).agg(
        leads=split.count(),
        valid_leads=split.count(where=split.is_valid),
        first_day=split.created_day.min(),
        new_companies=split.count(where=split.opens_company),
        orders=split.orders.sum(),
        sales=split.sales.sum(),
    )
    # A company has an opportunity on or after a day when its last one is.
    made = wb.opportunities.filter(wb.opportunities.company_key.notnull())
    last = made.group_by(last_key=made.company_key).agg(last_day=made.created_day.max())
    companies = companies.left_join(last, companies.company_key == last.last_key)
    return wb.run(
        companies.group_by(GROUP).agg(
            leads=companies.leads.sum(),
            valid_leads=companies.valid_leads.sum(),
            with_company=companies.leads.sum(where=companies.company_key.notnull()).fill_null(0),
            companies=companies.count(where=companies.company_key.notnull()),
            new_companies=companies.new_companies.sum(),
            with_opportunity=companies.count(where=companies.last_day >= companies.first_day),
            orders=companies.orders.sum(),
            sales=companies.sales.sum(),
        )
    )


def with_sales(wb: Workbook) -> Expr:
    """Leads with the number and amount of the opportunities won that belong to them."""
    won = wb.opportunities.filter(wb.opportunities.state == "won")
    won = won.filter(won.lead_no.notnull()).group_by(won_no=won.lead_no)
    won = won.agg(orders=row.count(), sales=row.amount.fill_null(0).sum())
    leads = wb.leads.left_join(won, wb.leads.lead_no == won.won_no)
    return leads.mutate(orders=leads.orders.fill_null(0), sales=leads.sales.fill_null(0))


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


def _costs(wb: Workbook, period: When = None) -> pd.DataFrame:
    """Each campaign's cost beside its counts since its start."""
    periods = periods_of(period, SIX_MONTHS(wb))
    starts = _starts(wb, periods)
    if starts.empty:
        return pd.DataFrame(columns=["segment", "period", "cost", "companies", "with_opportunity", "orders", "sales"])
    costs = starts.rename(columns={"started": "segment", "start_period": "period"})
    beside = in_segments(wb.cached(_counts, periods), _SINCE_START).merge(costs, on=["segment", "period"])
    beside = beside.sort_values(["period", "segment"], ignore_index=True)
    return with_segment_text(beside.assign(segment_of="campaign"))


def _returns(wb: Workbook, period: When = None) -> pd.DataFrame:
    """The same of the campaigns whose companies are counted."""
    beside = _costs(wb, period)
    return beside[beside["companies"] > 0]


def orders_since_start(wb: Workbook) -> pd.Series:
    """Opportunities won by the leads of each campaign since its start: what `sales_per_cost` rests on, by segment.

    Examples
    --------
    O1 came of a lead of CP1:

    >>> orders_since_start(wb).to_dict()
    {'campaign=CP1': 1.0, 'campaign=CP2': 0.0}
    """
    return _returns(wb).set_index("segment")["orders"].astype("float64")


CAMPAIGNS = Cube(
    name="campaigns",
    table="leads",
    day="created_day",
    splits=(Split(("all", "campaign", "channel"), SIX_MONTHS),),
    measures={
        "leads": Measure(),
        "valid_leads": Measure(row.is_valid),
        "with_company": Measure(row.company_key.notnull()),
        "companies": Measure(distinct="company_key"),
        "new_companies": Measure(row.opens_company),
    },
    lends={"campaign": "leads.campaign", "channel": "leads.channel"},
    query=_campaigns,
)

_metric = partial(Metric, owner=MARKETING, of=CAMPAIGNS)

campaign_leads = _metric(
    id="campaign_leads",
    ja="施策別リード数",
    en="Leads by campaign",
    better="high",
    definition_ja="当月までの6か月に作成されたリードの、施策別・チャネル別の件数。",
    definition_en="Leads that a campaign or a channel brought.",
    gamed_ja="名刺を大量に登録すると増える。社数・新規社数と合わせて見る。",
    gamed_en="Loading cards in bulk raises it; read it with companies and new companies.",
    needs=Needs(("leads",)),
    part="leads",
    by=("campaign", "channel"),
    additive=True,
    example=""">>> campaign_leads(wb)[["segment", "value"]].to_records(index=False).tolist()
[('campaign=', 2.0), ('campaign=CP1', 2.0), ('campaign=CP2', 2.0)]""",
)

campaign_valid_leads = _metric(
    id="campaign_valid_leads",
    ja="施策別有効リード数",
    en="Valid leads by campaign",
    better="high",
    definition_ja="そのうち、作成日に有効だった定義を満たすリードの件数。",
    definition_en="Valid leads that a campaign or a channel brought.",
    gamed_ja="定義をゆるめると増える。",
    gamed_en="A laxer definition raises it.",
    needs=Needs(("leads",), valid=True),
    part="valid_leads",
    by=("campaign", "channel"),
    additive=True,
    example=""">>> campaign_valid_leads(wb)[["segment", "value"]].to_records(index=False).tolist()
[('campaign=', 2.0), ('campaign=CP1', 2.0), ('campaign=CP2', 1.0)]""",
)

campaign_companies = _metric(
    id="campaign_companies",
    ja="施策別ユニーク社数",
    en="Companies by campaign",
    better="high",
    definition_ja="そのうちの、重複を除いた会社数。",
    definition_en="Distinct companies among the leads that a campaign or a channel brought.",
    gamed_ja="会社名の表記揺れが多いと大きく見える。",
    gamed_en="Spelling variants of a name count twice.",
    needs=Needs(("leads",), companies=("leads",)),
    part="companies",
    by=("campaign", "channel"),
    notes="A company that several campaigns brought counts in each of them.",
    example=""">>> campaign_companies(wb)[["segment", "value"]].to_records(index=False).tolist()
[('campaign=', 1.0), ('campaign=CP1', 1.0), ('campaign=CP2', 2.0)]""",
)

campaign_new_companies = _metric(
    id="campaign_new_companies",
    ja="施策別新規社数",
    en="New companies by campaign",
    better="high",
    definition_ja="全期間で最初のリードがその施策（チャネル）だった会社の数。",
    definition_en="Companies whose first lead ever is one that the campaign or channel brought.",
    gamed_ja="過去のリードを消したり移行しなかったりすると、古い会社も新規に見える。",
    gamed_en="Old leads that were deleted or not migrated make known companies look new.",
    needs=Needs(("leads",), companies=("leads",)),
    part="new_companies",
    by=("campaign", "channel"),
    additive=True,
    notes="Of two leads of the same moment the lower ``lead_id`` is the first, so that a company is new to one campaign only.",
    example=""">>> campaign_new_companies(wb)[["segment", "value"]].to_records(index=False).tolist()
[('campaign=', 1.0), ('campaign=CP1', 1.0), ('campaign=CP2', 2.0)]""",
)

campaign_opportunities = _metric(
    id="campaign_opportunities",
    ja="施策別商談化社数",
    en="Companies with an opportunity by campaign",
    better="high",
    definition_ja="施策の最初のリードの日以降に商談が作成された会社の数（1社は1回だけ数える）。",
    definition_en="Companies with an opportunity on or after the day of their first lead among these.",
    gamed_ja="すでに商談が近い会社に招待状を送るだけで増える。",
    gamed_en="Inviting companies that were about to meet us anyway raises it.",
    needs=Needs(("leads", "opportunities"), companies=("leads", "opportunities")),
    part="with_opportunity",
    by=("campaign", "channel"),
    notes="Any opportunity of the company, whichever lead it bears; one company counts once.",
    example=""">>> campaign_opportunities(wb)[["segment", "value"]].to_records(index=False).tolist()
[('campaign=', 0.0), ('campaign=CP1', 1.0), ('campaign=CP2', 1.0)]""",
)

cost_per_company = _metric(
    id="cost_per_company",
    ja="1社あたり費用",
    en="Cost per company",
    unit="currency",
    better="low",
    definition_ja="期間内に始まった施策の費用 ÷ 開始日以降のリードの会社数。",
    definition_en="Cost of a campaign over the companies that it brought since its start.",
    gamed_ja="人件費などを費用に入れないと安く見える。",
    gamed_en="Costs left out, such as people's time, lower it.",
    needs=Needs(("leads", "campaigns"), _COSTS, companies=("leads",)),
    of=_costs,
    splits=_STARTED,
    part="cost",
    over="companies",
    notes="``segment`` is ``campaign=…``, ``value`` in the currency of the workbook. Leads that bore the campaign's name before it started are not counted, so that `campaign_companies` may be more. Without a company there is no row. A negative cost counts as it stands and is warned of.",
    example=""">>> cost_per_company(wb)[["segment", "value"]].to_records(index=False).tolist()
[('campaign=CP2', 60000.0)]""",
)

cost_per_opportunity = _metric(
    id="cost_per_opportunity",
    ja="商談化1社あたり費用",
    en="Cost per company with an opportunity",
    unit="currency",
    better="low",
    definition_ja="期間内に始まった施策の費用 ÷ 開始日以降のリードの会社のうち、その後に商談が作成された会社の数（どのリードからの商談かを問わない）。",
    definition_en="Cost of a campaign over the companies that it brought since its start and that had an opportunity since, whichever lead it bears.",
    gamed_ja="始まったばかりの施策は高く出る。商談が後から生まれるため。",
    gamed_en="A young campaign looks dear: its opportunities are still to come.",
    needs=Needs(("leads", "opportunities", "campaigns"), _COSTS, companies=("leads", "opportunities")),
    of=_costs,
    splits=_STARTED,
    part="cost",
    over="with_opportunity",
    notes="``segment`` is ``campaign=…``, ``value`` in the currency of the workbook. Over companies, as `campaign_opportunities` counts them. Without one there is no row.",
    example=""">>> cost_per_opportunity(wb)[["segment", "value"]].to_records(index=False).tolist()
[('campaign=CP2', 120000.0)]""",
)

campaign_sales = _metric(
    id="campaign_sales",
    ja="施策別売上",
    en="Sales by campaign",
    unit="currency",
    better="high",
    definition_ja="施策（チャネル）のリードに紐づく商談のうち、基準日までに受注したものの金額の合計。",
    definition_en="Amount of the opportunities won by as_of that belong to the leads of a campaign or a channel.",
    gamed_ja="受注した商談のリードを、後から施策に付け替えると増える。",
    gamed_en="Moving the lead of a won deal into a campaign raises it.",
    needs=Needs(("leads", "opportunities"), (*CLOSED, "opportunities.amount"), links=("opportunities",)),
    part="sales",
    by=("campaign", "channel"),
    notes="By the links of opportunities to leads; won without an amount counts 0. Young campaigns have won little yet.",
    example=""">>> campaign_sales(wb)[["segment", "value"]].to_records(index=False).tolist()
[('campaign=', 0.0), ('campaign=CP1', 0.0), ('campaign=CP2', 0.0)]""",
)

sales_per_cost = _metric(
    id="sales_per_cost",
    ja="費用あたり売上",
    en="Sales per cost",
    unit="ratio",
    better="high",
    definition_ja="期間内に始まった施策の、開始日以降のリードから生まれた売上 ÷ 施策の費用。",
    definition_en="Sales of a campaign's leads since its start over its cost.",
    gamed_ja="人件費などを費用に入れないと高く見える。",
    gamed_en="Costs left out, such as people's time, raise it.",
    needs=Needs(
        ("leads", "opportunities", "campaigns"),
        (*_COSTS, *CLOSED, "opportunities.amount"),
        links=("opportunities",),
        companies=("leads",),
    ),
    of=_returns,
    splits=_STARTED,
    part="sales",
    over="cost",
    notes="``segment`` is ``campaign=…``. For the campaigns that have a `cost_per_company`; one that cost nothing has no row. What started less than 90 days ago has had little time to win.",
    example=""">>> sales_per_cost(wb)[["segment", "value"]].to_records(index=False).tolist()
[('campaign=CP2', 0.0)]""",
)

METRICS = (
    campaign_leads,
    campaign_valid_leads,
    campaign_companies,
    campaign_new_companies,
    campaign_opportunities,
    campaign_sales,
    cost_per_company,
    cost_per_opportunity,
    sales_per_cost,
)
