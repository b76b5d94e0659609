"""The three pages of the sample, in both languages, as the real command builds them, in a real browser."""

from __future__ import annotations

import csv
import io
import re
import statistics
from contextlib import suppress

import pytest

from kpi_helpers.report.meetings import MEETINGS as AGENDAS
from kpi_helpers.workbook.workbook import Workbook
from tests.page.browser import DESK, PHONE
from tests.page.traced import Page, known_numbers, numbers_of, untraced_cells, untraced_words
from tests.page.workbooks import MEETINGS, SAMPLE, copied, kpi

A4 = (595, 842)
CONTRAST = "color-contrast"
LIMIT = 300 * 1024
SHEETS = {"sales_sync": 6, "marketing_sync": 8, "team_sync": 8}
NARROW, TINY = 360, 320
JAPANESE = re.compile("[\u3041-\u309f\u30a1-\u30ff\u4e00-\u9fff]")


ANSWERS = {  # fixed before anybody reads the page: the question, where its answer stands, and the answer
    "Who is behind the own target, and by how many meetings?": (
        *("sales_sync", "opportunities"),
        ("渡辺0件 / 4件−2.4件", "enterprise BDR4件 / 9件−1.3件", "SDR43件 / 52件✓ +12.2件"),
    ),
    "Is July bad?": (
        *("sales_sync", "conversion"),
        (
            "7月の追っかけ（今日まで）15.8%が低く見えるのは、1つの施策のためです",
            "101件は9社だけから",
            "これを除くと7月は21.1%",
        ),
    ),
    "Which list is worth calling?": (
        *("team_sync", "golden_hours"),
        (
            "90日以内に商談になった割合がほかより高いのは「紹介」32.9%（40件）です",
            "「グループ会社合同勉強会 2026夏」の9社だけから来た101件",
            "自然検索37.5% (31.8–43.5",
        ),
    ),
    "Which leads do we call today?": (
        *("team_sync", "answers"),
        ("11月の未対応の反響リード（新しい順）", "00Q5i0000004N4HEAU(株)コウテイ時計物流"),
    ),
    "Whose deals stall?": (*("sales_sync", "quadrants"), ("清水35件12件25.0% (n=148)", "松本33件12件27.8% (n=151)")),
    "Should the 50-employee condition stay?": (
        *("marketing_sync", "definition"),
        (
            "「従業員数が50以上」4.1%（1,035件、うち未入力275件、前の版の「従業員数が30以上」なら有効だった331件からの商談は28件）は、"
            "満たすリードより商談になっておらず、条件を残す理由になります",
            "満たすリードが1件あたり3.0回、外したリードが2.7回",
        ),
    ),
    "Which campaign to repeat?": (
        *("marketing_sync", "campaigns"),
        (
            "もう一度やる候補は「夏の反響対応ウェビナー」です",
            "費用28万円に対して売上646万円（受注4件だけなので",
            "見直すのは「グループ会社合同勉強会 2026夏」",
        ),
    ),
    "What did the leads we rejected become?": (
        *("marketing_sync", "definition"),
        ("満たす2,886件の16.7%、満たさない1,554件の3.9%（受注は149件と25件）",),
    ),
}


@pytest.fixture(scope="session")
def pages(tmp_path_factory):
    """Where the sample's pages of each language lie; the English ones of a copy that nothing was ever counted of."""
    out = {}
    fresh = copied(tmp_path_factory.mktemp("copy") / "sample", SAMPLE)
    for lang, workbook in (("ja", SAMPLE), ("en", fresh)):
        folder = tmp_path_factory.mktemp(lang)
        done = kpi("build", workbook, "--lang", lang, "--out", folder)
        assert done.returncode == 0, done.stderr
        out[lang] = folder / "2026-11-20"
    return out


