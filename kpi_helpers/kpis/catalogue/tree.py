"""Records of chapter 1, the KPI tree."""

from kpi_helpers.kpis import gap, tree
from kpi_helpers.kpis.catalogue.record import FIELD_SALES, INSIDE_SALES, MARKETING, SHARED, Record

_EVERY = ("all", "motion", "channel")
_LINKED = ("leads", "opportunities")

TREE = (
    Record(
        "visitors", "サイト訪問者数", "Visitors", "count", "high", "その月のサイト訪問者数の合計。", MARKETING,
        tree.visitors, ("visits",), ("all", "channel"), additive=True,
        gamed_ja="見込みの薄い広告で訪問だけを増やすと、CVRが下がる。",
        gamed_en="Cheap traffic raises it while cvr falls.",
    ),
    Record(
        "leads", "リード数", "Leads", "count", "high", "その月に作成されたリードの件数。", MARKETING,
        tree.leads, ("leads",), _EVERY, additive=True,
        gamed_ja="名刺やリストをまとめて登録すると増える。有効率・社数と合わせて見る。",
        gamed_en="Loading cards or lists in bulk raises it; read it with valid rate and companies.",
    ),
    Record(
        "inbound_leads", "反響リード数", "Inbound leads", "count", "high", "その月に作成された反響（inbound）のリードの件数。",
        MARKETING, tree.inbound_leads, ("leads",), _EVERY, additive=True,
        gamed_ja="資料請求の入力項目を減らすと増えるが、有効率が下がる。",
        gamed_en="A shorter form raises it while the valid rate falls.",
    ),
    Record(
        "outbound_leads", "新規開拓リード数", "Outbound leads", "count", "high",
        "その月に作成された新規開拓（outbound）のリードの件数。", INSIDE_SALES,
        tree.outbound_leads, ("leads",), _EVERY, additive=True,
        gamed_ja="リストを買って登録するだけで増える。", gamed_en="A bought list raises it.",
    ),
    Record(
        "valid_leads", "有効リード数", "Valid leads", "count", "high",
        "その月に作成され、作成日に有効だった定義をすべて満たすリードの件数。", INSIDE_SALES,
        tree.valid_leads, ("leads",), _EVERY, additive=True,
        gamed_ja="定義をゆるめると増える。定義の変更履歴と「定義別の有効リード数」で確かめる。",
        gamed_en="A laxer definition raises it; see the log and the count under each version.",
    ),
    Record(
        "lead_companies", "リードの社数", "Companies among leads", "count", "high",
        "その月に作成されたリードの、重複を除いた会社数。", MARKETING, tree.lead_companies, ("leads",), _EVERY,
        gamed_ja="会社名の表記揺れが多いと大きく見える。会社IDの入力率と合わせて見る。",
        gamed_en="Spelling variants of a name count twice where no id or domain ties them.",
    ),
    Record(
        "cvr", "CVR", "CVR (visitor to lead)", "share", "high", "反響リード数 ÷ サイト訪問者数。", MARKETING,
        tree.cvr, ("visits", "leads"), ("all", "channel"),
        gamed_ja="見込みの薄い訪問を減らすだけでも上がる。", gamed_en="Cutting traffic raises it without one lead more.",
    ),
    Record(
        "valid_rate", "有効率", "Valid rate", "share", "high", "有効リード数 ÷ リード数。", INSIDE_SALES,
        tree.valid_rate, ("leads",), _EVERY,
        gamed_ja="定義をゆるめると上がる。", gamed_en="A laxer definition raises it.",
    ),
    Record(
        "opportunities", "商談数", "Opportunities", "count", "high", "その月に作成された商談の件数（元のリードの時期は問わない）。",
        FIELD_SALES, tree.opportunities, ("opportunities",), _EVERY, additive=True,
        gamed_ja="条件に満たない面談まで商談として登録すると増え、受注率が下がる。",
        gamed_en="Booking any meeting raises it while the win rate falls.",
    ),
    Record(
        "opportunity_rate_slice", "商談化率（輪切り）", "Opportunity rate (slice)", "share", "high",
        "その月の商談数 ÷ その月の有効リード数。", INSIDE_SALES, tree.opportunity_rate_slice, _LINKED, _EVERY,
        gamed_ja="過去のリードの掘り起こしで上がり、新しいリードの悪化を隠す。",
        gamed_en="Harvesting old leads raises it and hides that new ones sink.",
    ),
    Record(
        "opportunity_rate_cohort", "商談化率（追っかけ）", "Opportunity rate (cohort)", "share", "high",
        "その月の有効リードのうち、基準日までに最初の商談が生まれた割合。", INSIDE_SALES,
        tree.opportunity_rate_cohort, _LINKED, _EVERY,
        gamed_ja="若い月は必ず低く出る。古い月とそのまま比べない。",
        gamed_en="Young months are always low: never compare them with old ones as they stand.",
    ),
    Record(
        "won", "受注数", "Won", "count", "high", "その月に受注として完了した商談の件数。", FIELD_SALES,
        tree.won, ("opportunities",), _EVERY, additive=True,
        gamed_ja="完了日を動かすと月をまたいで増減する。", gamed_en="Moving closing dates shifts it between months.",
    ),
    Record(
        "sales", "売上", "Sales", "currency", "high", "その月に受注した商談の金額の合計。", FIELD_SALES,
        tree.sales, ("opportunities",), _EVERY, additive=True,
        gamed_ja="金額の未入力は0円で数える。", gamed_en="A deal without an amount counts 0.",
    ),
    Record(
        "win_rate_slice", "受注率（輪切り）", "Win rate (slice)", "share", "high", "その月の受注数 ÷ その月の商談数。", FIELD_SALES,
        tree.win_rate_slice, ("opportunities",), _EVERY,
        gamed_ja="商談を減らすだけでも上がる。", gamed_en="Fewer meetings raise it.",
    ),
    Record(
        "win_rate_cohort", "受注率（追っかけ）", "Win rate (cohort)", "share", "high",
        "その月に作成された商談のうち、基準日までに受注した割合。", FIELD_SALES,
        tree.win_rate_cohort, ("opportunities",), _EVERY,
        gamed_ja="若い月は必ず低く出る。", gamed_en="Young months are always low.",
    ),
    Record(
        "win_rate_closed", "受注率（決着分）", "Win rate (closed)", "share", "high",
        "その月に完了した商談（受注＋失注）のうち受注の割合。", FIELD_SALES,
        tree.win_rate_closed, ("opportunities",), ("all",),
        gamed_ja="失注を放置して「進行中」のままにすると上がる。", gamed_en="Dead deals left open flatter it.",
    ),
    Record(
        "average_deal", "平均単価", "Average deal", "currency", "high", "売上 ÷ 受注数。", FIELD_SALES,
        tree.average_deal, ("opportunities",), ("all",),
        gamed_ja="小さな案件を捨てると上がる。", gamed_en="Dropping small deals raises it.",
    ),
    Record(
        "gap_contribution", "売上差の要因分解", "Contribution to the sales gap", "currency", "high",
        "売上の実績と「目標×営業日の経過率」の差を、ツリーの各要因に過不足なく分けた金額（LMDI-I）。", SHARED,
        gap.gap_contribution, ("opportunities", "targets"),
        gamed_ja="目標の置き方で要因の大きさが変わる。", gamed_en="It depends on how the targets were set.",
    ),
)
