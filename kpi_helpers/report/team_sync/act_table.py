"""The folded table of section 1: every KPI of every team and rep, and what became of their calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from kpi_helpers.kpis import calls
from kpi_helpers.kpis.catalogue import CATALOGUE
from kpi_helpers.kpis.key_persons import key_persons
from kpi_helpers.kpis.meetings_won import accepted_rate, held_rate
from kpi_helpers.kpis.metrics import weeks_beside
from kpi_helpers.kpis.tidy import together
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.team_sync.phrases import with_interval
from kpi_helpers.report.team_sync.trends import COLUMNS, CONTACT, EVERY, INBOUND, KEY, OUTBOUND, RATE, Group

MOTIONS = {OUTBOUND: ("新規開拓", "outbound"), INBOUND: ("反響", "inbound"), EVERY: ("架電", "calls")}


def _calls_apart(
    meeting: Meeting, apart: Mapping[tuple[str, str, str], pd.Series], group: Group
) -> dict[str, str | None]:
    """Reached, refused and unsettled calls of the month, and key persons of this week and the last."""
    written, told = group.segments.get(CONTACT, ""), {}
    for kpi, ja, en in (
        ("connected_rate", "担当者につながった", "Reached"),
        ("refused_rate", "受付で断られた", "Refused"),
    ):
        row = apart.get((kpi, written, meeting.month))
        told[meeting.say(ja, en)] = None if row is None else meeting.write(row["value"], "share")
    settled = apart.get((CONTACT, written, meeting.month))
    told[meeting.say("不在・応答なしなど", "Absent, no answer, other")] = (
        None if settled is None else meeting.write(1 - settled["value"], "share")
    )
    this, last = (
        apart.get(("key_persons", group.segments.get(KEY, ""), week.label)) for week in weeks_beside(meeting.wb)[:0:-1]
    )
    told[meeting.say("キーマン情報数（今週、先週）", "Key persons (this week, last)")] = (
        None
        if this is None and last is None
        else meeting.say("、", ", ").join("–" if row is None else f"{row['value']:,.0f}" for row in (this, last))
    )
    return told


def _handed_over(meeting: Meeting, rows: Mapping[tuple[str, str], pd.Series], group: Group) -> dict[str, str | None]:
    """What became of the meetings that a rep won: held, and accepted by field sales."""
    written = (group.segments.get(CONTACT, ""),)
    return {
        CATALOGUE[kpi].short_label(meeting.lang) + meeting.say("（3か月）", ", 3 months"): with_interval(
            meeting, rows[kpi, *written]
        )
        if (kpi, *written) in rows
        else None
        for kpi in ("held_rate", "accepted_rate")
    }


def _apart(meeting: Meeting) -> dict[tuple[str, str, str], pd.Series]:
    every = ("all", "motion", "team", "rep")
    rows = together(
        kpi(meeting.wb, by=every) for kpi in (calls.connected_rate, calls.refused_rate, calls.contact_rate, key_persons)
    )
    return {(row["kpi"], row["segment"], row["period"]): row for _, row in rows.iterrows()}


def kpi_table(
    meeting: Meeting, found: Mapping[str, Sequence[Group]], cells: Mapping[tuple[str, str], pd.Series]
) -> pd.DataFrame:
    """The month's numbers of everybody, calls taken apart, with intervals and n."""
    rows, apart = [], _apart(meeting)
    became = together(kpi(meeting.wb, by=("rep",)) for kpi in (held_rate, accepted_rate))
    held = {(row["kpi"], row["segment"]): row for _, row in became.iterrows()}
    for motion, own in found.items():
        for group in own:
            row: dict[str, str | None] = {
                meeting.say("チーム・担当", "Team or rep"): group.name,
                meeting.say("型", "Motion"): meeting.say(*MOTIONS[motion]),
            }
            for kpi in dict.fromkeys(kpi for each in found for kpi in COLUMNS[each]):
                cell = cells.get((group.segments.get(kpi, ""), kpi)) if kpi in COLUMNS[motion] else None
                row[_header(meeting, kpi)] = (
                    None
                    if cell is None
                    else (
                        with_interval(meeting, cell)
                        if CATALOGUE[kpi].unit == "share"
                        else f"{meeting.write(cell['value'], CATALOGUE[kpi].unit)} (n={cell['n']:,.0f})"
                    )
                )
            rows.append(row | _calls_apart(meeting, apart, group) | _handed_over(meeting, held, group))
    return pd.DataFrame(rows).dropna(axis=1, how="all")


def _header(meeting: Meeting, kpi: str) -> str:
    of_weeks = meeting.say("（8週間の有効リード）", " of eight weeks' valid leads") if kpi == RATE else ""
    return CATALOGUE[kpi].name(meeting.lang) + of_weeks
