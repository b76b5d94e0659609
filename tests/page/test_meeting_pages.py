"""The three pages of the sample, in both languages, as the real command builds them, in a real browser."""

from __future__ import annotations

import re

import pytest

from tests.page.browser import DESK, PHONE
from tests.page.workbooks import MEETINGS, OLIST, SAMPLE, bare_workbook, copied, hostile_workbook, kpi

A4 = (595, 842)
LIMIT = 600 * 1024
KANA = re.compile("[\u3041-\u309f\u30a1-\u30ff]")


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory):
    return copied(tmp_path_factory.mktemp("sample") / "sample", SAMPLE)


@pytest.fixture(scope="session")
def pages(sample_folder, tmp_path_factory):
    """Where the sample's pages of each language lie."""
    out = {}
    for lang in ("ja", "en"):
        folder = tmp_path_factory.mktemp(lang)
        done = kpi("build", sample_folder, "--lang", lang, "--out", folder)
        assert done.returncode == 0, done.stderr
        out[lang] = folder / "2026-11-20"
    return out


@pytest.fixture(params=[(meeting, lang) for meeting in MEETINGS for lang in ("ja", "en")], ids="-".join)
def page_of(request, pages):
    meeting, lang = request.param
    return pages[lang] / f"{meeting}.html", lang


@pytest.mark.parametrize(("width", "dark"), [(DESK, False), (PHONE, False), (DESK, True)])
def test_quiet_readable_and_within_the_window(page_of, open_page, width, dark):
    page = open_page(page_of[0], width, dark=dark)
    page.unfold()
    assert page.foreign_requests == []
    assert page.messages == []
    assert page.executable() == []
    assert page.overflowing() == []
    assert page.violations() == []


def test_headings_language_pictures_and_size(page_of, open_page):
    path, lang = page_of
    page = open_page(path)
    levels = page.heading_levels()
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))
    assert page.page.evaluate("document.documentElement.lang") == lang
    alternatives = page.alternatives()
    assert len(alternatives) == len(set(alternatives)) > 3
    assert all(len(alternative) > 20 for alternative in alternatives)
    assert page.broken_pictures() == []
    assert path.stat().st_size <= LIMIT
    assert "Content-Security-Policy" in path.read_text(encoding="utf-8")


def test_it_prints_on_a4_without_a_cut_figure_and_with_page_numbers(page_of, open_page):
    page = open_page(page_of[0])
    printed = page.printed()
    assert printed.size == A4
    assert len(printed.pictures) == len(page.alternatives())
    for picture in printed.pictures:
        assert 0 < picture.left < picture.right < A4[0]
        assert 0 < picture.bottom < picture.top < A4[1]
    for number, text in enumerate(printed.texts, start=1):
        assert f"{number}/{len(printed.texts)}" in text


@pytest.mark.parametrize("meeting", MEETINGS)
def test_an_english_page_holds_no_japanese_but_the_exports_own(pages, open_page, meeting):
    """Sentences, headings and labels; names, channels and campaigns come from the export as they are."""
    page = open_page(pages["en"] / f"{meeting}.html")
    page.unfold()
    own = page.page.locator("h2, thead th, summary, dt, .note, .tile-label").all_text_contents()
    assert own
    from_the_workbook = {"合同", "グループ"}
    left = [text for text in own if KANA.search(text) and not any(word in text for word in from_the_workbook)]
    assert left == []


@pytest.mark.parametrize("meeting", MEETINGS)
def test_no_address_and_no_telephone_number_is_shown(pages, meeting):
    markup = re.sub(r"data:image/png;base64,[^\"]*", "", (pages["ja"] / f"{meeting}.html").read_text(encoding="utf-8"))
    assert not re.search(r"[\w.]+@[\w-]+\.[\w.]+", markup)
    assert not re.search(r"\b0\d{1,4}-\d{1,4}-\d{3,4}\b", markup)


def test_the_same_input_gives_the_same_bytes(sample_folder, pages, tmp_path):
    assert kpi("build", sample_folder, "--lang", "ja", "--out", tmp_path, "--meeting", "sales_sync").returncode == 0
    again = tmp_path / "2026-11-20"
    for name in ("sales_sync.html", "numbers.csv", "rejected.csv"):
        assert (again / name).read_bytes() == (pages["ja"] / name).read_bytes()


def test_hostile_texts_in_every_column_run_nothing_and_break_nothing(tmp_path, open_page):
    folder = hostile_workbook(tmp_path / "hostile")
    done = kpi("build", folder, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    for meeting in MEETINGS:
        markup = (tmp_path / "out" / "2026-11-20" / f"{meeting}.html").read_text(encoding="utf-8")
        bare = tmp_path / f"{meeting}.html"
        bare.write_text(re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", markup), encoding="utf-8")
        for width in (DESK, PHONE):
            page = open_page(bare, width)
            page.unfold()
            page.page.mouse.wheel(0, 20000)
            assert page.messages == []
            assert page.foreign_requests == []
            assert page.executable() == []
            assert page.overflowing() == []


@pytest.mark.parametrize("source", ["bare", *(["olist"] if OLIST.exists() else [])])
def test_a_workbook_without_most_tables_reads_sensibly(source, tmp_path, open_page):
    workbook = copied(tmp_path / "olist", OLIST) if source == "olist" else bare_workbook(tmp_path / "bare")
    done = kpi("build", workbook, "--as-of", "2018-05-15", "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    for meeting in MEETINGS:
        page = open_page(tmp_path / "out" / "2018-05-15" / f"{meeting}.html")
        assert page.page.evaluate("document.documentElement.lang") == "en"
        assert page.violations() == []
        missing = page.page.locator(".is-missing .answer").all_text_contents()
        assert all("would show" in sentence for sentence in missing)
        assert page.page.locator(".failure").count() == 0
