"""Chapter 5, the way of a list (リスト): how many leads of a campaign or channel were called, reached and won for a meeting."""

from functools import partial

from kpi_helpers.kpis.campaigns import SIX_MONTHS
from kpi_helpers.kpis.cube import Cube, Measure, Split
from kpi_helpers.kpis.metric import INSIDE_SALES, Metric
from kpi_helpers.workbook.engine import row
from kpi_helpers.workbook.needs import AS_CALLS, Needs

LISTS = Cube(
    name="lists",
    table="leads",
    day="created_day",
    splits=(Split(("campaign", "channel"), SIX_MONTHS),),
    measures={
        "leads": Measure(),
        "called": Measure(row.calls > 0),
        "settled": Measure(row.settled_calls > 0),
        "connected": Measure(row.connected_calls > 0),
        "key_person": Measure(row.key_person_day.notnull()),
        "opportunity": Measure(row.has_opportunity),
    },
    lends={"campaign": "leads.campaign", "channel": "leads.channel"},
)

_CALLED = Needs(("leads", "activities"), (AS_CALLS,), links=("activities",))
_REACHED = Needs(("leads", "activities"), (AS_CALLS, "activities.outcome"), links=("activities",))
_metric = partial(Metric, owner=INSIDE_SALES, of=LISTS, better="high", additive=True)
_OF = "当月と前5か月に作成されたリードのうち、"
_OF_EN = "Leads of as_of's month and the five before, by campaign and channel, that"

list_leads = _metric(
    id="list_leads",
    ja="リストのリード数",
    en="Leads of the list",
    short=("リード", "Leads"),
    definition_ja="当月と前5か月に作成されたリードの件数（施策・チャネル別）。",
    definition_en="Leads of as_of's month and the five before, by campaign and channel.",
    gamed_ja="重複したリードでも増える。",
    gamed_en="Duplicates raise it.",
    needs=Needs(("leads",)),
    part="leads",
    example=""">>> list_leads(wb, by="campaign")[["segment", "value"]].to_records(index=False).tolist()
[('campaign=', 2.0), ('campaign=CP1', 2.0), ('campaign=CP2', 2.0)]""",
)

list_called = _metric(
    id="list_called",
    ja="うち架電したリード",
    en="Called",
    short=("架電", "Called"),
    definition_ja=f"{_OF}一度でも架電したリードの件数。",
    definition_en=f"{_OF_EN} were ever called.",
    gamed_ja="呼び出し音1回の架電でも増える。",
    gamed_en="One ring counts.",
    needs=_CALLED,
    part="called",
    example="""L1 and L2 of CP1, L3 of CP2, L5 and L6 of none:

>>> list_called(wb, by="campaign")["value"].tolist()
[2.0, 2.0, 1.0]""",
)

list_settled = _metric(
    id="list_settled",
    ja="うち接触したリード",
    en="Settled",
    short=("接触", "Settled"),
    definition_ja=f"{_OF}架電で接触（受付で断られた場合を含む）したリードの件数。",
    definition_en=f"{_OF_EN} a call settled, refusals at reception included.",
    gamed_ja="「受付で断られた」も接触に数える。",
    gamed_en="A refusal at reception counts.",
    needs=_REACHED,
    part="settled",
    example=""">>> list_settled(wb, by="campaign")["value"].tolist()
[1.0, 2.0, 1.0]""",
)

list_connected = _metric(
    id="list_connected",
    ja="うち担当者につながったリード",
    en="Connected",
    short=("担当者", "Connected"),
    definition_ja=f"{_OF}架電で担当者につながったリードの件数。",
    definition_en=f"{_OF_EN} a call reached in person.",
    gamed_ja="別の人につながった架電を「接続」と記録すると増える。",
    gamed_en="Logging a colleague who picked up as the person raises it.",
    needs=_REACHED,
    part="connected",
    example=""">>> list_connected(wb, by="campaign")["value"].tolist()
[1.0, 1.0, 1.0]""",
)

list_key_person = _metric(
    id="list_key_person",
    ja="うちキーマンが判明したリード",
    en="Key person known",
    short=("キーマン", "Key person"),
    definition_ja=f"{_OF}キーマンが判明しているリードの件数。",
    definition_en=f"{_OF_EN} have a known key person.",
    gamed_ja="役職を確かめずに登録しても増える。",
    gamed_en="Names logged without checking their role raise it.",
    needs=Needs(("leads",), ("leads.key_person_at",)),
    part="key_person",
    example=""">>> list_key_person(wb, by="campaign")["value"].tolist()
[0.0, 0.0, 1.0]""",
)

list_opportunity = _metric(
    id="list_opportunity",
    ja="うち商談のあるリード",
    en="With an opportunity",
    short=("商談", "Opport."),
    definition_ja=f"{_OF}商談のあるリードの件数。",
    definition_en=f"{_OF_EN} have an opportunity.",
    gamed_ja="見込みの薄い商談でも増える。",
    gamed_en="Weak opportunities raise it.",
    needs=Needs(("leads", "opportunities"), links=("opportunities",)),
    part="opportunity",
    example="""Opportunities are known from 12 October on, after L1 came:

>>> list_opportunity(wb, by="campaign")["value"].tolist()
[1.0, 1.0, 1.0]""",
)

METRICS = (list_leads, list_called, list_settled, list_connected, list_key_person, list_opportunity)
