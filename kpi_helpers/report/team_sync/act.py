"""Section 1: where to act?"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from kpi_helpers.kpis import calls
from kpi_helpers.kpis.catalogue import CATALOGUE
from kpi_helpers.kpis.standing import plan_claims
from kpi_helpers.kpis.tidy import segment_parts
from kpi_helpers.report.bearing_notes import unknown_outcomes
from kpi_helpers.report.figures.activity import activity
from kpi_helpers.report.first_answers import late_answers
from kpi_helpers.report.lack_words import without_words
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.phrases import cases, is_thin, listed, minutes
from kpi_helpers.report.section import Section, points
from kpi_helpers.report.span_words import ended_words
from kpi_helpers.report.standing_words import standing_figures, team_words
from kpi_helpers.report.team_sync.act_notes import marks_words, weeks_known
from kpi_helpers.report.team_sync.act_table import MOTIONS, kpi_table
from kpi_helpers.report.team_sync.answers import at_work
from kpi_helpers.report.team_sync.phrases import people, said_rep
from kpi_helpers.report.team_sync.trends import (
    ANSWER,
    COLUMNS,
    CONTACT,
    CPH,
    EVERY,
    INBOUND,
    OUTBOUND,
    RATE,
    Group,
    groups,
    latest,
    marked_words,
    numbers,
    tells_motions,
    trends_table,
)
from kpi_helpers.workbook.limits import THIN_BELOW

_Cells = Mapping[tuple[str, str], pd.Series]


def _cells(now: pd.DataFrame) -> _Cells:
    return {(row["segment"], row["kpi"]): row for _, row in now.iterrows()}


def _of(cells: _Cells, group: Group, kpi: str) -> pd.Series | None:
    return cells.get((group.segments.get(kpi, ""), kpi))


def _goal(meeting: Meeting, kpi: str, value: float) -> str:
    if kpi == ANSWER:
        return minutes(meeting, value)
    return f"{value:g}" if kpi == CPH else meeting.write(value, "share")


@dataclass(frozen=True)
class Finding:
    """One KPI of one motion: the headings off and on their target, else the reference value, and the reps who differ.

    Attributes
    ----------
    lost : float
        What the headings off it lose against it in the month, in contacts: missing calls × the contact rate; calls × the
        missing contact rate; leads answered late × what calling at once brings more. NaN where that is not known.
    """

    motion: str
    kpi: str
    off_target: tuple[tuple[Group, pd.Series], ...]
    on_target: tuple[tuple[Group, pd.Series], ...]
    reps: tuple[tuple[Group, pd.Series], ...]
    lost: float

    @property
    def is_tested(self) -> bool:
        """Whether a heading misses it beyond chance; answer times are compared as they stand."""
        return any(cell["claim"].test for _, cell in self.off_target)


def findings(meeting: Meeting, found: Mapping[str, Sequence[Group]], cells: _Cells) -> list[Finding]:
    """Every KPI with a reference value that a heading misses or meets: what is tested to miss it before what bears no test, and
    of these the one that loses most contacts first."""
    every = []
    for motion, own in found.items():
        for kpi in COLUMNS[motion]:
            told = [(group, cell) for group in own if (cell := _of(cells, group, kpi)) is not None]

            def those(verdict: str, is_team: bool, told: list = told) -> tuple:
                return tuple(
                    (group, cell) for group, cell in told if group.is_team == is_team and cell["verdict"] == verdict
                )

            off = those("attention", True)
            lost = sum(_lost(meeting, kpi, group, cell, cells) for group, cell in off) if off else math.nan
            here = Finding(motion, kpi, off, those("good", True), those("attention", False), lost)
            if here.off_target or here.on_target or here.reps:
                every.append(here)
    missed = sorted(
        (one for one in every if one.off_target),
        key=lambda one: (one.is_tested, -math.inf if math.isnan(one.lost) else one.lost),
        reverse=True,
    )
    return missed + [one for one in every if not one.off_target]


def _lost(meeting: Meeting, kpi: str, group: Group, cell: pd.Series, cells: _Cells) -> float:
    """Contacts that a heading loses in the month against a reference value."""
    goal = cell["goal"]
    if kpi == CONTACT:
        return float((goal - cell["value"]) * cell["n"])
    if kpi == CPH:
        contact = _of(cells, group, CONTACT)
        return math.nan if contact is None else float((goal / cell["value"] - 1) * cell["n"] * contact["value"])
    return late_answers(meeting) if kpi == ANSWER else math.nan


def _sentence(meeting: Meeting, found: Mapping[str, Sequence[Group]], cells: _Cells, every: Sequence[Finding]) -> str:
    kpis = [kpi for kpi in (CONTACT, CPH) if (CATALOGUE[kpi].is_there(meeting.wb))][:1]
    told = [_of(cells, group, kpi) for kpi in kpis for own in found.values() for group in own]
    name = meeting.month_name(meeting.month)
    if reason := ended_words(meeting, ("activities",), within=True):
        compared = without_words(meeting, reason, "参考値との比較", "a comparison with the reference values")
        return compared + _figures_words(meeting)
    if kpis and all(is_thin(cell["n"]) for cell in told if cell is not None):
        return _too_few(meeting, name, found)
    if not kpis and not every:
        return meeting.say(
            "参考値と比べられる数字がありません。", "There is no number to hold against a reference value."
        )
    missed = [one for one in every if one.off_target]
    said = (
        ""
        if missed
        else meeting.say(
            f"{name}は、比べた数字のうち参考値をはっきり下回るものはありません。",
            f"In {name} none of the numbers compared clearly misses its reference value.",
        )
    )
    for place, one in enumerate(missed):
        opening = (
            meeting.say(f"{name}、まず手を打つのは", f"{name}: act first on ")
            if place == 0
            else meeting.say("次に" if place == 1 else "さらに", " Then ")
        )
        said += f"{opening}{_missed_words(meeting, one)}"
    return points(said, _rep_words(meeting, every), _met_words(meeting, every))


def _too_few(meeting: Meeting, name: str, found: Mapping[str, Sequence[Group]]) -> str:
    """What is under 30: the month's calls, or, of more of them, those under each heading."""
    made = calls.calls(meeting.wb, by="all", period=meeting.month)["value"].sum()
    if is_thin(made):
        return meeting.say(
            f"{name}の架電はまだ{THIN_BELOW}件に満たず、参考値と比べるには早すぎます。",
            f"{name} has fewer than {THIN_BELOW} calls so far: too early to compare.",
        ) + _figures_words(meeting)
    ja, en = (
        ("反響・新規開拓のリードへの架電だけを", "by the motion of the lead called, ")
        if set(found) & {OUTBOUND, INBOUND}
        else ("", "")
    )
    return meeting.say(
        f"{name}の架電{made:,.0f}件は、{ja}チーム・担当者ごとに数えるとどれも{THIN_BELOW}件に満たず、参考値と比べるには早すぎます。",
        f"Of the {made:,.0f} calls of {name} no heading has {THIN_BELOW} ({en}by team and rep): too early to compare.",
    ) + _figures_words(meeting)


