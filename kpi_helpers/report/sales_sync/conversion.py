"""Section 3: is the conversion rate rising?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from kpi_helpers.charts.conversion_rates import draw_conversion_rates
from kpi_helpers.charts.triangle import draw_triangle
from kpi_helpers.kpis import cohorts, company_cohorts, tree
from kpi_helpers.kpis.claims import HIGHER, LOWER, SAME, THIN, Claim, Rate
from kpi_helpers.kpis.crowded import Crowded, crowded_months
from kpi_helpers.kpis.newest_cohort import Newest, is_old_enough, newest_cohort, own_share
from kpi_helpers.kpis.tidy import segment_parts
from kpi_helpers.report.intervention_words import marks_by_month
from kpi_helpers.report.lack_words import lack_for, without_words
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.sales_sync.crowded_words import crowded_remark, crowded_words
from kpi_helpers.report.sales_sync.slice_words import TABLES, is_partial, slice_words, target_claims, target_lines
from kpi_helpers.report.section import Section, points
from kpi_helpers.report.span_words import ended_tables, ended_words
from kpi_helpers.workbook.limits import THIN_BELOW
from kpi_helpers.workbook.periods import Period

if TYPE_CHECKING:
    from kpi_helpers.report.section import Picture

_MARKED = ("opportunity_rate_slice", "opportunity_rate_cohort", "cohort_rate_by_age")
"""The KPIs of the curves."""


@dataclass(frozen=True)
class Triangle:
    """The triangle's cells and both margins, as `draw_triangle` reads them."""

    cells: pd.DataFrame
    cohorts: pd.DataFrame
    months: pd.DataFrame

    def origin(self, month: str) -> dict[str, float]:
        """Where a month's opportunities came from: its own leads, earlier ones, linked to none; nothing of one not known."""
        return self._origins.get(month, dict.fromkeys(("own", "earlier", "unlinked", "all"), 0.0))

    @cached_property
    def _origins(self) -> dict[str, dict[str, float]]:
        own = self.cells[self.cells["cohort"] == self.cells["month"]].groupby("month")["opportunities"].sum()
        return {
            line.month: {
                "own": own.get(line.month, 0),
                "earlier": line.column_sum - own.get(line.month, 0),
                "unlinked": line.unlinked,
                "all": line.opportunities,
            }
            for line in self.months.itertuples(index=False)
        }


def triangle(meeting: Meeting) -> Triangle:
    """Gather the triangle of the 13 months up to as_of's."""
    wb = meeting.wb
    found = cohorts.cohort_opportunities(wb)
    cells = pd.DataFrame(
        {
            "cohort": found["period"],
            "month": [segment_parts(written)["month"] for written in found["segment"]],
            "opportunities": found["value"],
        }
    )
    rates = tree.opportunity_rate_cohort(wb).set_index("period")
    valid = tree.valid_leads(wb).set_index("period")["value"]
    opportunities = tree.opportunities(wb).set_index("period")["value"]
    months = sorted({*valid.index, *opportunities.index})
    inside = cells["cohort"].isin(months)
    # Leads from before the window still bring opportunities; without their row the columns would not add up.
    if not inside.all():
        cells = cells.assign(cohort=cells["cohort"].where(inside, meeting.say("それ以前", "earlier")))
        cells = cells.groupby(["cohort", "month"], as_index=False, sort=False)["opportunities"].sum()
    unlinked = cohorts.cohort_unlinked(wb).groupby("period")["value"].sum()
    rows = pd.DataFrame(
        {
            "cohort": months,
            "valid_leads": valid.reindex(months).to_numpy(),
            "row_sum": rates["numerator"].reindex(months).fillna(0).to_numpy(),
            "rate": rates["value"].reindex(months).to_numpy(),
            "is_young": [cohorts.is_young(wb, Period.parse(month)) for month in months],
        }
    )
    columns = pd.DataFrame(
        {
            "month": months,
            "column_sum": cells.groupby("month")["opportunities"].sum().reindex(months).fillna(0).to_numpy(),
            "unlinked": unlinked.reindex(months).fillna(0).to_numpy(),
            "opportunities": opportunities.reindex(months).fillna(0).to_numpy(),
        }
    )
    return Triangle(cells, rows, columns)


