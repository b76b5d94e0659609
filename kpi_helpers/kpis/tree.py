"""Chapter 1, the KPI tree: from visitors to sales, by month.

sales = (visitors × cvr + outbound_leads) × valid_rate × opportunity_rate × win_rate × average_deal

Rows of `motion=` and `channel=` follow the lead; an opportunity follows its lead's.
"""

from functools import partial

from kpi_helpers.kpis.metric import FIELD_SALES, INSIDE_SALES, MARKETING, Metric
from kpi_helpers.kpis.tree_cubes import (
    LEADS,
    MONTHLY,
    MONTHS,
    OPPORTUNITIES,
    RECENT,
    VISITS,
    lead_counts,
    opportunity_counts,
)
from kpi_helpers.workbook.needs import CLOSED, DECIDED, INBOUND, OUTBOUND, Needs

__all__ = ["MONTHS", "lead_counts", "opportunity_counts"]

_of_leads = partial(Metric, of=LEADS)
_VALID = Needs(("leads",), valid=True)
_of_opportunities = partial(Metric, of=OPPORTUNITIES, owner=FIELD_SALES)

visitors = Metric(
    id="visitors",
    ja="サイト訪問者数",
    en="Visitors",
    better="high",
    owner=MARKETING,
    definition_ja="その月のサイト訪問者数の合計。",
    definition_en="Sum of the visitors of the web site in a period.",
    gamed_ja="見込みの薄い広告で訪問だけを増やすと、CVRが下がる。",
    gamed_en="Cheap traffic raises it while cvr falls.",
    needs=Needs(("visits",)),
    of=VISITS,
    part="visitors",
    additive=True,
    notes="A team has no visitors of its own: with ``team`` there is no row.",
    november=1000.0,
)

leads = _of_leads(
    id="leads",
    ja="リード数",
    en="Leads",
    better="high",
    owner=MARKETING,
    definition_ja="その月に作成されたリードの件数。",
    definition_en="Leads created in a period.",
    gamed_ja="名刺やリストをまとめて登録すると増える。有効率・社数と合わせて見る。",
    gamed_en="Loading cards or lists in bulk raises it; read it with valid rate and companies.",
    needs=Needs(("leads",)),
    part="leads",
    additive=True,
    november=4.0,
)

inbound_leads = _of_leads(
    id="inbound_leads",
    ja="反響リード数",
    en="Inbound leads",
    better="high",
    owner=MARKETING,
    definition_ja="その月に作成された反響（inbound）のリードの件数。",
    definition_en="Leads created in a period that came to us.",
    gamed_ja="資料請求の入力項目を減らすと増えるが、有効率が下がる。",
    gamed_en="A shorter form raises it while the valid rate falls.",
    needs=Needs(("leads",), (INBOUND,)),
    part="inbound_leads",
    additive=True,
    notes="Without the column every lead is inbound; a lead whose motion is missing is neither.",
    november=2.0,
)

outbound_leads = _of_leads(
    id="outbound_leads",
    ja="新規開拓リード数",
    en="Outbound leads",
    better="high",
    owner=INSIDE_SALES,
    definition_ja="その月に作成された新規開拓（outbound）のリードの件数。",
    definition_en="Leads created in a period that we looked for ourselves.",
    gamed_ja="リストを買って登録するだけで増える。",
    gamed_en="A bought list raises it.",
    needs=Needs(("leads",), (OUTBOUND,)),
    part="outbound_leads",
    additive=True,
    november=2.0,
)

valid_leads = _of_leads(
    id="valid_leads",
    ja="有効リード数",
    en="Valid leads",
    better="high",
    owner=INSIDE_SALES,
    definition_ja="その月に作成され、作成日に有効だった定義をすべて満たすリードの件数。",
    definition_en="Leads created in a period that meet the valid-lead definition in force on their creation date.",
    gamed_ja="定義をゆるめると増える。定義の変更履歴と「定義別の有効リード数」で確かめる。",
    gamed_en="A laxer definition raises it; see the log and the count under each version.",
    needs=_VALID,
    part="valid_leads",
    additive=True,
    notes="A lead created before the first definition counts as valid.",
    november=3.0,
)

