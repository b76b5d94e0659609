"""Inside sales with marketing (マーケティング部門とのミーティング)."""

from kpi_helpers.report.agenda import Agenda, Topic
from kpi_helpers.workbook.needs import INBOUND, Needs

PLANNED = Needs(("campaigns",), ("campaigns.starts_on",))
BY_CAMPAIGN = Needs(("leads",), ("leads.campaign",))
ADDRESSED = Needs(("campaigns",), ("campaigns.audience",))
REACHED = Needs(("accounts", "activities"), companies=("accounts", "activities"))

leads = Topic(
    "leads",
    "リードは予定どおりか?",
    "Are leads on plan?",
    kpis=(
        *("leads", "inbound_leads", "outbound_leads", "valid_leads", "valid_rate", "lead_companies"),
        *("target", "pace", "needed_per_day"),
        *("landing", "landing_run_rate", "landing_error", "landing_error_run_rate"),
    ),
    needs=Needs(tables=("leads",)),
    shows=(
        "チャネルごとのリード・有効リード・会社数と、目標に対するペース",
        "leads, valid leads and companies by channel against the plan",
    ),
    controls=("month", "team", "rep", "segment"),
    unsplit=(
        "チャネルどうしを比べる問いで、施策はどれか一つのチャネルに属します。",
        "The question holds channels against one another, and a campaign belongs to one of them.",
    ),
    maker="marketing_sync.leads.leads",
    monthly=True,
)
change = Topic(
    "lead_change",
    "なぜ増えたか、減ったか?",
    "Why the change?",
    kpis=("lead_change",),
    needs=Needs(("leads",), ("leads.channel",), valid=True),
    shows=(
        "量・構成・質に分けたチャネルごとの有効リードの増減",
        "the change of valid leads by channel, in volume, mix and quality",
    ),
    controls=("month", "team", "rep", "segment"),
    unsplit=(
        "チャネルどうしを比べる問いで、施策はどれか一つのチャネルに属します。",
        "The question holds channels against one another, and a campaign belongs to one of them.",
    ),
    maker="marketing_sync.change.change",
)
definition = Topic(
    "definition",
    "有効リードの定義は共有できているか?",
    "Do we mean the same by a valid lead?",
    kpis=("definition_effect", "condition_rejects", "condition_rejects_alone", "definition_outcome"),
    needs=Needs(("leads",), valid=True),
    shows=("有効リードの定義とその影響", "the definition of a valid lead and what it does"),
    maker="marketing_sync.definition.definition",
)
campaigns = Topic(
    "campaigns",
    "どの施策が新しい会社を連れてきたか?",
    "Which campaigns brought new companies?",
    kpis=(
        *("campaign_leads", "campaign_valid_leads", "campaign_companies", "campaign_new_companies"),
        *("campaign_opportunities", "list_opportunity", "campaign_sales"),
        *("cost_per_company", "cost_per_opportunity", "sales_per_cost"),
    ),
    needs=Needs(tables=("leads",)),
    shows=(
        "施策ごとのリード・会社・新しい会社・商談になった会社",
        "leads, companies, new ones and those with an opportunity by campaign",
    ),
    controls=("month",),
    unsplit=(
        "施策の費用は全体の額しかなく、一部のリードとは比べられません。",
        "A campaign's cost is known as a whole, and is not held against a part of its leads.",
    ),
    parts=((BY_CAMPAIGN, "施策ごとの数字", "the numbers by campaign"),),
    maker="marketing_sync.campaigns.campaigns",
)
maturing = Topic(
    "maturing",
    "どのチャネルのリードが育つか?",
    "Which channels' leads mature?",
    kpis=("cohort_rate_by_age", "company_cohort", "company_opportunities", "company_rate_cohort"),
    needs=Needs(("leads", "opportunities"), ("leads.channel",), links=("opportunities",), valid=True),
    shows=("チャネルごとに商談になるまでの育ち方", "how each channel's leads become opportunities"),
    controls=("month", "team", "rep", "segment"),
    unsplit=(
        "チャネルどうしを比べる問いで、施策はどれか一つのチャネルに属します。",
        "The question holds channels against one another, and a campaign belongs to one of them.",
    ),
    maker="marketing_sync.maturing.maturing",
)
answers = Topic(
    "answers",
    "渡したリードはすぐ対応されたか?",
    "Were the leads answered at once?",
    kpis=(
        *("first_response_within_5min", "response_seconds_median", "response_business_seconds_median"),
        *("first_response_same_day", "unanswered", "leads_by_response", "contact_rate_by_response", "given_up"),
    ),
    needs=Needs(("leads", "activities"), (INBOUND,), links=("activities",)),
    shows=(
        "反響リードへの対応の速さとその効果",
        "how soon inbound leads are answered and what comes of it",
    ),
    maker="marketing_sync.answers.answers",
    monthly=True,
)
ahead = Topic(
    "ahead",
    "これから何をするか?",
    "What is next?",
    needs=Needs(tables=("leads",)),
    shows=(
        "予定の施策・未接触の企業・来月以降の見込み",
        "planned campaigns, companies not yet reached and the leads expected",
    ),
    controls=("month",),
    unsplit=(
        "ターゲットリストと予定の施策は全員のものです。",
        "The target list and the planned campaigns are everybody's.",
    ),
    parts=(
        (REACHED, "まだ接触していない企業", "the target companies not yet reached"),
        (
            Needs(("accounts",), ("accounts.segment",)),
            "ターゲット企業のセグメント別の内訳",
            "target companies by segment",
        ),
        (PLANNED, "施策のカレンダー", "the calendar of campaigns"),
        (ADDRESSED, "ターゲット企業に向けた施策", "which campaigns address target companies"),
    ),
    maker="marketing_sync.ahead.ahead",
)

MARKETING_SYNC = Agenda(
    "marketing_sync",
    "マーケティング部門とのミーティング",
    "Inside sales with marketing",
    short=("マーケ", "Marketing"),
    main_kpi="leads",
    tiles=("sales", "leads", "valid_leads", "lead_companies"),
    lead=("sales", "valid_leads"),
    followed=("sales", "visitors", "leads", "valid_leads", "opportunities"),
    agreed=(
        *("sales", "visitors", "cvr", "leads", "valid_leads", "valid_rate", "lead_companies"),
        *("opportunities", "opportunity_rate_slice", "win_rate_slice"),
    ),
    tree=True,
    topics=(leads, change, definition, campaigns, maturing, answers, ahead),
)
