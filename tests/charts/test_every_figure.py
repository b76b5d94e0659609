"""What holds for every figure, in both languages, with believable and with hostile names."""

from __future__ import annotations

import re
from itertools import combinations

import matplotlib
import matplotlib.pyplot
import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from kpi_helpers.charts import canvas
from kpi_helpers.charts.picture import to_png
from kpi_helpers.report.figures import parts
from kpi_helpers.report.page.sanitise import clean
from tests.charts.figures import (
    DEMOS,
    FRAMES,
    FUNCTIONS,
    draw,
    frame,
    shown_texts,
    tables,
    text_columns,
    words_in,
    words_of,
)

FIGURES = sorted(FUNCTIONS)
FORMS = [lambda ax: ax.figure, lambda ax: canvas.for_phone(ax.figure)]
BY_FORM = pytest.mark.parametrize("form", FORMS, ids=["desk", "phone"])
HOSTILE = [
    "A$_{$社",
    "_隠し",
    "<script>alert(1)</script>",
    "株式会社とてもとても長い名前の製作所 東日本営業本部 第二インサイドセールス推進グループ",
    "W" * 300,
    "Z\u0351\u0352\u0353\u0354\u0355\u0356\u0357\u0358a\u0301\u0301\u0301lgo",
    "abc\u202egnp.exe",
    "line\nbreak\ttab\r\x00\x1b[31m",
    "🎉🏳️‍🌈 한국어 العربية",
    "",
    "$\\frac{1}{0}$ %s {0} \\n",
    "   \u3000\u200b",
]
JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


def test_every_figure_has_a_believable_table() -> None:
    assert set(FUNCTIONS) | set(FRAMES) == set(DEMOS)


@BY_FORM
@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("name", FIGURES)
def test_texts_are_large_inside_the_picture_apart_and_in_one_language(name: str, lang: str, form) -> None:
    title = "商談の着地" if lang == "ja" else "Landing of the month"
    figure = form(draw(name, lang, title=title))
    placed = shown_texts(figure.axes[0])
    page = figure.bbox
    assert len(placed) > 3
    for text, box in placed:
        words = text.get_text()
        assert _is_inside(box, page) and box.y0 >= -0.5 and box.y1 <= page.y1 + 0.5, words
        assert lang == "ja" or not JAPANESE.search(words), words
    assert _touching(placed) == []


@pytest.mark.parametrize("name", FIGURES)
def test_no_letter_is_lower_than_nine_pixels_on_a_phone_nor_seven_points_on_paper(name: str) -> None:
    desk = draw(name, title="商談の着地").figure
    # A4 less its margins is 182 mm wide; phones of 360 and 390 pixels show a drawing on 328 and 358.
    for figure, shown, least in ((desk, 182 / 25.4, 7 / 72), (canvas.for_phone(desk), 328 / 96, 9 / 96)):
        scale = shown / figure.get_figwidth()
        sizes = {text.get_text(): text.get_fontsize() / 72 * scale for text, _ in shown_texts(figure.axes[0])}
        assert {words: size for words, size in sizes.items() if size < least} == {}


@pytest.mark.parametrize("name", FIGURES)
def test_the_phone_shows_the_same_numbers_as_the_desk(name: str) -> None:
    desk = draw(name).figure
    numbers = [
        sorted(re.findall(r"[\d.,]+%?", " ".join(text.get_text() for text, _ in shown_texts(figure.axes[0]))))
        for figure in (desk, canvas.for_phone(desk))
    ]
    ticks = [_tick_numbers(figure) for figure in (desk, canvas.for_phone(desk))]
    assert set(numbers[0]) - ticks[0] <= set(numbers[1])


@BY_FORM
@pytest.mark.parametrize("name", FIGURES)
def test_hostile_names_are_drawn_inside_the_picture(name: str, form) -> None:
    figure = form(draw(name, **_hostile(name), title=HOSTILE[3] * 3))
    placed = shown_texts(figure.axes[0])
    assert _touching(placed) == []
    for text, box in placed:
        words = text.get_text()
        assert _is_inside(box, figure.bbox), words
        assert not text.get_parse_math(), words
        assert not re.search("[\x00-\x09\x0b-\x1f\u202e\u200b]", words), words


