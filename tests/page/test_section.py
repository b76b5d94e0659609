"""A section shows its answer, or says why it cannot."""

from __future__ import annotations

import base64
import re

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from kpi_helpers.report.blocks import Tile, action_table, header, spark, tiles
from kpi_helpers.report.language import WORDS
from kpi_helpers.report.page.sanitise import clean
from kpi_helpers.report.section import METADATA, Section, guarded, points
from kpi_helpers.report.tables import table_element
from kpi_helpers.workbook.errors import WorkbookError


def figure(width=6.4, height=3.0):
    return Figure(figsize=(width, height))


class Unwilling(Figure):
    """A figure that cannot be drawn."""

    def draw(self, renderer):
        raise ValueError("taro@example.com")


def test_the_order_is_question_answer_figure_table_notes():
    table = pd.DataFrame({"rep": ["佐藤"], "calls": ["1,234件"]})
    section = Section(
        "1,234.", figure(), "Sato calls most", table, "By rep", notes=["n"], key="calls", question="Calls?"
    )
    tags = re.findall(r"<(h2|p|figure|svg|details|summary|table)\b", section._repr_html_())
    assert tags == ["h2", "p", "figure", "svg", "details", "summary", "table", "details", "summary", "p"]


def test_further_thoughts_are_points_under_the_answer_and_fold_on_a_phone():
    markup = str(Section(points("A. B.", " C 2026-04-01.", "", "D."), key="a", question="A?").to_element())
    assert '<p class="answer"><strong>A.</strong> B.</p>' in markup
    assert (
        '<div><details class="more"><summary>くわしく</summary></details><ul class="points">'
        '<li>C <span class="whole">2026-04-01</span>.</li><li>D.</li></ul></div>' in markup
    )
    assert "points" not in str(Section("A. B.", key="a", question="A?").to_element())


def test_a_figure_has_its_size_in_css_pixels():
    markup = Section("1.", figure(6.4, 3.0), "rising", key="a", question="A?")._repr_html_()
    assert 'aria-label="rising"' in markup
    assert 'width="614.4" height="288"' in markup  # 6.4 × 96 = 614.4, 3 × 96 = 288


def test_a_figure_of_pixels_becomes_a_png():
    own = figure()
    own.subplots().imshow([[0, 1], [1, 0]])
    markup = str(Section("1.", own, "chess", key="a", question="A?").to_element())
    png = base64.b64decode(re.search(r"base64,([^\"]+)", markup).group(1))
    assert png.startswith(b"\x89PNG") and 'aria-label="chess"' in markup


def test_somebodys_own_figure_keeps_turned_words_and_formulas():
    own = figure()
    ax = own.subplots()
    ax.set(ylabel="件数", title="$x^2$")
    markup = str(Section("1.", own, "own", key="a", question="A?").to_element())
    assert re.search(r'transform="rotate\(-90 [\d.]+ [\d.]+\)"[^>]*>件数</text>', markup)
    assert "$x^2$" not in markup and clean(markup).count("<path") == markup.count("<path")


def test_a_notebook_brings_its_style_and_a_page_does_not():
    section = Section("1.", figure(), "rising", key="a", question="A?")
    assert section._repr_html_().startswith("<style>") and clean(section._repr_html_()).startswith("<section")
    for shown in (
        section._repr_html_(),
        tiles([Tile("a", "1", verdict="ok", verdict_form="good", spark=[1, 2], spark_until="〜10月")])._repr_html_(),
    ):
        assert all(int(height) <= 300 for height in re.findall(r'<svg[^>]* height="(\d+)', shown))
        assert "<svg" in shown and not re.search(r"<svg(?![^>]*\bheight=)", shown)


def test_several_figures_have_their_own_alternatives():
    section = Section("1.", [(figure(), "first"), (figure(), "second")], key="a", question="A?")
    assert re.findall(r'aria-label="(\w+)"', section._repr_html_()) == ["first", "second"]


@pytest.mark.parametrize("alt", ["", "  "])
def test_a_figure_without_alternative_text_is_refused(alt):
    with pytest.raises(ValueError, match="'a' has a figure without alternative text"):
        Section("1.", figure(), alt, key="a", question="A?")


@pytest.mark.parametrize("key", ["", "A", "a b", "1a", 'a"', "商談"])
def test_a_key_that_is_no_id_is_refused(key):
    with pytest.raises(ValueError, match="section key"):
        Section("1.", key=key)


def test_the_notebook_is_told_what_the_section_says():
    data, metadata = Section("1.", key="a", question="A?")._repr_mimebundle_()
    assert set(data) == {"text/html", "text/plain"}
    assert metadata == {METADATA: {"key": "a", "question": "A?", "sentence": "1."}}


