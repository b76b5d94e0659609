"""Since the last page: what was decided, what was done, and where the landings stand now."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from kpi_helpers.kpis.catalogue import CATALOGUE
from kpi_helpers.report.actions import Action
from kpi_helpers.report.archive import Page
from kpi_helpers.report.blocks import bullets, paragraph
from kpi_helpers.report.headline import expected_text, landing_of
from kpi_helpers.report.html import Element, el
from kpi_helpers.report.language import words
from kpi_helpers.report.last_minutes import LastMinutes, edited_minutes, last_minutes, place_of
from kpi_helpers.report.masking import minuted_text
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.phrases import short_day, shortened
from kpi_helpers.report.tables import table_element

_LANDINGS = ("sales", "won", "opportunities", "leads", "valid_leads")
_QUOTED = 5


def minutes_parts(meeting: Meeting) -> list[Element | None]:
    """Decisions and actions of last time's minutes, and their lines that could not be read."""
    last, misplaced = last_minutes(meeting), _misplaced(meeting)
    if last is None:
        return [misplaced]
    parts = [misplaced, _sentence(meeting, last)]
    if meeting.mask_names:
        note = meeting.say(
            "名前を伏せたページのため、内容は議事録を見てください。", "Names are masked here: see the minutes."
        )
        return [*parts, paragraph(note)]
    return [*parts, _decided(meeting, last), _acted(meeting, last), _unread(meeting, last)]


def _misplaced(meeting: Meeting) -> Element | None:
    """That the newest minutes in this meeting's place are those of another one, and so are not read."""
    newest = next(edited_minutes(meeting), None)
    if newest is None or not newest.of_another:
        return None
    name = f"{newest.day.isoformat()}/{newest.path.name}"
    return paragraph(
        meeting.say(
            f"{name} は「{newest.of_another}」の議事録のようなので、読んでいません。",
            f"{name} seems to be the minutes of “{newest.of_another}” and is not read.",
        )
    )


def _sentence(meeting: Meeting, last: LastMinutes) -> Element:
    say, day = meeting.say, short_day(last.held, meeting.lang)
    late, rest, ended = last.overdue(meeting.wb.as_of), last.open(meeting.wb.as_of), last.ended
    ja = f"前回（{day}の議事録）の決定は{len(last.reading.decisions)}件"
    en = f"Last time (minutes of {day}): {_counted(len(last.reading.decisions), 'decision')}"
    ja += f"、アクションは期限超過{len(late)}件、未完了{len(rest)}件、完了・見送り{len(ended)}件です。"
    en += f"; actions: {len(late)} overdue, {len(rest)} open, {len(ended)} done or dropped."
    asked = [action for action in (*late, *rest) if action.is_unclear]
    if asked:
        unclear = [shortened(minuted_text(meeting, action.due)) for action in asked[:_QUOTED]]
        ja += f"期限{'、'.join(f'「{due}」' for due in unclear)}は日付として読めません。12/4 のように書いてください。"
        what, them = ("This due date names", "it") if len(asked) == 1 else ("These due dates name", "them")
        en += f" {what} no day: {', '.join(f'“{due}”' for due in unclear)}. Write {them} as 12/4."
    if last.older:
        ja += f"この議事録にはアクションの欄がなく、それより前の未完了{len(last.older)}件は引き継いでいません。"
        en += (
            f" These minutes have no part for actions; {_counted(len(last.older), 'open action')} "
            "of the minutes before are not carried over."
        )
    return paragraph(say(ja, en))


