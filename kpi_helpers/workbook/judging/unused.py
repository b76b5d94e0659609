"""Columns of an export that nothing uses, though a number would be another with them.

The direction of a call, marks of deleted rows, currencies and time zones that stand in a column of their own.
"""

import re
from collections.abc import Iterator, Mapping

from kpi_helpers.workbook.config import Source
from kpi_helpers.workbook.judging.findings import Finding
from kpi_helpers.workbook.presets import all_forms, forms_of
from kpi_helpers.workbook.reading.headers import Wanted
from kpi_helpers.workbook.reading.numbers import is_home_currency
from kpi_helpers.workbook.reading.opening import open_export
from kpi_helpers.workbook.reading.recognition import names_of
from kpi_helpers.workbook.reading.stated import same_clocks, zone_of
from kpi_helpers.workbook.reading.values import Flags
from kpi_helpers.workbook.schema import MONEY, TABLES
from kpi_helpers.workbook.starting.drafting import scalar
from kpi_helpers.workbook.starting.profiling import Profile, profiles
from kpi_helpers.workbook.starting.proposing import CURRENCY
from kpi_helpers.workbook.workbook import Workbook

_INCOMING = re.compile(r"(?:不在)?着信(?:不在)?|外線着信|受信|受電|インバウンド|inbound|incoming|in", re.I)
_OUTGOING = re.compile(r"(?:外線)?発信(?:不在)?|送信|架電|アウトバウンド|outbound|outgoing|out", re.I)
_DELETED = re.compile(
    r"(?:is[ _]?)?(?:deleted|archived)|削除(?:済み?|フラグ)?|アーカイブ(?:済み?)?|取り?消し?|取消フラグ", re.I
)
_CONVERTED = re.compile(r"converted|company currency|換算|会社(?:の)?通貨", re.I)
_DIGIT = re.compile(r"\d")
_TIME_ZONE = re.compile(r"time[ _]?zone|タイムゾーン", re.I)


def unused_columns(wb: Workbook) -> Iterator[Finding]:
    """What stands in columns that nothing uses and would change a number."""
    reports = wb.loaded.reports if wb.loaded else {}
    for table in ("leads", "activities", "opportunities", "campaigns"):
        if table not in reports or not reports[table].kept:
            continue
        report = reports[table]
        used = {report.labels.get(column) for column in report.missing}
        for part in (part for part in wb.config.tables[table].parts if part.files):
            names = names_of(forms_of(part) or all_forms(table))
            export = open_export(part.files[0], part.files[0].name, Wanted.of(part, (), names), part.sheet)
            found = {label: profile for label, profile in profiles(export).items() if label not in used}
            yield from _deleted(table, found)
            yield from _currencies(wb, table, report.labels, found)
            if table == "activities":
                yield from _zones(wb, part, found)
                yield from () if "kind" in report.missing else _directions(found)


def _directions(found: Mapping[str, Profile]) -> Iterator[Finding]:
    """Incoming and outgoing calls in a log in which every row counts as a call made."""
    for label, profile in found.items():
        incoming = [text for text in profile.counts if _INCOMING.fullmatch(text)]
        outgoing = [text for text in profile.counts if _OUTGOING.fullmatch(text)]
        if incoming and outgoing and len(profile.counts) <= 2 * (len(incoming) + len(outgoing)):
            count = sum(profile.counts[text] for text in incoming)
            meant = f"{{call: [{', '.join(map(scalar, outgoing))}], incoming: [{', '.join(map(scalar, incoming))}]}}"
            parts = {"label": label, "column": scalar(label), "entry": meant}
            yield Finding("unused_direction", "activities", count, f"{label}: {incoming[0]}", parts)


def _deleted(table: str, found: Mapping[str, Profile]) -> Iterator[Finding]:
    """Rows that the tool has deleted, which its whole export still holds."""
    flags = Flags({})
    for label, profile in found.items():
        is_mark = _DELETED.fullmatch(label)
        gone = [text for text in profile.counts if is_mark and (text == label or flags.of(text) == "true")]
        if gone:
            count = sum(profile.counts[text] for text in gone)
            yield Finding("deleted_rows", table, count, f"{label}: {gone[0]}", {"label": label})


def _currencies(wb: Workbook, table: str, labels: Mapping[str, str], found: Mapping[str, Profile]) -> Iterator[Finding]:
    """Amounts whose currency stands beside them: they are all counted as if they were of one."""
    money = [labels[column.name] for column in TABLES[table].columns if column.type == MONEY and column.name in labels]
    if not money or any(_CONVERTED.search(label) for label in money):
        return
    home = wb.config.currency
    for label, profile in found.items():
        named = [text for text in profile.counts if CURRENCY.search(label) and not _DIGIT.search(text)]
        foreign = [text for text in named if not is_home_currency(text, home)]
        if foreign:
            count = sum(profile.counts[text] for text in foreign)
            parts = {"label": label, "amount": money[0], "currency": home}
            yield Finding("unused_currency", table, count, f"{label}: {foreign[0]}", parts)


def _zones(wb: Workbook, part: Source, found: Mapping[str, Profile]) -> Iterator[Finding]:
    """Moments whose time zone stands beside them, while they are read in the workbook's."""
    moment = part.columns.get("started_at")
    if moment and moment.timezone:
        return
    for label, profile in found.items():
        stated = {text: zone_of(text) for text in profile.counts if _TIME_ZONE.search(label)}
        foreign = {text: zone for text, zone in stated.items() if zone and not same_clocks(zone, wb.config.timezone)}
        if foreign:
            text, zone = next(iter(foreign.items()))
            count = sum(profile.counts[text] for text in foreign)
            parts = {"label": label, "zone": zone, "home": wb.config.timezone}
            yield Finding("unused_zone", "activities", count, f"{label}: {text}", parts)