@pytest.mark.parametrize("meeting", MEETINGS)
def test_every_number_of_the_page_is_that_of_numbers_csv_digit_by_digit(pages, meeting):
    """Cells against the rows of their line, tiles and sentences against the page's; what is worked out is listed."""
    page, known = Page(pages["ja"] / f"{meeting}.html"), known_numbers(pages["ja"] / "numbers.csv")
    agenda = AGENDAS[meeting]
    kpis = {topic.key: set(topic.kpis) for topic in agenda.topics} | ({"": set(agenda.kpis)} if agenda.tree else {})
    tables = [table for table in page.tables if table.section in kpis and "鮮度" not in table.caption]
    assert [cell for table in tables for cell in untraced_cells(table, known, kpis[table.section])] == []
    of_tiles = {number for row in known if row.kpi in agenda.tiles for number in row.written}
    assert len(page.tiles) == len(agenda.tiles) and {n for tile in page.tiles for n in numbers_of(tile)} <= of_tiles
    assert set(page.answers) >= {topic.key for topic in agenda.topics}
    for section, said in page.answers.items():
        own = [table for table in page.tables if table.section == section]
        assert untraced_words(section, said, known, set(agenda.kpis), own) == [], section


def test_a_number_that_is_another_is_found(pages):
    """So that the test above can fail: each cell that is traced stops being so when its number grows by a tenth."""
    page, known = Page(pages["ja"] / "team_sync.html"), known_numbers(pages["ja"] / "numbers.csv")
    [table] = [table for table in page.tables if table.caption == "担当者ごとの活動の面"]
    own = set(AGENDAS["team_sync"].topics[3].kpis)
    assert list(untraced_cells(table, known, own)) == []
    table.rows[1][2] = "157"  # 佐藤's activities
    table.rows[2][4] = "9.99件"
    assert [heading for _, heading, _ in untraced_cells(table, known, own)] == ["活動", "1社あたり"]


@pytest.fixture(params=[(meeting, lang) for meeting in MEETINGS for lang in ("ja", "en")], ids="-".join)
def page_of(request, pages):
    meeting, lang = request.param
    return pages[lang] / f"{meeting}.html", lang


def test_quiet_and_within_every_window_for_everyone(page_of, open_page):
    page = open_page(page_of[0], DESK)
    assert page.scrolling() == []
    page.unfold()
    assert page.foreign_requests == []
    assert page.messages == []
    assert page.executable() == []
    assert page.overflowing() == []
    assert page.violations(but=CONTRAST) == []
    for width in (PHONE, NARROW, TINY):
        page.page.set_viewport_size({"width": width, "height": 844})
        assert page.overflowing() == []
        assert width == TINY or page.broken_words() == []


@pytest.mark.parametrize("meeting", MEETINGS)
def test_every_letter_of_a_figure_can_be_read_on_a_phone(pages, open_page, meeting):
    page = open_page(pages["ja"] / f"{meeting}.html", PHONE)
    for width in (PHONE, NARROW):
        page.page.set_viewport_size({"width": width, "height": 844})
        height, where = page.lowest_letters()
        assert height >= 9, where
        assert page.squeezed_cells() == []
    # Pictures whose sentence says all that they show open on request.
    page.unfold()
    assert page.broken_pictures() == []
    height, where = page.lowest_letters()
    assert height >= 9, where


@pytest.mark.parametrize("meeting", MEETINGS)
def test_a_phone_shows_the_first_rows_and_keeps_the_others(pages, open_page, meeting):
    """Little longer than on the desk, though a line holds a third; nothing is left out there or on paper."""
    page = open_page(pages["ja"] / f"{meeting}.html", DESK)
    desk = page.height()
    assert page.rows_left_out() == []
    page.page.emulate_media(media="print")
    assert page.rows_left_out() == []
    page.page.emulate_media(media="null")
    page.page.set_viewport_size({"width": PHONE, "height": 844})
    assert page.height() <= 1.1 * desk
    assert page.rows_left_out()
    page.unfold()
    assert page.rows_left_out() == []


@pytest.mark.parametrize("meeting", MEETINGS)
def test_by_day_and_in_the_dark_everything_is_told_from_its_ground(pages, open_page, meeting):
    """Of one language, since both have the same colours and this takes axe-core longer than all else."""
    page = open_page(pages["ja"] / f"{meeting}.html", DESK)
    page.unfold()
    assert page.violations(CONTRAST) == []
    page.page.emulate_media(color_scheme="dark")
    assert page.violations(CONTRAST) == []
    page.page.emulate_media(color_scheme="light", forced_colors="active")
    assert page.violations(CONTRAST) == []
    assert page.plated() == []
    page.page.emulate_media(forced_colors="none")