lead_companies = _of_leads(
    id="lead_companies",
    ja="リードの社数",
    en="Companies among leads",
    better="high",
    owner=MARKETING,
    definition_ja="その月に作成されたリードの、重複を除いた会社数。",
    definition_en="Distinct companies among the leads created in a period.",
    gamed_ja="会社名の表記揺れが多いと大きく見える。会社IDの入力率と合わせて見る。",
    gamed_en="Spelling variants of a name count twice where no id or domain ties them.",
    needs=Needs(("leads",), companies=("leads",)),
    part="lead_companies",
    notes="Companies of different channels overlap, so that groups add up to more than all. A lead of unknown company counts in none.",
    november=3.0,
)

cvr = _of_leads(
    id="cvr",
    ja="CVR",
    en="CVR (visitor to lead)",
    unit="share",
    better="high",
    owner=MARKETING,
    definition_ja="反響リード数 ÷ サイト訪問者数。",
    definition_en="Inbound leads of a period over its visitors.",
    gamed_ja="見込みの薄い訪問を減らすだけでも上がる。",
    gamed_en="Cutting traffic raises it without one lead more.",
    needs=Needs(("visits", "leads"), (INBOUND,)),
    part="inbound_leads",
    per=VISITS,
    over="visitors",
    by=("all", "channel"),
    notes="Visitors have no motion, so there is no row by motion.",
    november=0.002,
)

valid_rate = _of_leads(
    id="valid_rate",
    ja="有効率",
    en="Valid rate",
    unit="share",
    better="high",
    owner=INSIDE_SALES,
    definition_ja="有効リード数 ÷ リード数。",
    definition_en="Valid leads of a period over its leads.",
    gamed_ja="定義をゆるめると上がる。",
    gamed_en="A laxer definition raises it.",
    needs=_VALID,
    part="valid_leads",
    over="leads",
    november=0.75,
)

opportunities = _of_opportunities(
    id="opportunities",
    ja="商談数",
    en="Opportunities",
    better="high",
    owner=INSIDE_SALES,
    definition_ja="その月に作成された商談の件数（元のリードの時期は問わない）。",
    definition_en="Opportunities created in a period, whatever lead they come from.",
    gamed_ja="条件に満たない面談まで商談として登録すると増え、受注率が下がる。",
    gamed_en="Booking any meeting raises it while the win rate falls.",
    needs=Needs(("opportunities",)),
    part="opportunities",
    additive=True,
    november=5.0,
)

opportunity_rate_slice = _of_leads(
    id="opportunity_rate_slice",
    ja="商談化率（輪切り）",
    en="Opportunity rate (slice)",
    unit="share",
    better="high",
    owner=INSIDE_SALES,
    definition_ja="その月の商談数 ÷ その月の有効リード数。",
    definition_en="Slice: opportunities of a period over valid leads of the same period.",
    gamed_ja="過去のリードの掘り起こしで上がり、新しいリードの悪化を隠す。",
    gamed_en="Harvesting old leads raises it and hides that new ones sink.",
    needs=Needs(("leads", "opportunities"), valid=True),
    part="opportunities",
    per=OPPORTUNITIES,
    over="valid_leads",
    notes="May exceed 1, as old leads bring opportunities too; it then has no interval.",
    november=5 / 3,
)

opportunity_rate_cohort = _of_leads(
    id="opportunity_rate_cohort",
    ja="商談化率（追っかけ）",
    en="Opportunity rate (cohort)",
    short=("商談化率", "Opp. rate"),
    unit="share",
    better="high",
    owner=INSIDE_SALES,
    definition_ja="その月の有効リードのうち、基準日までに最初の商談が生まれた割合。",
    definition_en="Cohort: share of a period's valid leads that have led to a first opportunity by as_of.",
    gamed_ja="集計途中の月は必ず低く出る。古い月とそのまま比べない。",
    gamed_en="Young months are always low: never compare them with old ones as they stand.",
    needs=Needs(("leads", "opportunities"), links=("opportunities",), valid=True),
    part="chased",
    over="valid_leads",
    splits=(MONTHLY, RECENT),
    notes="Months that ended less than 180 days before as_of are young: their rate still rises.",
    november=0.0,
)

