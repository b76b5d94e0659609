"""Chapter 5, キーマン情報数: whose key person became known."""

from functools import partial

from kpi_helpers.kpis.calls import CALLS
from kpi_helpers.kpis.cube import Cube, Measure, Split
from kpi_helpers.kpis.metric import INSIDE_SALES, Metric
from kpi_helpers.kpis.windows import weeks_and_month
from kpi_helpers.workbook.needs import AS_CALLS, Needs

KEY_PERSONS = Cube(
    name="key_persons",
    table="leads",
    day="key_person_day",
    splits=(Split(("all", "team", "rep", "motion"), weeks_and_month),),
    measures={"key_persons": Measure()},
    lends={"team": "leads.rep", "rep": "leads.rep"},
    requires="key_person_at",
)

_metric = partial(Metric, owner=INSIDE_SALES, of=KEY_PERSONS, part="key_persons", per=CALLS)

key_persons = _metric(
    id="key_persons",
    ja="キーマン情報数",
    en="Key persons found",
    better="high",
    definition_ja="その期間にキーマンが判明したリードの件数。",
    definition_en="Leads whose key person became known in a period.",
    gamed_ja="役職を確かめずに登録しても増える。",
    gamed_en="Names logged without checking their role raise it.",
    needs=Needs(("leads",), ("leads.key_person_at",)),
    additive=True,
    notes="By the lead's rep. A group that called in a period and learnt nothing has 0.",
    november=1.0,
)

key_persons_per_100_calls = _metric(
    id="key_persons_per_100_calls",
    ja="架電100件あたりのキーマン情報数",
    en="Key persons per 100 calls",
    short=("キーマン/100件", "Key pers./100"),
    unit="ratio",
    better="high",
    definition_ja="キーマン情報数 ÷ 架電数 × 100。",
    definition_en="Leads whose key person became known in a period, per 100 calls of the same group.",
    gamed_ja="展示会などの架電以外で判明した分も含むため、架電を減らすと上がる。",
    gamed_en="Key persons found elsewhere count too, so fewer calls raise it.",
    needs=Needs(("leads", "activities"), (AS_CALLS, "leads.key_person_at")),
    over="calls",
    scale=100,
    notes="By rep those of the lead's rep over the caller's calls. May exceed 100.",
    november=100 / 7,
)

METRICS = (key_persons, key_persons_per_100_calls)
