"""E-mail addresses and phone numbers in any text, found in time linear in its length."""

from __future__ import annotations

import re

HIDDEN = "…"

_DASH = r"\-‐‑‒–—−ー－ｰ"
_UNSEEN = "\u00ad\u200b-\u200d\u2060\ufeff"  # what comes along when an address is copied from a page
_SPACE = f"[ \u00a0\u3000{_UNSEEN}]"
_GAP = rf"{_SPACE}?[{_DASH}.．・/／(（)） \u00a0\u3000]{{0,2}}{_SPACE}?"
_SAYS = "|".join(rf"(?<=(?i:{word}))" for word in ("tel", "ＴＥＬ", "phone", "mobile", "cell", "fax", "ＦＡＸ"))
_ALONE = rf"(?:(?<![0-9０-９A-Za-z])(?<![0-9０-９][.．])|{_SAYS})"
_NO_ID = r"(?:(?<![A-Za-z][-_])|(?<=(?i:tel)[-_]))"
_END = r"(?:(?![0-9０-９A-Za-z])|(?=(?i:ext)))"
_SIGN = "(?:[@＠]|%40|&(?:amp;)?(?:#0*64|#[xX]0*40|commat);)"
_SPELLED = "(?i:at|ａｔ|アット(?:マーク)?|あっと(?:まーく)?)"
_OPEN, _CLOSE = r"(（\[［{｛<＜【〔「", r")）\]］}｝>＞】〕」"
_IN_SPACE = rf"{_SPACE}{{0,2}}+"
_DOT = rf"(?:[.．。]|{_IN_SPACE}[{_OPEN}](?i:dot|ドット)[{_CLOSE}]{_IN_SPACE}| (?i:dot) |{_SPACE}?ドット{_SPACE}?)"
_DOMAIN = rf"[\w{_UNSEEN}-]++(?:{_DOT}[\w{_UNSEEN}-]++)++"
_LATIN = "A-Za-zＡ-Ｚａ-ｚ0-9０-９"
_LATIN_LOCAL = rf"(?<![{_LATIN}.．_+-])[{_LATIN}.．_+-]++"
_LATIN_DOMAIN = rf"[{_LATIN}-]++(?:{_DOT}[{_LATIN}-]++)++"
_LOCAL = rf"(?<![\w.．+＋{_UNSEEN}-])[\w.．+＋{_UNSEEN}-]++"
_EMAIL = re.compile(
    rf"(?:{_LOCAL}|\"[^\"\n]{{1,64}}\"(?=[@＠]))(?:{_SPACE}?{_SIGN}{_SPACE}?|{_IN_SPACE}[{_OPEN}]{_SPELLED}[{_CLOSE}]{_IN_SPACE}){_DOMAIN}"
    # taro at example.com, taroアットマークexample.com, taro★example.com (put @ for ★)
    rf"|(?P<said>(?:{_LOCAL}(?:{_SPACE}(?i:at|ａｔ){_SPACE}|[☆★○●◎□■◇◆△▲▽▼])"
    rf"|{_LATIN_LOCAL}{_SPACE}?(?:アット(?:マーク)?|あっと(?:まーく)?){_SPACE}?){_LATIN_DOMAIN})"
    # root@server, taro@[192.0.2.1]: the names of machines, not of people in Japanese minutes (担当@佐藤)
    r"|(?<![\w.+-])[A-Za-z][\w.+-]*+@(?:[A-Za-z][A-Za-z0-9-]*+|\[[\d:.A-Fa-f]+\])"
)
_TOP = re.compile(
    r"(?!(?:csv|tsv|txt|xlsx?|parquet|ya?ml|json|md|html|pdf|png|ipynb|zip)$)[a-zａ-ｚ]{2,}", re.IGNORECASE
)
_APART = rf"(?:{_SPACE}?[{_DASH}.．・/／]{_SPACE}?|{_SPACE}|[)）]{_SPACE}?)"
_PHONE = re.compile(
    rf"(?=[\d+＋{_OPEN}])(?:"  # which spares the places where none begins
    # +81 90 1234 5678, +81(0)3-1234-5678, +14155550100, +1 415-555-0100
    rf"[+＋][8８][1１](?:{_GAP}\d){{8,11}}(?!\d)"
    r"|[+＋]\d{9,15}(?!\d)"
    # (415) 555-0100, +1(415)555-0100, 1-800-555-0100
    rf"|(?<![0-9A-Za-z+])(?:[+＋]?1[-. ]?)?\(\d{{3}}\) ?\d{{3}}[-. ]\d{{4}}{_END}"
    rf"|(?<![0-9A-Za-z.-])1-\d{{3}}-\d{{3}}-\d{{4}}(?!-){_END}"
    rf"|[+＋]\d{{1,3}}[{_DASH} ]?\(?\d{{2,4}}\)?[{_DASH} ]\d{{3,4}}[{_DASH} ]\d{{3,4}}(?!\d)"
    # 0081-3-1234-5678, 81 90 1234 5678; 819012345678: a spreadsheet took the plus for a number's
    rf"|{_ALONE}(?:[0０]{{2}})?[8８][1１][{_DASH} ]\(?\d{{1,4}}\)?[{_DASH} ]\d{{2,4}}[{_DASH} ]\d{{4}}{_END}"
    rf"|{_ALONE}[8８][1１][7-9７-９][0０]\d{{8}}{_END}"
    # 0312345678, but for L-0312345678, which is an id
    rf"|{_ALONE}{_NO_ID}[0０]\d{{9,10}}(?![{_DASH}]?\d){_END}"
    # (03) 1234-5678, 03(1234)5678, 090 1234 5678, 【03】1234-5678
    rf"|(?:[{_OPEN}][0０]\d{{1,4}}[{_CLOSE}]|{_ALONE}(?![0０]\d{{9}})[0０]\d{{1,4}}[)）]?){_GAP}\d{{1,4}}{_GAP}\d{{3,4}}(?![{_DASH}]?\d){_END}"
    # x03-1234-5678y, tel0312345678y: an id that letters stand beside is not written in three groups
    rf"|(?<![0-9０-９])(?<![0-9０-９][.．])[0０]\d{{1,4}}{_APART}\d{{1,4}}{_APART}\d{{3,4}}(?![{_DASH}]?\d|[{_DASH}]\w)"
    rf"|(?:{_SAYS})[0０]\d{{9,10}}(?!\d)"
    # 090_1234_5678, 090：1234：5678
    r"|(?<![0-9０-９])(?<![0-9０-９][.．,，])[0０][5-9５-９][0０](?:[^\w\s]|_){1,2}\d{4}(?:[^\w\s]|_){1,2}\d{4}(?!\d)"
    # 90-1234-5678: a spreadsheet took the zero for a number's
    rf"|(?<![0-9０-９A-Za-z.,．，{_DASH}])\d{{1,2}}[{_DASH}]\d{{4}}[{_DASH}]\d{{4}}(?![{_DASH}\w]))"
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
    >>> without_contacts("TEL0312345678まで、taro[at]example.com")
    'TEL…まで、…'
    >>> without_contacts("2026-10-01: 1,234件、0.0312345678")
    '2026-10-01: 1,234件、0.0312345678'
    """
    return _PHONE.sub(_hidden, _EMAIL.sub(_address, text))


def _address(found: re.Match[str]) -> str:
    """`3 @ 2.50` is a price; `row 5 at leads.csv` names a file."""
    last = re.split("[.．。 ]", found[0])[-1]
    if found["said"]:
        return HIDDEN if _TOP.fullmatch(last) else found[0]
    return found[0] if " " in found[0] and last[-1:].isdigit() else HIDDEN


def _hidden(found: re.Match[str]) -> str:
    """Numbers of Japan have ten digits or eleven, thirteen or fourteen with 0081; what has other counts is an id or a date."""
    digits = _DIGIT.findall(found[0])
    if found[0][0] not in "+＋" and digits[0] in "0０":
        is_abroad = digits[1] in "0０" and "".join(digits[2:4]) in ("81", "８１")
        return HIDDEN if len(digits) in (_ABROAD if is_abroad else _DOMESTIC) else found[0]
    return HIDDEN
