"""Names from exports become one drawable line."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.ft2font import FT2Font

from kpi_helpers.charts.labels import display_width, font_path, safe_label, safe_lines

GLYPHS = FT2Font(str(font_path())).get_charmap()


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("展示会", "展示会"),
        ("_隠し", "_隠し"),
        ("A$_{$社", "A$_{$社"),
        ("<b>太字</b>", "<b>太字</b>"),
        ("line\nbreak\ttab", "line break tab"),
        ("a\u202eb\u2066c\u200bd", "abcd"),
        ("bell\x07 nul\x00", "bell nul"),
        ("か\u3099", "が"),
        ("e\u0301\u0301\u0301\u0301", "é"),
        ("👩\u200d👩\u200d👧 家", "□□□ 家"),
        ("한국", "□□"),
        (" \u3000 ", "–"),
        (None, "–"),
        (float("nan"), "–"),
        ("\ud800", "□"),
        (7, "7"),
    ],
)
def test_a_name_keeps_what_can_be_drawn(text: object, label: str) -> None:
    assert safe_label(text) == label


def test_a_missing_name_can_be_named() -> None:
    assert safe_label("", empty="(未入力)") == "(未入力)"


def test_a_long_name_ends_in_an_ellipsis_at_its_width() -> None:
    assert safe_label("営業" * 50, 10) == "営業営業…"
    assert safe_label("営業" * 2, 8) == "営業営業"
    assert len(safe_label("W" * 300, 10)) < len(safe_label("i" * 300, 10)) < 50


def test_a_title_wraps_at_a_blank_or_anywhere() -> None:
    assert safe_lines("one two three", 9) == "one two\nthree"
    assert safe_lines("あいうえおかきくけこさし", 10) == "あいうえお\nかきくけ…"
    assert safe_lines("", 10) == ""


@given(st.text(max_size=80), st.integers(min_value=4, max_value=40))
def test_any_text_fits_its_width_and_has_its_glyphs(text: str, width: int) -> None:
    label = safe_label(text, width)
    assert label and display_width(label) <= width
    assert all(ord(char) in GLYPHS for char in label)
    assert not any(unicodedata.category(char) in {"Cc", "Cf"} for char in label)
    lines = safe_lines(text, width).split("\n")
    assert len(lines) <= 2 and all(display_width(line) <= width for line in lines)
