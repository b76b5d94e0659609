"""One word for one thing, in every text that the package can say."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "kpi_helpers"
HEADERS = PACKAGE / "workbook" / "starting" / "hints.py"
"""Headers as others write them: nobody reads them from us."""

TERMS = {  # what nobody shall read, and the word chosen for it
    "コンタクト率": "接触率",
    "つながった割合": "接触率",
    "追っかけ外": "リードに紐づかない商談",
    "(?<!判定の)対象外": "リードに紐づかない商談",
    "若い": "集計途中の",
    "主管": "担当",
    "決着": "完了",
    "見通し": "見込み",
    "予定比": "ペース",
    "outside the chase": "linked to no valid lead, unlinked",
    "of plan to date": "pace",
}


METHODS = (
    *("LMDI", "WAPE", "Wilson", "Kaplan", "カプラン", "Newcombe", "Benjamini", "Greenwood", "Divisia"),
    *("ハザード", "hazard", "bootstrap", "design effect", "false discovery"),
)
"""How a number is worked out: the glossary tells, not the meeting's sentences, figures and notes."""
GLOSSARY = "report/closing.py"


@cache
def texts():
    """(place, text) of every text of the code that is no docstring."""
    found = []
    for path in sorted({*PACKAGE.rglob("*.py")} - {HEADERS}):
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        silent = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
        found += [
            (f"{path.relative_to(PACKAGE)}:{node.lineno}", node.value)
            for node in nodes
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent
        ]
    return found


@pytest.mark.parametrize("word", TERMS)
def test_no_text_uses_another_word(word):
    assert [place for place, text in texts() if re.search(word, text)] == [], f"say {TERMS[word]}"


@pytest.mark.parametrize("method", METHODS)
def test_a_method_is_named_by_the_glossary_alone(method):
    pages = [(place, text) for place, text in texts() if place.startswith(("report/", "charts/"))]
    named = [place for place, text in pages if method in text and not place.startswith(GLOSSARY)]
    assert named == [] and len(pages) > 1_000


def test_a_text_with_another_word_would_be_found():
    assert any("接触率" in text for _, text in texts()) and len(texts()) > 3_000