@pytest.mark.parametrize("name", sorted(FRAMES))
def test_hostile_names_are_escaped_in_a_frame_and_an_empty_one_says_so(name: str) -> None:
    for lang in ("ja", "en"):
        made = frame(name, lang, **_hostile(name), title="A$_{$ <script>")
        assert "<script" not in str(made) and "A$_{$ <script>" in words_of(made)
        assert clean(str(made)) == clean(clean(str(made))) and words_of(made)
        empty = {argument: table.iloc[:0] for argument, table in tables(name, lang).items()}
        assert parts.WORDS[lang]["no_data"] in words_of(frame(name, lang, **empty))
        assert lang == "ja" or not JAPANESE.search(" ".join(words_of(frame(name, lang, title="T"))))


@pytest.mark.parametrize("name", sorted(FRAMES))
def test_missing_numbers_do_not_stop_a_frame(name: str) -> None:
    assert words_of(frame(name, **_bare(name)))


@pytest.mark.parametrize("name", FIGURES)
def test_an_empty_table_says_calmly_that_there_are_no_data(name: str) -> None:
    for lang in ("ja", "en"):
        empty = {argument: table.iloc[:0] for argument, table in tables(name, lang).items()}
        assert words_in(draw(name, lang, **empty)) == [canvas.WORDS[lang]["no_data"]]


@pytest.mark.parametrize("name", FIGURES)
def test_missing_numbers_do_not_stop_a_figure(name: str) -> None:
    assert shown_texts(draw(name, **_bare(name)))


@pytest.mark.parametrize("name", FIGURES)
def test_drawing_leaves_no_trace(name: str) -> None:
    given = tables(name)
    before = {argument: table.copy() for argument, table in given.items()}
    settings = dict(matplotlib.rcParams)
    draw(name, **given)
    assert dict(matplotlib.rcParams) == settings
    assert matplotlib.pyplot.get_fignums() == []
    for argument, table in given.items():
        pd.testing.assert_frame_equal(table, before[argument])


@pytest.mark.parametrize("name", ["contact_hours", "response_bands", "talk_time"])
def test_the_same_tables_give_the_same_bytes_whatever_a_notebook_has_set(name: str) -> None:
    first = to_png(draw(name).figure)
    with matplotlib.rc_context({"font.size": 30, "axes.facecolor": "black", "font.family": ["serif"]}):
        assert to_png(draw(name).figure) == first


@pytest.mark.parametrize("name", FIGURES)
def test_the_axes_given_are_the_axes_returned(name: str) -> None:
    ax = Figure(figsize=(8, 8), layout="constrained").subplots()
    assert draw(name, ax=ax, title="商談") is ax
    assert ax.get_title(loc="left") == "商談"


def _bare(name: str) -> dict[str, pd.DataFrame]:
    """The tables of a figure with every number missing."""
    bare = {}
    for argument, table in tables(name).items():
        table = table.copy()
        for column in table.columns[table.dtypes == "float64"]:
            table[column] = float("nan")
        bare[argument] = table
    return bare


def _tick_numbers(figure: Figure) -> set[str]:
    every = [ax for parent in figure.axes for ax in (parent, *parent.child_axes)]
    labels = [label.get_text() for ax in every for axis in (ax.xaxis, ax.yaxis) for label in axis.get_ticklabels()]
    return set(re.findall(r"[\d.,]+%?", " ".join(labels)))


def _hostile(name: str) -> dict[str, pd.DataFrame]:
    hostile = {}
    for argument, table in tables(name).items():
        table = table.copy()
        for column in text_columns(table):
            names = {old: HOSTILE[number % len(HOSTILE)] for number, old in enumerate(table[column].dropna().unique())}
            table[column] = table[column].map(names)
        hostile[argument] = table
    return hostile


def _is_inside(box: Bbox, page: Bbox) -> bool:
    return box.x0 >= -0.5 and box.x1 <= page.x1 + 0.5


def _touching(placed: list[tuple[Text, Bbox]]) -> list[tuple[str, str]]:
    """Texts that stand on each other."""
    return [
        (text.get_text(), other.get_text())
        for (text, box), (other, place) in combinations(placed, 2)
        if min(box.x1, place.x1) - max(box.x0, place.x0) > 1 and min(box.y1, place.y1) - max(box.y0, place.y0) > 2.5
    ]
