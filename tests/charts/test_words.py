"""Every word a figure writes exists in both languages, with the same places for numbers."""

from __future__ import annotations

import importlib
import pkgutil
import string
from collections.abc import Iterator

import pytest

from kpi_helpers import charts
from kpi_helpers.report import figures
from tests.charts.test_every_figure import JAPANESE

MODULES = [
    module
    for package in (charts, figures)
    for found in pkgutil.iter_modules(package.__path__)
    if hasattr(module := importlib.import_module(f"{package.__name__}.{found.name}"), "WORDS")
]


def _leaves(words: dict, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    for key, value in words.items():
        if isinstance(value, dict):
            yield from _leaves(value, (*path, key))
        else:
            yield (*path, key), value


def _fields(text: str) -> list[str]:
    return sorted(field for _, field, _, _ in string.Formatter().parse(text) if field is not None)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.rsplit(".", 1)[1])
def test_both_languages_have_the_same_words(module) -> None:
    japanese, english = dict(_leaves(module.WORDS["ja"])), dict(_leaves(module.WORDS["en"]))
    assert japanese.keys() == english.keys()
    for key, text in english.items():
        assert not JAPANESE.search(text), key
        assert _fields(text) == _fields(japanese[key]), key
        assert text.strip() and japanese[key].strip(), key
