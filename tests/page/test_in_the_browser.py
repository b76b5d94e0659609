"""The properties of the file that is attached, seen in a browser."""

from __future__ import annotations

import re

import pytest

from tests.page.browser import DESK, PHONE
from tests.page.hostile import HOSTILE

WIDE = 1440  # from here on the agenda stands beside the page
VIEWS = [
    pytest.param(width, dark, id=f"{width}-{'dark' if dark else 'light'}")
    for width in (PHONE, WIDE)
    for dark in (False, True)
]
A4 = (595, 842)


@pytest.fixture(scope="module")
def printed(built, open_page):
    return open_page(built.page).printed()


@pytest.mark.parametrize(("width", "dark"), VIEWS)
def test_it_asks_for_nothing_and_says_nothing(built, open_page, width, dark):
    page = open_page(built.page, width, dark=dark)
    page.unfold()
    assert page.foreign_requests == []
    assert page.messages == []
    assert page.broken_pictures() == []


@pytest.mark.parametrize(("width", "dark"), VIEWS)
def test_axe_finds_no_barrier(built, open_page, width, dark):
    page = open_page(built.page, width, dark=dark)
    page.unfold()
    assert page.violations() == []


@pytest.mark.parametrize("width", [PHONE, 768, DESK, WIDE])
def test_nothing_reaches_beyond_the_edge(built, open_page, width):
    page = open_page(built.page, width)
    page.unfold()
    assert page.overflowing() == []


def test_a_wide_table_scrolls_in_its_own_box(built, open_page):
    page = open_page(built.page, PHONE)
    page.unfold()
    box = page.page.locator("#landing .scroll")
    assert box.evaluate("node => node.scrollWidth > node.clientWidth")
    box.focus()
    assert box.evaluate("node => node === document.activeElement")


def test_the_drawn_figures_lie_beside_the_page_as_png_where_they_were_asked_for(built):
    pictures = sorted(built.page.parent.glob("*.png"))
    figures = ["landing", "names", "plan-2", "plan-3", "plan"]  # of each section, counted where there are several
    assert [path.name for path in pictures] == [f"sales_sync.{name}.png" for name in figures]
    assert all(path.read_bytes().startswith(b"\x89PNG\r\n\x1a\n") for path in pictures)


def test_headings_language_and_pictures(built, open_page):
    page = open_page(built.page)
    levels = page.heading_levels()
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))
    assert page.page.locator("html").get_attribute("lang") == "ja"
    assert page.page.title() == "営業部門とのミーティング"
    assert page.alternatives() == [
        "売上は目標を下回る見込み",
        "商談は予定より少ない",
        "前月の線も下回る",
        "チャネル別では展示会が少ない",
        "<img src=x onerror=alert(1)> が最も多い",
    ]


def test_the_agenda_leads_to_every_heading(built, open_page):
    page = open_page(built.page)
    links = page.page.locator(".contents a")
    headings = page.page.locator("main h2")
    assert links.all_inner_texts() == headings.all_inner_texts()
    links.nth(2).click()
    assert page.page.evaluate("() => document.querySelector(':target').textContent") == ("商談数は予定どおりか?")


def test_the_keyboard_reaches_the_content_first(built, open_page):
    page = open_page(built.page)
    page.page.keyboard.press("Tab")
    assert page.page.evaluate("() => document.activeElement.textContent") == "本文へ移動"
    assert page.page.locator(".skip").bounding_box()["x"] >= 0


def test_no_code_no_print_and_no_traceback(built):
    text = built.page.read_text(encoding="utf-8")
    for trace in ("import pandas", "Traceback", "1 / 0", "printed", "IPython"):
        assert trace not in text
    assert "own cell" in text


def test_a_failed_section_says_so_and_the_rest_stands(built, open_page):
    page = open_page(built.page)
    assert "このセクションは作成できませんでした。" in page.page.locator("#broken").inner_text()
    assert page.page.locator("#targets").inner_text().endswith("目標の表があれば示します。")
    assert [where for where, _ in built.failures] == ["予算は?"]
    assert built.records
    assert "ZeroDivisionError: division by zero" in built.notebook.read_text(encoding="utf-8")


def test_hostile_text_is_text_even_without_the_policy(built, open_page, tmp_path):
    markup = built.page.read_text(encoding="utf-8")
    without, count = re.subn(r'<meta http-equiv="Content-Security-Policy"[^>]*>\n', "", markup)
    assert count == 1
    bare = tmp_path / "bare.html"
    bare.write_text(without, encoding="utf-8")
    page = open_page(bare)
    page.unfold()
    page.page.mouse.wheel(0, 20000)
    assert page.messages == []
    assert page.foreign_requests == []
    assert page.executable() == []
    shown = page.page.locator("#names tbody th").all_text_contents()
    visible = [re.sub("[\u202a-\u202e\u2066-\u2069]", "", text) for text in HOSTILE]
    assert shown == visible


def test_a_name_cannot_turn_the_sentence_around(built):
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", built.page.read_text(encoding="utf-8"))


def test_it_prints_on_a4_with_page_numbers_and_searchable_text(printed):
    assert printed.size == A4
    count = len(printed.texts)
    for number, text in enumerate(printed.texts, start=1):
        assert f"{number}/{count}" in text
    everything = "".join(printed.texts)
    assert "商談数は予定どおりか?" in everything
    assert "24,013件" not in everything, "folded tables stay folded"


def test_no_figure_is_cut_on_paper(built, printed, open_page):
    page = open_page(built.page)
    page.page.emulate_media(media="print")
    assert printed.cut(page.figures()) == []
    page.page.emulate_media(media="null")