def _figures_words(meeting: Meeting) -> str:
    known = weeks_known(meeting)
    return meeting.say(
        f"{known or '8週間'}の動きは図のとおりです。", f" The figures show {known or 'the eight weeks'}."
    )


def _subject(meeting: Meeting, one: Finding) -> str:
    if one.motion == EVERY:
        return meeting.say(CATALOGUE[one.kpi].name("ja"), CATALOGUE[one.kpi].name("en").lower())
    return meeting.say(
        f"{MOTIONS[one.motion][0]}の{CATALOGUE[one.kpi].name('ja')}",
        f"{MOTIONS[one.motion][1]} {CATALOGUE[one.kpi].name('en').lower()}",
    )


def _value(meeting: Meeting, kpi: str, cell: pd.Series) -> str:
    """A number with its n, which calls per hour do without."""
    return meeting.write(cell["value"], CATALOGUE[kpi].unit) + ("" if kpi == CPH else cases(meeting, cell["n"]))


def _values(meeting: Meeting, kpi: str, told: Sequence[tuple[Group, pd.Series]]) -> str:
    return listed(
        meeting,
        [
            (
                ""
                if group.segments.get(kpi) == "all" or group.segments.get(kpi, "").startswith("motion=")
                else f"{group.name} "
            )
            + (_median(meeting, cell) if kpi == ANSWER else "")
            + _value(meeting, kpi, cell)
            for group, cell in told
        ],
    )


