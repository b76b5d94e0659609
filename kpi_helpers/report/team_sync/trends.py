"""What section 1 is drawn and said from: each motion's people, their KPIs by week and this month's verdicts."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from kpi_helpers.kpis import call_hours, calls, key_persons, speed, talk_time, tree
from kpi_helpers.kpis.catalogue import CATALOGUE
from kpi_helpers.kpis.claims import (
    HIGHER,
    LOWER,
    THIN,
    Claim,
    Rate,
    against_pace,
    against_reference,
    among,
    compare_rates,
)
from kpi_helpers.kpis.clustered import sums_of
from kpi_helpers.kpis.clusters import ClusterSums
from kpi_helpers.kpis.group_targets import targets_of_groups
from kpi_helpers.kpis.roles import MIXED_FROM, motion_counts
from kpi_helpers.kpis.targets import targets_of_month
from kpi_helpers.kpis.teams import BDR, ENTERPRISE_BDR, SDR, role_of, team_of, teams_in_view
from kpi_helpers.kpis.tidy import segment, segment_parts, together
from kpi_helpers.kpis.windows import WEEKS, eight_weeks
from kpi_helpers.report.intervention_words import Mark, marks
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.phrases import is_thin
from kpi_helpers.report.team_sync.phrases import in_team_order
from kpi_helpers.workbook.periods import Period, weeks_to
from kpi_helpers.workbook.workbook import Workbook

OUTBOUND, INBOUND, EVERY = "outbound", "inbound", ""

CPH, CONTACT, KEY, TALK, ANSWER, RATE = (
    "cph",
    "contact_rate",
    "key_persons_per_100_calls",
    "att_seconds",
    "response_seconds_median",
    "opportunity_rate_cohort",
)

COLUMNS = {OUTBOUND: (CPH, CONTACT, KEY, RATE), INBOUND: (ANSWER, CONTACT, RATE), EVERY: (CPH, CONTACT, TALK)}
"""By which KPIs each motion is judged; what a call log alone can tell where the motions are not known."""

KPIS = (CPH, CONTACT, KEY, TALK, ANSWER, RATE)


@dataclass(frozen=True)
class Group:
    """A heading (a team, a motion or everybody) or a rep, with the segment that holds each of its KPIs."""

    name: str
    segments: Mapping[str, str]
    is_team: bool


def benchmark(meeting: Meeting, kpi: str) -> float:
    """The reference value of a KPI that has a single one."""
    name = CATALOGUE[kpi].benchmark
    # Talk time has a band of two values, by which section 3 judges it.
    return meeting.benchmark(name) if name and kpi != TALK else float("nan")


def goal_of(meeting: Meeting, kpi: str, written: str) -> tuple[float, bool]:
    """What a heading's number is held against, and whether that is its own target: this goes before the reference value."""
    own = _own_targets(meeting).get((written, kpi)) if kpi != RATE else None
    return (benchmark(meeting, kpi), False) if own is None else (own, True)


def _own_targets(meeting: Meeting) -> dict[tuple[str, str], float]:
    """The month's targets of whole teams and of everybody, by segment and metric."""
    return meeting.wb.cached(_targets_of_headings)


def _targets_of_headings(wb: Workbook) -> dict[tuple[str, str], float]:
    groups = targets_of_groups(wb)
    teams = groups[groups["kind"].eq("team")]
    whole = {("all", metric): value for metric, value in targets_of_month(wb).items()}
    return whole | {(segment(team=row.name), row.metric): float(row.target) for row in teams.itertuples(index=False)}


def column_label(meeting: Meeting, kpi: str) -> str:
    """What a KPI is called over a narrow column."""
    return CATALOGUE[kpi].short_label(meeting.lang) + (meeting.say("（8週）", ", 8 w") if kpi == RATE else "")