def rate_lines(meeting: Meeting, age: int | None) -> pd.DataFrame:
    """Slice rate and its target, cohort rate and cohorts at one age, by month, as `draw_conversion_rates` reads them.

    A month that leads or opportunities cover in part is on no curve: it is no trend.
    """
    by_age = cohorts.cohort_rate_by_age(meeting.wb)
    by_age = by_age[by_age["segment"] == f"age={age}"]
    old_enough = [is_old_enough(meeting.wb, month, age) for month in by_age["period"]]
    parts = []
    for kind, numbers in (
        ("slice", tree.opportunity_rate_slice(meeting.wb)),
        ("cohort", tree.opportunity_rate_cohort(meeting.wb)),
        ("age", by_age.loc[old_enough]),
    ):
        parts.append(
            pd.DataFrame(
                {
                    "kind": kind,
                    "month": numbers["period"],
                    "rate": numbers["value"],
                    "low": numbers["low"],
                    "high": numbers["high"],
                    "denominator": numbers["denominator"],
                }
            )
        )
    lines = pd.concat([*parts, target_lines(meeting)], ignore_index=True)
    return lines[~lines["month"].map(lambda month: is_partial(meeting, month)).astype(bool)].reset_index(drop=True)


def _sentence(
    meeting: Meeting, shape: Triangle, newest: Newest | None, own: Claim | None, crowded: Crowded | None
) -> str:
    if reason := lack_for(meeting, cohorts.CHASED):
        unsaid = without_words(meeting, reason, "追っかけの商談化率", "the cohort rate")
        return points(unsaid, slice_words(meeting))
    chased = _cohort_words(meeting, shape, newest), crowded_words(meeting, crowded)
    return points(*chased, slice_words(meeting), _origin_words(meeting, shape, own))


def _cohort_words(meeting: Meeting, shape: Triangle, newest: Newest | None) -> str:
    if newest is None and (leads := _leads_without_a_valid_one(meeting, shape)):
        return meeting.say(
            f"13か月のリード{leads:,.0f}件に有効リードの定義を満たすものがないため、追っかけの商談化率は出せません。",
            f"None of the {leads:,.0f} leads of thirteen months meets the definition of a valid lead, so there is no cohort rate.",
        )
    if newest is None:
        return meeting.say(
            "追っかけは、比べられるだけの月がまだ揃っていません。",
            "There are not yet enough months to compare cohorts.",
        )
    month = meeting.month_name(newest.month)
    rate, before = (meeting.write(side.share, "share") for side in (newest.rate, newest.before))
    cases = f"{newest.rate.cases:,.0f}"
    facts_ja = f"{month}のリードの{newest.age}日以内の商談化率は{rate}（{cases}件）で、それまで6か月の{before}"
    facts_en = (
        f"{rate} of the leads of {month} became an opportunity within {newest.age} days (n = {cases}), "
        f"against {before} in the six months before"
    )
    newer_ja = f"それより後の月は、まだ{newest.age}日たっておらず比べていません。"
    newer_en = f" Later months have not reached {newest.age} days and are not compared."
    return {
        LOWER: meeting.say(
            f"追っかけで見ると、{facts_ja}を下回っています。{newer_ja}",
            f"{facts_en}: that month converts less.{newer_en}",
        ),
        HIGHER: meeting.say(
            f"追っかけで見ると、{facts_ja}を上回っています。{newer_ja}",
            f"{facts_en}: that month converts better.{newer_en}",
        ),
        SAME: meeting.say(
            f"追っかけでは上がったとも下がったとも言えません：{facts_ja}と、はっきりした差はありません。",
            f"{facts_en}: no difference beyond chance.",
        ),
        THIN: meeting.say(
            f"追っかけで見ると、{facts_ja}でした。{THIN_BELOW}件に満たないため、上がったか下がったかは言えません。",
            f"{facts_en}: with fewer than {THIN_BELOW} leads nothing can be said.",
        ),
    }[newest.claim.verdict]


def _leads_without_a_valid_one(meeting: Meeting, shape: Triangle) -> float:
    """The leads of the window where none of them is valid; 0 otherwise."""
    return 0.0 if shape.cohorts["valid_leads"].sum() else float(tree.leads(meeting.wb)["value"].sum())