def _median(meeting: Meeting, cell: pd.Series) -> str:
    hours = at_work(meeting, meeting.write(cell["value"], "seconds"))
    return meeting.say(
        f"中央値{f'は営業時間内で{hours}、夜間・休日も含めると' if hours else ''}",
        f"a median of {f'{hours} in business hours, around the clock ' if hours else ''}",
    )


def _missed_words(meeting: Meeting, one: Finding) -> str:
    late = one.kpi == ANSWER
    lost = (
        ""
        if math.isnan(one.lost) or round(one.lost) < 1
        else meeting.say(
            f"（{'すぐ応えたリードとの接触率の差で数えて' if late else '接触にして'}約{one.lost:,.0f}件分{'、速さだけの効果とは限らない' if late else ''}）",
            f" (worth about {one.lost:,.0f} contacts{', going by leads called at once, which need not be due to speed alone' if late else ''})",
        )
    )
    held: dict[tuple[float, bool], list[tuple[Group, pd.Series]]] = {}
    for group, cell in one.off_target:
        held.setdefault((cell["goal"], bool(cell["is_own"])), []).append((group, cell))
    told = listed(
        meeting,
        [
            _values(meeting, one.kpi, groups)
            + meeting.say(
                f"で、{'目標' if is_own else '参考値'}の{_goal(meeting, one.kpi, goal)}{'を' if late else 'に'}",
                f", {'over' if late else 'below'} the {'target' if is_own else 'reference value'} of {_goal(meeting, one.kpi, goal)}",
            )
            for (goal, is_own), groups in held.items()
        ],
    )
    doubt = unknown_outcomes(meeting) if one.kpi == CONTACT else ""
    return _subject(meeting, one) + meeting.say(
        f"です。{told}{'超えています' if late else '届きません'}{lost}{doubt}。", f": {told}{lost}{doubt}."
    )


def _rep_words(meeting: Meeting, every: Sequence[Finding]) -> str:
    """The reps whose contact rate lies below that of the others; nobody is named for a team's number."""
    told: dict[str, tuple[float, str]] = {}
    for one in every:
        for group, cell in one.reps:
            rep, rate = segment_parts(group.segments[one.kpi])["rep"], cell["claim"].one
            value = f"{meeting.write(rate.share, 'share')}{cases(meeting, rate.cases, rate.hits)}"
            told[rep] = rate.share, f"{said_rep(meeting, rep)}{meeting.say('', ' ')}{value}"
    if not told:
        return ""
    names = people(meeting, [text for _, text in sorted(told.values())])
    return meeting.say(
        f"この8週間の接触率がチームのほかの担当者より低いのは{names}です。",
        f" Over the eight weeks the contact rate lies below that of the team's other reps: {names}.",
    )


def _met_words(meeting: Meeting, every: Sequence[Finding]) -> str:
    met = [
        f"{_subject(meeting, one)}{meeting.say('', ' ')}{_values(meeting, one.kpi, one.on_target)}"
        for one in every
        if one.on_target
    ]
    if not met:
        return ""
    own = any(cell["is_own"] for one in every for _, cell in one.on_target)
    return meeting.say(
        f"{'目標や参考値' if own else '参考値'}を満たしているのは{'、'.join(met)}です。",
        f" {'Target or reference' if own else 'Reference'} value met: {'; '.join(met)}.",
    )


