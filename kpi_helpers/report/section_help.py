"""What a section says of itself to whoever works with it in a cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_helpers.kpis.catalogue import CATALOGUE

if TYPE_CHECKING:
    from kpi_helpers.report.section import Section

_PARTS = {
    "ja": {
        "sentence": "答えの文",
        "figure": "図（matplotlib の Figure）",
        "table": "図のもとの小さな表（DataFrame）",
        "listing": "対応する行の一覧（DataFrame）",
        "numbers": "整然とした数字（DataFrame、numbers.csv と同じ列）",
    },
    "en": {
        "sentence": "the answer",
        "figure": "the figure (matplotlib Figure)",
        "table": "the small table behind it (DataFrame)",
        "listing": "the rows to act on (DataFrame)",
        "numbers": "tidy numbers (DataFrame, columns of numbers.csv)",
    },
}
_USE = {"ja": "使えるもの", "en": "What it has"}
_MEANING = {"ja": "数字の意味", "en": "What its numbers mean"}


def help_text(section: Section) -> str:
    """The question, the answer, what can be used in a cell, and the definitions of its KPIs.

    Examples
    --------
    >>> from kpi_helpers.report.section import Section
    >>> print(help_text(Section("landing", "Where will sales land?", "At ¥12.3M.", lang="en")))
    Where will sales land?
    At ¥12.3M.
    <BLANKLINE>
    What it has
      .sentence  the answer
    """
    lines = [section.question, section.failure or section.sentence, "", _USE[section.lang]]
    held = {name: what for name, what in _PARTS[section.lang].items() if getattr(section, name) is not None}
    width = max(map(len, held)) + 1
    lines += [f"  {'.' + name:{width}}  {what}" for name, what in held.items()]
    kpis = [] if section.numbers is None else list(dict.fromkeys(section.numbers["kpi"]))
    if kpis:
        lines += ["", _MEANING[section.lang]]
        lines += [
            f"  {kpi}  {CATALOGUE[kpi].label(section.lang)}: {CATALOGUE[kpi].definition(section.lang)}" for kpi in kpis
        ]
    return "\n".join(lines)
