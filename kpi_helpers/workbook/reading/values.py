"""Texts, names, choices and flags: what a cell says, and when it says nothing."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Literal

import numpy
import pyarrow
from pyarrow import compute

from kpi_helpers.workbook.config_people import names_by_key, person_key

_NOTHING = (
    "-",
    "--",
    "---",
    "—",
    "–",
    "―",
    "‐",
    "ー",
    "n/a",
    "na",
    "null",
    "none",
    "nan",
    "nil",
    "(null)",
    "(none)",
    "(blank)",
    "なし",
    "無し",
    "未設定",
    "未入力",
    "未選択",
    "選択してください",
    "(なし)",
    "(空白)",
    "select",
    "-select-",
    "--select--",
    "-none-",
    "--none--",
    "--なし--",
    "-なし-",
)
_TRUE = ("true", "yes", "y", "t", "1", "はい", "○", "◯", "〇", "✓", "✔", "☑", "有", "有り", "あり", "該当", "on")
_FALSE = ("false", "no", "n", "f", "0", "いいえ", "×", "✕", "✗", "☐", "無", "非該当", "off")


_ERRORS = (
    "#n/a",
    "#n/a!",
    "#value!",
    "#ref!",
    "#name?",
    "#div/0!",
    "#num!",
    "#null!",
    "#error!",
    "#spill!",
    "#calc!",
    "#getting_data",
)
_DITTO = ("〃", "″", "々", "〻", "仝", '"', "''", "同上", "(同上)", "↑", "ditto")


def _written(words: tuple[str, ...]) -> pyarrow.Array:
    """Words in the cases and widths in which tools write them."""
    wide = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})
    forms = {form for word in words for form in (word, word.upper(), word.title(), word.capitalize())}
    return pyarrow.array(sorted(forms | {form.translate(wide) for form in forms}), pyarrow.string())


ERRORS = _written(_ERRORS)
"""What a spreadsheet shows where a formula fails: no value of any column."""

DITTO = _written(_DITTO)
"""Marks for `as in the row above`: no value of any column."""

NEVER = pyarrow.concat_arrays([ERRORS, DITTO])
"""Texts that stand for a missing value, in names too."""

MEANINGLESS = pyarrow.concat_arrays([_written(_NOTHING), NEVER])
"""Texts that stand for a missing value, but in names."""

_DITTO_MARKS = frozenset(DITTO.to_pylist())


def is_ditto(text: str) -> bool:
    """Whether a cell says no more than `as above`.

    Examples
    --------
    >>> [is_ditto(text) for text in (" 〃 ", "同上", "々", "佐々木")]
    [True, True, True, False]
    """
    return text.strip() in _DITTO_MARKS


def marked(cells: pyarrow.Array, marks: pyarrow.Array) -> numpy.ndarray:
    """Which cells hold one of some marks and nothing else."""
    return compute.is_in(compute.utf8_trim_whitespace(cells), marks).to_numpy(zero_copy_only=False)


def trimmed(cells: pyarrow.Array, *, name: bool) -> pyarrow.Array:
    """Text without white space around it; null where empty or, but in names, where it means nothing."""
    texts = compute.utf8_trim_whitespace(cells)
    if _any(compute.starts_with(texts, '="')):
        # So tools write "0012", lest a spreadsheet make 12 of it.
        texts = compute.replace_substring_regex(texts, '^="([^"]*)"$', r"\1")
    nothing = compute.equal(compute.binary_length(texts), 0)
    nothing = compute.or_(nothing, compute.is_in(texts, NEVER if name else MEANINGLESS))
    if not compute.any(nothing).as_py():
        return texts
    return compute.if_else(nothing, pyarrow.scalar(None, pyarrow.string()), texts)


def plain_ids(texts: pyarrow.Array) -> pyarrow.Array:
    """Ids without the `.0` that programs add to whole numbers beside empty cells.

    Examples
    --------
    >>> plain_ids(pyarrow.array(["123.0", "00Q5.0", "0.10", None])).to_pylist()
    ['123', '00Q5.0', '0.10', None]
    """
    if not _any(compute.ends_with(texts, ".0")):
        return texts
    return compute.replace_substring_regex(texts, r"^(\d+)\.0$", r"\1")


def domains(texts: pyarrow.Array) -> pyarrow.Array:
    """The domains of web addresses and e-mail addresses.

    Examples
    --------
    >>> domains(pyarrow.array(["https://www.Acme.co.jp/ja?x=1", "acme.co.jp", "@acme.co.jp", None])).to_pylist()
    ['acme.co.jp', 'acme.co.jp', 'acme.co.jp', None]
    """
    pattern = r"^(?:[a-z]+://)?(?:www\.)?(?:[^/?#@]*@)?([^/?#:\s]+).*$"
    return compute.replace_substring_regex(compute.utf8_lower(texts), pattern, r"\1")


def shortened(texts: pyarrow.Array) -> pyarrow.Array:
    """Which ids are numbers that a spreadsheet has rounded: 1.23E+15."""
    return compute.match_substring_regex(texts, r"^\d(?:\.\d+)?[Ee]\+\d\d$")


def _any(held: pyarrow.Array) -> bool:
    return bool(compute.any(held).as_py())


def folded(text: str) -> str:
    """A value as it is compared: no difference of width, case and surrounding space."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