def groups(meeting: Meeting) -> dict[str, list[Group]]:
    """Who works which motion; only motions with people.

    A rep works a motion from 30% of the last eight weeks' activities on known
    leads on; without any the team's role tells. Outbound stands by team, since
    calls per hour cannot be told by motion where a rep's hour holds both; inbound
    under the motion itself, since speed is not told by team. Where the motions of
    nobody are known all stand under one heading.
    """
    wb = meeting.wb
    callers = calls.calls(wb, by="rep")["segment"].map(lambda written: segment_parts(written)["rep"])
    reps = in_team_order(meeting, callers)
    shares = _shares(meeting)
    found = {}
    for motion in (OUTBOUND, INBOUND):
        own = [rep for rep in reps if _works(shares, rep, team_of(wb, rep), motion)]
        if own:
            found[motion] = (
                _outbound(meeting, own, shares)
                if motion == OUTBOUND
                else _under(meeting, _motion_head(meeting, INBOUND), own)
            )
    return found or ({EVERY: _under(meeting, _head(meeting.say("全体", "All"), "all"), reps)} if reps else {})


def tells_motions(meeting: Meeting) -> bool:
    """Whether activities are on known leads, so that what people do and not their team's role tells their motion."""
    return len(_shares(meeting)) > 0


def _shares(meeting: Meeting) -> pd.Series:
    """Share of each motion in the activities of a rep and of a team over the eight weeks, by (name, motion)."""
    weeks = [week.label for week in weeks_to(meeting.wb.as_of, WEEKS)]
    counts = motion_counts(meeting.wb)
    counts = counts[counts["period"].isin(weeks)]
    reps = counts.groupby(["rep", "motion"])["activities"].sum()
    teams = (
        counts.assign(rep=[_of_team(team_of(meeting.wb, rep)) for rep in counts["rep"]])
        .groupby(["rep", "motion"])["activities"]
        .sum()
    )
    both = pd.concat([reps, teams]) if len(counts) else reps
    return both / both.groupby(level=0).transform("sum")


def _works(shares: pd.Series, name: str, team: str, motion: str) -> bool:
    if name in shares.index.get_level_values(0):
        return shares.get((name, motion), 0.0) >= MIXED_FROM
    return {SDR: INBOUND, BDR: OUTBOUND, ENTERPRISE_BDR: OUTBOUND}.get(role_of(team) or "") == motion


def _outbound(meeting: Meeting, reps: Sequence[str], shares: pd.Series) -> list[Group]:
    """Reps under their teams; behind them those of teams that work the other motion."""
    found, placed = [], set()
    for team in teams_in_view(meeting.wb):
        members = [rep for rep in reps if team_of(meeting.wb, rep) == team]
        if members and _works(shares, _of_team(team), team, OUTBOUND):
            found += _under(meeting, _head(team, segment(team=team)), members)
            placed |= set(members)
    if not found:
        return _under(meeting, _motion_head(meeting, OUTBOUND), reps)
    return found + [_of_another_team(meeting, rep) for rep in reps if rep not in placed]


def _under(meeting: Meeting, head: Group, reps: Sequence[str]) -> list[Group]:
    return [head, *(_rep(meeting, rep) for rep in reps)]


def _head(name: str, written: str) -> Group:
    return Group(name, dict.fromkeys(KPIS, written), True)


def _motion_head(meeting: Meeting, motion: str) -> Group:
    own = segment(motion=motion)
    name = meeting.say("反響", "Inbound") if motion == INBOUND else meeting.say("新規開拓", "Outbound")
    return Group(name, {CONTACT: own, KEY: own, RATE: own, ANSWER: "all"}, True)


def _rep(meeting: Meeting, rep: str) -> Group:
    return Group(meeting.person(rep), dict.fromkeys(KPIS, segment(rep=rep)), False)


def _of_another_team(meeting: Meeting, rep: str) -> Group:
    """A rep behind the teams, who would else seem to be of the last one."""
    own, team = _rep(meeting, rep), team_of(meeting.wb, rep)
    return replace(own, name=meeting.say(f"{own.name}（{team}）", f"{own.name} ({team})")) if team else own


def _of_team(team: str) -> str:
    """A team's name among those of reps; no rep's name of an export can hold a NUL."""
    return f"\0{team}"


