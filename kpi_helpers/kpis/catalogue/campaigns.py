"""Records of chapter 7, campaigns and channels."""

from kpi_helpers.kpis import campaigns
from kpi_helpers.kpis.catalogue.record import MARKETING, Record

_EVERY = ("campaign", "channel")
_LINKED = ("leads", "opportunities")

CAMPAIGNS = (
    Record(
        "campaign_leads", "施策別リード数", "Leads by campaign", "count", "high",
        "当月までの6か月に作成されたリードの、施策別・チャネル別の件数。", MARKETING,
        campaigns.campaign_leads, ("leads",), _EVERY, additive=True,
        gamed_ja="名刺を大量に登録すると増える。社数・新規社数と合わせて見る。",
        gamed_en="Loading cards in bulk raises it; read it with companies and new companies.",
    ),
    Record(
        "campaign_valid_leads", "施策別有効リード数", "Valid leads by campaign", "count", "high",
        "そのうち、作成日に有効だった定義を満たすリードの件数。", MARKETING,
        campaigns.campaign_valid_leads, ("leads",), _EVERY, additive=True,
        gamed_ja="定義をゆるめると増える。", gamed_en="A laxer definition raises it.",
    ),
    Record(
        "campaign_companies", "施策別ユニーク社数", "Companies by campaign", "count", "high",
        "そのうちの、重複を除いた会社数。", MARKETING, campaigns.campaign_companies, ("leads",), _EVERY,
        gamed_ja="会社名の表記揺れが多いと大きく見える。", gamed_en="Spelling variants of a name count twice.",
    ),
    Record(
        "campaign_new_companies", "施策別新規社数", "New companies by campaign", "count", "high",
        "全期間で最初のリードがその施策（チャネル）だった会社の数。", MARKETING,
        campaigns.campaign_new_companies, ("leads",), _EVERY, additive=True,
        gamed_ja="過去のリードを消したり移行しなかったりすると、古い会社も新規に見える。",
        gamed_en="Old leads that were deleted or not migrated make known companies look new.",
    ),
    Record(
        "campaign_opportunities", "施策別商談化社数", "Companies with an opportunity by campaign", "count", "high",
        "施策の最初のリードの日以降に商談が作成された会社の数（1社は1回だけ数える）。", MARKETING,
        campaigns.campaign_opportunities, _LINKED, _EVERY,
        gamed_ja="すでに商談が近い会社に招待状を送るだけで増える。",
        gamed_en="Inviting companies that were about to meet us anyway raises it.",
    ),
    Record(
        "cost_per_company", "1社あたり費用", "Cost per company", "currency", "low",
        "期間内に始まった施策の費用 ÷ 開始日以降のリードの会社数。", MARKETING,
        campaigns.cost_per_company, ("leads", "campaigns"),
        gamed_ja="人件費などを費用に入れないと安く見える。", gamed_en="Costs left out, such as people's time, lower it.",
    ),
    Record(
        "cost_per_opportunity", "商談化1社あたり費用", "Cost per company with an opportunity", "currency", "low",
        "期間内に始まった施策の費用 ÷ 開始日以降のリードから商談が生まれた会社数。", MARKETING,
        campaigns.cost_per_opportunity, (*_LINKED, "campaigns"),
        gamed_ja="始まったばかりの施策は高く出る。商談が後から生まれるため。",
        gamed_en="A young campaign looks dear: its opportunities are still to come.",
    ),
)
