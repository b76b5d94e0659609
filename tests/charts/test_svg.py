"""A figure's SVG says what its axes say, in plain shapes, the same every time."""

from __future__ import annotations

import re
from itertools import chain

import pandas as pd
import pytest

from kpi_helpers.charts.canvas import for_phone
from kpi_helpers.charts.style import PALETTE
from kpi_helpers.charts.svg import Shape, to_svg
from kpi_helpers.report.figures.chart import figure_element
from kpi_helpers.report.page.sanitise import clean
from tests.charts.figures import FUNCTIONS, draw, shown_texts

FIGURES = sorted(FUNCTIONS)
COLOURS = {day.lower() for day, _, _ in PALETTE.values()} | {"none"}


def shapes(drawing: Shape) -> list[Shape]:
    return [drawing, *chain.from_iterable(shapes(child) for child in drawing.children if isinstance(child, Shape))]


def texts(drawing: Shape) -> list[str]:
    return [child for shape in shapes(drawing) for child in shape.children if isinstance(child, str)]


@pytest.mark.parametrize("name", FIGURES)
def test_a_drawing_is_words_and_plain_strokes_in_the_colours_of_the_palette(name: str) -> None:
    figure = draw(name, title="商談の着地").figure
    for form in (figure, for_phone(figure)):
        drawn = shapes(to_svg(form))
        assert {shape.tag for shape in drawn} <= {"svg", "path", "text", "tspan"}
        attributes = [pair for shape in drawn for pair in shape.attributes.items()]
        assert not {attribute for attribute, _ in attributes} & {"id", "class", "style", "clip-path", "transform"}
        assert {value for attribute, value in attributes if attribute in {"fill", "stroke"}} <= COLOURS
        numbers = " ".join(value for attribute, value in attributes if attribute in {"d", "x", "y", "dx"})
        assert not re.search(r"\.\d{3}|e|nan", numbers)


@pytest.mark.parametrize("name", FIGURES)
def test_every_word_of_the_axes_stands_in_the_drawing_and_nothing_else(name: str) -> None:
    figure = draw(name, title="商談の着地").figure
    captions = {text.get_text() for text in (figure._suptitle, figure._supxlabel) if text is not None}
    of_axes = [line for text, _ in shown_texts(figure.axes[0]) for line in text.get_text().split("\n")]
    drawn = texts(to_svg(figure))
    missing = [line for line in of_axes if line not in drawn]
    assert set(missing) <= set(chain.from_iterable(caption.split("\n") for caption in captions))
    assert set(drawn) <= set(of_axes) and not [text for text in drawn if not text.strip()]
    assert figure.title == "商談の着地" and (figure.note != "") == (figure._supxlabel is not None)


def test_a_bar_is_as_long_as_in_the_axes() -> None:
    ax = draw("gap_factors")
    drawing = to_svg(ax.figure)
    lengths = [
        abs(float(number))
        for shape in shapes(drawing)
        for number in re.findall(r"^M[\d.]+ [\d.]+h(-?[\d.]+)v", shape.attributes.get("d", ""))
    ]
    pixels = [abs(bar.get_window_extent().width) for bar in ax.patches]
    assert lengths[0] == pytest.approx(pixels[0], abs=0.2)
    assert max(pixels) == pytest.approx(pixels[0])


def test_words_that_follow_each_other_are_one_text_whatever_the_readers_font() -> None:
    drawing = to_svg(draw("answers_by_rep").figure)
    [total] = [shape for shape in shapes(drawing) if shape.tag == "text" and "▼ 未対応 19" in texts(shape)]
    assert texts(total)[1:] == ["n=501", "▼ 未対応 19"]


def test_what_lies_outside_the_axes_is_cut_off() -> None:
    table = pd.DataFrame(
        {
            "kind": ["slice"] * 2,
            "month": ["2026-09", "2026-10"],
            "rate": [0.1, 0.2],
            "low": [None] * 2,
            "high": [None] * 2,
            "denominator": [300, 300],
        }
    )
    ax = FUNCTIONS["conversion_rates"](table)
    ax.set_ylim(0, 0.15)
    frame = ax.get_window_extent()
    drawing = to_svg(ax.figure)
    [line] = [shape for shape in shapes(drawing) if shape.attributes.get("stroke") == PALETTE["slice"][0].lower()]
    tops = [float(y) for y in re.findall(r"M[\d.]+ ([\d.]+)", line.attributes["d"])]
    assert len(tops) == 1 and frame.height > 0
    assert ax.figure.bbox.height - frame.y1 <= tops[0] + 0.2


@pytest.mark.parametrize("name", ["contact_hours", "response_bands", "triangle"])
def test_the_same_tables_give_the_same_drawing(name: str) -> None:
    assert to_svg(draw(name).figure) == to_svg(draw(name).figure)


def test_a_glyph_that_the_font_lacks_is_an_error() -> None:
    ax = draw("progress")
    ax.set_title("한")
    with pytest.raises(UserWarning, match="Glyph"):
        to_svg(ax.figure)


@pytest.mark.parametrize("name", FIGURES)
def test_the_allow_list_lets_a_figure_through_as_it_is(name: str) -> None:
    made = str(figure_element(draw(name, title="商談の着地").figure, "下回る"))
    assert _sorted_attributes(clean(made)) == _sorted_attributes(made.replace(" hidden>", ' hidden="">'))


def test_names_of_exports_stay_words() -> None:
    names = ["</text><script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "]]><svg onload=alert(1)>"]
    table = pd.DataFrame({"channel": names, "rate": 0.1, "low": 0.05, "high": 0.2, "at_risk": 90, "verdict": "same"})
    made = str(figure_element(FUNCTIONS["channel_rates"](table, usual=0.1, title=names[0]).figure, names[1]))
    for markup in (made, clean(made)):
        assert not re.search(r"<(?!/?(?:figure|figcaption|div|p|svg|path|text|tspan)\b)", markup)
        assert "&lt;/text&gt;&lt;scr" in markup


@pytest.mark.parametrize(
    "attribute",
    [
        'style="fill:red"',
        'onload="x()"',
        'fill="url(#a)"',
        'stroke="url(https://example.com/a)"',
        'd="M0 0;x"',
        'href="https://example.com/a"',
        'font-size="1em;x"',
        'stroke-dasharray="var(--x)"',
    ],
)
def test_the_allow_list_cuts_everything_else_out_of_a_drawing(attribute: str) -> None:
    assert clean(f"<svg><path {attribute}></path></svg>") == "<svg><path></path></svg>"
    assert (
        clean("<svg><use href='#a'></use><style>x</style><foreignObject><p>a</p></foreignObject></svg>").count("<") <= 4
    )


def _sorted_attributes(markup: str) -> list[tuple[str, ...]]:
    return [tuple(sorted(re.findall(r'[^\s<>="]+(?:="[^"]*")?', tag))) for tag in re.findall(r"<[^>]*>|[^<>]+", markup)]
