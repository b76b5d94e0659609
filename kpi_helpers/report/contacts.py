"""E-mail addresses and phone numbers in any text, found in time linear in its length."""

from __future__ import annotations

import re

HIDDEN = "…"

_DASH = r"\-‐‑‒–—−ー－ｰ"
_SPACE = "[ \u00a0\u3000]"
_GAP = rf"{_SPACE}?[{_DASH}.．・(（)） \u00a0\u3000]?{_SPACE}?"
_ALONE = r"(?<![0-9０-９A-Za-z.,．，])"
_END = r"(?![0-9０-９A-Za-z])"
_EMAIL = re.compile(r"(?<![\w.．+＋-])[\w.．+＋-]++[@＠][\w-]++(?:[.．][\w-]++)++")
_PHONE = re.compile(
    # +81 90 1234 5678, +81(0)3-1234-5678, +14155550100, +1 415-555-0100
    rf"[+＋][8８][1１](?:{_GAP}\d){{8,11}}{_END}"
    rf"|[+＋]\d{{9,15}}{_END}"
    rf"|[+＋]\d{{1,3}}[{_DASH} ]?\(?\d{{2,4}}\)?[{_DASH} ]\d{{3,4}}[{_DASH} ]\d{{3,4}}{_END}"
    # (03) 1234-5678, 03(1234)5678, 090 1234 5678, 0312345678
    rf"|{_ALONE}(?:[(（][0０]\d{{1,4}}[)）]|[0０]\d{{1,4}}[)）]?){_GAP}\d{{1,4}}{_GAP}\d{{3,4}}(?!(?:[{_DASH}]?\d)|[A-Za-z])"
    # 90-1234-5678: a spreadsheet took the zero for a number's
    rf"|(?<![0-9０-９A-Za-z.,．，{_DASH}])\d{{1,2}}[{_DASH}]\d{{4}}[{_DASH}]\d{{4}}(?![{_DASH}\w])"
)
_DIGIT = re.compile(r"\d")
_DOMESTIC = (10, 11)


def without_contacts(text: str) -> str:
    """A text with every e-mail address and phone number as ``…``.

    Examples
    --------
    >>> without_contacts("担当 taro@example.com / 03-1234-5678")
    '担当 … / …'
    >>> without_contacts("電話(03) 1234-5678まで、携帯は０９０　１２３４　５６７８")
    '電話…まで、携帯は…'
    >>> without_contacts("2026-10-01: 1,234件、0.0312345678")
    '2026-10-01: 1,234件、0.0312345678'
    """
    return _PHONE.sub(_hidden, _EMAIL.sub(HIDDEN, text))


def _hidden(found: re.Match[str]) -> str:
    """Numbers of Japan have ten digits or eleven; what has other counts is an id or a date."""
    text = found[0]
    is_domestic = text.lstrip("(（")[:1] in "0０"
    if is_domestic and len(_DIGIT.findall(text)) not in _DOMESTIC:
        return text
    return HIDDEN