class Choices:
    """Translates the values of a tool into ours; where only `missing` is named, all others stand as they are.

    "" among theirs is an empty cell, for columns in which even that says something.

    Examples
    --------
    >>> outcome = Choices(("connected", "absent"), {"connected": ("担当者接触*",), "missing": ("その他",)})
    >>> [outcome.of(text) for text in ("担当者接触：アポ獲得", "Absent", "その他", "保留")]
    ['connected', 'absent', None, False]

    What two patterns name differently, neither the longer beginning, is not known:

    >>> outcome = Choices(("connected", "absent"), {"connected": ("担当者*",), "absent": ("*不在",)})
    >>> [outcome.of(text) for text in ("担当者接触", "受付不在", "担当者不在")]
    ['connected', 'absent', False]
    """

    def __init__(self, ours: tuple[str, ...], theirs: Mapping[str, tuple[str, ...]]):
        self._open = not ours and set(theirs) <= {"missing"}
        self._whole: dict[str, str | None] = {folded(value): value for value in (*ours, *theirs) if value != "missing"}
        self._starts: list[tuple[str, str | None]] = []
        self._within: list[tuple[re.Pattern[str], str | None]] = []
        for word, patterns in theirs.items():
            value = None if word == "missing" else word
            for pattern in patterns:
                if pattern.find("*", 0, -1) >= 0:
                    parts = ".*".join(re.escape(part) for part in folded(pattern).split("*"))
                    self._within.append((re.compile(parts, re.DOTALL), value))
                    self._whole[folded(pattern)] = value  # a value that is written with its star
                elif pattern.endswith("*"):
                    self._starts.append((folded(pattern[:-1]), value))
                else:
                    self._whole[folded(pattern)] = value
        self.empty = self._whole.pop("", None)
        self._starts.sort(key=lambda start: -len(start[0]))  # the longest beginning is the most specific

    def of(self, text: str) -> str | Literal[False] | None:
        """Our value, None where the text means nothing, False where it is not known."""
        plain = folded(text)
        if plain in self._whole:
            return self._whole[plain]
        found = {value for pattern, value in self._within if pattern.fullmatch(plain)}
        found |= set([value for start, value in self._starts if plain.startswith(start)][:1])
        if len(found) == 1:
            return found.pop()
        return text if self._open and not found else False


class Flags(Choices):
    """Choices between true and false that also know はい, ○, 1, yes and their opposites."""

    def __init__(self, theirs: Mapping[str, tuple[str, ...]]):
        known = {**{folded(word): "true" for word in _TRUE}, **{folded(word): "false" for word in _FALSE}}
        super().__init__(("true", "false"), theirs)
        self._whole = {**known, **self._whole}


class Names(Choices):
    """The names of people, each under one spelling; a name that `people:` does not know stands as it is.

    Examples
    --------
    >>> names = Names({"佐藤 一": ("サトウ",)}, {})
    >>> [names.of(text) for text in ("佐藤　一", "サトウ", "鈴木 二")]
    ['佐藤 一', '佐藤 一', '鈴木 二']
    """

    def __init__(self, people: Mapping[str, tuple[str, ...]], theirs: Mapping[str, tuple[str, ...]]):
        super().__init__((), theirs)
        self._open = True
        self._people = names_by_key(people)

    def of(self, text: str) -> str | Literal[False] | None:
        """The name under which the person is counted, None where the text means nothing."""
        found = super().of(text)
        return self._people.get(person_key(found), found) if isinstance(found, str) else found


def translate(texts: pyarrow.Array, choices: Choices) -> tuple[pyarrow.Array, pyarrow.Array]:
    """Our value for each text, null where missing or unknown; and which are unknown."""
    if choices.empty:
        values, unknown = _translated(texts, choices)
        return compute.if_else(texts.is_null(), choices.empty, values), unknown
    return _translated(texts, choices)


def _translated(texts: pyarrow.Array, choices: Choices) -> tuple[pyarrow.Array, pyarrow.Array]:
    coded = texts.dictionary_encode()
    ours = [choices.of(text) for text in coded.dictionary.to_pylist()]
    values = pyarrow.array([value or None for value in ours], pyarrow.string())
    unknown = pyarrow.array([value is False for value in ours], pyarrow.bool_())
    return values.take(coded.indices), compute.fill_null(unknown.take(coded.indices), False)
