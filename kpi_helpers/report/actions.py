"""Actions of a meeting, as people leave them in the minutes."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

OVERDUE = ("期限超過", "overdue")
"""What is written behind the due date of an overdue action, in Japanese and in English."""

_ENDED = re.compile(
    r"(?:[✓✔✅☑○◯〇]|\[x\]|100 ?%|ok|(?:(?!未|一部|ほぼ|半)[^\W\d_a-z]{2,6}?)?(?:完了|済み|済)"
    r"|(?:終了|終わった|終わり|終|おわり|おわった)(?:しました|ました|した|です|り)?|完|やった|やりました|でき(?:た|ました)|出来(?:た|ました)"
    r"|クローズ(?:済み?)?|見送り?|キャンセル|中止|取り?下げ|取り?やめ|やめた|やめました|やらない|廃止|ボツ|(?:対応)?不要"
    r"|done|closed?|completed?|finish(?:ed)?|resolved|fixed|cancell?ed|dropped|won't (?:do|fix)|wontfix)"
    r"(?:した|しました|しています|になった|になりました|です|済み?)?(?![^\W\d])(?!\s*[?？])"
)
_DROPPED = re.compile(
    r"見送り?|キャンセル|中止|取り?下げ|取り?やめ|やめ|やらない|廃止|ボツ|(?:対応)?不要|cancell?ed|dropped|won't|wontfix"
)
_BEFORE = re.compile(r".*(?:[→⇒]|[-=]>)\s*|(?:\d{2,4}[-/年])?\d{1,2}[-/.月]\d{1,2}日?(?:\s*に)?\s*")
"""What stands before a state: the state before it, the day of it."""
_NOT_YET = re.compile(
    r"予定|見込|待|未|一部|再開|再オープン|ではない|じゃない|reopen|part|\bnot\b|except|\bbut\b|\bby\b|(?<!\d)\d\d? ?%"
)
_STRUCK = re.compile(r"~~.+~~")
_OVERDUE = re.compile(rf"\s*[(（]\s*(?:{'|'.join(OVERDUE)})\s*[)）]", re.IGNORECASE)


@dataclass(frozen=True)
class Action:
    """One action of the minutes.

    Attributes
    ----------
    action, owner, due, state : str
        As written; `due` without the mark of an overdue one.
    kpi, scope : str
        The number that the action is to move and the rep, team or channel that it
        concerns, as written.
    due_on : date or None
        The day that `due` names, where it can be read.
    line : int
        Of the file of the minutes.
    """

    action: str
    owner: str = ""
    due: str = ""
    state: str = ""
    kpi: str = ""
    scope: str = ""
    due_on: date | None = None
    line: int = 0

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done; a state that nobody knows leaves it open."""
        ended = _ENDED.match(self._state)
        return not (ended and not _NOT_YET.search(self._state, ended.end()) or _STRUCK.fullmatch(self.action))

    @property
    def is_dropped(self) -> bool:
        """Whether it was given up rather than done."""
        return not self.is_open and bool(_DROPPED.match(self._state) or _STRUCK.fullmatch(self.action))

    @property
    def _state(self) -> str:
        state = unicodedata.normalize("NFKC", self.state).strip().lower()
        before = _BEFORE.match(state)
        return state[before.end() :] if before else state

    @property
    def is_unclear(self) -> bool:
        """Whether something stands as its due date that names no day: it is asked about, never guessed."""
        return bool(self.due.strip(" -–—　")) and self.due_on is None

    @staticmethod
    def unmarked(due: str) -> str:
        """A due date as people wrote it, without the mark of an overdue one."""
        return _OVERDUE.sub("", due)

    def is_overdue(self, day: date) -> bool:
        """Whether its day is over."""
        return self.due_on is not None and self.due_on < day

    def due_text(self, day: date, lang: str) -> str:
        """Its due date as shown on a day, marked where it is overdue."""
        if not self.is_overdue(day):
            return self.due
        return f"{self.due}（{OVERDUE[0]}）" if lang == "ja" else f"{self.due} ({OVERDUE[1]})"
