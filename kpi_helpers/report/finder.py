"""Names found in a running text, however they are written in it."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cached_property

from kpi_helpers.workbook.contacts import HIDDEN

_TITLES = ("さん", "様", "氏", "君", "くん", "ちゃん", "殿", "先輩", "主任", "係長", "課長", "部長", "社長")
KANJI = re.compile("[々-〇㐀-鿿]+")
_SHORTEST_CUT = 2  # letters of a name that was cut


class _Folded(dict[int, str]):
    """Letters without their width; made of one letter at a time, so that half a name is folded as in the whole."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = unicodedata.normalize("NFKD", chr(code))
        return folded


_FOLDED = _Folded({ord(HIDDEN): HIDDEN, **dict.fromkeys((0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF), "")})
_BLANKS = re.compile(r"(?<=[々-〇ぁ-ヿ㐀-鿿豈-﫿ｦ-ﾟ])[^\S\r\n]+(?=[々-〇ぁ-ヿ㐀-鿿豈-﫿ｦ-ﾟ])")
"""Between Japanese letters, where a name is written with a blank, with a wide one or with none."""


def _folded(text: str) -> str:
    return _BLANKS.sub("", text).translate(_FOLDED)


def _places(text: str) -> list[int]:
    """Where each letter of the folded text stands in the text."""
    blank = {at for found in _BLANKS.finditer(text) for at in range(*found.span())}
    return [at for at, letter in enumerate(text) if at not in blank for _ in _FOLDED[ord(letter)]]


class Finder:
    """Finds many names in a text at once: the longest first, so that no name is cut by a shorter one within it.

    Whatever the width of their letters and the blanks between them; the beginning of a
    name goes too where the text was cut after it.

    Parameters
    ----------
    names : mapping of str
        What each name is replaced by.
    titled : mapping of str, optional
        The same of names that are some only where a title follows, or that are kanji apart from other kanji.

    Examples
    --------
    >>> Finder({"サクラ": "A", "サクラ商事": "B", "Ana": "C"}).replace("サクラ商事のAnaがサクラでAnalyse")
    'BのCがAでAnalyse'
    >>> Finder({"佐藤 花子": "A", "Ken G.": "B", "サクラ商事": "C"}).replace("佐藤花子とＫｅｎ　Ｇ．がサクラ…へ")
    'AとBが…へ'
    >>> Finder({"カバ製作所": "A", "ヌートリア商会": "B"}).replace("カバ製作所・ヌートリア商会とシロカバ製作所")
    'A・Bとシロカバ製作所'
    >>> Finder({"佐藤 花子": "A"}, {"佐藤": "A"}).replace("佐藤さんと佐藤が佐藤町へ")
    'AさんとAが佐藤町へ'
    """

    def __init__(self, names: Mapping[str, str], titled: Mapping[str, str] = {}) -> None:
        self._names = {_folded(name): put for name, put in names.items()}
        self._titled = {_folded(name): put for name, put in titled.items()}
        self._titled = {name: put for name, put in self._titled.items() if name not in self._names}
        lengths: dict[str, set[int]] = {}
        for name in (*self._names, *self._titled):
            lengths.setdefault(name[0], set()).add(len(name))
        self._lengths = {first: sorted(all_, reverse=True) for first, all_ in lengths.items()}
        self._firsts = re.compile(f"[{re.escape(''.join(sorted(lengths)))}]") if lengths else None

    @cached_property
    def _beginnings(self) -> frozenset[str]:
        return frozenset(name[:length] for name in self._names for length in range(_SHORTEST_CUT, len(name)))

    def replace(self, text: str) -> str:
        """The text with every name replaced."""
        if self._firsts is None:
            return text
        folded, places = _folded(text), list[int]()
        parts, at = [], 0
        for found in self._firsts.finditer(folded):
            for end, put in self._found(folded, found.start()):
                places = places or _places(text)
                first, last = places[found.start()], places[end - 1] + 1
                if first >= at and _is_name(text, first, last, is_cut=not put):
                    parts += [text[at:first], put]
                    at = last
                    break
        return "".join([*parts, text[at:]])

    def _found(self, folded: str, start: int) -> Iterator[tuple[int, str]]:
        """Where each name that begins at a place ends and what is put for it; nothing for one that was cut."""
        lengths = self._lengths[folded[start]]
        for end in (start + length for length in lengths if start + length <= len(folded)):
            put = self._names.get(folded[start:end])
            if not put and (folded.startswith(_TITLES, end) or _stands_apart(folded, start, end)):
                put = self._titled.get(folded[start:end])
            if put and not unicodedata.combining(folded[end : end + 1] or " "):
                yield end, put
        cut = folded.find(HIDDEN, start + _SHORTEST_CUT, start + lengths[0])
        if cut > 0 and folded[start:cut] in self._beginnings:
            yield cut, ""


def _stands_apart(text: str, start: int, end: int) -> bool:
    """Whether a place holds kanji beside which no kanji stands: a surname, where it is no part of a longer word."""
    around = text[max(start - 1, 0) : start] + text[end : end + 1]
    return end - start > 1 and bool(KANJI.fullmatch(text, start, end)) and not KANJI.search(around)


def _is_name(text: str, start: int, end: int, *, is_cut: bool = False) -> bool:
    before, after = text[start - 1 : start], "" if is_cut else text[end : end + 1]
    if end - start == 1:
        return not _in_word(before) and (text.startswith(_TITLES, end) or not _in_word(after))
    return not (_goes_on(before, text[start]) or _goes_on(text[end - 1], after))


def _in_word(letter: str) -> bool:
    return letter.isalnum() or letter == "_"


def _goes_on(one: str, other: str) -> bool:
    """Whether two letters stand within one word by their script: kanji and hiragana follow any name."""
    return bool(one and other) and _script(one) == _script(other) != ""


def _script(letter: str) -> str:
    if letter != "・" and ("ァ" <= letter <= "ヿ" or "ｦ" <= letter <= "ﾟ"):
        return "kana"
    if not letter.isalnum() or unicodedata.east_asian_width(letter) in "WF":
        return ""
    return "digit" if letter.isdigit() else "letter"
