"""What the numbers of a page rest on: by what rows find their lead and their company, and which rows stay out."""

from __future__ import annotations

from collections.abc import Iterator

from kpi_helpers.report.lack_words import default_words
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.phrases import listed
from kpi_helpers.workbook.bearing import FEW_CALLS
from kpi_helpers.workbook.companies import MOST_NAMES
from kpi_helpers.workbook.schema import TABLES
from kpi_helpers.workbook.spans import MOMENTS

_BASES = {"id": ("IDで", "by an id"), "email": ("メールアドレスで", "by e-mail"), "company": ("会社で", "by company")}
_UNTIMED = (
    ("leads", "対応までの時間の数字", "the numbers of response times"),
    (
        "activities",
        "時間帯・1時間あたり・架電回数別・対応までの時間の数字",
        "the numbers by hour, per hour and by attempt and of response times",
    ),
)
_QUOTED = 5


def bearing_notes(meeting: Meeting) -> Iterator[str]:
    """What links rest on, which rows have no time of day, which domains and names tell no company.

    Parameters
    ----------
    meeting : Meeting

    Yields
    ------
    str

    Examples
    --------
    A9 and A10 are on no known lead, and O5 neither:

    >>> from kpi_helpers.report.meeting import Meeting
    >>> for note in bearing_notes(Meeting("team_sync", wb, "en")):
    ...     print(note)
    Of 10 activities 8 find their lead by an id; 2 have no known lead.
    Of 6 opportunities 5 find their lead by an id; 1 has no known lead.
    Without a known outcome (empty, or not named under values), and so counted as not reached: 1 of 9 calls (11.1%). The contact rate is too low by as much.
    """
    yield from default_words(meeting.wb, meeting.lang)
    yield from _links(meeting)
    yield from _without_outcome(meeting)
    yield from _untimed(meeting)
    yield from _wide(meeting)


def _links(meeting: Meeting) -> Iterator[str]:
    for table in ("activities", "opportunities"):
        if not meeting.wb.has("leads", table):
            continue
        counts = meeting.wb.bearing.links(table)
        total, without = int(counts.sum()), int(counts.get("", 0))
        if not total:
            continue
        found = [(meeting.say(*_BASES[basis]), int(counts[basis])) for basis in _BASES if counts.get(basis, 0)]
        ja = "、".join(f"{how}{number:,}件" for how, number in found) or "0件"
        en = ", ".join(f"{number:,} find their lead {how}" for how, number in found) or "none finds its lead"
        ja = f"{TABLES[table].ja}{total:,}件のうち、元のリードがわかるのは{ja}です"
        en = f"Of {total:,} {TABLES[table].en} {en}"
        if without:
            ja += f"（わからないもの{without:,}件）"
            en += f"; {without:,} {'has' if without == 1 else 'have'} no known lead"
        yield meeting.say(f"{ja}。", f"{en}.")


def unknown_outcomes(meeting: Meeting) -> str:
    """How many calls have no known outcome, beside a contact rate that is called low; empty where these are few."""
    calls, without = _calls(meeting)
    if not without:
        return ""
    share = meeting.write(without / calls, "share")
    return meeting.say(
        f"（ただし架電の{share}は結果がわからず、その分低く出ています）",
        f" (but {share} of the calls have no known outcome, so that it is too low by as much)",
    )


def _calls(meeting: Meeting) -> tuple[int, int]:
    """All calls, and those without a known outcome where these are some, but neither few nor all."""
    calls, without = meeting.wb.bearing.calls_without_outcome() if meeting.wb.has("activities") else (0, 0)
    return calls, without if FEW_CALLS * calls < without < calls else 0


def _without_outcome(meeting: Meeting) -> Iterator[str]:
    calls, without = _calls(meeting)
    if without:
        share = meeting.write(without / calls, "share")
        yield meeting.say(
            f"架電{calls:,}件のうち{without:,}件（{share}）は結果がわからず（空か、values にない値）、接触しなかったものとして数えています。接触率はその分低く出ます。",
            f"Without a known outcome (empty, or not named under values), and so counted as not reached: {without:,} of {calls:,} calls "
            f"({share}). The contact rate is too low by as much.",
        )


def _untimed(meeting: Meeting) -> Iterator[str]:
    for table, ja, en in _UNTIMED:
        if meeting.wb.has(table) and (count := meeting.wb.bearing.untimed(table)):
            name = TABLES[table].ja, TABLES[table].en
            yield meeting.say(
                f"{name[0]}{count:,}件は時刻がない（日付だけか0時ちょうど）ため、{ja}には入れていません。",
                f"{count:,} {name[1]} have no time of day (a date or midnight): {en} leave them out.",
            )


def _wide(meeting: Meeting) -> Iterator[str]:
    if not any(map(meeting.wb.has, MOMENTS)):
        return
    clues = meeting.wb.bearing.wide_clues()
    if clues.empty:
        return
    told = [f"{row.value}{meeting.say(f'（{row.joins}社）', f' ({row.joins})')}" for row in clues.itertuples()]
    more = len(told) - _QUOTED
    names = listed(meeting, told[:_QUOTED]) + (meeting.say(f"、ほか{more}件", f" and {more} more") if more > 0 else "")
    if meeting.mask_names:
        names = meeting.say(f"{len(told)}件", f"{len(told)}")
    yield meeting.say(
        f"{MOST_NAMES}社を超える会社で使われているため、会社の判別に使わないドメイン・会社名：{names}。",
        f"Domains and names that more than {MOST_NAMES} companies share, so that they tell no company: {names}.",
    )
