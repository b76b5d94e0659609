"""Actions of the minutes that name a KPI, and what that KPI did since, against those not acted on."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from kpi_helpers.kpis.catalogue import CATALOGUE
from kpi_helpers.kpis.effects import LATEST, LEFT_OUT, Effect, Weeks, effect_of
from kpi_helpers.kpis.meetings_won import rep_opportunities
from kpi_helpers.kpis.metric import Metric
from kpi_helpers.kpis.tidy import segment, together
from kpi_helpers.report.actions import Action
from kpi_helpers.report.last_minutes import Edited, edited_minutes
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.meetings import MEETINGS
from kpi_helpers.workbook.config_people import person_key
from kpi_helpers.workbook.periods import DAY, Period, weeks_to
from kpi_helpers.workbook.schema import WHOLE
from kpi_helpers.workbook.workbook import Workbook

JUDGED = (
    *("contact_rate", "connected_rate", "refused_rate", "calls", "activities"),
    *("first_response_within_5min", "first_response_same_day"),
    *("leads", "valid_leads", "valid_rate", "opportunities", "won"),
)
"""KPIs whose week is known when it is over: only of these can weeks before and after be compared."""

SPLIT = {("opportunities", "rep"): rep_opportunities}
"""What a KPI is for one of those whom an action is for, where it is declared apart."""

SCOPES = ("team", "rep", "channel")
_REMEMBERED = timedelta(weeks=26)
_BEFORE = 26
"""Weeks before an action that it is compared with, those left out included."""


@dataclass(frozen=True)
class Intervention:
    """An action that names a KPI.

    Attributes
    ----------
    action : Action
        As the newest minutes have it.
    day : date
        Of the first minutes that hold it: from this day on it is meant to work.
    kpi : Metric or None
        None where its name is that of no KPI.
    minutes : Edited
        The newest that hold it.
    segments : tuple of (str, str)
        Team, rep or channel; empty for everybody.
    unclear : str
        What of `kpi` or `scope` names nothing that the workbook knows, as written.
    """

    action: Action
    day: date
    kpi: Metric | None
    minutes: Edited
    segments: tuple[tuple[str, str], ...] = ()
    unclear: str = ""

    @property
    def can_be_judged(self) -> bool:
        """Whether weeks before and after can be compared at all."""
        return not self.unclear and self.is_weekly and self.can_be_split

    @property
    def is_weekly(self) -> bool:
        """Whether a week of the KPI is known when it is over."""
        return self.kpi is not None and self.kpi.id in JUDGED

    @property
    def can_be_split(self) -> bool:
        """Whether the KPI is told for those whom the action is for."""
        kpi = self.kpi
        return kpi is not None and all(_told_by(kpi, kind) for kind, _ in self.segments)


def interventions(meeting: Meeting) -> list[Intervention]:
    """The actions with a KPI of this meeting's minutes of half a year, the newest first; dropped ones are none."""
    wb = meeting.wb
    kept = named_actions(edited_minutes(meeting), wb.as_of)
    known = scopes(wb) if kept else {}
    made = [_resolved(wb, *one, known) for one in kept]
    return sorted(made, key=lambda one: one.day, reverse=True)


def named_actions(minutes: Iterable[Edited], until: date) -> list[tuple[Action, date, Edited]]:
    """The actions that name a KPI, as the newest of half a year's minutes have them, with the day of the first.

    An open action is carried over. Where the next minutes have its words for another number or for others instead,
    somebody corrected it: it is one action, and begins with the first of its words.

    Parameters
    ----------
    minutes : iterable of Edited
        Newest first; those of another meeting are passed over, and so is what was dropped.
    until : date
    """
    oldest = until - _REMEMBERED
    recent = itertools.takewhile(lambda found: found.day >= oldest, minutes)
    found: dict[_Key, tuple[Action, date, Edited]] = {}
    before: Edited | None = None
    for one in reversed([each for each in recent if not each.of_another]):
        named = {_key(action): action for action in one.reading.actions if action.kpi.strip(" -–—　")}
        carried = [key for key, (action, _, last) in found.items() if last is before and action.is_open]
        for key, action in named.items():
            gone = [each for each in carried if each[0] == key[0] and each not in named and each in found]
            was = (
                key
                if key in found
                else max(gone, key=lambda each: (each[2] == key[2], each[1] == key[1]), default=None)
            )
            day = found[was][1] if was else one.held
            if was and was != key:
                del found[was]
            found[key] = (action, day, one)
        before = one if one.reading.has_actions else before
    return [each for each in found.values() if not each[0].is_dropped]


