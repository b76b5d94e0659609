"""Chapter 3 by company (1社1商談): a company counts once, however many leads and opportunities it has."""

from functools import partial

from kpi_helpers.kpis.metric import INSIDE_SALES, Metric
from kpi_helpers.kpis.tree_cubes import LEADS, OPPORTUNITIES
from kpi_helpers.workbook.needs import Needs

_MET = Needs(("leads", "opportunities"), companies=("leads", "opportunities"), valid=True)

_of_leads = partial(Metric, owner=INSIDE_SALES, of=LEADS, by=("all",))

company_cohort = _of_leads(
    id="company_cohort",
    ja="新しい有効リードの会社数",
    en="Companies with their first valid lead",
    better="high",
    definition_ja="その月に初めて有効リードが生まれた会社の数（過去の全期間で初めて）。",
    definition_en="Companies whose first valid lead ever was created in a period.",
    gamed_ja="同じ会社が別の名前で登録されると、2社に見える。",
    gamed_en="A company under two names counts twice.",
    needs=Needs(("leads",), companies=("leads",), valid=True),
    part="new_valid_companies",
    notes="The first of all leads of the company that were valid on their day, up to as_of; of two of one moment the lower ``lead_id``. Leads without a company belong to none.",
    november=2.0,
)

company_opportunities = _of_leads(
    id="company_opportunities",
    ja="追っかけ商談化社数",
    en="Companies met, by cohort",
    better="high",
    definition_ja="そのうち、最初の有効リードの日以降に商談が作成された会社の数（基準日まで）。",
    definition_en="Those of a period's companies that had an opportunity on or after the day of their first valid lead.",
    gamed_ja="同じ会社が別の名前で登録されると、2社に見える。",
    gamed_en="A company under two names counts twice.",
    needs=_MET,
    part="companies_met",
    notes="Any opportunity of the company, whichever lead it bears, by as_of.",
    november=0.0,
)

company_rate_cohort = _of_leads(
    id="company_rate_cohort",
    ja="商談化率（追っかけ・会社単位）",
    en="Opportunity rate (cohort, by company)",
    unit="share",
    better="high",
    definition_ja="その月に初めて有効リードが生まれた会社のうち、それ以降に商談になった会社の割合（1社1商談）。",
    definition_en="Share of a period's companies with their first valid lead that had an opportunity since.",
    gamed_ja="同じ会社が別の名前で登録されると、片方は商談にならないように見える。",
    gamed_en="A company under two names seems to be one that nobody met.",
    needs=_MET,
    part="companies_met",
    over="new_valid_companies",
    notes="Beside the rate by lead it shows what several leads of one company do to that.",
    november=0.0,
)

repeat_company_opportunities = Metric(
    id="repeat_company_opportunities",
    ja="同じ会社の2件目以降の商談数",
    en="Opportunities of companies met before",
    owner=INSIDE_SALES,
    definition_ja="その月の商談のうち、同じ会社にそれより前の商談があるものの件数。",
    definition_en="Opportunities of a period whose company had an earlier one.",
    gamed_ja="1社に商談をいくつも作ると、商談数は増えても会社は増えない。",
    gamed_en="Several opportunities for one company raise the count of opportunities, not that of companies.",
    needs=Needs(("opportunities",), companies=("opportunities",)),
    of=OPPORTUNITIES,
    part="repeats",
    by=("all",),
    notes="Earlier by moment, then by ``opportunity_id``; one without a company never counts.",
    november=2.0,
)

METRICS = (
    company_cohort,
    company_opportunities,
    company_rate_cohort,
    repeat_company_opportunities,
)
