"""Records of chapter 3, slice and cohort."""

from kpi_helpers.kpis import cohorts
from kpi_helpers.kpis.catalogue.record import INSIDE_SALES, Record

_LINKED = ("leads", "opportunities")

COHORTS = (
    Record(
        "cohort_opportunities",
        "追っかけ商談数",
        "First opportunities by cohort",
        "count",
        "high",
        "c月に作成された有効リードのうち、最初の商談がk月に作成されたものの件数。",
        INSIDE_SALES,
        cohorts.cohort_opportunities,
        _LINKED,
        gamed_ja="商談を別の月のリードにひも付けると、月の間で移る。",
        gamed_en="Linking an opportunity to another lead moves it to another cohort.",
    ),
    Record(
        "cohort_unlinked",
        "追っかけ外の商談数",
        "Opportunities outside the chase",
        "count",
        "",
        "k月の商談のうち、有効リードの最初の商談ではないものの件数（理由別）。",
        INSIDE_SALES,
        cohorts.cohort_unlinked,
        ("opportunities",),
        gamed_ja="リードとの紐付けを怠ると増え、追っかけの商談化率が低く出る。",
        gamed_en="Opportunities not linked to their lead raise it and lower the cohort rate.",
    ),
    Record(
        "cohort_rate_by_age",
        "経過日数別の商談化率",
        "Opportunity rate by age",
        "share",
        "high",
        "有効リードのうち、作成からその日数以内に最初の商談が生まれた割合（カプラン・マイヤー法、基準日で打ち切り）。",
        INSIDE_SALES,
        cohorts.cohort_rate_by_age,
        _LINKED,
        ("all", "channel"),
        gamed_ja="商談が決まってからリードを登録すると、早く育ったように見える。",
        gamed_en="Leads entered only when their meeting is set seem to ripen at once.",
    ),
    Record(
        "expected_final_rate",
        "見込み最終商談化率",
        "Expected final opportunity rate",
        "share",
        "high",
        "まだ若い月の、180日時点の商談化率の見込み（直近12か月のハザードで延長）。",
        INSIDE_SALES,
        cohorts.expected_final_rate,
        _LINKED,
        gamed_ja="過去12か月と同じように育つという仮定の値。取り組み方を変えた直後は当てにならない。",
        gamed_en="It assumes that leads ripen as they did in twelve months; it cannot know of a new practice.",
    ),
)
