"""Chapter 5, calls (架電): how many, and how many get through.

`call_hours.py` holds how many an hour, `golden_hours.py` and `best_hours.py` when calls get through, `attempts.py` at
which attempt and whom nobody reached, `lists.py` the way of a list, `key_persons.py` what calls find out, `talk_time.py`
how long they last.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import cast

import pandas as pd

from kpi_helpers.kpis.clustered import CLUSTER, by_cluster
from kpi_helpers.kpis.cube import GROUP, Cube, Measure, Split, with_empty_periods
from kpi_helpers.kpis.metric import INSIDE_SALES, Metric
from kpi_helpers.kpis.tallies import tallied_calls
from kpi_helpers.kpis.windows import eight_weeks, weeks_and_month
from kpi_helpers.workbook.engine import Expr, row
from kpi_helpers.workbook.needs import AS_CALLS, Needs
from kpi_helpers.workbook.periods import Period
from kpi_helpers.workbook.workbook import Workbook


def talk_range(wb: Workbook) -> tuple[float, float]:
    """The reference length of a talk, from and to so many seconds; both ends belong to it."""
    shortest, longest = cast("list[float]", wb.config.benchmarks["att_seconds"])
    return shortest, longest


def calls_made(wb: Workbook) -> Expr:
    """The activities that are calls, with what is known of the called lead, and their talk where somebody was reached."""
    made = wb.activities.filter(wb.activities.is_call)
    talk = (made.outcome == "connected").ifelse(made.talk_seconds, None)
    return made.mutate(
        motion=made.lead_motion,
        channel=made.lead_channel,
        campaign=made.lead_campaign,
        industry=made.lead_industry,
        department=made.lead_department,
        talk=talk,
        in_range=talk.between(*talk_range(wb)),
    )


def _by_lead(wb: Workbook, segments: Sequence[str], periods: Sequence[Period]) -> pd.DataFrame:
    """The measures, and what the intervals of their rates need."""
    names = list(CALLS.measures)
    split = CALLS.split_rows(wb, "day", names, segments, periods, [CLUSTER])
    return with_empty_periods(wb.run(by_cluster(split, GROUP, CALLS.aggregates(split, names), _RATES)), periods)


_RATES = (("settled", "calls"), ("connected", "calls"), ("refused", "calls"), ("talks_in_range", "talks"))

CALLS = Cube(
    name="calls",
    table="activities",
    day="day",
    splits=(Split(("all", "team", "rep", "motion"), weeks_and_month),),
    measures={
        "calls": Measure(),
        "settled": Measure(row.is_settled),
        "connected": Measure(row.is_connected),
        "refused": Measure(row.outcome == "reception_refused"),
        "talks": Measure(row.talk.notnull()),
        "talk_seconds": Measure(sum="talk"),
        "talks_in_range": Measure(row.in_range),
    },
    view=calls_made,
    lends={"motion": "leads", "campaign": "leads.campaign", "channel": "leads.channel"},
    query=_by_lead,
    tallied=tallied_calls,
)

_OUTCOMES = Needs(("activities",), (AS_CALLS, "activities.outcome"))
_SETTLED = replace(_OUTCOMES, tallied=("tallies.contacts",))
_metric = partial(Metric, owner=INSIDE_SALES, of=CALLS)

calls = _metric(
    id="calls",
    ja="架電数",
    en="Calls",
    better="high",
    definition_ja="その期間の架電の件数。",
    definition_en="Activities of kind call in a period.",
    gamed_ja="呼び出し音1回で切る架電でも増える。接触率と合わせて見る。",
    gamed_en="Hanging up after one ring raises it; read it with the contact rate.",
    needs=Needs(("activities",), (AS_CALLS,), tallied=("tallies.calls",)),
    part="calls",
    additive=True,
    notes="A call to nobody known is of motion ''. A rep without a call has a row, with 0, where the timesheet has hours. Where no activity is logged daily tallies are counted.",
    november=7.0,
)

contact_rate = _metric(
    id="contact_rate",
    ja="接触率",
    en="Contact rate",
    unit="share",
    better="high",
    definition_ja="架電のうち、担当者につながったか、受付で断られて終わった割合。",
    definition_en="Share of a period's calls that were settled: the person was reached, or reception refused.",
    gamed_ja="「受付で断られた」も接触に数える。通話結果の付け方をそろえる。",
    gamed_en="A refusal at reception counts as contact: agree on how outcomes are logged.",
    needs=_SETTLED,
    part="settled",
    over="calls",
    splits=(*CALLS.splits, Split(("campaign", "channel"), eight_weeks)),
    benchmark="contact_rate",
    notes="Absent, no answer, voicemail, wrong number and unknown outcomes are not settled. The intervals of the rates over calls mind that calls to one lead are alike. By campaign and channel of the called lead: which lists are worth calling. Of daily tallies, whose contacts are the settled calls, missing where a day does not tell them.",
    november=3 / 7,
)

connected_rate = _metric(
    id="connected_rate",
    ja="担当者接続率",
    en="Connected rate",
    unit="share",
    better="high",
    definition_ja="架電のうち、担当者本人と話せたものの割合。",
    definition_en="Share of a period's calls in which the person was reached.",
    gamed_ja="話しやすい既存の相手にばかりかけると上がる。",
    gamed_en="Calling those who always pick up raises it.",
    needs=_OUTCOMES,
    part="connected",
    over="calls",
    november=3 / 7,
)

refused_rate = _metric(
    id="refused_rate",
    ja="受付拒否率",
    en="Refused at reception",
    unit="share",
    better="low",
    definition_ja="架電のうち、受付で断られて終わった割合。",
    definition_en="Share of a period's calls that reception refused.",
    gamed_ja="受付で断られた架電を「不在」と記録すると下がる。",
    gamed_en="Logging refusals as absences lowers it.",
    needs=Needs(("activities",), (AS_CALLS, "activities.outcome=reception_refused")),
    part="refused",
    over="calls",
    notes="With the connected rate it makes the contact rate.",
    november=0.0,
)

METRICS = (calls, contact_rate, connected_rate, refused_rate)
