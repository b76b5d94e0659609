"""Names from exports made safe to draw: one line, a known width, only glyphs the font has."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from matplotlib.ft2font import FT2Font, LoadFlags

from kpi_helpers.charts.formats import is_missing
from kpi_helpers.charts.hiding import without_hidden

UNDRAWABLE = "□"
ELLIPSIS = "…"

# Longer text is cut before it is looked at: no label shows more, and normalising a whole file takes seconds.
_READ_AT_MOST = 2_000

_EM = 100


@lru_cache(maxsize=1)
def font_path() -> Path:
    """Where the IPAex Gothic lies, found without importing its package, whose import sets the global font.

    Examples
    --------
    >>> font_path().name
    'ipaexg.ttf'
    """
    spec = find_spec("matplotlib_fontja")
    if spec is None or not spec.submodule_search_locations:
        raise ImportError("The package matplotlib-fontja, which carries the Japanese font, is not installed.")
    return Path(spec.submodule_search_locations[0]) / "fonts" / "ipaexg.ttf"


def display_width(text: str) -> float:
    """Width in columns of half a Japanese character, as the font draws it: a W is wider than an i.

    Examples
    --------
    >>> display_width("展示会"), display_width("W") > display_width("i")
    (6.0, True)
    """
    return sum(map(_columns, text))


def safe_label(text: object, width: int = 24, *, empty: str = "–") -> str:
    """Make a name drawable on one line of at most `width` columns.

    White space becomes one blank, control and direction characters go, and so do combining marks that make no
    character of their own with their letter; a character that the font lacks becomes □, and what is too long
    ends in ….

    Parameters
    ----------
    text : str
        From an export, hence hostile. A missing value, or nothing that can be seen, gives `empty`.
    width : int
        Columns of half a Japanese character, see `display_width`.
    empty : str
        What stands for a missing name.

    Examples
    --------
    >>> safe_label("株式会社サンプル製作所 東日本営業本部", 20)
    '株式会社サンプル製…'
    >>> safe_label("A$_{$社"), safe_label("祝🎉開店"), safe_label("a\\u202eb\\nc"), safe_label(None)
    ('A$_{$社', '祝□開店', 'ab c', '–')
    """
    line = _clean(text)
    return _cut(line, width) if line else empty


def safe_lines(text: object, width: int, lines: int = 2) -> str:
    """Wrap text to at most `lines` lines of `width` columns, the last one cut with ….

    Examples
    --------
    >>> print(safe_lines("Leads that a campaign brought in", 14))
    Leads that a
    campaign br…
    """
    rest = _clean(text)
    wrapped: list[str] = []
    while rest and len(wrapped) < lines - 1 and display_width(rest) > width:
        end = _break_at(rest, width)
        wrapped.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return "\n".join([*wrapped, _cut(rest, width)] if rest else wrapped)


def _clean(text: object) -> str:
    if is_missing(text):
        return ""
    kept: list[str] = []
    for char in unicodedata.normalize("NFC", without_hidden(str(text)[:_READ_AT_MOST])):
        category = unicodedata.category(char)
        if char.isspace() or category == "Cc":
            kept.append(" ")
        elif category == "Cf" or category.startswith("M"):
            # The font draws a mark that is left over beside its letter, not above it.
            continue
        else:
            kept.append(char if ord(char) in _drawable() else UNDRAWABLE)
    return " ".join("".join(kept).split())


def _cut(line: str, width: int) -> str:
    if display_width(line) <= width:
        return line
    end = _fits(line, width - display_width(ELLIPSIS))
    return line[:end].rstrip() + ELLIPSIS


def _fits(line: str, width: float) -> int:
    """How many characters of the line fit into `width` columns."""
    used = 0.0
    for index, char in enumerate(line):
        used += _columns(char)
        if used > width:
            return index
    return len(line)


def _break_at(line: str, width: int) -> int:
    """Where to wrap: at a blank in the line's second half, else after the last character that fits."""
    end = max(1, _fits(line, width))
    if line[end : end + 1] == " ":
        return end
    blank = line.rfind(" ", end // 2, end)
    return blank if blank > 0 else end


@lru_cache(maxsize=1)
def _font() -> FT2Font:
    font = FT2Font(str(font_path()))
    font.set_size(_EM, 72)
    return font


@lru_cache(maxsize=1)
def _drawable() -> frozenset[int]:
    return frozenset(_font().get_charmap())


@lru_cache(maxsize=4096)
def _columns(char: str) -> float:
    advance = _font().load_char(ord(char), flags=LoadFlags.NO_HINTING).linearHoriAdvance
    return 2 * advance / 65_536 / _EM