def _origin_words(meeting: Meeting, shape: Triangle, own: Claim | None) -> str:
    now = shape.origin(meeting.month)
    if not now["all"] or ended_words(meeting, TABLES):
        return ""
    if ended_tables(meeting, TABLES):
        own = None  # the month is not all there and is held against no other
    share = meeting.write(now["own"] / now["all"], "share")
    repeats = company_cohorts.repeat_company_opportunities(meeting.wb).set_index("period")["value"]
    again_ja = again_en = ""
    if repeats.get(meeting.month, 0) > 0:
        count = meeting.write(repeats[meeting.month], "count")
        again_ja, again_en = (
            f"（うち同じ会社の2件目以降{count}）",
            f" ({count} of them with a company that had one before)",
        )
    before_ja = before_en = judged_ja = judged_en = ""
    if own is not None and isinstance(own.other, Rate) and not own.other.is_thin:
        before = meeting.write(own.other.share, "share")
        before_ja, before_en = (
            f"、前6か月の同じ時点は{before}",
            f"; {before} at the same stage of the six months before",
        )
        judged_ja, judged_en = {
            LOWER: ("とふだんより低く", ", less than usual"),
            HIGHER: ("とふだんより高く", ", more than usual"),
        }.get(own.verdict, ("", ""))
    return meeting.say(
        f"今月の商談{now['all']:,.0f}件{again_ja}のうち今月のリードからは{now['own']:,.0f}件（{share}{before_ja}）{judged_ja}、"
        f"過去のリードからが{now['earlier']:,.0f}件、リードに紐づかない商談が{now['unlinked']:,.0f}件です。",
        f"Of this month's {now['all']:,.0f} {'opportunity' if now['all'] == 1 else 'opportunities'}{again_en} {now['own']:,.0f} came from this month's leads ({share}{before_en}){judged_en}, "
        f"{now['earlier']:,.0f} from earlier leads and {now['unlinked']:,.0f} are not linked to a valid lead.",
    )


def _table(meeting: Meeting, shape: Triangle, lines: pd.DataFrame) -> pd.DataFrame:
    slices, goals = (lines[lines["kind"] == kind].set_index("month") for kind in ("slice", "target"))
    chased = lines[lines["kind"] == "cohort"].set_index("month")
    final = cohorts.expected_final_rate(meeting.wb).rename(columns={"value": "rate"}).set_index("period")
    companies = company_cohorts.company_rate_cohort(meeting.wb).set_index("period")
    repeats = company_cohorts.repeat_company_opportunities(meeting.wb).set_index("period")["value"]
    young = meeting.say("集計途中", "young")
    is_chased = meeting.wb.lacks(cohorts.CHASED) is None
    rows = []
    for row in shape.cohorts.itertuples(index=False):
        origin = shape.origin(row.cohort)
        rows.append(
            {
                meeting.say(
                    "月", "Month"
                ): f"{row.cohort}{f'（{young}）' if row.is_young and meeting.lang == 'ja' else f' ({young})' if row.is_young else ''}",
                meeting.say("有効リード", "Valid leads"): None
                if pd.isna(row.valid_leads)
                else f"{row.valid_leads:,.0f}",
                meeting.say("商談", "Opportunities"): f"{origin['all']:,.0f}",
                meeting.say("輪切り", "Slice rate"): _with_interval(meeting, slices, row.cohort),
                meeting.say("輪切りの目標", "Its target"): _with_interval(meeting, goals, row.cohort),
                meeting.say("追っかけ", "Cohort rate"): _with_interval(meeting, chased, row.cohort),
                meeting.say("180日時点の見込み", "Expected at 180 days"): _with_interval(meeting, final, row.cohort),
                meeting.say("会社単位の追っかけ", "Cohort rate by company"): _by_company(
                    meeting, companies, row.cohort
                ),
                meeting.say("うち当月リード", "From own leads"): f"{origin['own']:,.0f}" if is_chased else None,
                meeting.say("うち過去リード", "From earlier leads"): f"{origin['earlier']:,.0f}" if is_chased else None,
                meeting.say("リードに紐づかない商談", "Unlinked"): f"{origin['unlinked']:,.0f}",
                meeting.say("同じ会社の2件目以降", "Of companies met before"): meeting.write(
                    repeats.get(row.cohort), "count"
                ),
            }
        )
    return pd.DataFrame(rows)


def _with_interval(meeting: Meeting, lines: pd.DataFrame, month: str) -> str | None:
    if month not in lines.index:
        return None
    row = lines.loc[month]
    value = meeting.write(row["rate"], "share")
    if pd.isna(row["low"]):
        return value
    return f"{value} ({100 * row['low']:.1f}–{100 * row['high']:.1f})"


def _by_company(meeting: Meeting, rates: pd.DataFrame, month: str) -> str | None:
    """A month's rate by company with the counts that it is made of."""
    if month not in rates.index:
        return None
    row = rates.loc[month]
    met, begun = (f"{row[part]:,.0f}" for part in ("numerator", "denominator"))
    counts = meeting.say(f"{begun}社のうち{met}社", f"{met} of {begun}")
    return f"{meeting.write(row['value'], 'share')} ({counts}; {100 * row['low']:.1f}–{100 * row['high']:.1f})"


