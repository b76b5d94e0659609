"""Actions of a meeting, as people leave them in the minutes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kpi_helpers.report.markdown import tables

OVERDUE = ("期限超過", "overdue")
"""What is written behind the due date of an overdue action, in Japanese and in English."""

_NAMES = {
    "action": (
        "アクション",
        "対応",
        "やること",
        "タスク",
        "todo",
        "to do",
        "宿題",
        "action",
        "actions",
        "action item",
        "task",
    ),
    "owner": ("担当", "担当者", "責任者", "owner", "who", "assignee", "responsible"),
    "due": ("期限", "期日", "締切", "締め切り", "いつまで", "due", "due date", "deadline", "by when", "until"),
    "state": ("状況", "状態", "進捗", "ステータス", "state", "status"),
}
_DONE = re.compile(
    r"(?:[✓✔✅☑]|\[x\]|100 ?%|(?:(?:対応|実施)?(?:完了|完|済み|済|終了)|クローズ|中止|取り?下げ|不要)(?:しました|した|です)?"
    r"|done|closed|completed?|finished|cancell?ed|dropped)(?![^\W\d])"
)
_STRUCK = re.compile(r"~~.+~~")
_OVERDUE = re.compile(rf"\s*[(（]\s*(?:{'|'.join(OVERDUE)})\s*[)）]", re.IGNORECASE)
_FULL_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})")
_SHORT_DATE = re.compile(r"(?<!\d)(\d{1,2})\s*[/月]\s*(\d{1,2})(?!\d)")


@dataclass(frozen=True)
class Action:
    """One action of the minutes.

    Attributes
    ----------
    action, owner, due, state : str
        As written; `due` without the mark of an overdue one.
    due_on : date or None
        The day that `due` names, where it can be read.
    """

    action: str
    owner: str = ""
    due: str = ""
    state: str = ""
    due_on: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done; a state that nobody knows leaves it open."""
        state = unicodedata.normalize("NFKC", self.state).strip().lower()
        return not (_DONE.match(state) or _STRUCK.fullmatch(self.action))

    def is_overdue(self, day: date) -> bool:
        """Whether its day is over."""
        return self.due_on is not None and self.due_on < day

    def due_text(self, day: date, lang: str) -> str:
        """Its due date as shown on a day, marked where it is overdue."""
        if not self.is_overdue(day):
            return self.due
        return f"{self.due}（{OVERDUE[0]}）" if lang == "ja" else f"{self.due} ({OVERDUE[1]})"


def read_actions(text: str, written: date) -> list[Action] | None:
    """The actions that minutes hold.

    Parameters
    ----------
    text : str
        Markdown. Tables that name a column for the action (アクション, action, …) and
        one for owner, due date or state are read; columns in any order.
    written : date
        The day of the minutes, to which a due date without a year is nearest.

    Returns
    -------
    list of Action or None
        Done ones too, without empty rows; None where there is no such table.

    Examples
    --------
    >>> read_actions("| 担当 | アクション | 期限 |\\n|--|--|--|\\n| 佐藤 | 資料を送る | 12/4 |", date(2026, 11, 20))
    [Action(action='資料を送る', owner='佐藤', due='12/4', state='', due_on=datetime.date(2026, 12, 4))]
    """
    found, seen = [], False
    for header, rows in tables(text):
        places = _places(header)
        if "action" not in places or len(places) < 2:
            continue
        seen = True
        for row in rows:
            cells = {name: row[place] for name, place in places.items()}
            due = _OVERDUE.sub("", cells.pop("due", ""))
            if cells["action"]:
                found.append(
                    Action(cells["action"], cells.get("owner", ""), due, cells.get("state", ""), day_in(due, written))
                )
    return found if seen else None


def day_in(text: str, near: date) -> date | None:
    """The day that a due date names; without a year the one nearest to `near`.

    Examples
    --------
    >>> day_in("1/15（金）", date(2026, 11, 20)), day_in("来週", date(2026, 11, 20))
    (datetime.date(2027, 1, 15), None)
    """
    text = unicodedata.normalize("NFKC", text)
    full, short = _FULL_DATE.search(text), _SHORT_DATE.search(text)
    try:
        if full:
            return date(*map(int, full.groups()))
        if short:
            month, day = map(int, short.groups())
            years = (near.year, near.year + 1, near.year - 1)
            days = [date(year, month, day) for year in years if (month, day) != (2, 29) or _is_leap(year)]
            return min(days, key=lambda each: abs((each - near).days), default=None)
    except ValueError:
        pass
    return None


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def open_first_overdue(actions: Sequence[Action], day: date) -> list[Action]:
    """The open actions: overdue ones first, then by due date, then those without one."""
    still = [action for action in actions if action.is_open]
    return sorted(still, key=lambda action: (not action.is_overdue(day), action.due_on or date.max))


def _places(header: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, cell in enumerate(header):
        word = re.sub(r"[*`:：]", "", unicodedata.normalize("NFKC", cell)).strip().lower()
        for name, words in _NAMES.items():
            if word in words:
                found.setdefault(name, place)
    return found
