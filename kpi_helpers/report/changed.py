"""What changed since the last page: moved by new events, or restated."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from kpi_helpers.kpis.catalogue import CATALOGUE
from kpi_helpers.report.archive import Change, Page, changes, readings, seen_then
from kpi_helpers.report.blocks import block, paragraph
from kpi_helpers.report.headline import last_page_of, windows
from kpi_helpers.report.html import Element, el
from kpi_helpers.report.intervention_words import effects_part
from kpi_helpers.report.language import words
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.meetings import MEETINGS
from kpi_helpers.report.phrases import counter_of, day_text, short_day
from kpi_helpers.report.renamed import renames_part
from kpi_helpers.report.since import came_in, landings_part, minutes_parts
from kpi_helpers.report.tables import table_element
from kpi_helpers.workbook.periods import Period

_SHOWN = 12


def what_changed(meeting: Meeting) -> Element:
    """Since the last page: decisions and actions, landings then and now, what came in, what was restated.

    Parameters
    ----------
    meeting : Meeting
        With the folder of earlier pages.

    Returns
    -------
    Element
        A block; on the first page it says that there is nothing to compare with.

    Examples
    --------
    >>> from kpi_helpers.report.meeting import Meeting
    >>> "過去のページ" in str(what_changed(Meeting("sales_sync", wb)))
    True
    """
    said, say = words(meeting.lang), meeting.say
    page = last_page_of(meeting)
    minutes = [*minutes_parts(meeting), effects_part(meeting)]
    if meeting.reports is None:
        text = say(
            "過去のページと比べるには、reports に kpi build の出力先を指定してください。",
            "To compare with earlier pages, name the folder of kpi build under reports.",
        )
        return block("changed", said["changed"], *minutes, paragraph(text), kind="callout")
    if page is None:
        text = say(
            "この会議の最初のページです。次回から、今回の数字との違いをここに示します。",
            "This is the first page of this meeting; the next one will say here what moved since.",
        )
        return block("changed", said["changed"], *minutes, paragraph(text), kind="callout")
    if not page.is_readable:
        text = say(
            f"前回（{day_text(page.as_of, 'ja')}）の numbers.csv が読めないため、数字は比べられません。"
            "表計算ソフトで保存し直したファイルなら、作り直すか削除してください。",
            f"numbers.csv of the last page ({day_text(page.as_of, 'en')}) cannot be read, so no number is compared: "
            "make it anew or remove it if another program saved it.",
        )
        return block("changed", said["changed"], *minutes, paragraph(text), kind="callout")
    found = _found(meeting, page)
    own = [change for change in found if change.period == f"{page.as_of:%Y-%m}"]
    restated = [change for change in found if change.restated]
    return block(
        "changed",
        said["changed"],
        *minutes,
        paragraph(_sentence(meeting, page, own, restated)),
        renames_part(meeting),
        landings_part(meeting, page),
        _own_month(meeting, page, own) if own else None,
        _restated(meeting, page, restated) if restated else None,
        kind="callout",
    )


def _found(meeting: Meeting, page: Page) -> list[Change]:
    wb, past = meeting.wb, seen_then(page.as_of)
    known = [kpi for kpi in MEETINGS[meeting.name].followed if CATALOGUE.get(kpi)]
    seen = {kpi: readings(wb, kpi, windows(meeting)).get(past.label) for kpi in known}
    return changes(wb, page, known, {kpi: value for kpi, value in seen.items() if value is not None})


def _sentence(meeting: Meeting, page: Page, own: Sequence[Change], restated: Sequence[Change]) -> str:
    say, day = meeting.say, day_text(page.as_of, meeting.lang)
    came = [
        (_label(meeting, change), change.moved + _of_later_months(meeting, page, change.kpi), _unit(change))
        for change in own
    ]
    if not own and not restated:
        return say(
            f"前回のページ（{day}時点）と比べられる数字がないため、新しい動きはわかりません。",
            f"What is new since the page of {day} cannot be told: the two have no number to compare.",
        )
    moved = [part for part in came if abs(part[1]) > 1e-9]
    told = came_in(moved[:3], meeting)
    first = (
        say(f"前回のページ（{day}時点）から、{told}。", f"Since the page of {day}: {told}.")
        if moved
        else say(f"前回のページ（{day}時点）から新しい動きはありません。", f"Nothing new since the page of {day}.")
    )
    if page.as_of.month != meeting.wb.as_of.month and moved:
        first += say("月をまたいだ分も含みます。", " The new month is counted in.")
    if not restated:
        return first + say("過去の数字に修正はありません。", " No earlier number was restated.")
    return first + say(
        f"前回までに終わった日の数字が{len(restated)}件、修正されています。",
        f" {len(restated)} number{'s' if len(restated) > 1 else ''} of days that were over then {'were' if len(restated) > 1 else 'was'} restated.",
    )


def _of_later_months(meeting: Meeting, page: Page, kpi: str) -> float:
    """What the months after the last page's have brought up to now."""
    own, last = Period.month(page.as_of), meeting.wb.month.month
    months = [last.back(back) for back in range(24) if own < last.back(back)]
    return sum(readings(meeting.wb, kpi, months).values())