def conversion(meeting: Meeting) -> Section:
    """輪切り and 追っかけ: the triangle with both margins, and both rates by month."""
    shape, newest = triangle(meeting), newest_cohort(meeting.wb)
    own = own_share(meeting.wb)
    crowded = crowded_months(meeting.wb)
    sentence = _sentence(meeting, shape, newest, own, next(iter(crowded), None))
    title = meeting.say(
        "リードの月 × 商談の月（行が追っかけ、列が輪切り）", "Month of the lead × month of the opportunity"
    )
    lines = rate_lines(meeting, newest.age if newest else None)
    rates_title = meeting.say("商談化率の推移：追っかけと輪切り", "Opportunity rate by month: cohort and slice")
    age, usual = (newest.age, newest.before.share) if newest else (0, math.nan)
    marks = marks_by_month(meeting, _MARKED, lines["month"].unique() if len(lines) else ())
    rates = draw_conversion_rates(lines, age=age, usual=usual, lang=meeting.lang, title=rates_title, marks=marks)
    figures: list[tuple[Picture, str]] = [(rates.figure, _rates_alt(meeting, newest))]
    if meeting.wb.lacks(cohorts.CHASED) is None:
        grid = draw_triangle(
            shape.cells,
            _with_earlier(meeting, shape),
            shape.months,
            lang=meeting.lang,
            title=title,
            remark=crowded_remark(meeting, next(iter(crowded), None)),
        )
        figures.append((grid.figure, _origin_alt(meeting, shape)))
    return Section(
        sentence,
        figures,
        table=_table(meeting, shape, lines),
        table_caption=meeting.say("月ごとの率と商談の出どころ", "Rates and origins by month"),
        claims=[
            *([newest.claim] if newest else []),
            *([own] if own else []),
            *target_claims(meeting),
            *(one.claim for one in crowded[:1]),
        ],
        notes=[
            meeting.say(
                "短期は輪切り、長期は追っかけで見ます。どの月も「列の合計＋リードに紐づかない商談＝その月の商談数」です。月末から180日たっていない月は集計途中で、追っかけの率はまだ上がります。リードに紐づかない商談は、有効リードの最初の商談でないもの（同じリードの2件目など）も含みます。"
                "180日時点の見込みは、新しい月ほど直近12か月のリード全体の率に近い値になるため、集計途中の月どうしの高い低いは比べられません。"
                "括弧内は95%信頼区間です。会社単位の追っかけは、その月に初めて有効リードが生まれた会社のうち商談になった割合です（1社1商談）。",
                "Short term by slice, long term by cohort. In every month column sum + unlinked = opportunities; “unlinked” are those that are not a valid lead's first. Months that ended less than 180 days ago are young: "
                "their cohort rate still rises. The younger a month, the nearer its rate expected at 180 days lies to that of all leads of "
                "twelve months: young months are not to be ranked by it. In brackets: 95% intervals. By company: of the companies whose first valid lead came "
                "in the month, those with an opportunity since.",
            )
        ],
    )


def _rates_alt(meeting: Meeting, newest: Newest | None) -> str:
    if newest is None:
        return meeting.say("比べられる月はまだありません", "no months to compare yet")
    month, rate, before = (
        meeting.month_name(newest.month),
        newest.rate.share,
        meeting.write(newest.before.share, "share"),
    )
    return meeting.say(
        f"追っかけは{month}{meeting.write(rate, 'share')}、それまで6か月{before}",
        f"cohort: {meeting.write(rate, 'share')} in {month}, {before} in the six months before",
    )


def _origin_alt(meeting: Meeting, shape: Triangle) -> str:
    now = shape.origin(meeting.month)
    return meeting.say(
        f"今月の商談{now['all']:,.0f}件のうち当月リードから{now['own']:,.0f}件",
        f"{now['own']:,.0f} of this month's {now['all']:,.0f} opportunities from its own leads",
    )


def _with_earlier(meeting: Meeting, shape: Triangle) -> pd.DataFrame:
    name = meeting.say("それ以前", "earlier")
    rows = shape.cells[shape.cells["cohort"] == name]
    if rows.empty:
        return shape.cohorts
    first = pd.DataFrame(
        {
            "cohort": [name],
            "valid_leads": [float("nan")],
            "row_sum": [rows["opportunities"].sum()],
            "rate": [float("nan")],
            "is_young": [False],
        }
    )
    return pd.concat([first, shape.cohorts], ignore_index=True)
