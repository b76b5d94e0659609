"""What a page cannot say because the workbook lacks a table."""

from __future__ import annotations

from collections.abc import Collection

_LEADS, _CALLS, _DEALS = "leads", "activities", "opportunities"

QUESTIONS: dict[str, tuple[tuple[str, str, tuple[str, ...]], ...]] = {
    "sales_sync": (
        ("売上の着地は?", "Where will sales land?", (_DEALS,)),
        ("商談数は予定どおりか?", "Are opportunities on plan?", (_DEALS,)),
        ("商談化率は上がっているか?", "Is the conversion rate rising?", (_LEADS, _DEALS)),
        ("どの商談に時間を使うか?", "Which opportunities deserve the time?", (_DEALS,)),
        ("商談条件は今のままでよいか?", "Do the conditions for an opportunity still hold?", (_DEALS,)),
        ("予算をどう調整するか?", "How to adjust the plan?", (_LEADS, _DEALS, "targets")),
    ),
    "marketing_sync": (
        ("リードは予定どおりか?", "Are leads on plan?", (_LEADS,)),
        ("なぜ増えたか、減ったか?", "Why the change?", (_LEADS,)),
        ("有効リードの定義は共有できているか?", "Do we mean the same by a valid lead?", (_LEADS,)),
        ("どの施策が新しい会社を連れてきたか?", "Which campaigns brought new companies?", (_LEADS,)),
        ("どのチャネルのリードが育つか?", "Which channels' leads mature?", (_LEADS, _DEALS)),
        ("渡したリードはすぐ対応されたか?", "Were the leads answered at once?", (_LEADS, _CALLS)),
        ("これから何をするか?", "What is next?", (_LEADS,)),
    ),
    "team_sync": (
        ("どこに手を打つか?", "Where to act?", (_CALLS,)),
        ("いつ電話すればつながるか?", "When do calls get through?", (_CALLS,)),
        ("会話は深まっているか?", "Are the conversations long enough?", (_CALLS,)),
        ("活動は面で広がっているか?", "Does the activity cover the field?", (_CALLS,)),
        ("反響に5分で応えているか?", "Do we answer in five minutes?", (_LEADS, _CALLS)),
        ("役割は分かれているか?", "Are the roles separate?", (_CALLS, _LEADS)),
    ),
}
"""The questions of each meeting, in both languages, and the tables that each cannot do without."""


def lacking(tables: Collection[str], meeting: str, lang: str) -> list[tuple[str, list[str]]]:
    """The questions that a page cannot answer, and the tables that are missing for them.

    Parameters
    ----------
    tables : collection of str
        The tables that there are.
    meeting : str
    lang : str
        ``ja`` or ``en``.

    Returns
    -------
    list of (str, list of str)

    Examples
    --------
    >>> lacking({"opportunities", "leads"}, "sales_sync", "en")
    [('How to adjust the plan?', ['targets'])]
    """
    found = []
    for ja, en, needed in QUESTIONS[meeting]:
        missing = [name for name in needed if name not in tables]
        if missing:
            found.append((ja if lang == "ja" else en, missing))
    return found