def numbers(meeting: Meeting) -> pd.DataFrame:
    """Every number of the section: each KPI by motion, team and rep, by week and for the month, as numbers.csv has them."""
    wb, every = meeting.wb, ("all", "motion", "team", "rep")
    called = [
        kpi(wb, by=every)
        for kpi in (call_hours.cph, calls.contact_rate, talk_time.att_seconds, key_persons.key_persons_per_100_calls)
    ]
    answered = speed.response_seconds_median(wb, by=("all", "rep") if wb.has_column("leads", "rep") else "all")
    recent = eight_weeks(wb)[0].label
    converted = tree.opportunity_rate_cohort(wb, by=("all", "motion", "team", "rep"), period=recent)
    return together([*called, answered, converted])


def counts_behind(meeting: Meeting, rows: pd.DataFrame) -> pd.Series:
    """How many cases each number rests on: calls, leads, conversations."""
    wb = meeting.wb
    leads = {}
    made = calls.CALLS.counts(wb)
    written = {(row.segment, row.period): row.calls for row in made.itertuples(index=False)}
    if wb.has("leads"):
        leads = {(row.segment, row.period): row.leads for row in speed.ANSWERS.counts(wb).itertuples(index=False)}
    of = {CPH: written, KEY: written, ANSWER: leads}
    return pd.Series(
        [
            of[row.kpi].get((row.segment, row.period), 0.0) if row.kpi in of else row.denominator
            for row in rows.itertuples(index=False)
        ],
        rows.index,
        dtype="float64",
    )


def judged(meeting: Meeting, now: pd.DataFrame) -> list[Claim | None]:
    """What may be claimed of each number: of a team or motion beside its reference value, of a rep beside the rest of the team.

    A contact rate by its interval, that of the month for teams, of the eight weeks for reps, calls per hour by how far
    chance takes that many calls, all held to one false discovery rate; 30 cases or more of key persons and answer times
    as they stand, of teams alone: a person is named only for differing from the others.
    """
    if meeting.wb.bearing.ended(("activities",)):
        return [None] * len(now)  # a month that is not all there is held against nothing
    contacts, recent = _contacts(meeting, meeting.month), _contacts(meeting, eight_weeks(meeting.wb)[0].label)
    claims: list[Claim | None] = []
    for row in now.to_dict("records"):
        is_rep, goal = row["segment"].startswith("rep="), row["goal"]
        against = "target" if row["is_own"] else "reference"
        if is_rep and row["kpi"] == CONTACT and row["segment"] in recent:
            own, team = recent[row["segment"]], team_of(meeting.wb, segment_parts(row["segment"])["rep"])
            whole = recent.get(segment(team=team), recent["all"]) if team else recent["all"]
            claims.append(compare_rates(CONTACT, row["segment"], _rate(own), _rate(whole - own)))
        elif is_rep or pd.isna(goal):
            claims.append(None)
        elif row["kpi"] == CONTACT:
            claim = against_reference(CONTACT, row["segment"], _rate(contacts[row["segment"]]), goal)
            claims.append(replace(claim, against=against))
        elif row["kpi"] == CPH:
            claim = against_pace(CPH, row["segment"], row["numerator"], row["denominator"], goal)
            claims.append(replace(claim, against=against))
        else:
            reached = row["value"] <= goal if row["kpi"] == ANSWER else row["value"] >= goal
            verdict = THIN if is_thin(row["n"]) else HIGHER if reached else LOWER
            claims.append(Claim("reference", row["kpi"], row["segment"], against, row["value"], goal, "", verdict))
    held = iter(among([claim for claim in claims if claim is not None]))
    return [None if claim is None else next(held) for claim in claims]


def _contacts(meeting: Meeting, period: str) -> dict[str, ClusterSums]:
    """A period's settled calls by segment, with what their design effect needs."""
    counts = calls.CALLS.counts(meeting.wb)
    if period not in set(counts["period"]):
        counts = calls.CALLS.counts(meeting.wb, period)
    counts = counts[counts["period"].eq(period)]
    sums = sums_of(counts, "settled", "calls")
    if sums is None:
        return {}
    each = zip(counts["segment"], *sums._sums(), strict=True)
    return {str(written): ClusterSums(*map(float, own)) for written, *own in each}


def _rate(sums: ClusterSums) -> Rate:
    return Rate.of(sums)


def mark(claim: Claim | None) -> str:
    """ "good" or "attention", as figures mark it."""
    return {HIGHER: "good", LOWER: "attention"}.get(claim.verdict, "") if claim is not None else ""


