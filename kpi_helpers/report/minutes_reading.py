"""Minutes as people leave them: decisions, actions, and what could not be read, each with its line.

Nothing that stands in a part for actions or decisions is passed over: it is an
item, or it is quoted as unread.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from markdown_it import MarkdownIt
from markdown_it.token import Token

from kpi_helpers.report.actions import Action
from kpi_helpers.report.due_dates import day_in, without_day
from kpi_helpers.report.minutes_html import Pasted
from kpi_helpers.report.minutes_lines import (
    ACTION_COLUMNS,
    DECISION_COLUMNS,
    UNNAMED_ACTION,
    columns_of,
    part_of,
    prepared_lines,
    stands_for,
)

LONGEST = 1_000_000
"""Characters of minutes that are read; a file beyond is no form that people filled."""

_LONGEST_ITEM = 2_000

_OWN_NOTES = re.compile(
    r"(?:前回までの議事録から、)?未完了のアクション|指標と対象を書くと|With a metric, and for whom|\d+ open actions? carried over"
)
"""How the quotes of the form itself begin."""

_HELD = re.compile(r"(?:開催日時?|日時|実施日|held on|date)\s*[:：]\s*(?P<day>.+)", re.IGNORECASE)
_BOX = re.compile(r"\[(?P<mark>[ xX✓✔レ])\]\s*")
_OWNER = re.compile(
    r"(?:担当者?|owner|who)\s*[:：]\s*(?P<named>[^\s、,，。)）]+)|[@＠](?P<at>[^\s、,，。)）]+)", re.IGNORECASE
)
_PREFIX = re.compile(r"(?P<owner>[^\s:：\d]{1,12}(?:\s[^\s:：\d]{1,8})?)\s*[:：](?!//)\s*(?P<rest>\S.*)")
_STATES = (
    re.compile(r"(?:[→⇒]|->|=>|状況\s*[:：]|[(（\[【])\s*(?P<state>[^()（）\[\]【】]+?)\s*[)）\]】]?\s*$"),
    re.compile(r"\s(?P<state>\S+)\s*$"),
)
_STRUCK = re.compile(r"~~(?P<inner>.+)~~")
# People indent without meaning code.
_MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"]).disable("code")


@dataclass(frozen=True)
class Decision:
    """What a meeting decided, and why, where it says so."""

    decision: str
    why: str = ""
    agreed_by: str = ""


@dataclass(frozen=True)
class Unread:
    """A line in a part for actions or decisions that is neither."""

    line: int
    text: str


@dataclass(frozen=True)
class Reading:
    """What minutes hold.

    Attributes
    ----------
    actions : tuple of Action
        Done ones too.
    decisions : tuple of Decision
    unread : tuple of Unread
    has_actions : bool
        Whether there is a part or a table for actions, be it empty.
    title : str
        The first heading of the first level.
    held : date, optional
        The day on which the meeting was held, where the minutes say so.
    """

    actions: tuple[Action, ...] = ()
    decisions: tuple[Decision, ...] = ()
    unread: tuple[Unread, ...] = ()
    has_actions: bool = False
    title: str = ""
    held: date | None = None


def read_minutes(text: str, written: date) -> Reading:
    """The decisions and actions of minutes.

    Parameters
    ----------
    text : str
        Markdown, perhaps with HTML tables or rows of a spreadsheet pasted into it.
        Tables are known by the names of their columns, lists by their heading.
    written : date
        The day of the minutes, to which a due date without a year is nearest.

    Returns
    -------
    Reading

    Examples
    --------
    >>> found = read_minutes("## 決定事項\\n- 価格表を見直す\\n\\n## アクション\\n- [x] 佐藤: 資料を送る 12/4", date(2026, 11, 20))
    >>> found.decisions[0].decision, found.actions[0].owner, found.actions[0].is_open
    ('価格表を見直す', '佐藤', False)
    """
    lines, numbers = prepared_lines(text[:LONGEST])
    parser = _Parser(numbers, written)
    parser.read(_MARKDOWN.parse("\n".join(lines)))
    if len(text) > LONGEST:
        parser.unread.append(Unread(numbers[-1], lines[-1][:80]))
    return Reading(
        tuple(parser.actions),
        tuple(parser.decisions),
        tuple(parser.unread),
        parser.has_actions,
        parser.title,
        parser.held,
    )


class _Parser:
    """Walks the blocks of a document and keeps in which part it is."""

    def __init__(self, numbers: Sequence[int], written: date) -> None:
        self.actions: list[Action] = []
        self.decisions: list[Decision] = []
        self.unread: list[Unread] = []
        self.has_actions = False
        self.title = ""
        self.held: date | None = None
        self._numbers, self._written, self._part = numbers, written, ""

    def read(self, tokens: Sequence[Token]) -> None:
        html = Pasted()
        for block in _blocks(tokens):
            kind = block[0].type
            if kind == "heading_open":
                self._enter(_inline_text(block[1]), is_title=block[0].tag == "h1")
            elif kind == "table_open":
                rows = list(_rows(block))
                # A row is a line; the one below the header parts it from the rest.
                self._table(rows, [self._line(block[0], place + bool(place)) for place in range(len(rows))])
            elif kind in ("bullet_list_open", "ordered_list_open"):
                for line, item in _items(block):
                    self._item(item, self._numbers[line])
            elif kind == "html_block":
                html.feed(block[0].content)
                self._pasted(html, self._line(block[0]))
            elif kind == "paragraph_open":
                for place, text in enumerate(_inline_lines(block[1])):
                    self._plain(text, self._line(block[0], place))
            elif kind == "fence" and self._part:
                texts = block[0].content.splitlines()
                self.unread += [
                    Unread(self._line(block[0], n), text) for n, text in enumerate(texts, 1) if text.strip()
                ]
            elif kind == "blockquote_open":
                self._quote(block)

    def _line(self, token: Token, further: int = 0) -> int:
        return self._numbers[min(token.map[0] + further, len(self._numbers) - 1)] if token.map else 0

    def _enter(self, heading: str, *, is_title: bool = False) -> None:
        if is_title and not self.title:
            self.title = heading
        self._part = "" if is_title else part_of(heading)
        self.has_actions |= self._part == "actions"

    def _table(self, rows: list[list[str]], lines: Sequence[int]) -> None:
        header, *rest = rows
        action, decision = columns_of(header, ACTION_COLUMNS), columns_of(header, DECISION_COLUMNS)
        if "action" not in action and {"owner", "due"} <= action.keys():  # who and by when: what stands beside is to do
            action |= columns_of(header, UNNAMED_ACTION)
        if "action" in action and len(action) > 1:
            self.has_actions = True
            for line, row in zip(lines[1:], rest, strict=True):
                self._add_action({name: row[place] for name, place in action.items() if place < len(row)}, line)
        elif "decision" in decision:
            for line, row in zip(lines[1:], rest, strict=True):
                cells = {name: row[place] for name, place in decision.items() if place < len(row)}
                if cells.get("decision"):
                    self.decisions.append(Decision(**cells))
                elif any(cells.values()):
                    self.unread.append(Unread(line, " | ".join(row)))
        elif self._part:
            self.unread += [Unread(line, " | ".join(row)) for line, row in zip(lines, rows, strict=True) if any(row)]
        else:
            for row in rows:
                self._date(" : ".join(row[:2]))

    def _date(self, text: str) -> None:
        """The day of the meeting, from what stands above the parts."""
        if self.held is None and (said := _HELD.match(text)):
            self.held = day_in(said["day"], self._written)

    def _add_action(self, cells: dict[str, str], line: int) -> None:
        if cells.get("action"):
            due, owner = Action.unmarked(cells.get("due", "")), cells.get("owner", "").lstrip("@＠")
            told = cells | {"due": due, "owner": owner}
            self.actions.append(Action(**told, due_on=day_in(due, self._written), line=line))
        elif any(cells.values()):
            self.unread.append(Unread(line, " | ".join(cells.values())))

    def _item(self, text: str, line: int) -> None:
        if not self._part:
            self._date(text)
        elif self._part == "actions" and text:
            self.actions.append(_action_of(text, self._written, line))
        elif self._part == "decisions" and text:
            self.decisions.append(Decision(text))

    def _pasted(self, html: Pasted, line: int) -> None:
        for piece in html.finished():
            if piece.kind == "table":
                self._table(piece.rows, [line] * len(piece.rows))
            elif piece.kind == "heading":
                self._enter(piece.text)
            elif piece.kind == "item":
                self._item(piece.text, line)
            else:
                self._plain(piece.text, line)

    def _plain(self, text: str, line: int) -> None:
        """A line that is neither of a table nor of a list: a heading, an action that says whose it is and until when."""
        if stands_for(text):
            self._enter(text)
        elif self._part and text:
            action = _action_of(text, self._written, line)
            if self._part == "actions" and action.owner and action.due_on:
                self.actions.append(action)
            else:
                self.unread.append(Unread(line, text))
        else:
            self._date(text)

    def _quote(self, block: Sequence[Token]) -> None:
        texts = [(token, text) for token in block if token.type == "inline" for text in _inline_lines(token)]
        if self._part and not (texts and _OWN_NOTES.match(texts[0][1])):
            self.unread += [Unread(self._line(token), text) for token, text in texts if text]


def _action_of(text: str, written: date, line: int) -> Action:
    """An action that stands as one line of a list."""
    box = _BOX.match(text)
    rest = text[box.end() :] if box else text
    state = "完了" if box and box["mark"] != " " else ""
    struck = _STRUCK.fullmatch(rest)
    if struck:
        rest = struck["inner"]
    trailing = next(
        (
            found
            for pattern in _STATES
            if (found := pattern.search(rest)) and not Action("", state=found["state"]).is_open
        ),
        None,
    )
    if trailing and not state:
        rest, state = rest[: trailing.start()].rstrip(), trailing["state"]
    owner = _OWNER.search(rest)
    prefix = None if owner else _PREFIX.match(rest)
    due_on = day_in(rest, written)
    words = prefix["rest"] if prefix else rest
    words = without_day(words) if due_on else words
    named = (owner["named"] or owner["at"]) if owner else prefix["owner"] if prefix else ""
    return Action(
        f"~~{words}~~" if struck else words,
        owner=named.removesuffix("さん"),
        state=state,
        due=f"{due_on or ''}",
        due_on=due_on,
        line=line,
    )


def _blocks(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """The blocks of the first level, each with all that it holds."""
    start = 0
    for place, token in enumerate(tokens):
        if token.level == 0 and token.nesting <= 0:
            yield list(tokens[start : place + 1])
            start = place + 1


def _rows(table: Sequence[Token]) -> Iterator[list[str]]:
    row: list[str] = []
    for token in table:
        if token.type == "tr_open":
            row = []
        elif token.type == "inline":
            row.append(_inline_text(token))
        elif token.type == "tr_close":
            yield row


def _items(list_: Sequence[Token]) -> Iterator[tuple[int, str]]:
    """Line and text of the items of a list; what is nested belongs to its item."""
    texts: list[str] = []
    line = 0
    for token in list_:
        if token.type == "list_item_open" and token.level == 1:
            texts, line = [], token.map[0] if token.map else 0
        elif token.type == "inline":
            texts.append(_inline_text(token))
        elif token.type == "list_item_close" and token.level == 1:
            yield line, " ".join(text for text in texts if text)[:_LONGEST_ITEM]


def _inline_text(token: Token) -> str:
    """The words of a cell or an item, without markup; struck words keep their tildes."""
    return " ".join(text for text in _inline_lines(token) if text)[:_LONGEST_ITEM]


def _inline_lines(token: Token) -> list[str]:
    """The same line by line."""
    lines = [""]
    for child in token.children or ():
        if child.type in ("text", "code_inline", "image"):
            lines[-1] += child.content
        elif child.type in ("softbreak", "hardbreak"):
            lines.append("")
        elif child.type == "html_inline":
            lines[-1] += " "
        elif child.type in ("s_open", "s_close"):
            lines[-1] += "~~"
    return [" ".join(line.split())[:_LONGEST_ITEM] for line in lines]