def test_a_figure_that_cannot_be_drawn_is_a_failure_not_a_gap(capsys):
    section = Section("1.", Unwilling(), "rising", lang="en", key="a", question="A?")
    data, metadata = section._repr_mimebundle_()
    said = "An unexpected error (ValueError) occurred; the notebook in the same folder has the details."
    assert metadata[METADATA]["failure"] == said
    assert said in data["text/html"]
    assert "taro" not in data["text/html"]
    assert "Traceback" in capsys.readouterr().err


def test_guarded_keeps_the_question_and_tells_the_reader_only_what_was_meant_for_him(capsys):
    def fail():
        raise WorkbookError("calls.csv has no column 通話時間.")

    section = guarded(fail, key="talk", question="長さは?", lang="ja", level=3)
    assert (section.key, section.question, section.level) == ("talk", "長さは?", 3)
    assert section.failure == "calls.csv has no column 通話時間."
    assert "このセクションは作成できませんでした。" in section._repr_html_()
    assert "WorkbookError" in capsys.readouterr().err


def test_guarded_lets_an_interruption_through():
    def interrupt():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        guarded(interrupt, key="a", question="A?", lang="en")


def test_missing_cells_show_a_dash_and_numbers_stand_right():
    table = pd.DataFrame(
        {
            "n": ["佐藤", "鈴木", "高橋"],
            "calls": ["1,234件", None, "−3"],
            "rate": ["12.3%", "–", np.nan],
            "day": ["2026-11-20", "2026-11-21", "2026-11-22"],
            "talk": ["0:05:12", "0:04:00", "0:01:00"],
            "none": [None, None, None],
        }
    )
    markup = str(table_element(table, caption="c"))
    assert re.findall(r'<th scope="col" class="number">(\w+)', markup) == ["calls", "rate"]
    assert markup.count("<td>–</td>") == 3  # the column without any value
    assert markup.count('<td class="number">–</td>') == 3
    assert markup.count('<th scope="row">') == 3


def test_columns_can_be_set_right_by_name():
    table = pd.DataFrame({"n": ["a"], "x": ["2026"], "y": ["–"]})
    markup = str(table_element(table, numeric=["y"]))
    assert re.findall(r'class="number">([^<]+)', markup) == ["y", "–"]


def test_an_empty_table_keeps_its_header():
    markup = str(table_element(pd.DataFrame({"a": [], "b": []})))
    assert markup.endswith("<tbody></tbody></table></div>")


def test_a_curve_breaks_where_a_value_is_missing():
    # 96 wide, 28 high, margin 3: three points 45 apart, values 2 and 1 at the top and bottom.
    drawn = str(spark([2, float("nan"), 1, 2], alt="x"))
    assert 'd="M3 3M63 25L93 3"' in drawn
    assert 'cx="93" cy="3"' in drawn
    assert 'd="M3 14L93 14"' in str(spark([5, 5], alt="flat"))
    assert spark([], alt="x") is None


def test_a_verdict_has_a_shape_and_words():
    drawn = {
        form: str(tiles([Tile("a", "1", verdict="w", verdict_form=form)])) for form in ("good", "watch", "bad", "none")
    }
    shapes = [re.search(r' d="([^"]+)"', markup).group(1) for markup in drawn.values()]
    assert len(set(shapes)) == 4
    with pytest.raises(ValueError, match="verdict_form must be one of good, watch, bad, none"):
        Tile("a", "1", verdict_form="red")


def test_actions_carry_over_and_leave_room():
    markup = str(action_table(pd.DataFrame([["架電", "佐藤", "11-27", "未着手"]]), empty_rows=3))
    assert markup.count("<tr") == 1 + 1 + 3
    assert markup.count('class="to-fill"') == 3


def test_what_the_blocks_write_passes_the_list_of_what_a_page_may_contain():
    table = pd.DataFrame({"a": ["x"], "b": ["1"]})
    written = [
        str(Section("1.", figure(), "alt", table, "c", notes=["n"], key="a", question="A?").to_element()),
        str(header("T", workbook="w", as_of="d", freshness=table, definition="v", lead="l")),
        str(tiles([Tile("a", "1", "t", "m", "w", "good", [1, 2, 3], acted=[(1.5, "a")])])),
        str(action_table()),
    ]
    for markup in written:
        assert clean(markup) == markup.replace("\u00a0", "&nbsp;")


def test_both_languages_have_the_same_words():
    assert set(WORDS["ja"]) == set(WORDS["en"])
    for key in ("unexpected", "curve", "day"):
        fields = [set(re.findall(r"{(\w+)", WORDS[lang][key])) for lang in ("ja", "en")]
        assert fields[1] <= fields[0]
    assert not re.search("[ぁ-んァ-ヶ一-龠]", " ".join(WORDS["en"].values()))
