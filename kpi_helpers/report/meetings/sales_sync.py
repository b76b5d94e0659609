"""Inside sales with field sales (営業部門とのミーティング)."""

from kpi_helpers.report.agenda import Agenda, Topic
from kpi_helpers.workbook.needs import Needs

sales = Topic(
    "sales",
    "売上の着地は?",
    "Where will sales land?",
    kpis=(
        *("sales", "won", "average_deal", "opportunities", "win_rate_slice", "valid_leads", "opportunity_rate_slice"),
        *("leads", "valid_rate", "inbound_leads", "outbound_leads", "visitors", "cvr", "lead_companies"),
        *("opportunity_rate_cohort", "win_rate_cohort", "win_rate_closed"),
        *(
            "gap_contribution",
            "usual_share",
            "expected_to_date",
            "actual",
            "target",
            "attainment",
            "pace",
            "needed_per_day",
        ),
        *("landing", "landing_run_rate", "landing_part", "landing_error", "landing_error_run_rate", "landing_coverage"),
    ),
    needs=Needs(tables=("opportunities",)),
    shows=("売上の着地とKPIツリー", "where sales land, on the KPI tree"),
    maker="sales_sync.sales.sales",
)
opportunities = Topic(
    "opportunities",
    "商談数は予定どおりか?",
    "Are opportunities on plan?",
    kpis=(
        *("opportunities", "rep_opportunities", "actual", "target", "attainment", "pace", "needed_per_day"),
        *("landing", "landing_run_rate", "landing_error", "landing_error_run_rate", "landing_coverage"),
    ),
    needs=Needs(tables=("opportunities",)),
    shows=(
        "営業日ごとの商談数の累計と目標・前月との差、チームと担当者ごとの目標との差",
        "their running total against plan and last month, and each team and rep against the own target",
    ),
    maker="sales_sync.opportunities.opportunities",
)
conversion = Topic(
    "conversion",
    "商談化率は上がっているか?",
    "Is the conversion rate rising?",
    kpis=(
        *("valid_leads", "opportunities", "opportunity_rate_slice", "opportunity_rate_cohort"),
        *("cohort_opportunities", "cohort_unlinked", "cohort_rate_by_age", "expected_final_rate"),
        *("company_cohort", "company_opportunities", "company_rate_cohort", "repeat_company_opportunities"),
    ),
    needs=Needs(("leads", "opportunities"), valid=True),
    shows=("輪切りと追っかけの商談化率の三角表", "slice and cohort rates in one triangle"),
    maker="sales_sync.conversion.conversion",
    course="opportunity_rate_slice",
)
quadrants = Topic(
    "quadrants",
    "どの商談に時間を使うか?",
    "Which opportunities deserve the time?",
    kpis=(
        *("quadrant_opportunities", "quadrant_win_rate", "quadrant_open"),
        *("quadrant_amount", "quadrant_days_open", "quadrant_focus"),
        *("owner_open", "owner_win_rate", "owner_stalled"),
    ),
    needs=Needs(tables=("opportunities",)),
    shows=(
        "ターゲット×温度感の4象限と、優先する商談の一覧",
        "four quadrants and the opportunities to talk about",
    ),
    controls=("month", "team", "rep", "channel", "campaign"),
    unsplit=(
        "4象限はターゲット企業とそれ以外を比べるもので、セグメントはターゲット企業にしかありません。",
        "The quadrants hold target companies against the others, and only target companies have a segment.",
    ),
    maker="sales_sync.quadrants.quadrants",
)
conditions = Topic(
    "conditions",
    "商談条件は今のままでよいか?",
    "Do the conditions for an opportunity still hold?",
    kpis=("held_rate", "accepted_rate", "lost_reasons"),
    needs=Needs(tables=("opportunities",)),
    shows=("商談条件を満たさない商談とその受注率", "those that miss each condition, and their win rate"),
    maker="sales_sync.conditions.conditions",
)
budget = Topic(
    "budget",
    "予算をどう調整するか?",
    "How to adjust the plan?",
    kpis=("outlook", "outlook_error", "outlook_error_slice", "leads_needed", "target_chance"),
    needs=Needs(("leads", "opportunities"), links=("opportunities",), valid=True),
    shows=(
        "来月以降の売上の見込みと、目標に必要なリード数",
        "what the months ahead bring, and the leads that their target takes",
    ),
    controls=("month", "team", "rates"),
    unsplit=(
        "先の月の目標は、チームまでしか分かれていません。",
        "The targets of the months ahead are split by team at the most.",
    ),
    maker="sales_sync.budget.budget",
)

SALES_SYNC = Agenda(
    "sales_sync",
    "営業部門とのミーティング",
    "Inside sales with field sales",
    short=("営業", "Sales"),
    main_kpi="sales",
    tiles=("sales", "won", "opportunities", "cohort_rate_by_age"),
    lead=("sales", "opportunities"),
    followed=("sales", "won", "opportunities", "valid_leads", "leads"),
    agreed=(
        *("sales", "won", "average_deal", "win_rate_slice", "opportunities", "opportunity_rate_slice"),
        *("valid_leads", "valid_rate", "cvr"),
    ),
    topics=(sales, opportunities, conversion, quadrants, conditions, budget),
)
