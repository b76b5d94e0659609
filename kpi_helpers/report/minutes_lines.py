"""Lines of minutes made Markdown again: full-width bars, rows of a spreadsheet, tables without their rule line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

Columns = Mapping[str, tuple[str, ...]]

ACTION_COLUMNS: Columns = {
    "action": (
        *("アクション", "対応", "対応事項", "やること", "タスク", "todo", "to do", "宿題", "宿題事項"),
        *("action", "actions", "action item", "action items", "task"),
    ),
    "owner": ("担当", "担当者", "責任者", "誰が", "だれが", "owner", "who", "assignee", "responsible"),
    "due": (
        "期限",
        "期日",
        "締切",
        "締め切り",
        "いつまで",
        "いつまでに",
        "いつ",
        "due",
        "due date",
        "deadline",
        "by when",
        "until",
    ),
    "state": ("状況", "状態", "進捗", "ステータス", "結果", "state", "status"),
    "kpi": ("指標", "kpi", "見る指標", "数字", "metric", "number"),
    "scope": ("対象", "対象者", "チーム・担当者・チャネル", "for", "scope"),
}
DECISION_COLUMNS: Columns = {
    "decision": ("決定事項", "決定", "決まったこと", "decision", "decisions", "decided"),
    "why": ("理由", "背景", "why", "reason"),
    "agreed_by": ("決めた人", "合意", "合意者", "承認", "agreed by", "by", "decided by"),
}
"""What the columns of a table may be called, by what they hold."""

UNNAMED_ACTION: Columns = {"action": ("内容", "項目", "件名", "事項", "what", "content", "item", "task")}
"""What the column of actions may be called in a table that also says whose they are and by when."""

_PARTS = {
    "actions": re.compile(
        r"アクション|宿題|todo|to do|やること|タスク|next steps?|actions?|action items?", re.IGNORECASE
    ),
    "decisions": re.compile(r"決定|決まったこと|decisions?|decided", re.IGNORECASE),
}
_HEADING = re.compile(r"[【\[■●◆▼*]*\s*([^:：】\]]{1,20}?)\s*[】\]:：*]*")
_BULLET = re.compile(
    r"^(?P<indent>[ \t　]*)(?:[・•‣◦－–—]|[①-⑳]|[(（]?[0-9０-９]{1,2}[)）．、](?!\d))[ \t　]*(?=[\w「『（(\[【@＠~])"
)
"""How people begin the lines of a list, other than Markdown does."""

_RULE = re.compile(r"\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?")
_WIDE_RULE = re.compile(r"[|\s:：ー－—―─-]*[ー－—―─-][|\s:：ー－—―─-]*")


def columns_of(header: Sequence[str], known: Columns) -> dict[str, int]:
    """Which column of a table holds what.

    Examples
    --------
    >>> columns_of(["担当", "**ToDo**", "期限："], ACTION_COLUMNS)
    {'owner': 0, 'action': 1, 'due': 2}
    """
    found: dict[str, int] = {}
    for place, cell in enumerate(header):
        word = word_of(cell)
        for name, words in known.items():
            if word in words:
                found.setdefault(name, place)
    return found


def word_of(cell: str) -> str:
    """A heading without width, case and decoration."""
    return re.sub(r"[*`:：]", "", unicodedata.normalize("NFKC", cell)).strip().lower()


def part_of(heading: str) -> str:
    """Which part a heading begins: ``actions``, ``decisions`` or none."""
    return next((part for part, words in _PARTS.items() if words.search(heading)), "")


def stands_for(line: str) -> bool:
    """Whether a line of text is a heading of a part.

    Examples
    --------
    >>> [stands_for(line) for line in ("【アクション】", "決定事項：", "アクションは佐藤さん")]
    [True, True, False]
    """
    heading = _HEADING.fullmatch(line.strip())
    return heading is not None and any(
        words.fullmatch(word_of(heading[1]).removesuffix("事項")) for words in _PARTS.values()
    )


def prepared_lines(text: str) -> tuple[list[str], list[int]]:
    """Lines that Markdown reads as tables where people meant tables, and the number of each in the file.

    Examples
    --------
    >>> prepared_lines("｜アクション｜担当｜\\n｜見積｜佐藤｜")
    (['|アクション|担当|', '|---|---|', '|見積|佐藤|'], [1, 1, 2])
    """
    lines: list[str] = []
    numbers: list[int] = []

    def add(line: str, number: int) -> None:
        lines.append(line)
        numbers.append(number)

    in_table = in_tabs = after_header = False
    for number, line in enumerate(text.splitlines(), 1):
        line = _BULLET.sub(_as_item, _with_bars(line), count=1)
        if stands_for(line) and lines and lines[-1].strip():
            add("", number)
        if lines and stands_for(lines[-1]) and line.strip():
            add("", number)  # a heading of our own kind and the line below are no paragraph
        in_tabs = "\t" in line and "|" not in line and (in_tabs or _names_columns(line.split("\t")))
        if in_tabs:
            line = f"|{'|'.join(cell.strip() for cell in line.split(chr(9)))}|"
        if after_header:
            rule = "|" + "---|" * len(_cells(lines[-1]))
            if not _RULE.fullmatch(line.strip()):
                add(rule, number - 1)
            elif len(_cells(line)) != len(_cells(lines[-1])):
                line = rule  # a column was added or taken away: to Markdown it would be no table
        after_header = "|" in line and not in_table and _names_columns(_cells(line))
        if after_header and lines and lines[-1].strip():
            add("", number)  # right behind a line of text it would be no table of its own
        if in_table and "|" not in line and line.strip():
            add("", number)  # words right below a table would be a row of it
        in_table = "|" in line and (in_table or after_header)
        add(line, number)
    return lines or [""], numbers or [1]


def _as_item(bullet: re.Match[str]) -> str:
    return f"{bullet['indent'].replace('　', '  ')}- "


def _with_bars(line: str) -> str:
    if "｜" in line and "|" not in line:
        line = line.replace("｜", "|")
    if "|" in line and _WIDE_RULE.fullmatch(line.strip()):
        line = re.sub("[ー－—―─]", "-", line).replace("：", ":")
    return line


def _names_columns(cells: Sequence[str]) -> bool:
    action = columns_of(cells, ACTION_COLUMNS)
    return ("action" in action and len(action) > 1) or "decision" in columns_of(cells, DECISION_COLUMNS)


def _cells(line: str) -> list[str]:
    return re.split(r"(?<!\\)\|", line.strip().removeprefix("|").removesuffix("|"))