def _counted(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"


def _decided(meeting: Meeting, last: LastMinutes) -> Element | None:
    if not last.reading.decisions:
        return None
    say = meeting.say
    texts = [
        one.decision + (say(f"（{one.why}）", f" ({one.why})") if one.why else "") for one in last.reading.decisions
    ]
    return el("div", el("h3", say("前回の決定", "Decided last time")), bullets(texts))


def _acted(meeting: Meeting, last: LastMinutes) -> Element | None:
    day, lang, said = meeting.wb.as_of, meeting.lang, words(meeting.lang)
    groups = (
        (meeting.say("期限超過", "overdue"), last.overdue(day)),
        (meeting.say("未完了", "open"), last.open(day)),
        (meeting.say("完了・見送り", "done or dropped"), last.ended),
    )
    rows = [_row(label, action, lang) for label, actions in groups for action in actions]
    if not rows:
        return None
    columns = ["", *(said[name] for name in ("action", "owner", "due", "state"))]
    columns[0] = meeting.say("区分", "Now")
    caption = meeting.say("前回までのアクション", "Actions up to last time")
    return table_element(pd.DataFrame(rows, columns=columns), caption=caption, numeric=())


def _row(label: str, action: Action, lang: str) -> tuple[str, ...]:
    aim = "・".join(part for part in (action.kpi, action.scope) if part)
    text = f"{action.action}（{aim}）" if aim and lang == "ja" else f"{action.action} ({aim})" if aim else action.action
    return label, text, action.owner, action.due, action.state


def _unread(meeting: Meeting, last: LastMinutes) -> Element | None:
    if not last.reading.unread:
        return None
    say = meeting.say
    lines = [
        place_of(last, one.line, meeting.lang) + say(f"「{text}」", f": “{text}”")
        for one in last.reading.unread[:_QUOTED]
        for text in [shortened(minuted_text(meeting, one.text), 80)]
    ]
    more = len(last.reading.unread) - _QUOTED
    if more > 0:
        lines.append(say(f"ほか{more}行", f"{more} more"))
    lead = say(
        "議事録のうち、決定ともアクションとも読めなかった行:",
        "Lines of the minutes that are neither decision nor action:",
    )
    return el("div", paragraph(lead), bullets(lines))


def landings_part(meeting: Meeting, page: Page) -> Element | None:
    """Where the numbers were expected to end then, and where they are, or ended."""
    rows, moved = [], []
    for kpi in _LANDINGS:
        if kpi not in page.landings:
            continue
        value, low, high = page.landings[kpi]
        now = _now(meeting, page, kpi)
        if now is None:
            continue
        outside = low is not None and high is not None and not low <= now <= high
        if outside:
            moved.append(CATALOGUE[kpi].label(meeting.lang))
        then = expected_text(meeting, kpi, value)
        if low is not None and high is not None:
            ends = [expected_text(meeting, kpi, end) for end in (low, high)]
            then += meeting.say(f"（{ends[0]}〜{ends[1]}）", f" ({ends[0]} to {ends[1]})")
        verdict = meeting.say("幅の外", "outside") if outside else meeting.say("幅の中", "inside")
        rows.append((CATALOGUE[kpi].label(meeting.lang), then, expected_text(meeting, kpi, now), verdict))
    if not rows:
        return None
    month = meeting.month_name(f"{page.as_of:%Y-%m}")
    is_over = f"{page.as_of:%Y-%m}" != meeting.month
    columns = [
        meeting.say("指標", "Metric"),
        meeting.say(f"前回の見込み（{short_day(page.as_of, 'ja')}）", f"Expected on {short_day(page.as_of, 'en')}"),
        meeting.say("実績" if is_over else "今回の見込み", "Actual" if is_over else "Expected now"),
        meeting.say("前回の幅に対して", "Against the interval then"),
    ]
    caption = meeting.say(f"{month}の着地見込み", f"Landing of {month}")
    table = table_element(pd.DataFrame(rows, columns=columns), caption=caption, numeric=columns[1:3])
    if not moved:
        return table
    names = meeting.say("・", ", ").join(moved)
    text = meeting.say(
        f"{names}の{month}の{'実績' if is_over else '着地見込み'}は、前回の見込みの幅の外です。",
        f"{names} of {month} {'ended' if is_over else 'now stand'} outside the interval of then.",
    )
    return el("div", paragraph(text), table)


def _now(meeting: Meeting, page: Page, kpi: str) -> float | None:
    """Today's expectation of the page's month, or its end where it is over."""
    if f"{page.as_of:%Y-%m}" == meeting.month:
        value = landing_of(meeting, kpi)[0]
    else:
        rows = CATALOGUE[kpi](meeting.wb, period=f"{page.as_of:%Y-%m}")
        value = meeting.value(rows, period=f"{page.as_of:%Y-%m}")
    return None if math.isnan(value) else value


def came_in(changes: Sequence[tuple[str, float, str]], meeting: Meeting) -> str:
    """Numbers with their signs, in one clause."""
    told = (f"{label} {meeting.write_signed(value, unit)}" for label, value, unit in changes)
    return meeting.say("、", ", ").join(told)
