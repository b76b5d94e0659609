"""`*.digest.md`: the meeting in at most 1,500 characters, to paste into Slack, Teams, Chatwork or a mail.

It is plain text: what one of them takes for markup, another shows as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from kpi_helpers.report.html import display_text
from kpi_helpers.report.section import first_sentence

LONGEST = 1_500

_MARKUP = str.maketrans("*~`<>[]|", "＊～｀＜＞［］｜")
_SLANT = re.compile(r"(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
"""Within a word no chat takes it for markup, and `valid_lead` is to be copied."""


def file_name(meeting: str) -> str:
    """The name of a meeting's digest.

    >>> file_name("sales_sync")
    'sales_sync.digest.md'
    """
    return f"{meeting}.digest.md"


def digest(
    title: str,
    lead: str,
    records: Sequence[Mapping[str, str]],
    actions: Sequence[str],
    *,
    actions_title: str,
    footer: str,
) -> str:
    """The page as a message.

    Parameters
    ----------
    title : str
        Of the meeting, with the day, the workbook and the part that is shown.
    lead : str
        The page in one sentence.
    records : sequence of mapping
        The sections' ``question`` and ``sentence`` (or ``failure``).
    actions : sequence of str
        The open actions, the most urgent first.
    actions_title, footer : str
        What stands above the actions, and what leads to the page.

    Returns
    -------
    str
        At most 1,500 characters. Where there is no room, actions are given up from the
        last, then sections, never half a sentence.

    Examples
    --------
    >>> print(digest("Sales (20 Nov)", "On plan.", [{"question": "Landing?", "sentence": "25 deals. More."}], [],
    ...              actions_title="Actions", footer="See sales_sync.html."))
    ■ Sales (20 Nov)
    On plan.
    <BLANKLINE>
    1. Landing?
    → 25 deals.
    <BLANKLINE>
    See sales_sync.html.
    <BLANKLINE>
    """
    head = [f"■ {_line(title)}", *([_line(lead)] if lead else [])]
    asked = [
        [f"{place}. {_line(record['question'])}", f"→ {_line(record.get('failure') or _answer(record['sentence']))}"]
        for place, record in enumerate(records, 1)
    ]
    done = [f"・{_line(action)}" for action in actions]
    for sections, open_ in _shorter(len(asked), len(done)):
        rest = len(done) - open_
        todo = [_line(actions_title), *done[:open_], *([f"… +{rest}"] if rest else [])] if done else []
        parts = [head, [line for section in asked[:sections] for line in section], todo, [footer]]
        text = "\n\n".join("\n".join(part) for part in parts if part) + "\n"
        if len(text) <= LONGEST:
            return text
    return text[: LONGEST - 2].rstrip() + "…\n"


def _shorter(sections: int, actions: int) -> list[tuple[int, int]]:
    """How many sections and actions are tried, the most first; three actions outlast any section."""
    few = min(actions, 3)
    return [(sections, count) for count in range(actions, few, -1)] + [
        (count, few) for count in range(sections, -1, -1)
    ]


def _answer(sentence: str) -> str:
    return first_sentence(sentence)[0]


def _line(text: str) -> str:
    return _SLANT.sub("＿", " ".join(display_text(text).split()).translate(_MARKUP))