def test_headings_language_pictures_and_size(page_of, open_page):
    path, lang = page_of
    page = open_page(path)
    levels = page.heading_levels()
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))
    assert page.page.evaluate("document.documentElement.lang") == lang
    alternatives = page.alternatives()
    assert len(alternatives) == len(set(alternatives)) > 3
    assert all(alternatives)
    assert page.broken_pictures() == []
    assert path.stat().st_size <= LIMIT
    assert "Content-Security-Policy" in path.read_text(encoding="utf-8")


def test_it_prints_on_a4_without_a_cut_figure_and_with_page_numbers(page_of, open_page):
    page = open_page(page_of[0])
    printed = page.printed()
    assert printed.size == A4
    page.page.emulate_media(media="print")
    assert printed.cut(page.figures()) == []
    page.page.emulate_media(media="null")
    assert len(printed.texts) <= SHEETS[page_of[0].stem]
    for number, text in enumerate(printed.texts, start=1):
        assert f"{number}/{len(printed.texts)}" in text


@pytest.mark.parametrize("meeting", MEETINGS)
def test_an_english_page_holds_no_japanese_but_the_workbooks_own(pages, open_page, exported, meeting):
    """Names, channels, campaigns and what was agreed come from the workbook as they are; every other word is ours."""
    page = open_page(pages["en"] / f"{meeting}.html")
    left = [rest for text in page.texts() if JAPANESE.search(rest := without(exported, text))]
    assert left == []


@pytest.fixture(scope="module")
def exported():
    """The workbook's words: cells of its exports below the header, what definitions say, names of its files."""
    wb = Workbook.open(SAMPLE)
    said = [
        version for versions in (wb.definitions.valid_lead, wb.definitions.valid_opportunity) for version in versions
    ]
    words = {wb.config.name, *wb.config.teams, *(path.name for path in SAMPLE.iterdir())}
    words |= {word for version in said for word in (version.why, *version.agreed_by)}
    for report in wb.loaded.reports.values():
        words |= {cell for name in report.files for cell in cells_of(SAMPLE / name)}
    return sorted(filter(JAPANESE.search, words), key=len, reverse=True)


def cells_of(path):
    """What stands below the header of a text file; nothing of an Excel file, which holds numbers here."""
    for encoding in ("utf-8-sig", "cp932", "utf-16"):
        with suppress(UnicodeDecodeError):
            text = path.read_bytes().decode(encoding)
            rows = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t" if "\t" in text else ","))
            width = statistics.mode(map(len, rows))
            header = next(place for place, row in enumerate(rows) if len(row) == width)
            return {cell for row in rows[header + 1 :] for cell in row}
    return set()


def without(words, text):
    """A text from which some words were taken, the longest first."""
    for word in words:
        if word in text:
            text = text.replace(word, "")
    return text


@pytest.mark.parametrize("meeting", MEETINGS)
def test_no_address_and_no_telephone_number_is_shown(pages, meeting):
    markup = re.sub(r"data:image/png;base64,[^\"]*", "", (pages["ja"] / f"{meeting}.html").read_text(encoding="utf-8"))
    assert not re.search(r"[\w.]+@[\w-]+\.[\w.]+", markup)
    assert not re.search(r"\b0\d{1,4}-\d{1,4}-\d{3,4}\b", markup)


def test_numbers_are_the_same_bytes_whether_counted_before_or_not(pages):
    assert (pages["ja"] / "numbers.csv").read_bytes() == (pages["en"] / "numbers.csv").read_bytes()


@pytest.mark.parametrize("question", ANSWERS)
def test_what_a_meeting_asks_is_answered_without_unfolding(pages, question):
    meeting, section, answers = ANSWERS[question]
    html = (pages["ja"] / f"{meeting}.html").read_text(encoding="utf-8")
    shown = re.search(rf'<section id="{section}".*?</section>', html, re.DOTALL)
    unfolded = re.sub(r"<details.*?</details>|<[^>]+>", "", shown[0], flags=re.DOTALL)
    assert [answer for answer in answers if answer not in unfolded] == []