_Key = tuple[str, str, str]


def _key(action: Action) -> _Key:
    return _folded(action.action), _folded(action.kpi), _folded(action.scope)


def kpi_named(text: str) -> Metric | None:
    """The KPI that a text names by its id or a label in either language, and no other.

    Examples
    --------
    >>> [metric.id for metric in (kpi_named("接触率"), kpi_named("Contact rate"), kpi_named("contact_rate"))]
    ['contact_rate', 'contact_rate', 'contact_rate']
    >>> kpi_named("率") is None
    True
    """
    found = kpis_named(text)
    return found[0] if len(found) == 1 else None


def kpis_named(text: str) -> list[Metric]:
    """Every KPI that a text may mean.

    Examples
    --------
    >>> [metric.id for metric in kpis_named("受注率")]
    ['win_rate_slice', 'win_rate_cohort', 'win_rate_closed']
    """
    wanted = _folded(text)
    return [metric for metric in CATALOGUE.values() if wanted in _names(metric)]


def _names(metric: Metric) -> set[str]:
    return {
        _folded(name)
        for name in (metric.id, *(make(lang) for lang in ("ja", "en") for make in (metric.label, metric.name)))
    }


def scopes(wb: Workbook) -> dict[str, list[tuple[str, str]]]:
    """Teams, reps and channels of a workbook by their folded name, the other spellings of `people:` too."""
    found: dict[str, list[tuple[str, str]]] = {}

    def add(kind: str, name: str, written: str) -> None:
        if (kind, name) not in found.setdefault(_folded(written), []):
            found[_folded(written)].append((kind, name))

    for kind, name in named_scopes(wb):
        add(kind, name, name)
        for other in wb.config.people.get(name, ()) if kind == "rep" else ():
            add(kind, name, other)
    return found


def named_scopes(wb: Workbook) -> list[tuple[str, str]]:
    """Every team, rep and channel, as the form offers them."""
    return list(wb.cached(_named_scopes).itertuples(index=False, name=None))


def _named_scopes(wb: Workbook) -> pd.DataFrame:
    reps = {rep for members in wb.config.teams.values() for rep in members}
    channels = set[str]()
    for table, column, names in (("activities", "rep", reps), ("leads", "rep", reps), ("leads", "channel", channels)):
        if wb.has_column(table, column):
            rows = getattr(wb, table)
            names |= set(wb.run(rows.select(column).distinct())[column].dropna().astype(str)) - {""}
    teams = [wb.team] if wb.team else list(wb.config.teams)
    named = [*(("team", team) for team in teams), *(("rep", rep) for rep in sorted(reps))]
    named += [("channel", channel) for channel in sorted(channels)]
    return pd.DataFrame(named, columns=["kind", "name"], dtype="str")


def _resolved(
    wb: Workbook, action: Action, day: date, minutes: Edited, known: dict[str, list[tuple[str, str]]]
) -> Intervention:
    kpi = kpi_named(action.kpi)
    if kpi is None:
        return Intervention(action, day, None, minutes, unclear=action.kpi)
    named = []
    for word in re.split(r"[、,，・/／]", action.scope):
        text = re.sub(r"さん$|チーム$|\bteam$", "", word.strip(), flags=re.IGNORECASE).strip()
        if not text or _folded(text) in (*WHOLE, "-", "–"):
            continue
        meant = known.get(_folded(text), [])
        if len(meant) != 1:
            return Intervention(action, day, kpi, minutes, unclear=word.strip())
        named.append(meant[0])
    if len({kind for kind, _ in named}) > 1:
        return Intervention(action, day, kpi, minutes, unclear=action.scope)
    return Intervention(action, day, kpi, minutes, tuple(dict.fromkeys(named)))


def effect(wb: Workbook, one: Intervention) -> Effect:
    """What the KPI did since; see `effects.effect_of`."""
    if one.kpi is None:
        return Effect("no_baseline")
    own, others = weeks_around(wb, one, one.kpi)
    return effect_of(own, others, is_share=one.kpi.unit == "share", high_is_good=one.kpi.better != "low")


