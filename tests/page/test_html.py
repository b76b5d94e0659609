"""Nothing that a page shows is markup, and no text can be shown unescaped."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from kpi_helpers.report import html
from kpi_helpers.report.html import display_text, el, join
from tests.page.hostile import HOSTILE


class Reader(HTMLParser):
    """Tags and text of a piece of markup, as a browser would take it."""

    def __init__(self, markup):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.text = [], [], ""
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.text += data


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text_in_children_and_attributes(text):
    read = Reader(str(el("p", text, aria_label=text)))
    assert read.tags == ["p"]
    assert read.attributes == [("aria-label", display_text(text))]
    assert read.text == display_text(text)


def test_there_is_no_way_to_give_markup():
    assert str(el("p", str(el("b", "x")))) == "<p>&lt;b&gt;x&lt;/b&gt;</p>"
    public = {name for name in vars(html) if not name.startswith("_") and callable(vars(html)[name])}
    assert public & {"raw", "safe", "markup", "Markup", "unescaped"} == set()


def test_elements_nest_and_void_elements_have_no_end():
    assert str(join(el("br"), None, el("p", "a", el("em", "b"), 3))) == ("<div><br><p>a<em>b</em>3</p></div>")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("佐藤 <sato@example.co.jp>", "佐藤 <…>"),
        ("a.b+c@mail.example.com", "…"),
        ("佐藤＠example.com", "…"),
        ("TEL 03-1234-5678", "TEL …"),
        ("(090-1234-5678)", "(…)"),
        ("09012345678", "…"),
        ("+81-3-1234-5678", "…"),
        ("０３-１２３４-５６７８", "…"),
        ("2026-11-20", "2026-11-20"),
        ("09:00-18:00", "09:00-18:00"),
        ("1,234件 (80%)", "1,234件 (80%)"),
        ("0.5-1.5", "0.5-1.5"),
        ("@channel", "@channel"),
        ("0120", "0120"),
        ("2026-06-01..2026-11-20", "2026-06-01..2026-11-20"),
    ],
)
def test_addresses_and_phone_numbers_are_masked_and_nothing_else(text, shown):
    assert display_text(text) == shown


def test_characters_that_no_page_can_bear_are_taken_out():
    assert display_text("a\x00b\x1bc\u202ed\ud800e\ufefff") == "abcd\ufffdef"
    assert display_text("家\u200d族\tx\ny") == "家\u200d族\tx\ny"
