"""What the tests of the figures share: every figure with its believable table, and texts read back from axes."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from types import ModuleType
from unittest.mock import patch

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from kpi_helpers import charts
from kpi_helpers.charts.style import style
from kpi_helpers.report import figures
from kpi_helpers.report.html import Element
from tests.charts import demo_marketing, demo_sales, demo_team

IDS = {
    "kpi",
    "parent",
    "operator",
    "kind",
    "month",
    "cohort",
    "quadrant",
    "verdict",
    "unit",
    "version",
    "response",
    "state",
    "week",
    "dimension",
}
"""Text columns that the program writes itself; all others may hold anything."""


def tables_of(*modules: ModuleType) -> dict[str, Callable[[str], pd.DataFrame | dict[str, object]]]:
    """The demonstration tables by figure."""
    return {
        name: function
        for module in modules
        for name, function in vars(module).items()
        if inspect.isfunction(function) and function.__module__ == module.__name__ and not name.startswith("_")
    }


DEMOS = tables_of(demo_sales, demo_marketing, demo_team)


def _functions(package: ModuleType, prefix: str) -> dict[str, Callable]:
    return {
        name.removeprefix(prefix): function
        for found in pkgutil.iter_modules(package.__path__)
        if (module := importlib.import_module(f"{package.__name__}.{found.name}"))
        for name, function in vars(module).items()
        if name.startswith(prefix) and inspect.isfunction(function) and function.__module__ == module.__name__
    }


FUNCTIONS = _functions(charts, "draw_")
"""The charts by name."""

FRAMES = {name: function for name, function in _functions(figures, "").items() if name in DEMOS}
"""The figures that are HTML, by name."""


def tables(name: str, lang: str = "ja") -> dict[str, pd.DataFrame]:
    """The arguments of a figure that are tables."""
    return {argument: value for argument, value in _arguments(name, lang).items() if isinstance(value, pd.DataFrame)}


def draw(name: str, lang: str = "ja", **options) -> Axes:
    """Draw the chart of that name; its tables may be replaced by `options`."""
    return FUNCTIONS[name](**{**_arguments(name, lang), **options}, lang=lang)


def frame(name: str, lang: str = "ja", **options) -> Element:
    """Make the HTML figure of that name; its table may be replaced by `options`."""
    return FRAMES[name](**{"title": "商談の着地", **_arguments(name, lang), **options}, lang=lang)


def words_of(element: Element) -> list[str]:
    """Every text of an element, in order."""
    return [text for child in element.children for text in (words_of(child) if isinstance(child, Element) else [child])]


def _arguments(name: str, lang: str) -> dict[str, object]:
    made = DEMOS[name](lang)
    return made if isinstance(made, dict) else {"table": made}


def text_columns(table: pd.DataFrame) -> list[str]:
    """The columns of names from exports."""
    return [
        column
        for column in table.columns
        if column not in IDS and table[column].map(lambda value: isinstance(value, str)).any()
    ]


def shown_texts(ax: Axes) -> list[tuple[Text, Bbox]]:
    """Every text that reaches the picture, with its place in pixels."""
    shown: list[tuple[Text, Bbox]] = []
    draw_text = Text.draw

    def record(text: Text, renderer, *args, **options) -> None:
        draw_text(text, renderer, *args, **options)
        if text.get_visible() and text.get_text().strip():
            shown.append((text, text.get_window_extent(renderer)))

    # Nothing needs to be painted to know where texts come to stand.
    with style(), patch.object(Text, "draw", record):
        FigureCanvasAgg(ax.figure)
        ax.figure.draw_without_rendering()
    return shown


def words_in(ax: Axes) -> list[str]:
    """The visible texts in words."""
    return [text.get_text() for text, _ in shown_texts(ax)]