def _rate_words(meeting: Meeting, found: Mapping[str, Sequence[Group]], cells: _Cells) -> str:
    """What becomes of the leads of each heading; there is no reference value."""
    told = [
        f"{group.name} {meeting.write(cell['value'], 'share')}{_thin_cases(meeting, cell['n'])}"
        for own in found.values()
        for group in own
        if group.is_team and (cell := _of(cells, group, RATE)) is not None
    ]
    if not told:
        return ""
    return meeting.say(
        f"8週間の有効リードの商談化率は{'、'.join(told)}です。",
        f"Opportunity rate of eight weeks' valid leads: {', '.join(told)}. ",
    )


def _thin_cases(meeting: Meeting, count: float) -> str:
    if not is_thin(count):
        return cases(meeting, count)
    return meeting.say(f"（{count:,.0f}件で参考程度）", f" (n = {count:,.0f}, thin)")


def _motion_words(meeting: Meeting, motion: str, every: Sequence[Finding]) -> str:
    """What the figure of one motion shows."""
    own = [one for one in every if one.motion == motion]
    said = "".join(_missed_words(meeting, one) + meeting.say("", " ") for one in own if one.off_target)
    said += _met_words(meeting, own)
    return said.strip() or meeting.say(
        "参考値と差があるとは言えません。", "Nothing differs from its reference value beyond chance."
    )


def act(meeting: Meeting) -> Section:
    """The team's and each rep's activity KPIs over eight weeks, outbound and inbound apart."""
    found = groups(meeting)
    if not found:
        return Section(meeting.say("この8週間に架電はありません。", "No call was made in the last eight weeks."))
    rows = numbers(meeting)
    now = latest(meeting, rows)
    cells = _cells(now)
    every = findings(meeting, found, cells)
    figures, month = standing_figures(meeting, counts_apart=True), meeting.month_name(meeting.month)
    known = weeks_known(meeting)
    for motion, own in found.items():
        title = meeting.say(
            f"{MOTIONS[motion][0]}の活動（数字は{month}、曲線は{known or '8週間'}）",
            f"Activity, {MOTIONS[motion][1]}: {month}, curves of {known or 'eight weeks'}",
        )
        drawn = trends_table(meeting, own, motion, rows, now)
        figure = activity(drawn, lang=meeting.lang, title=title, marked=marked_words(meeting, own, motion))
        figures.append((figure, f"{title}. {_motion_words(meeting, motion, every)}"))
    return Section(
        points(_sentence(meeting, found, cells, every), team_words(meeting)),
        figures,
        table=kpi_table(meeting, found, cells),
        table_caption=meeting.say(
            f"チームと担当者のKPI（{meeting.month_name(meeting.month)}）",
            f"KPIs by team and rep, {meeting.month_name(meeting.month)}",
        ),
        notes=_notes(meeting, found, cells),
        claims=[*(claim for claim in now["claim"] if claim is not None), *plan_claims(meeting.wb)],
    )


def _notes(meeting: Meeting, found: Mapping[str, Sequence[Group]], cells: _Cells) -> list[str]:
    notes = [marks_words(meeting)]
    if set(found) & {OUTBOUND, INBOUND}:
        notes.append(
            meeting.say(
                "架電先のリードがわからないため、チームの役割（SDRは反響、BDRは新規開拓）で分けています。",
                "The leads called are not known, so the motions are told by the team's role: SDR inbound, BDR outbound.",
            )
            if not tells_motions(meeting)
            else meeting.say(
                "8週間の活動の30%以上をその型のリードに使った担当者を載せています。両方に載る担当者の数字は、両方の型を合わせたものです。",
                "A rep stands where 30% or more of eight weeks' activities went; numbers of a rep who stands in both are of both together.",
            )
        )
        if rates := _rate_words(meeting, found, cells):
            notes.append(
                rates
                + meeting.say(
                    "商談化率は、この8週間に作成された有効リードのうち基準日までに商談になった割合で、新しいリードが多いためまだ上がります。",
                    "Opportunity rate: valid leads created in the eight weeks that have an opportunity by now; it still rises, since the leads are young.",
                )
            )
    else:
        notes.append(
            meeting.say(
                "架電先のリードがわからないため、反響と新規開拓を分けていません。",
                "The leads called are not known, so the motions are not told apart.",
            )
        )
    return notes