def weeks_around(wb: Workbook, one: Intervention, kpi: Metric) -> tuple[Weeks, Weeks | None]:
    """A KPI by whole week before and after an action, of those acted on and, where there are some, of the others."""
    week = Period.week(one.day)
    after = [
        later
        for later in weeks_to(wb.as_of, LATEST + LEFT_OUT)
        if later.start >= week.end and later.end <= wb.as_of + DAY
    ]
    before = weeks_to(week.start - DAY, _BEFORE)
    kind = one.segments[0][0] if one.segments else ""
    labels = tuple(each.label for each in (*before, *after))
    rows = kpi(wb, by="all", period=labels)
    written = set[str]()
    if kind:
        told = _told_by(kpi, kind)
        assert told is not None, one
        number, by = told
        rows, written = together([rows, number(wb, by=by, period=labels)]), _written(wb, one, by)
    is_share = kpi.unit == "share"
    own = _by_week(wb, rows[rows["segment"].isin(written or {"all"})], is_share)
    others = None
    if written:
        every = _by_week(wb, rows[rows["segment"] == "all"], is_share)
        others = _weeks(_less(every, own, is_share), before, after)
    return _weeks(own, before, after), others


def _told_by(kpi: Metric, kind: str) -> tuple[Metric, str] | None:
    """The number, and its segment, by which a KPI is told for one of a kind; a team also by its reps together."""
    for by in ("team", "rep") if kind == "team" else (kind,):
        if by in kpi.by or (kpi.id, by) in SPLIT:
            return SPLIT.get((kpi.id, by), kpi), by
    return None


def _written(wb: Workbook, one: Intervention, by: str) -> set[str]:
    """Those acted on, as the segments of a number are written."""
    names = [name for _, name in one.segments]
    if by == "rep" and one.segments[0][0] == "team":
        names = [rep for team in names for rep in wb.config.members(team)]
    return {segment(**{by: name}) for name in names}


Counted = dict[str, tuple[float, float]]


def _by_week(wb: Workbook, rows: pd.DataFrame, is_share: bool) -> Counted:
    """Hits and cases, or events and business days, by week."""
    if is_share:
        sums = rows.groupby("period")[["numerator", "denominator"]].sum()
        return {str(week): (float(hits), float(cases)) for week, (hits, cases) in sums.iterrows()}
    sums = rows.groupby("period")["value"].sum()
    weeks = {str(week): Period.parse(str(week)) for week in sums.index}
    return {week: (float(sums[week]), wb.calendar.count(span.start, span.end)) for week, span in weeks.items()}


def _less(every: Counted, own: Counted, is_share: bool) -> Counted:
    """Those not acted on: everybody less one's own."""
    found = {}
    for week, (hits, cases) in every.items():
        mine = own.get(week, (0.0, 0.0))
        found[week] = (hits - mine[0], cases - mine[1] if is_share else cases)
    return found


def _weeks(counted: Counted, before: tuple[Period, ...], after: list[Period]) -> Weeks:
    return Weeks(
        tuple(counted.get(week.label, (0.0, 0.0)) for week in before),
        tuple(counted.get(week.label, (0.0, 0.0)) for week in after),
    )


def offered(meeting: Meeting) -> tuple[list[str], list[str]]:
    """What the form offers for an action's KPI and for whom it is: names of the meeting's KPIs, teams, reps, channels."""
    there = [CATALOGUE[kpi] for kpi in JUDGED if kpi in MEETINGS[meeting.name].kpis]
    kpis = [record.name(meeting.lang) for record in there if record.is_there(meeting.wb)]
    return kpis, [_told(meeting, kind, name) for kind, name in named_scopes(meeting.wb)]


def scope_words(meeting: Meeting, one: Intervention) -> str:
    """For whom an action is, in the words of the page."""
    return meeting.say("・", ", ").join(_told(meeting, kind, name) for kind, name in one.segments)


def _told(meeting: Meeting, kind: str, name: str) -> str:
    return meeting.person(name) if kind == "rep" else name


def _folded(text: str) -> str:
    return re.sub(r"[\W_]+", "", person_key(unicodedata.normalize("NFKC", text)))