won = _of_opportunities(
    id="won",
    ja="受注数",
    en="Won",
    better="high",
    definition_ja="その月に受注として完了した商談の件数。",
    definition_en="Opportunities that are won and closed in a period.",
    gamed_ja="完了日を動かすと月をまたいで増減する。",
    gamed_en="Moving closing dates shifts it between months.",
    needs=Needs(("opportunities",), CLOSED),
    part="won",
    additive=True,
    notes="Won without closing date stays open, since nobody can say when, and is warned of.",
    november=1.0,
)

sales = _of_opportunities(
    id="sales",
    ja="売上",
    en="Sales",
    unit="currency",
    better="high",
    definition_ja="その月に受注した商談の金額の合計。",
    definition_en="Amount of the opportunities won and closed in a period.",
    gamed_ja="金額の未入力は0円で数える。",
    gamed_en="A deal without an amount counts 0.",
    needs=Needs(("opportunities",), (*CLOSED, "opportunities.amount")),
    part="sales",
    additive=True,
    notes="Won without an amount counts 0, a negative amount as it stands, won without a closing date not at all (it is open); each is warned of.",
    november=1200000.0,
)

win_rate_slice = _of_opportunities(
    id="win_rate_slice",
    ja="受注率（輪切り）",
    en="Win rate (slice)",
    unit="share",
    better="high",
    definition_ja="その月の受注数 ÷ その月の商談数。",
    definition_en="Opportunities won in a period over opportunities created in it.",
    gamed_ja="商談を減らすだけでも上がる。",
    gamed_en="Fewer meetings raise it.",
    needs=Needs(("opportunities",), CLOSED),
    part="won",
    over="opportunities",
    notes="The deals of a month mostly come from earlier meetings; may exceed 1.",
    november=0.2,
)

win_rate_cohort = _of_opportunities(
    id="win_rate_cohort",
    ja="受注率（追っかけ）",
    en="Win rate (cohort)",
    unit="share",
    better="high",
    definition_ja="その月に作成された商談のうち、基準日までに受注した割合。",
    definition_en="Share of the opportunities created in a period that are won by as_of.",
    gamed_ja="集計途中の月は必ず低く出る。",
    gamed_en="Young months are always low.",
    needs=Needs(("opportunities",), CLOSED),
    part="won_by_as_of",
    over="opportunities",
    notes="Months that ended less than 180 days before as_of are young.",
    november=0.0,
)

win_rate_closed = _of_opportunities(
    id="win_rate_closed",
    ja="受注率（完了分）",
    en="Win rate (closed)",
    unit="share",
    better="high",
    definition_ja="その月に完了した商談（受注＋失注）のうち受注の割合。",
    definition_en="Won over won and lost, of the opportunities closed in a period.",
    gamed_ja="失注を放置して「進行中」のままにすると上がる。",
    gamed_en="Dead deals left open flatter it.",
    needs=Needs(("opportunities",), DECIDED),
    part="won",
    over="closed",
    by=("all",),
    notes="Dead deals left open flatter it: read it beside the age of the open ones.",
    november=0.5,
)

average_deal = _of_opportunities(
    id="average_deal",
    ja="平均単価",
    en="Average deal",
    unit="currency",
    better="high",
    definition_ja="売上 ÷ 受注数。",
    definition_en="Sales over won of a period.",
    gamed_ja="小さな案件を捨てると上がる。",
    gamed_en="Dropping small deals raises it.",
    needs=Needs(("opportunities",), (*CLOSED, "opportunities.amount")),
    part="sales",
    over="won",
    by=("all",),
    notes="Won without an amount counts 0, a negative amount as it stands; both are warned of.",
    november=1200000.0,
)

METRICS = (
    visitors,
    leads,
    inbound_leads,
    outbound_leads,
    valid_leads,
    lead_companies,
    cvr,
    valid_rate,
    opportunities,
    opportunity_rate_slice,
    opportunity_rate_cohort,
    won,
    sales,
    win_rate_slice,
    win_rate_cohort,
    win_rate_closed,
    average_deal,
)
