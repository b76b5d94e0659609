"""From a number to its rows."""

from __future__ import annotations

import pandas as pd

from kpi_helpers.kpis.catalogue import CATALOGUE
from kpi_helpers.kpis.cube import Rows
from kpi_helpers.kpis.golden_hours import WEEKDAYS
from kpi_helpers.kpis.tidy import segment_parts
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.workbook.engine import Column, Expr, epoch_day, first_rows, from_epoch_day, month_number
from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.memberships import is_of_campaign
from kpi_helpers.workbook.periods import Period
from kpi_helpers.workbook.workbook import Workbook

SOURCES: dict[str, Rows] = {metric.id: metric.rows for metric in CATALOGUE.values() if metric.rows is not None}
"""The rows behind each KPI; one that is a forecast, a target or a comparison of two tables has none of its own."""

COUNTED = "counted"
"""The column of a rate's rows that says which of them are in its numerator."""

_SHOWN = {
    "leads": [
        "lead_id",
        "created_at",
        "company_name",
        "channel",
        "campaign",
        "motion",
        "rep",
        "industry",
        "department",
        "is_valid",
        "first_opportunity_day",
        "response_seconds",
    ],
    "activities": ["activity_id", "started_at", "rep", "kind", "outcome", "talk_seconds", "lead_id", "company_name"],
    "opportunities": [
        "opportunity_id",
        "created_at",
        "lead_id",
        "company_name",
        "rep",
        "owner",
        "stage",
        "amount",
        "temperature",
        "closed_at",
        "state",
    ],
}
_WHEN = {"leads": "created_at", "activities": "started_at", "opportunities": "created_at"}
_PEOPLE = ("rep", "owner")


def rows(
    of: Workbook | Meeting, kpi: str, *, segment: str = "all", period: str | None = None, in_words: bool = False
) -> pd.DataFrame:
    """The leads, activities or opportunities behind one number.

    Answers: "Which ones are they?"

    Parameters
    ----------
    of : Workbook or Meeting
        A meeting's rows bear its pseudonyms where it masks names.
    kpi : str
        Id of the KPI.
    segment, period : str
        Of the number, as numbers.csv writes them; by default all of as_of's month.
    in_words : bool
        Outcomes and the like as the export writes them (`values` in workbook.yml) rather than as ``connected`` or
        ``absent``.

    Returns
    -------
    DataFrame
        Oldest first; columns that are missing throughout, e-mail addresses and
        phone numbers are left out. For a count as many rows as the number says;
        for a rate as many as its denominator, with ``counted`` true in as many as
        its numerator; for companies the first row of each.

    Raises
    ------
    WorkbookError
        If the KPI has no rows of its own, or its table is missing.

    Examples
    --------
    Which leads of October led to an opportunity in November?

    >>> from kpi_helpers.workbook.example import example
    >>> rows(example(), "cohort_opportunities", segment="month=2026-11", period="2026-10")["lead_id"].tolist()
    ['L2']
    """
    meeting = of if isinstance(of, Meeting) else None
    wb = of.wb if isinstance(of, Meeting) else of
    source = _source(wb, kpi)
    table = source.view(wb)
    if source.where is not None:
        table = table.filter(source.where)
    for name, value in segment_parts(segment).items():
        table = table.filter(_lies_in(wb, table, name, value))
    if source.day:
        inside = Period.parse(period) if period else wb.month.month
        table = table.filter(
            (table[source.day] >= epoch_day(inside.start)) & (table[source.day] < epoch_day(inside.end))
        )
    key = _SHOWN[source.table][0]
    if source.once:
        table = first_rows(table, source.once, [table[_WHEN[source.table]], table[key]])
    if source.counted is not None:
        table = table.mutate(**{COUNTED: source.counted.fill_null(False)})
    shown = [*([COUNTED] if source.counted is not None else []), *_SHOWN[source.table]]
    found = wb.run(table.select(*shown)).sort_values([_WHEN[source.table], key], ignore_index=True)
    return _readable(_in_words(found, wb, source.table) if in_words else found, meeting)


def _source(wb: Workbook, kpi: str) -> Rows:
    if kpi not in CATALOGUE:
        raise WorkbookError(
            ja=f"{kpi!r} という KPI はありません。`kpi glossary` に一覧があります。",
            en=f"There is no KPI {kpi!r}: `kpi glossary` lists them.",
        )
    if kpi not in SOURCES:
        raise WorkbookError(
            ja=f"{kpi} はほかの数字から計算するので、もとの行がありません。leads、calls、opportunities、won のように行を数えるものを聞いてください。",
            en=(
                f"{kpi} has no rows of its own, being worked out from other numbers: ask for one that counts rows, such as "
                "leads, calls, opportunities or won."
            ),
        )
    source = SOURCES[kpi]
    if not wb.has(source.table):
        raise WorkbookError(
            ja=f"workbook.yml に {source.table} の表がなく、{kpi} の行を出せません。tables: に加えてください。",
            en=f"workbook.yml has no table {source.table}, whose rows {kpi} counts: add it under tables.",
        )
    return source


def _lies_in(wb: Workbook, table: Expr, name: str, value: str) -> Column:
    if name == "month":
        return table.first_opportunity_month == month_number(Period.parse(value))
    if name == "hour":
        weekday, space, hour = value.rpartition(" ")
        if "hour" not in table.columns:
            return table.created_second.between(int(hour) * 3_600, int(hour) * 3_600 + 3_599)
        at = table.hour == int(hour)
        return at & (table.weekday == WEEKDAYS.index(weekday)) if space else at
    if name not in table.columns:
        raise WorkbookError(
            ja=f"この数字の行は {name!r} では分けられません。",
            en=f"The rows of this number cannot be split by {name!r}.",
        )
    return is_of_campaign(wb, table, value) if name == "campaign" else table[name].fill_null("") == value


def _in_words(found: pd.DataFrame, wb: Workbook, table: str) -> pd.DataFrame:
    source = wb.config.tables.get(table)
    for column, values in (source.values if source else {}).items():
        if column in found and not pd.api.types.is_bool_dtype(found[column]):
            written = {known: "／".join(word.rstrip("*") for word in words) for known, words in values.items() if words}
            found[column] = [written.get(value, value) for value in found[column]]
    return found


def _readable(found: pd.DataFrame, meeting: Meeting | None) -> pd.DataFrame:
    if "first_opportunity_day" in found:
        days = found["first_opportunity_day"]
        found["first_opportunity_day"] = pd.to_datetime([None if pd.isna(day) else from_epoch_day(day) for day in days])
    if meeting is not None and meeting.mask_names:
        for name in found.columns.intersection(_PEOPLE):
            found[name] = found[name].map(meeting.person, na_action="ignore")
        found["company_name"] = found["company_name"].map(meeting.company, na_action="ignore")
    return found.dropna(axis="columns", how="all") if len(found) else found
