"""The inside-sales team's own week (インサイドセールスの週次ミーティング)."""

from kpi_helpers.report.agenda import Agenda, Topic
from kpi_helpers.workbook.needs import INBOUND, Needs

PAYS_OFF = Needs(("activities", "leads", "opportunities"), links=("activities", "opportunities"), valid=True)

act = Topic(
    "act",
    "どこに手を打つか?",
    "Where to act?",
    kpis=(
        *("cph", "contact_rate", "key_persons_per_100_calls", "att_seconds"),
        *("response_seconds_median", "response_business_seconds_median", "opportunity_rate_cohort"),
        *("opportunities", "rep_opportunities", "actual", "target", "attainment", "pace"),
        *("connected_rate", "refused_rate", "key_persons", "held_rate", "accepted_rate"),
    ),
    needs=Needs(tables=("activities",), tallied=("tallies.calls",)),
    shows=(
        "チームと担当者ごとの活動のKPI（8週間分、参考値との比較）",
        "the team's and each rep's activity KPIs over eight weeks",
    ),
    controls=("month", "team", "rep"),
    unsplit=(
        "架電時間と目標は担当者ごとにしかありません。",
        "Hours spent calling, and targets, are known by rep alone.",
    ),
    maker="team_sync.act.act",
    course="contact_rate",
    monthly=True,
)
golden_hours = Topic(
    "golden_hours",
    "いつ、どのリストに電話すればつながるか?",
    "When, and on which list, do calls get through?",
    kpis=(
        *("contact_rate_by_hour", "best_hour", "best_hour_evidence", "contact_rate", "connected_rate", "refused_rate"),
        *("contact_rate_by_attempt", "connected_by_attempt", "given_up"),
        *("list_leads", "list_called", "list_settled", "list_connected", "list_key_person", "list_opportunity"),
        "cohort_rate_by_age",
    ),
    needs=Needs(("activities",), ("activities.outcome",)),
    shows=(
        "曜日×時間帯の接触率、業種・部署ごとのつながりやすい時間帯、リストごとの接触率",
        "the contact rate by weekday and hour, the best hours, and the contact rate by list",
    ),
    controls=("month", "team", "rep", "channel", "segment"),
    unsplit=(
        "リスト（施策）どうしを比べる問いです。",
        "The question holds lists, that is campaigns, against one another.",
    ),
    maker="team_sync.golden_hours.golden_hours",
)
talk = Topic(
    "talk",
    "会話は深まっているか?",
    "Are the conversations long enough?",
    kpis=("att_seconds", "att_in_range", "talk_minutes_per_hour"),
    needs=Needs(("activities",), ("activities.outcome", "activities.talk_seconds")),
    shows=(
        "担当者ごとの通話時間の分布と、長さごとの商談化率",
        "how long each rep talks and what comes of it",
    ),
    controls=("month", "team", "rep"),
    unsplit=("架電時間は担当者ごとにしかありません。", "Hours spent calling are known by rep alone."),
    parts=((PAYS_OFF, "会話の長さごとの商談化率", "what comes of longer conversations"),),
    maker="team_sync.talk.talk",
    monthly=True,
)
area = Topic(
    "area",
    "活動は面で広がっているか?",
    "Does the activity cover the field?",
    kpis=(
        *("activities", "companies", "activities_without_company", "activities_per_company"),
        *("companies_in_100", "list_coverage", "area_verdict"),
    ),
    needs=Needs(tables=("activities",)),
    shows=(
        "担当者ごとの会社の数と1社あたりの活動（面の図）",
        "each rep's companies and activities per company as an area",
    ),
    controls=("month", "team", "rep", "segment"),
    unsplit=(
        "ターゲットリストは、チャネルや施策では分かれていません。",
        "The target list is split by neither channel nor campaign.",
    ),
    maker="team_sync.area.area",
    monthly=True,
)
answers = Topic(
    "answers",
    "反響に5分で応えているか?",
    "Do we answer in five minutes?",
    kpis=(
        *("first_response_within_5min", "first_response_same_day", "unanswered"),
        *("response_seconds_median", "response_business_seconds_median"),
    ),
    needs=Needs(("leads", "activities"), (INBOUND,), links=("activities",)),
    shows=(
        "担当者・時刻ごとの反響への対応の速さと、未対応のリードの一覧（新しい順）",
        "how soon each rep answers, and the unanswered leads",
    ),
    maker="team_sync.answers.answers",
    monthly=True,
)
roles = Topic(
    "roles",
    "役割は分かれているか?",
    "Are the roles separate?",
    kpis=("kpis_per_rep", "motion_share", "role_verdict", "rep_opportunities", "rep_win_rate", "accepted_rate"),
    needs=Needs(tables=("activities", "leads")),
    shows=(
        "担当者ごとの反響・新規開拓の割合と、役割の重なり",
        "each rep's share of the motions and whose roles overlap",
    ),
    controls=("month", "team"),
    unsplit=(
        "役割は、その人の活動すべてから判定します。",
        "Roles are judged by all that a rep does.",
    ),
    maker="team_sync.roles.roles",
    monthly=True,
)

TEAM_SYNC = Agenda(
    "team_sync",
    "インサイドセールスの週次ミーティング",
    "The inside-sales team's week",
    short=("IS", "Team"),
    main_kpi="contact_rate",
    tiles=("sales", "calls", "contact_rate", "opportunities", "first_response_within_5min"),
    lead=("sales", "opportunities"),
    followed=("sales", "calls", "activities", "opportunities", "valid_leads"),
    agreed=(
        *("sales", "leads", "valid_leads", "valid_rate", "opportunities", "opportunity_rate_slice"),
        *("win_rate_slice", "cvr"),
    ),
    tree=True,
    topics=(act, golden_hours, talk, area, answers, roles),
)