def latest(meeting: Meeting, rows: pd.DataFrame) -> pd.DataFrame:
    """This month's number of each group and KPI, the eight weeks' opportunity rate, with n, goal and verdict."""
    now = rows[rows["period"].eq(meeting.month) | rows["kpi"].eq(RATE)]
    goals = [
        (math.nan, False) if row.segment.startswith("rep=") else goal_of(meeting, row.kpi, row.segment)
        for row in now.itertuples(index=False)
    ]
    now = now.assign(
        n=counts_behind(meeting, now), goal=[goal for goal, _ in goals], is_own=[is_own for _, is_own in goals]
    )
    claims = judged(meeting, now)
    return now.assign(claim=claims, verdict=[mark(claim) for claim in claims])


def contact_claim(meeting: Meeting) -> Claim | None:
    """What may be claimed of the month's contact rate, beside all that its section compares: a tile claims no more."""
    now = latest(meeting, numbers(meeting))
    of_all = now[now["kpi"].eq(CONTACT) & now["segment"].eq("all")]
    return of_all["claim"].iloc[0] if len(of_all) else None


def marked_words(meeting: Meeting, own: Sequence[Group], motion: str) -> str:
    """What the marks in the curves of one motion's people stand for."""
    first = weeks_to(meeting.wb.as_of, WEEKS)[0].start
    words = [
        mark.words
        for kpi in COLUMNS[motion]
        for mark in marks(meeting, (kpi,))
        if mark.day >= first and any(_concerns(meeting, mark, group.segments.get(kpi, "")) for group in own)
    ]
    told = meeting.say("、", ", ").join(dict.fromkeys(words))
    return meeting.say(f"縦の点線＝アクション（{told}）", f"Dotted upright: actions ({told})") if told else ""


def _concerns(meeting: Meeting, mark: Mark, written: str) -> bool:
    """Whether a mark is about the rows of a segment: everybody's, its own, or that of a rep's team."""
    parts = segment_parts(written) if written else {}
    own = {(name, value) for name, value in parts.items()}
    if "rep" in parts:
        own.add(("team", team_of(meeting.wb, parts["rep"])))
    return not mark.segments or bool(own & set(mark.segments))


def trends_table(
    meeting: Meeting, own: Sequence[Group], motion: str, rows: pd.DataFrame, judged_rows: pd.DataFrame
) -> pd.DataFrame:
    """The weeks of one motion's people, with what `latest` made of the rows, as the figure `activity` reads them."""
    now = judged_rows.set_index(["segment", "kpi"])
    weeks = [week.label for week in weeks_to(meeting.wb.as_of, WEEKS)]
    by_week = rows.set_index(["segment", "kpi", "period"])["value"].to_dict()
    acted = {kpi: marks(meeting, (kpi,)) for kpi in COLUMNS[motion]}
    drawn = []
    for kpi in COLUMNS[motion]:
        for group in own:
            at = (group.segments.get(kpi, ""), kpi)
            here = now.loc[at] if at in now.index else None
            for week in weeks:
                drawn.append(
                    {
                        "group": group.name,
                        "is_team": group.is_team,
                        "kpi": kpi,
                        "label": column_label(meeting, kpi),
                        "unit": CATALOGUE[kpi].unit,
                        "week": week,
                        "value": by_week.get((*at, week), float("nan")),
                        "shown": float("nan") if here is None else here["value"],
                        "n": float("nan") if here is None else here["n"],
                        "benchmark": benchmark(meeting, kpi),
                        "own_goal": here["goal"] if here is not None and here["is_own"] else float("nan"),
                        "verdict": "" if here is None else here["verdict"],
                        "is_marked": any(
                            Period.week(mark.day).label == week and _concerns(meeting, mark, at[0])
                            for mark in acted[kpi]
                        ),
                    }
                )
    table = pd.DataFrame(drawn)
    # A KPI of which the workbook holds nothing (no key persons) would be a column of dashes.
    told = table[["value", "shown"]].notna().any(axis=1)
    return table[table["kpi"].isin(table.loc[told, "kpi"])].reset_index(drop=True)
