"""Chapter 4, activity as an area (活動量は面積): how much is done, and on how many companies.

Companies are the width of the area, activities per company its height. `coverage.py` holds what the area means for the
list of target accounts and for each role.
"""

from collections.abc import Sequence
from functools import partial

import numpy as np
import pandas as pd

from kpi_helpers.kpis.cube import GROUP, Cube, Measure, Split, with_empty_periods
from kpi_helpers.kpis.metric import INSIDE_SALES, Metric
from kpi_helpers.kpis.windows import weeks_and_month
from kpi_helpers.workbook.engine import row
from kpi_helpers.workbook.needs import Needs
from kpi_helpers.workbook.periods import Period
from kpi_helpers.workbook.workbook import Workbook

DRAWS = 100
_NEEDS = Needs(("activities",))
_COMPANIES = Needs(("activities",), companies=("activities",))


def rarefied(times: np.ndarray, companies: np.ndarray) -> float:
    """Distinct companies expected in 100 activities drawn at random without putting back.

    So many companies had so many activities each; missing below 100 activities.

    Examples
    --------
    Two companies with 100 activities each: to miss one of them, all 100 draws must hit the other.

    >>> rarefied(np.array([100]), np.array([2]))
    2.0
    >>> round(rarefied(np.array([1]), np.array([250])), 6)
    100.0
    """
    total = int((times * companies).sum())
    if total < DRAWS:
        return np.nan
    drawn = np.arange(DRAWS)
    # C(N − n, 100) / C(N, 100) as a product of 100 shares, since the factorials themselves overflow.
    missed = np.prod(np.clip(total - times[:, None] - drawn, 0, None) / (total - drawn), axis=1)
    return float(((1 - missed) * companies).sum())


def _area(wb: Workbook, segments: Sequence[str], periods: Sequence[Period]) -> pd.DataFrame:
    """The measures and the rarefied number of companies, from how many companies had how many activities."""
    split = AREA.split_rows(wb, "day", [], segments, periods, ["company_key"])
    each = split.group_by([*GROUP, "company_key"]).agg(times=split.count())
    each = each.mutate(known=each.company_key.notnull())
    found = wb.run(each.group_by([*GROUP, "known", "times"]).agg(companies=each.count()))
    return _with_companies_in_100(with_empty_periods(_summed(found), periods), found)


def _summed(found: pd.DataFrame) -> pd.DataFrame:
    activities = found["times"] * found["companies"]
    parts = found[GROUP].assign(
        activities=activities,
        companies=found["companies"].where(found["known"], 0),
        activities_without_company=activities.where(~found["known"], 0),
    )
    return parts.groupby(GROUP, as_index=False)[list(AREA.measures)].sum()


def _with_companies_in_100(counts: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """The counts with the rarefied number of companies, missing where there is none."""
    known = found[found["known"]]
    spread = {
        group: rarefied(rows["times"].to_numpy(), rows["companies"].to_numpy()) for group, rows in known.groupby(GROUP)
    }
    groups = counts[GROUP].itertuples(index=False, name=None)
    return counts.assign(companies_in_100=[spread.get(group, np.nan) for group in groups])


AREA = Cube(
    name="area",
    table="activities",
    day="day",
    splits=(Split(("all", "team", "rep"), weeks_and_month),),
    measures={
        "activities": Measure(),
        "companies": Measure(distinct="company_key"),
        "activities_without_company": Measure(row.company_key.isnull()),
    },
    query=_area,
)

_metric = partial(Metric, owner=INSIDE_SALES, of=AREA)

activities = _metric(
    id="activities",
    ja="活動件数",
    en="Activities",
    better="high",
    definition_ja="その期間の活動（架電・メールなど、種類を問わない）の件数。",
    definition_en="Activities of any kind in a period.",
    gamed_ja="つながらない時間帯の架電や一斉メールで増える。活動社数・接触率と合わせて見る。",
    gamed_en="Calls at dead hours and mass mail raise it; read it with companies and contact rate.",
    needs=_NEEDS,
    part="activities",
    additive=True,
    november=7.0,
)

companies = _metric(
    id="companies",
    ja="活動社数",
    en="Companies touched",
    better="high",
    definition_ja="その期間に活動した、重複を除いた会社数。",
    definition_en="Distinct companies among the activities of a period.",
    gamed_ja="会社名の表記揺れが多いと大きく見える。1社1回の浅い活動でも増える。",
    gamed_en="Spelling variants count twice, and one shallow call to each company raises it.",
    needs=_COMPANIES,
    part="companies",
    notes="A company that two reps touched counts for each of them and once for all.",
    november=3.0,
)

activities_without_company = _metric(
    id="activities_without_company",
    ja="会社不明の活動件数",
    en="Activities without a company",
    better="low",
    definition_ja="どの会社への活動か分からない活動の件数。",
    definition_en="Activities of a period of which nothing tells the company.",
    gamed_ja="活動をリードに紐付けないと増え、社数に表れない。",
    gamed_en="Work that is not linked to a lead hides here, outside the area.",
    needs=_COMPANIES,
    part="activities_without_company",
    additive=True,
    november=1.0,
)

companies_per_100 = _metric(
    id="companies_per_100",
    ja="100件あたりの社数",
    en="Companies per 100 activities",
    unit="ratio",
    definition_ja="活動100件あたりの、重複を除いた会社数（100 × 社数 ÷ 活動件数）。",
    definition_en="Distinct companies per 100 activities of a period.",
    gamed_ja="活動が少ないほど高く出る。件数の違う人や期間を比べるときは「100件抽出時の社数」を使う。",
    gamed_en="The fewer the activities the higher it is; compare unequal volumes by companies in 100.",
    needs=_COMPANIES,
    part="companies",
    over="activities",
    scale=100,
    benchmark="companies_per_100",
    notes="Activities without a company count in the denominator. The number falls as activities grow, so that it does not compare reps or periods of different volume: `companies_in_100` does.",
    november=300 / 7,
)

activities_per_company = _metric(
    id="activities_per_company",
    ja="1社あたりの活動件数",
    en="Activities per company",
    unit="ratio",
    definition_ja="活動件数 ÷ 社数。",
    definition_en="Activities of a period over the distinct companies among them.",
    gamed_ja="かけやすい会社に繰り返し架電するだけで上がる。",
    gamed_en="Calling the same easy companies again raises it.",
    needs=_COMPANIES,
    part="activities",
    over="companies",
    benchmark="activities_per_company",
    notes="Activities without a company count in the numerator.",
    november=7 / 3,
)

companies_in_100 = _metric(
    id="companies_in_100",
    ja="100件抽出時の社数",
    en="Companies in 100 activities",
    definition_ja="会社の分かる活動から無作為に100件を抜き出したときに含まれる会社数の期待値（100件未満は出さない）。",
    definition_en="Distinct companies expected in 100 of a period's activities drawn at random.",
    gamed_ja="1社1回だけの活動で上がる。大手を深く追う役割では高いほど良いとは限らない。",
    gamed_en="One call to each company raises it; for those who work large companies deeply high is not good.",
    needs=_COMPANIES,
    part="companies_in_100",
    benchmark="companies_per_100",
    notes="Σ over companies of 1 − C(N − n, 100) / C(N, 100), with N the activities with a company and n the company's. Missing below N = 100.",
    example="""Six activities with a company are too few:

>>> companies_in_100(wb, period="2026-11")["value"].tolist()
[]""",
)

METRICS = (
    activities,
    companies,
    activities_without_company,
    companies_per_100,
    activities_per_company,
    companies_in_100,
)
