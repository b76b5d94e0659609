"""What numbers rest on where few activities find their lead, or where only a company tells whose they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kpi_helpers.kpis.metric import Metric
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.workbook.schema import TABLES

_NAMED = 3
_MANY = 0.5
"""From this share of rows without a lead on, some of the leads that seem untouched may have been worked."""


def unlinked_words(meeting: Meeting) -> str:
    """How few activities find their lead, beside what is said of leads that nobody answered; empty where they are enough.

    Examples
    --------
    Two of the example's ten are no reason:

    >>> from kpi_helpers.report.meeting import Meeting
    >>> unlinked_words(Meeting("team_sync", wb, "en"))
    ''
    """
    if (found := _weak(meeting, "activities")) is None:
        return ""
    ja, en, without = found
    if not without:
        return meeting.say(f"{ja}です。", f" {en}.")
    return meeting.say(
        f"{ja}で、応えていないように見えるリードにも、実際には応えたものがありえます。",
        f" {en}, so that some of the leads that seem unanswered may have been answered all the same.",
    )


def resting_words(meeting: Meeting, kpis: Iterable[Metric]) -> Iterator[str]:
    """Of some numbers those that join tables by few links or by companies alone, and on how many rows they rest."""
    shown = [kpi for kpi in kpis if kpi.needs.links and kpi.is_there(meeting.wb)]
    for table in ("activities", "opportunities"):
        names = [kpi.name(meeting.lang) for kpi in shown if table in kpi.needs.links]
        if names and (found := _weak(meeting, table)):
            more = len(names) > _NAMED
            ja, en = "」「".join(names[:_NAMED]), ", ".join(names[:_NAMED])
            yield meeting.say(
                f"{found[0]}で、「{ja}」{'など' if more else ''}はこれによる数字です。",
                f"{found[1]}: {en}{' and others' if more else ''} rest{'' if names[1:] else 's'} on this.",
            )


def _weak(meeting: Meeting, table: str) -> tuple[str, str, int] | None:
    """How many rows find their lead, in both languages, and how many do not; None where most do by more than their company."""
    if not meeting.wb.has("leads", table):
        return None
    counts = meeting.wb.bearing.links(table)
    total, without = int(counts.sum()), int(counts.get("", 0))
    guessed = set(counts.index) <= {"", "company"}
    if not total or without == total or not (guessed or without >= _MANY * total):
        return None
    known, ja, en = total - without, TABLES[table].ja, TABLES[table].en
    if not without:
        return (
            f"{ja}{total:,}件の元のリードは、どれも会社からの推定",
            f"The lead of all {total:,} {en} is guessed by the company",
            0,
        )
    return (
        f"{ja}{total:,}件のうち元のリードがわかるのは{'会社からの' if guessed else ''}{known:,}件だけ",
        f"Of {total:,} {en} {known:,} {'find their lead' if known > 1 else 'finds its lead'}{' by the company alone' if guessed else ''}",
        without,
    )
