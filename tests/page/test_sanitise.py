"""The second lock: raw HTML from a cell of somebody's own is cut down to text and tables."""

from __future__ import annotations

import re

import nbformat
import pytest

from kpi_helpers.report.page.content import fragments, section_records
from kpi_helpers.report.page.exporter import PageExporter
from kpi_helpers.report.page.sanitise import clean
from kpi_helpers.report.section import METADATA
from tests.page.hostile import HOSTILE
from tests.page.notebooks import code

RUNS = re.compile(
    r"<(script|style|iframe|object|embed|form|base|link|meta|animate|math|template)\b"
    r"|<[^>]+\son\w+\s*=|(href|src)\s*=\s*[\"']?\s*(javascript|https?|//|data:(?!image/png;base64,))",
    re.IGNORECASE,
)


@pytest.mark.parametrize("markup", HOSTILE)
def test_hostile_markup_given_raw_runs_nothing(markup):
    assert not RUNS.search(clean(markup))


@pytest.mark.parametrize(
    ("markup", "kept"),
    [
        ('<p style="color:red" class="a">x</p>', '<p class="a">x</p>'),
        ('<a href="#plan">x</a>', '<a href="#plan">x</a>'),
        ('<a href="//example.com">x</a>', "<a>x</a>"),
        ('<a href="page.html">x</a>', "<a>x</a>"),
        ('<img src="data:image/png;base64,AA" alt="a">', '<img src="data:image/png;base64,AA" alt="a">'),
        ('<img src="data:image/svg+xml,x" alt="a">', '<img alt="a">'),
        (
            "<table><tr><th scope='row'>a</th></tr></table>",
            '<table><tbody><tr><th scope="row">a</th></tr></tbody></table>',
        ),
        ("<details open=''><summary>s</summary>t</details>", '<details open=""><summary>s</summary>t</details>'),
        (
            '<svg viewBox="0 0 1 1"><path d="M0 0" onclick="x"></path></svg>',
            '<svg viewBox="0 0 1 1"><path d="M0 0"></path></svg>',
        ),
        ("<p>a<!-- b --></p>", "<p>a</p>"),
        ("<button>x</button>", "x"),
    ],
)
def test_what_stays(markup, kept):
    assert clean(markup) == kept


def output(data, kind="execute_result", **metadata):
    more = {"execution_count": 1} if kind == "execute_result" else {}
    return nbformat.v4.new_output(kind, data=data, metadata=metadata, **more)


def notebook(*cells):
    made = []
    for tags, outputs in cells:
        cell = code("1 + 1", *tags)
        cell.outputs = outputs
        made.append(cell)
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# <b>md</b>"), *made])


def test_only_html_of_cells_that_are_shown_reaches_the_page():
    html = {"text/html": "<p>shown</p>", "text/plain": "plain"}
    made = notebook(
        (["remove-input"], [output(html)]),
        ([], [output({"text/html": ["<p>in ", "lines</p>"]}, "display_data")]),
        (["remove-cell"], [output(html)]),
        (["parameters"], [output(html)]),
        (["injected-parameters"], [output(html)]),
        ([], [output({"image/png": "AA", "application/vnd.jupyter.widget-view+json": {}})]),
        ([], [nbformat.v4.new_output("stream", name="stdout", text="printed")]),
        ([], [nbformat.v4.new_output("error", ename="E", evalue="v", traceback=["t"])]),
    )
    assert fragments(made) == ["<p>shown</p>", "<p>in lines</p>"]


def test_sections_are_known_from_their_metadata():
    record = {"key": "a", "question": "A?", "sentence": "1."}
    made = notebook(([], [output({"text/html": "x"}, **{METADATA: record}), output({"text/html": "y"})]))
    assert section_records(made) == [record]


def test_the_exporter_names_language_and_title_once():
    made = notebook(([], [output({"text/html": "<header><h1>A &amp; B</h1><p class='lead'>L</p></header>"})]))
    page, _ = PageExporter(lang="en").from_notebook_node(made)
    assert page.startswith('<!doctype html>\n<html lang="en">')
    assert "<title>A &amp; B</title>" in page
    assert '<meta name="description" content="L">' in page
    assert "default-src &#39;none&#39;" in page
    assert "<script" not in page
    assert "http://" not in page
    assert "https://" not in page


def test_a_language_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="language must be ja or en, not 'fr'"):
        PageExporter(lang="fr").from_notebook_node(notebook())
