"""E-mail addresses and phone numbers in any text, found in time linear in its length."""

from __future__ import annotations

import re

HIDDEN = "…"

_DASH = r"\-‐‑‒–—−ー－ｰ"
_UNSEEN = "\u00ad\u200b-\u200d\u2060\ufeff"  # what comes along when an address is copied from a page
_SPACE = f"[ \u00a0\u3000{_UNSEEN}]"
_GAP = rf"{_SPACE}?[{_DASH}.．・/／(（)） \u00a0\u3000]{{0,2}}{_SPACE}?"
_SAYS = "".join(rf"|(?<=(?i:{word}))" for word in ("tel", "ＴＥＬ", "phone", "mobile", "cell", "fax", "ＦＡＸ"))
_ALONE = rf"(?:(?<![0-9０-９A-Za-z])(?<![0-9０-９][.．]){_SAYS})"
_END = r"(?:(?![0-9０-９A-Za-z])|(?=(?i:ext)))"
_AT = rf"(?:{_SPACE}?[@＠]{_SPACE}?|%40|{_SPACE}?[(（\[](?i:at)[)）\]]{_SPACE}?)"
_EMAIL = re.compile(
    rf"(?:(?<![\w.．+＋{_UNSEEN}-])[\w.．+＋{_UNSEEN}-]++|\"[^\"\n]{{1,64}}\"(?=[@＠])){_AT}"
    rf"[\w{_UNSEEN}-]++(?:[.．。][\w{_UNSEEN}-]++)++"
    # root@server, taro@[192.0.2.1]: the names of machines, not of people in Japanese minutes (担当@佐藤)
    r"|(?<![\w.+-])[A-Za-z][\w.+-]*+@(?:[A-Za-z][A-Za-z0-9-]*+|\[[\d:.A-Fa-f]+\])"
)
_PHONE = re.compile(
    # +81 90 1234 5678, +81(0)3-1234-5678, +14155550100, +1 415-555-0100
    rf"[+＋][8８][1１](?:{_GAP}\d){{8,11}}{_END}"
    rf"|[+＋]\d{{9,15}}{_END}"
    # (415) 555-0100, +1(415)555-0100, 1-800-555-0100
    rf"|(?<![0-9A-Za-z+])(?:[+＋]?1[-. ]?)?\(\d{{3}}\) ?\d{{3}}[-. ]\d{{4}}{_END}"
    rf"|(?<![0-9A-Za-z.-])1-\d{{3}}-\d{{3}}-\d{{4}}(?!-){_END}"
    rf"|[+＋]\d{{1,3}}[{_DASH} ]?\(?\d{{2,4}}\)?[{_DASH} ]\d{{3,4}}[{_DASH} ]\d{{3,4}}{_END}"
    # 0081-3-1234-5678, 81 90 1234 5678; 819012345678: a spreadsheet took the plus for a number's
    rf"|{_ALONE}(?:[0０]{{2}})?[8８][1１][{_DASH} ]\(?\d{{1,4}}\)?[{_DASH} ]\d{{2,4}}[{_DASH} ]\d{{4}}{_END}"
    rf"|{_ALONE}[8８][1１][7-9７-９][0０]\d{{8}}{_END}"
    # (03) 1234-5678, 03(1234)5678, 090 1234 5678, 0312345678
    rf"|{_ALONE}(?:[(（][0０]\d{{1,4}}[)）]|[0０]\d{{1,4}}[)）]?){_GAP}\d{{1,4}}{_GAP}\d{{3,4}}(?![{_DASH}]?\d){_END}"
    # 90-1234-5678: a spreadsheet took the zero for a number's
    rf"|(?<![0-9０-９A-Za-z.,．，{_DASH}])\d{{1,2}}[{_DASH}]\d{{4}}[{_DASH}]\d{{4}}(?![{_DASH}\w])"
)
_DIGIT = re.compile(r"\d")
_DOMESTIC, _ABROAD = (10, 11), (13, 14)


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
    return _PHONE.sub(_hidden, _EMAIL.sub(_address, text))


def _address(found: re.Match[str]) -> str:
    """`3 @ 2.50` is a price."""
    return found[0] if " " in found[0] and found[0][-1].isdigit() else HIDDEN


def _hidden(found: re.Match[str]) -> str:
    """Numbers of Japan have ten digits or eleven, thirteen or fourteen with 0081; what has other counts is an id or a date."""
    text, digits = found[0], len(_DIGIT.findall(found[0]))
    if text.lstrip("(（")[:1] in "0０" and digits not in (_ABROAD if text[:4] in ("0081", "００８１") else _DOMESTIC):
        return text
    return HIDDEN
