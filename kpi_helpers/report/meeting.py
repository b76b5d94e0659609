"""One meeting's view of a workbook: what every section is given."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import cast

import pandas as pd

from kpi_helpers.charts.formats import format_signed, format_value, in_currency
from kpi_helpers.report.language import agreeing
from kpi_helpers.report.masking import Mask
from kpi_helpers.report.part import as_parameter, narrowed_to, parts_of
from kpi_helpers.workbook.workbook import Workbook


@dataclass(frozen=True)
class Meeting:
    """A workbook, opened for one meeting in one language.

    Attributes
    ----------
    name : str
        "sales_sync", "marketing_sync" or "team_sync".
    wb : Workbook
        The numbers' source, as of the page's day.
    lang : str
        ``ja`` or ``en``.
    mask_names : bool
        Show companies and reps under stable pseudonyms.
    reports : Path or None
        Where earlier pages lie; None keeps no archive.
    made : dict of str to tuple of str
        The KPIs of every section made for this meeting so far, by its key.
    """

    name: str
    wb: Workbook
    lang: str = "ja"
    mask_names: bool = False
    reports: Path | None = None
    made: dict[str, tuple[str, ...]] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def open(
        cls,
        name: str,
        workbook: str | Path,
        *,
        as_of: str | date = "",
        team: str = "",
        rep: str = "",
        channel: str = "",
        campaign: str = "",
        segment: str = "",
        lang: str = "",
        mask_names: bool = False,
        reports: str | Path = "",
    ) -> Meeting:
        """Open a workbook for a meeting.

        Parameters
        ----------
        name : str
            Of `meetings.MEETINGS`.
        workbook : str or Path
            The folder where ``workbook.yml`` lies.
        as_of : str or date
            ``YYYY-MM-DD``; empty for the last day with data.
        team, rep, channel, campaign, segment : str
            Empty for all; ``(none)`` for what has no channel or no campaign.
        lang : str
            Empty for the workbook's language.
        mask_names : bool
        reports : str or Path
            The folder of earlier pages; empty for none.

        Returns
        -------
        Meeting
        """
        wb = Workbook.open(workbook, as_of=as_of or None, team=team or None)
        wb = narrowed_to(wb, {"rep": rep, "channel": channel, "campaign": campaign, "segment": segment})
        return cls(name, wb, lang or wb.config.language, mask_names, Path(reports) if reports else None)

    def view(self, **parts: str | date) -> Meeting:
        """The same meeting for a part of the workbook, or as of another day; see `Workbook.view`.

        Examples
        --------
        >>> from kpi_helpers.workbook.example import example
        >>> Meeting("sales_sync", example()).view(team="SDR", as_of="2026-10-31").wb.as_of
        datetime.date(2026, 10, 31)
        """
        return replace(self, wb=self.wb.view(**parts))  # type: ignore[arg-type]  # only a day is no text

    @property
    def place(self) -> str | None:
        """Under which name the pages of this part lie in the folder of their day; None for those of the whole."""
        parts = {
            name: self.mask.value(name, value) if self.mask else value for name, value in parts_of(self.wb).items()
        }
        told = [
            value if name == "team" else f"{name}={as_parameter(self.wb, name, value)}" for name, value in parts.items()
        ]
        return " ".join(told) or None

    def say(self, ja: str, en: str) -> str:
        """One of two wordings of the same thing."""
        return ja if self.lang == "ja" else agreeing(en)

    def write(self, value: float | None, unit: str) -> str:
        """A number with its unit, as the page writes it."""
        with in_currency(self.wb.config.currency):
            return format_value(value, unit, self.lang)

    def write_signed(self, value: float | None, unit: str) -> str:
        """A difference with its sign."""
        with in_currency(self.wb.config.currency):
            return format_signed(value, unit, self.lang)

    def month_name(self, label: str) -> str:
        """``2026-10`` as it is said: 10月, Oct 2026; the year where it is not as_of's."""
        first = date.fromisoformat(f"{label}-01")
        if self.lang == "en":
            return f"{first:%b %Y}"
        return f"{first.month}月" if first.year == self.wb.as_of.year else f"{first.year}年{first.month}月"

    def benchmark(self, name: str) -> float:
        """A reference value of workbook.yml."""
        return float(cast("float", self.wb.config.benchmarks[name]))

    @cached_property
    def mask(self) -> Mask | None:
        """What stands in the place of names, where they are masked."""
        return Mask.of(self.wb, self.lang) if self.mask_names else None

    def company(self, name: object) -> str:
        """A company's name, or its pseudonym where names are masked."""
        if pd.isna(name) or name == "":
            return self._not_given
        return self.mask.company(str(name)) if self.mask else str(name)

    def person(self, name: object) -> str:
        """A rep's or owner's name, or its pseudonym where names are masked."""
        if pd.isna(name) or name == "":
            return self._not_given
        return self.mask.person(str(name)) if self.mask else str(name)

    @property
    def _not_given(self) -> str:
        return self.say("（未入力）", "(not given)")

    def value(self, numbers: pd.DataFrame, segment: str = "all", period: str | None = None) -> float:
        """One number out of a KPI's rows; NaN where it has none. By default as_of's month."""
        rows = numbers[numbers["segment"].eq(segment) & numbers["period"].eq(period or self.month)]
        return float(rows["value"].iloc[0]) if len(rows) else float("nan")

    @property
    def month(self) -> str:
        """as_of's month, as numbers carry it."""
        return self.wb.month.month.label

    @property
    def last_month(self) -> str:
        """The month before as_of's."""
        return self.wb.month.month.back(1).label
