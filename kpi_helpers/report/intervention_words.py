"""What is said and drawn of actions that name a KPI: marks in its figures, and what it did since."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from kpi_helpers.charts.formats import MINUS, format_day, format_percent, format_signed
from kpi_helpers.kpis.effects import EARLIEST, Effect
from kpi_helpers.report.blocks import bullets
from kpi_helpers.report.html import Element, el
from kpi_helpers.report.interventions import Intervention, effect, interventions, kpis_named, offered, scope_words
from kpi_helpers.report.last_minutes import place_of
from kpi_helpers.report.masking import minuted_text
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.phrases import short_day, shortened
from kpi_helpers.workbook.periods import DAY, Period

_SHOWN = 6
_LONGEST = 40
_IN_FIGURES = 24


@dataclass(frozen=True)
class Mark:
    """A day on which somebody acted on a KPI, the words that say what, and for whom (empty for everybody)."""

    day: date
    words: str
    segments: tuple[tuple[str, str], ...] = ()


def marks(meeting: Meeting, kpis: Collection[str]) -> list[Mark]:
    """What was done to move any of some KPIs, the newest first."""
    return [
        action_mark(one.day, minuted_text(meeting, one.action.action), meeting.lang, one.segments)
        for one in interventions(meeting)
        if one.kpi is not None and one.kpi.id in kpis and not one.unclear
    ]


def action_mark(day: date, text: str, lang: str, segments: tuple[tuple[str, str], ...] = ()) -> Mark:
    """The mark of an action.

    >>> action_mark(date(2026, 10, 2), "Calls at nine", "en").words
    '2 Oct Calls at nine'
    """
    return Mark(day, f"{format_day(day.month, day.day, lang)} {shortened(text, _IN_FIGURES)}", segments)


def marks_by_business_day(meeting: Meeting, kpis: Collection[str]) -> list[tuple[float, str]]:
    """The marks of as_of's month by its business day."""
    wb = meeting.wb
    month = Period.month(wb.as_of)
    own = [mark for mark in marks(meeting, kpis) if month.start <= mark.day < month.end]
    # Before the evening of a day nothing of it has moved: a mark of a Sunday lies between Friday and Monday.
    return [(wb.calendar.count(month.start, mark.day) + 0.5, mark.words) for mark in own]


def marks_by_month(meeting: Meeting, kpis: Collection[str], months: Collection[str]) -> list[tuple[float, str]]:
    """The marks by their place on an axis of months, each as wide as one."""
    axis = [Period.parse(month) for month in sorted(months)]
    return [(at, words) for at, words in places_on(axis, marks(meeting, kpis)) if at < len(axis)]


def places_on(axis: Sequence[Period], acted: Iterable[Mark]) -> list[tuple[float, str]]:
    """Marks by their place on an axis of periods, each as wide as one; what came after the last stands at its end.

    Examples
    --------
    >>> months = [Period.parse("2026-09"), Period.parse("2026-10")]
    >>> places_on(months, [Mark(date(2026, 9, 16), "calls at nine"), Mark(date(2026, 11, 2), "a new list")])
    [(0.5, 'calls at nine'), (2.0, 'a new list')]
    """
    found = []
    for mark in acted:
        if axis and mark.day >= axis[-1].end:
            found.append((float(len(axis)), mark.words))
        for place, period in enumerate(axis):
            if period.start <= mark.day < period.end:
                found.append((place + (mark.day - period.start).days / (period.end - period.start).days, mark.words))
    return found


def effects_part(meeting: Meeting) -> Element | None:
    """What the KPIs did since somebody acted on them; unclear names are asked about."""
    found = interventions(meeting)
    if not found:
        return None
    told = [_sentence(meeting, one) for one in found[:_SHOWN]]
    if len(found) > _SHOWN:
        told.append(meeting.say(f"ほか{len(found) - _SHOWN}件", f"{len(found) - _SHOWN} more"))
    heading = meeting.say("アクションのその後の数字", "What the numbers did since the actions")
    return el("div", el("h3", heading), bullets(told))