def _own_month(meeting: Meeting, page: Page, own: Sequence[Change]) -> Element | None:
    """The numbers of the last page's month then and now, and what the months after it have brought."""
    say, then = meeting.say, short_day(page.as_of, meeting.lang)
    month = meeting.month_name(own[0].period)
    later = [_of_later_months(meeting, page, change.kpi) for change in own]
    if not any(later) and all(change.now == change.before for change in own):
        return None  # a table of numbers that stayed what they were says nothing
    table = pd.DataFrame(
        {
            say(f"{month}の数字", f"Number, {month}"): [_label(meeting, change) for change in own],
            say(f"前回（{then}まで）", f"Then (to {then})"): [
                meeting.write(change.before, _unit(change)) for change in own
            ],
            say("今回", "Now"): [meeting.write(change.now, _unit(change)) for change in own],
            say("新しい動き", "New events"): [meeting.write_signed(change.moved, _unit(change)) for change in own],
        }
    )
    if any(change.restated for change in own):
        table[say("過去の修正", "Restated")] = [
            meeting.write_signed(change.restated, _unit(change)) if change.restated else None for change in own
        ]
    if any(later):
        table[say(f"{month}より後", f"After {month}")] = [
            meeting.write_signed(value, _unit(change)) for value, change in zip(later, own, strict=True)
        ]
    return table_element(
        table, caption=say("前回との比較", "Against the last page"), numeric=table.columns[1:].tolist()
    )


def _restated(meeting: Meeting, page: Page, restated: Sequence[Change]) -> Element:
    say, own = meeting.say, f"{page.as_of:%Y-%m}"
    rows = []
    for change in restated[:_SHOWN]:
        unit = _unit(change)
        # Of the month in which the last page was made, only the days that it saw can be restated.
        now = change.before + change.restated
        until = (
            say(f"（{short_day(page.as_of, 'ja')}まで）", f" to {short_day(page.as_of, 'en')}")
            if change.period == own
            else ""
        )
        rows.append(
            (
                _label(meeting, change),
                meeting.month_name(change.period) + until,
                meeting.write(change.before, unit),
                meeting.write(now, unit),
                meeting.write_signed(change.restated, unit),
                _why(meeting, change),
            )
        )
    columns = [
        say("指標", "Metric"),
        say("期間", "Period"),
        say("前回", "Then"),
        say("今回", "Now"),
        say("差", "Difference"),
        say("理由", "Why"),
    ]
    caption = say(f"修正された過去の数字{len(restated)}件", f"Restated numbers: {len(restated)}")
    more = len(restated) - _SHOWN
    return el(
        "details",
        el("summary", caption),
        table_element(pd.DataFrame(rows, columns=columns), caption=caption, numeric=columns[2:5]),
        el("p", say(f"ほか{more}件。", f"{more} more."), class_="note") if more > 0 else None,
        open=True,
    )


def _why(meeting: Meeting, change: Change) -> str:
    say, is_money = meeting.say, _unit(change) == "currency"
    return {
        "definition": say("有効リードの定義が変わった", "the definition of a valid lead was changed"),
        "mapping": say("workbook.yml の読み取り方が変わった", "workbook.yml reads the exports in another way"),
        "more": say("金額の修正か、後から入った受注とみられる", "amounts edited or deals entered late, it seems")
        if is_money
        else say("後から登録された行とみられる", "rows entered late, it seems"),
        "fewer": say(
            "金額の修正か、受注の取り消し・日付の変更とみられる",
            "amounts edited, deals undone or given another date, it seems",
        )
        if is_money
        else say("削除されたか、日付が変わった行とみられる", "rows deleted or given another date, it seems"),
    }[change.why]


def _label(meeting: Meeting, change: Change) -> str:
    return CATALOGUE[change.kpi].label(meeting.lang)


def _unit(change: Change) -> str:
    return counter_of(change.kpi, CATALOGUE[change.kpi].unit)
