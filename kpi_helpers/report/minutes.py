"""`*.minutes.md`: the minutes form, filled as far as the numbers go.

A file that somebody has edited belongs to that person: it is never written
again, not even by another build of the same day. Whether it was edited tells a
digest in its last line. Files of other days are only read.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from kpi_helpers.charts.formats import MISSING, format_percent, is_missing
from kpi_helpers.kpis.catalogue import CATALOGUE
from kpi_helpers.kpis.targets import plan
from kpi_helpers.report.actions import Action, open_first_overdue, read_actions
from kpi_helpers.report.folders import dated_folders, page_folder
from kpi_helpers.report.headline import expected_text, landing_of
from kpi_helpers.report.markdown import plain, table
from kpi_helpers.report.masking import masked_person, masked_text
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.meetings import MEETINGS
from kpi_helpers.report.phrases import counter_of, day_text
from kpi_helpers.report.section import Records

_EMPTY_DECISIONS, _EMPTY_ACTIONS = 3, 4
_SEAL = re.compile(r"\n<!-- kpi-minutes ([0-9a-f]+) -->\s*\Z")


def file_name(meeting: str) -> str:
    """The name of a meeting's minutes.

    >>> file_name("sales_sync")
    'sales_sync.minutes.md'
    """
    return f"{meeting}.minutes.md"


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
    head, targets = _head(meeting), _against_target(meeting)
    decisions, actions = _decisions(meeting), _actions(meeting, carried_over(meeting))
    today = meeting.reports and page_folder(meeting.reports, wb.as_of, wb.team) / file_name(meeting.name)

    def files(records: Records) -> dict[str, str]:
        if today and today.exists() and is_edited(_read(today)):
            return {}
        parts = [head, _agenda(meeting, records), targets, decisions, actions]
        return {file_name(meeting.name): sealed("\n\n".join(parts) + "\n")}

    return files


def carried_over(meeting: Meeting) -> list[Action]:
    """The open actions of the last minutes that somebody edited, overdue ones first.

    Parameters
    ----------
    meeting : Meeting

    Returns
    -------
    list of Action
        From the newest edited minutes of an earlier day that hold a table of
        actions; minutes that nobody touched say nothing about what was done.
    """
    wb = meeting.wb
    for day, folder in dated_folders(meeting.reports, wb.team) if meeting.reports else ():
        path = folder / file_name(meeting.name)
        if day < wb.as_of and path.is_file():
            text = _read(path)
            actions = read_actions(text, day) if is_edited(text) else None
            if actions is not None:
                return open_first_overdue(actions, wb.as_of)
    return []


def sealed(text: str) -> str:
    """Minutes with a last line that tells whether they have been edited since.

    Examples
    --------
    >>> text = sealed("# Minutes\\n")
    >>> is_edited(text), is_edited(text.replace("\\n", "\\r\\n")), is_edited(text.replace("Min", "Our min"))
    (False, False, True)
    """
    return f"{text}\n<!-- kpi-minutes {_digest(text)} -->\n"


def is_edited(text: str) -> bool:
    """Whether minutes are not, or no more, as they were written."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    seal = _SEAL.search(text)
    return seal is None or seal[1] != _digest(text[: seal.start()])


def _digest(text: str) -> str:
    # Editors drop blanks at line ends; that is no edit.
    lines = (line.rstrip() for line in text.strip().splitlines())
    return hashlib.blake2b("\n".join(lines).encode(), digest_size=16).hexdigest()


def _read(path: Path) -> str:
    content = path.read_bytes()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp932", errors="replace")


def _head(meeting: Meeting) -> str:
    say, wb = meeting.say, meeting.wb
    facts = [
        (say("開催日", "Held on"), ""),
        (say("出席者", "Present"), ""),
        (say("数字の基準日", "Numbers as of"), day_text(wb.as_of, meeting.lang)),
        (say("ワークブック", "Workbook"), wb.config.name),
        *([(say("チーム", "Team"), wb.team)] if wb.team else []),
    ]
    title = say(f"{MEETINGS[meeting.name].ja} 議事録", f"{MEETINGS[meeting.name].en}: minutes")
    return f"# {title}\n\n" + table(
        [say("項目", "Item"), say("内容", "Content")], [[term, plain(text)] for term, text in facts]
    )


def _agenda(meeting: Meeting, records: Records) -> str:
    say = meeting.say
    header = ["#", say("議題", "Question"), say("数字から言えること", "What the numbers say"), say("メモ", "Notes")]
    rows = [
        [str(place), plain(record["question"]), plain(record.get("failure") or record["sentence"]), ""]
        for place, record in enumerate(records, 1)
    ]
    return f"## {say('アジェンダ', 'Agenda')}\n\n" + table(header, rows)


def _against_target(meeting: Meeting) -> str:
    say, wb = meeting.say, meeting.wb
    known = plan(wb).set_index("metric")
    rows = [
        [
            CATALOGUE[metric].label(meeting.lang),
            *(
                meeting.write(known.at[metric, name], counter_of(metric, known.at[metric, "unit"]))
                for name in ("actual", "target")
            ),
            _percent(known.at[metric, "attainment"]),
            _landing(meeting, metric),
        ]
        for metric in MEETINGS[meeting.name].agreed
        if metric in known.index
    ]
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
        say("着地見込み", "Landing"),
    ]
    return f"## {title}\n\n" + table(header, rows)


def _percent(share: object) -> str:
    return MISSING if is_missing(share) else format_percent(share)


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
    header = [say("アクション", "Action"), say("担当", "Owner"), say("期限", "Due"), say("状況", "State")]
    rows = [
        [
            plain(text)
            for text in (
                masked_text(meeting, action.action),
                masked_person(meeting, action.owner),
                action.due_text(day, meeting.lang),
                masked_text(meeting, action.state),
            )
        ]
        for action in carried
    ]
    parts = [f"## {say('アクション', 'Actions')}", table(header, [*rows, *[[""] * 4] * _EMPTY_ACTIONS])]
    if carried:
        parts.insert(1, carried_text(meeting, carried))
    return "\n\n".join(parts)


def carried_text(meeting: Meeting, carried: Sequence[Action]) -> str:
    """How many actions are open, and how many of them overdue."""
    late = sum(action.is_overdue(meeting.wb.as_of) for action in carried)
    ja = f"前回までの議事録から、未完了のアクション {len(carried)} 件を引き継いでいます"
    en = f"{len(carried)} open action{'s' if len(carried) > 1 else ''} carried over from earlier minutes"
    if late:
        ja, en = f"{ja}（うち期限超過 {late} 件）", f"{en}, {late} of them overdue"
    return meeting.say(f"{ja}。", f"{en}.")