def _sentence(meeting: Meeting, one: Intervention) -> str:
    say, text = meeting.say, _said(meeting, one, _LONGEST)
    if one.unclear:
        return _question(meeting, one, text)
    assert one.kpi is not None
    kpi, scope, day = one.kpi.name(meeting.lang), scope_words(meeting, one), short_day(one.day, meeting.lang)
    about = say("、", ", ").join(filter(None, (kpi, scope)))
    head = say(f"「{text}」（{about}、{day}から）：", f"“{text}” ({about}, since {day}): ")
    if not one.is_weekly:
        return head + say(
            "この指標は週が終わっても確定しないため、前後を比べられません。",
            "this number is not settled when a week is over, so weeks before and after cannot be compared.",
        )
    if not one.can_be_split:
        return head + say(
            "この指標はこの対象では分けられないため、前後を比べられません。",
            "this number is not told for these, so before and after cannot be compared.",
        )
    return head + _effect_words(meeting, one, effect(meeting.wb, one))


def _effect_words(meeting: Meeting, one: Intervention, found: Effect) -> str:
    say = meeting.say
    if found.verdict == "too_early":
        until = Period.week(one.day).end + (7 * EARLIEST - 1) * DAY
        return say(
            f"まだ判断できません。翌週からの丸{EARLIEST}週（〜{short_day(until, 'ja')}）が過ぎてから比べます。",
            f"too early to tell: {EARLIEST} whole weeks after it are over on {short_day(until, 'en')}.",
        )
    if found.verdict == "no_baseline":
        return say("それより前の週の数字が足りず、比べられません。", "too few weeks before it to compare with.")
    is_share = one.kpi is not None and one.kpi.unit == "share"
    change, low, high = (_change(value, is_share, meeting.lang) for value in (found.change, found.low, found.high))
    against = (
        say("ほかの人の変化を差し引いた差", "less the change of the others")
        if found.compared
        else say("同じ時期のほかの変化も含む", "other changes of these weeks are in it")
    )
    said = say(
        f"まる{found.weeks}週で、それまでより{change}（95%の幅 {low}〜{high}、{against}）。",
        f"{change} in {found.weeks} whole weeks against before (95% interval {low} to {high}, {against}). ",
    )
    verdict = {
        "better": say("良くなっています。", "It is better."),
        "worse": say("悪くなっています。", "It is worse."),
        "no_difference": say("変わったとは言えません。", "No difference beyond chance."),
    }
    return said + verdict[found.verdict]


def _change(value: float, is_share: bool, lang: str) -> str:
    if is_share:
        return format_signed(value, "share", lang)
    text = format_percent(value)
    return text if text.startswith(MINUS) else f"+{text}"


def _question(meeting: Meeting, one: Intervention, text: str) -> str:
    kpis, people = offered(meeting)
    unclear, place = (
        shortened(minuted_text(meeting, one.unclear), _LONGEST),
        place_of(one.minutes, one.action.line, meeting.lang),
    )
    if one.kpi is None:
        meant = [kpi.label(meeting.lang) for kpi in kpis_named(one.unclear)]
        names = meeting.say("、", ", ").join(meant or kpis)
        return meeting.say(
            f"「{text}」の指標「{unclear}」は、どの指標か一つに決まりません（{place}）。次のどれかを書いてください：{names}。",
            f"“{text}”: which number is “{unclear}” ({place})? Write one of: {names}.",
        )
    names = meeting.say("、", ", ").join(people[:12]) + ("…" if len(people) > 12 else "")
    return meeting.say(
        f"「{text}」の対象「{unclear}」は、チーム・担当・チャネルのどれか一つに決まりません（{place}）。次の名前で書いてください：{names}。",
        f"“{text}”: “{unclear}” is no single team, rep or channel ({place}). Write it as one of: {names}.",
    )


def _said(meeting: Meeting, one: Intervention, longest: int) -> str:
    return shortened(minuted_text(meeting, one.action.action), longest)
