"""What the catalogue says of one KPI."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

MARKETING, INSIDE_SALES, FIELD_SALES, SHARED = "marketing", "inside_sales", "field_sales", "shared"


@dataclass(frozen=True)
class Record:
    """One KPI: how it is called, counted, owned and gamed.

    Attributes
    ----------
    id : str
        The name by which numbers.csv carries it.
    ja, en : str
        Label.
    unit : str
        "count", "share", "currency", "seconds", "days", "ratio" or "text".
    better : str
        "high", "low" or "" where neither is better by itself.
    definition_ja : str
        One sentence; the English one is the first line of the function's docstring.
    owner : str
        Whose number it is.
    function : callable
        ``function(wb, *, by=…, period=…)``; works the number out.
    tables : tuple of str
        Without these tables the number cannot be said.
    by : tuple of str
        The segments that numbers.csv holds; empty where the segment is the KPI's own.
    additive : bool
        Whether the groups of one segment add up to `all`.
    benchmark : str
        Key of `benchmarks:` in workbook.yml, where there is a reference value.
    gamed_ja, gamed_en : str
        How the number can be made to look good without anything being better.
    """

    id: str
    ja: str
    en: str
    unit: str
    better: str
    definition_ja: str
    owner: str
    function: Callable[..., pd.DataFrame]
    tables: tuple[str, ...]
    by: tuple[str, ...] = ()
    additive: bool = False
    benchmark: str = ""
    gamed_ja: str = ""
    gamed_en: str = ""

    @property
    def definition_en(self) -> str:
        """The first line of the function's docstring."""
        return (self.function.__doc__ or "").strip().splitlines()[0]

    def definition(self, lang: str) -> str:
        """The definition in one of the two languages."""
        return self.definition_ja if lang == "ja" else self.definition_en

    def label(self, lang: str) -> str:
        """The label in one of the two languages."""
        return self.ja if lang == "ja" else self.en

    def gamed(self, lang: str) -> str:
        """How it can be gamed, in one of the two languages."""
        return self.gamed_ja if lang == "ja" else self.gamed_en
