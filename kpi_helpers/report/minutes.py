"""`*.minutes.md`: the minutes form, filled as far as the numbers go.

A file that somebody has edited belongs to that person: it is never written
again, not even by another build of the same day. Whether it was edited tells a
digest in its last line. Files of other days are only read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from urllib.parse import quote

from kpi_helpers.charts.formats import MISSING, format_percent
from kpi_helpers.kpis.catalogue import CATALOGUE
from kpi_helpers.kpis.targets import plan
from kpi_helpers.report.actions import Action
from kpi_helpers.report.definition_log import SHOWN, TITLE, change_header, changes_since
from kpi_helpers.report.folders import page_folder
from kpi_helpers.report.headline import expected_text, landing_of
from kpi_helpers.report.interventions import offered
from kpi_helpers.report.last_minutes import last_minutes
from kpi_helpers.report.markdown import plain, table
from kpi_helpers.report.masking import masked_person, masked_text
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.meetings import MEETINGS
from kpi_helpers.report.minutes_file import file_name, is_edited, read_text, sealed
from kpi_helpers.report.part import part_name
from kpi_helpers.report.phrases import counter_of, day_text
from kpi_helpers.report.plan_tree import held
from kpi_helpers.report.section import Records, in_one_line
from kpi_helpers.report.standing_words import standing_lines

_EMPTY_DECISIONS, _EMPTY_ACTIONS = 3, 4
_OFFERED = 24


def minutes_writer(meeting: Meeting) -> Callable[[Records], dict[str, str]]:
    """Prepare the minutes of a meeting.

    Parameters
    ----------
    meeting : Meeting
        Its earlier minutes and its numbers are read at once.

    Returns
    -------
    callable
        From the records of the page's sections (``question``, ``sentence``, perhaps
        ``failure``) to the files to be published: the minutes by their name, or none
        where somebody has edited today's. It may be called from any thread.
    """
    wb = meeting.wb
    head, targets, more = _head(meeting), _against_target(meeting), [*_people(meeting), *_changes(meeting)]
    decisions, actions = _decisions(meeting), _actions(meeting, carried_over(meeting))
    today = meeting.reports and page_folder(meeting.reports, wb.as_of, meeting.place) / file_name(meeting.name)

    def files(records: Records) -> dict[str, str]:
        if today and today.exists() and is_edited(read_text(today)):
            return {}
        parts = [head, _agenda(meeting, records), targets, *more, decisions, actions]
        return {file_name(meeting.name): sealed("\n\n".join(parts) + "\n")}

    return files


def carried_over(meeting: Meeting) -> list[Action]:
    """The open actions of last time's minutes, overdue ones first."""
    last = last_minutes(meeting)
    return [*last.overdue(meeting.wb.as_of), *last.open(meeting.wb.as_of)] if last else []


def _head(meeting: Meeting) -> str:
    say, wb = meeting.say, meeting.wb
    facts = [
        (say("開催日", "Held on"), ""),
        (say("出席者", "Present"), ""),
        (say("次回", "Next meeting"), ""),
        (say("ページ", "Page"), f"[{plain(f'{meeting.name}.html')}]({quote(meeting.name)}.html)"),
        (say("数字の基準日", "Numbers as of"), plain(day_text(wb.as_of, meeting.lang))),
        (say("ワークブック", "Workbook"), plain(wb.config.name)),
        *([(say("表示の範囲", "Shown part"), plain(shown))] if (shown := part_name(meeting)) else []),
    ]
    title = say(f"{MEETINGS[meeting.name].ja} 議事録", f"{MEETINGS[meeting.name].en}: minutes")
    return f"# {title}\n\n" + table(
        [say("項目", "Item"), say("内容", "Content")], [[term, text] for term, text in facts]
    )


def _agenda(meeting: Meeting, records: Records) -> str:
    say = meeting.say
    header = [
        "#",
        say("議題", "Question"),
        say("時間", "Minutes"),
        say("数字から言えること", "What the numbers say"),
        say("対策", "What to do"),
        say("メモ", "Notes"),
    ]
    rows = [
        [
            str(place),
            plain(record["question"]),
            "",
            plain(in_one_line(record.get("failure") or record["sentence"])),
            "",
            "",
        ]
        for place, record in enumerate(records, 1)
    ]
    return f"## {say('アジェンダ', 'Agenda')}\n\n" + table(header, rows)


def _against_target(meeting: Meeting) -> str:
    say, over = meeting.say, meeting.wb.month.is_over
    known = set(plan(meeting.wb)["metric"])
    rows = [_line(meeting, metric) for metric in MEETINGS[meeting.name].agreed if metric in known]
    title = say(
        f"数字と目標（{meeting.month_name(meeting.month)}、基準日まで）",
        f"Numbers against target, {meeting.month_name(meeting.month)} to date",
    )
    if not rows:
        return f"## {title}\n\n" + say("この月の数字はまだありません。", "There is no number for this month yet.")
    header = [
        say("指標", "Metric"),
        say("実績", "Actual"),
        say("目標", "Target"),
        say("達成率", "Attainment"),
        say("目標との差", "Against the target") if over else say("今日時点の目標との差", "Against what is due"),
        say("着地見込み", "Landing"),
    ]
    return f"## {title}\n\n" + table(header, rows)


