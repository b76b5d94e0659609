"""How the last campaign of a planned one's kind did."""

from __future__ import annotations

import pandas as pd

from kpi_helpers.kpis.tidy import segment_parts
from kpi_helpers.report.marketing_sync.campaigns import came_of_it, campaigns_of
from kpi_helpers.report.marketing_sync.phrases import quoted
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.phrases import shortened
from kpi_helpers.workbook.periods import Period


def last_of_kind(meeting: Meeting, calendar: pd.DataFrame) -> list[pd.Series | None]:
    """For each planned campaign how one of its kind did that began in the six months: the last that had 90 days, else the last."""
    found = campaigns_of(meeting)
    if found.split != "campaign" or not meeting.wb.has_column("campaigns", "kind"):
        return [None] * len(calendar)
    did = found.named.assign(id=[segment_parts(written)["campaign"] for written in found.named["segment"]])
    begun = meeting.wb.campaigns.dropna(subset=["starts_on", "kind"]).drop_duplicates("campaign")
    begun = begun[pd.to_datetime(begun["starts_on"]) >= pd.Timestamp(Period.parse(found.window).start)]
    begun = begun.merge(did, left_on="campaign", right_on="id", suffixes=("_id", ""))
    begun = begun.sort_values(["is_young", "starts_on"], ascending=[True, False], kind="stable")
    last = begun.drop_duplicates("kind").set_index("kind")
    return [
        last.loc[row.kind] if row.state == "planned" and row.kind in last.index else None
        for row in calendar.itertuples()
    ]


def nothing_words(meeting: Meeting, calendar: pd.DataFrame, last: list[pd.Series | None]) -> str:
    """The planned campaigns whose last of their kind had its 90 days and brought no opportunity."""
    told = []
    for planned, did in zip(calendar.itertuples(), last, strict=True):
        if did is not None and did["own_opportunities"] == 0 and not did["is_young"]:
            name = quoted(meeting, planned.campaign)
            cost = "" if pd.isna(planned.cost) else meeting.write(planned.cost, "currency")
            told.append(
                meeting.say(
                    f"{name}{f'（{cost}）' if cost else ''}と同じ種類の前回（{shortened(did['campaign'])}）は商談0件でした。",
                    f" The last campaign like {name}{f' ({cost})' if cost else ''}, {shortened(did['campaign'])}, "
                    "brought no opportunity.",
                )
            )
    return "".join(told)


def did_words(meeting: Meeting, row: pd.Series) -> str:
    """How many leads a campaign brought and what came of them."""
    age = (
        meeting.say("（開始90日未満）", " (young)")
        if row["is_young"]
        else meeting.say("（90日たった直近）", " (the last of 90 days)")
    )
    count = f"{row['leads']:,.0f}"
    return meeting.say(
        f"{shortened(row['campaign'])}：リード{count}件{came_of_it(meeting, row)}{age}",
        f"{shortened(row['campaign'])}: {count} leads{came_of_it(meeting, row)}{age}",
    )
