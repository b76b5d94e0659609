"""Columns of an export that nothing uses, though a number would be another with them: the direction of a call."""

import re
from collections.abc import Iterator

from kpi_helpers.workbook.judging.findings import Finding
from kpi_helpers.workbook.reading.headers import Wanted
from kpi_helpers.workbook.reading.opening import open_export
from kpi_helpers.workbook.starting.drafting import scalar
from kpi_helpers.workbook.starting.profiling import profiles
from kpi_helpers.workbook.workbook import Workbook

_INCOMING = re.compile(r"(?:不在)?着信(?:不在)?|外線着信|受信|受電|インバウンド|inbound|incoming|in", re.I)
_OUTGOING = re.compile(r"(?:外線)?発信(?:不在)?|架電|アウトバウンド|outbound|outgoing|out", re.I)


def unused_directions(wb: Workbook) -> Iterator[Finding]:
    """A column of incoming and outgoing calls in a log in which every row counts as a call made."""
    source = wb.config.tables.get("activities")
    report = wb.loaded.reports.get("activities") if wb.loaded else None
    if source is None or report is None or "kind" in report.missing:
        return
    for part in source.parts:
        if not part.files or "kind" in part.columns or "kind" in part.constants:
            continue
        export = open_export(part.files[0], part.files[0].name, Wanted.of(part, ()), part.sheet)
        for label, profile in profiles(export).items():
            incoming = [text for text in profile.counts if _INCOMING.fullmatch(text)]
            outgoing = [text for text in profile.counts if _OUTGOING.fullmatch(text)]
            if incoming and outgoing and len(profile.counts) <= 2 * (len(incoming) + len(outgoing)):
                count = sum(profile.counts[text] for text in incoming)
                meant = (
                    f"{{call: [{', '.join(map(scalar, outgoing))}], incoming: [{', '.join(map(scalar, incoming))}]}}"
                )
                parts = {"label": label, "column": scalar(label), "entry": meant}
                yield Finding("unused_direction", "activities", count, f"{label}: {incoming[0]}", parts)