def _line(meeting: Meeting, metric: str) -> list[str]:
    at, unit = held(meeting.wb, metric), counter_of(metric, CATALOGUE[metric].unit)
    return [
        CATALOGUE[metric].label(meeting.lang),
        *(meeting.write(value, unit) for value in (at.actual, at.target)),
        format_percent(at.attainment),
        meeting.write_signed(at.gap, unit),
        _landing(meeting, metric),
    ]


def _people(meeting: Meeting) -> list[str]:
    """Teams and reps against their own targets, where the meeting asks for opportunities."""
    if "rep_opportunities" not in MEETINGS[meeting.name].kpis:
        return []
    header, rows = standing_lines(meeting)
    name = meeting.month_name(meeting.month)
    title = meeting.say(
        f"チーム・担当者の目標と実績（{name}、基準日まで）", f"Teams and reps against their targets, {name} to date"
    )
    return [f"## {title}\n\n" + table(header, [[plain(text) for text in row] for row in rows])] if rows else []


def _changes(meeting: Meeting) -> list[str]:
    """Definitions, targets and mapping that changed since the last page, where any did."""
    rows = changes_since(meeting)
    if not rows:
        return []
    cells = [[plain(masked_text(meeting, text)) for text in row] for row in rows[:SHOWN]]
    told = [f"## {meeting.say(*TITLE)}", table(change_header(meeting), cells)]
    if len(rows) > SHOWN:
        told.append(meeting.say(f"ほか{len(rows) - SHOWN}件。", f"{len(rows) - SHOWN} more."))
    return ["\n\n".join(told)]


def _landing(meeting: Meeting, metric: str) -> str:
    expected, low, high = (expected_text(meeting, metric, value) for value in landing_of(meeting, metric))
    return (
        expected
        if expected == MISSING
        else meeting.say(f"{expected}（{low}〜{high}）", f"{expected} ({low} to {high})")
    )


def _decisions(meeting: Meeting) -> str:
    say = meeting.say
    header = [say("決定事項", "Decision"), say("理由", "Why"), say("決めた人", "Agreed by")]
    return f"## {say('決定事項', 'Decisions')}\n\n" + table(header, [[""] * 3] * _EMPTY_DECISIONS)


def _actions(meeting: Meeting, carried: Sequence[Action]) -> str:
    say, day = meeting.say, meeting.wb.as_of
    header = [
        say("アクション", "Action"),
        say("担当", "Owner"),
        say("期限", "Due"),
        say("状況", "State"),
        say("指標", "Metric"),
        say("対象", "For"),
    ]
    rows = [
        [
            plain(text)
            for text in (
                masked_text(meeting, action.action),
                masked_person(meeting, action.owner),
                action.due_text(day, meeting.lang),
                masked_text(meeting, action.state),
                action.kpi,
                masked_text(meeting, action.scope),
            )
        ]
        for action in carried
    ]
    parts = [
        f"## {say('アクション', 'Actions')}",
        table(header, [*rows, *[[""] * len(header)] * _EMPTY_ACTIONS]),
        _offer(meeting),
    ]
    if carried:
        parts.insert(1, f"> {carried_text(meeting, carried)}")
    return "\n\n".join(parts)


def _offer(meeting: Meeting) -> str:
    """What an action may name, so that the next pages follow its number."""
    kpis, people = offered(meeting)
    say = meeting.say
    named = say("、", ", ").join(map(plain, people[:_OFFERED])) + ("…" if len(people) > _OFFERED else "")
    return say(
        f"> 指標と対象を書くと、次のページの図に印が付き、その後の数字が示されます。指標：{'、'.join(kpis)}。対象（空欄は全体）：{named}",
        f"> With a metric, and for whom, the next pages mark the day and follow the number. Metric: {', '.join(kpis)}. "
        f"For (empty: everybody): {named}",
    )


def carried_text(meeting: Meeting, carried: Sequence[Action]) -> str:
    """How many actions are open, and how many of them overdue."""
    late = sum(action.is_overdue(meeting.wb.as_of) for action in carried)
    ja = f"前回までの議事録から、未完了のアクション{len(carried)}件を引き継いでいます"
    en = f"{len(carried)} open action{'s' if len(carried) > 1 else ''} carried over from earlier minutes"
    if late:
        ja, en = f"{ja}（うち期限超過{late}件）", f"{en}, {late} of them overdue"
    return meeting.say(f"{ja}。", f"{en}.")
