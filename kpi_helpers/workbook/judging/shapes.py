"""Columns and tables as a whole: times, values, spans, groups."""

from collections.abc import Iterator

from kpi_helpers.workbook.bearing import FEW_CALLS
from kpi_helpers.workbook.judging.findings import Finding
from kpi_helpers.workbook.judging.rows import ask
from kpi_helpers.workbook.periods import DAY, Period
from kpi_helpers.workbook.reading import TableReport
from kpi_helpers.workbook.reading.groups import SPARSE
from kpi_helpers.workbook.schema import NAME, TABLES
from kpi_helpers.workbook.spans import MOMENTS
from kpi_helpers.workbook.today import today
from kpi_helpers.workbook.workbook import Workbook

_SEVERAL = 0.02  # of the rows bear an id that stood before
_PARTLY = 0.05  # of the rows have no time of day in a column that has it
_FAR = 180  # days without a row, on whose other side hardly any lies
_FEW = 0.01  # of the rows: hardly any
_MANY_ROWS = 20  # on the side of the others, below which no row is far from them

_LONG_BEFORE = """
    with days as (select {moment}::date as on_day, count(*) n, min({key}) id from {{rows}} group by 1),
        held as (select on_day, sum(n) over (order by on_day) upto, sum(n) over () total,
            lead(on_day) over (order by on_day) next_day,
            first_value(id || ' ' || strftime(on_day, '%Y-%m-%d')) over (order by on_day) example from days)
    select upto, example, next_day from held
    where next_day - on_day > {far} and upto <= greatest(1, {few} * total) and total - upto >= {many}
    order by on_day desc limit 1"""
_AFTER = """select count(*) n, arg_max({key} || ' ' || strftime({moment}, '%Y-%m-%d'), {moment}) example
    from {{rows}} where {moment} >= timestamp '{day}'"""


def odd_shapes(wb: Workbook) -> Iterator[Finding]:
    """What is odd about columns and tables as a whole."""
    reports = wb.loaded.reports if wb.loaded else {}
    for report in reports.values():
        yield from _without_times(wb, report)
        yield from _unnamed(report)
        yield from _unfilled(report)
        yield from _several(report)
        yield from _no_repeats(wb, report)
    yield from _without_outcome(wb)
    yield from _no_calls(wb)
    for table in ("leads", "activities", "opportunities"):
        if wb.has(table):
            yield from _span(wb, table)
            yield from _far_rows(wb, table)
    yield from _closed_later(wb)


def _without_times(wb: Workbook, report: TableReport) -> Iterator[Finding]:
    moment = MOMENTS.get(report.table)
    if moment and report.table != "opportunities" and report.kept and not wb.bearing.has_times(report.table):
        example = f"{report.oldest:%Y-%m-%d}" if report.oldest else ""
        yield Finding("no_times", report.table, report.kept, example, {"label": report.labels.get(moment, moment)})
        return
    untimed = wb.bearing.untimed(report.table) if moment and report.table != "opportunities" else 0
    if moment and untimed > _PARTLY * report.kept:
        parts = {"label": report.labels.get(moment, moment), "rows": f"{report.kept:,}"}
        yield Finding("partly_untimed", report.table, untimed, "", parts)


def _unnamed(report: TableReport) -> Iterator[Finding]:
    for column, counts in report.unnamed.items():
        values = [f"{text} ({count:,})" for text, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]
        # Of a column of free text not every value is kept.
        rows = report.warnings[f"unknown_value:{column}"].count
        more = f" … +{rows - sum(counts.values()):,}" if rows > sum(counts.values()) else ""
        named = report.kept - report.missing.get(column, 0)
        parts = {"column": report.labels.get(column, column), "values": ", ".join(values) + more}
        yield Finding("unnamed" if named > 0 else "all_unnamed", report.table, rows, "", parts)


_NO_OUTCOME = """select arg_max(rep || ' ' || strftime(started_at, '%Y-%m-%d %H:%M'), started_at) example
    from {rows} where kind = 'call' and outcome is null"""


def _without_outcome(wb: Workbook) -> Iterator[Finding]:
    """Calls of which nobody wrote down what came of them; those whose words are not named are told with these."""
    if not wb.has("activities"):
        return
    calls, without = wb.bearing.calls_without_outcome()
    report = wb.loaded.reports.get("activities") if wb.loaded else None
    unnamed = report.warnings.get("unknown_value:outcome") if report else None
    empty = without - (unnamed.count if unnamed else 0)
    if not FEW_CALLS * calls < empty < calls:
        return
    found = ask(wb, _NO_OUTCOME, rows="activities")
    example = str(found["example"].iloc[0]) if found is not None else ""
    parts = {"calls": f"{calls:,}", "label": report.labels.get("outcome", "outcome") if report else "outcome"}
    yield Finding("no_outcome", "activities", empty, example, parts)


_KINDS = """select count(*) n, mode(kind) example, count(*) filter (kind = 'call') calls from {{rows}}
    where kind = 'call' or kind not in ({known})"""


def _no_calls(wb: Workbook) -> Iterator[Finding]:
    """A log whose kinds are named otherwise than ours, so that no call is counted."""
    known = ", ".join(f"'{kind}'" for kind in TABLES["activities"].by_name["kind"].values)
    found = ask(wb, _KINDS.format(known=known), rows="activities")
    if found is not None and found["n"].iloc[0] and not found["calls"].iloc[0]:
        yield Finding("no_calls", "activities", int(found["n"].iloc[0]), found["example"].iloc[0])


def _unfilled(report: TableReport) -> Iterator[Finding]:
    """Columns of a report with subtotals that are filled in the first rows of groups alone."""
    if not report.set_aside.get("subtotal_row"):
        return
    for column, missing in report.missing.items():
        label = report.labels.get(column)
        known = TABLES[report.table].by_name.get(column)
        if f"group_cell:{column}" in report.warnings:
            continue
        if label and known and known.type == NAME and SPARSE * report.kept > report.kept - missing > 0:
            yield Finding("unfilled_group", report.table, missing, "", {"label": label})


def _several(report: TableReport) -> Iterator[Finding]:
    again = report.set_aside.get("duplicate_id", 0)
    if report.older_kept:
        example = f"{report.files[0]}, {report.files[-1]}"
        yield Finding("older_kept", report.table, again, example, {"name": report.table})
    elif again > _SEVERAL * report.read:
        key = TABLES[report.table].key or ""
        yield Finding("several_rows", report.table, again, report.labels.get(key, key), {"name": report.table})


def _no_repeats(wb: Workbook, report: TableReport) -> Iterator[Finding]:
    """`repeats` for a table in which no id has a second row: it does nothing, or looks at the wrong column."""
    source = wb.config.tables.get(report.table)
    if source and any(part.repeats for part in source.parts) and not report.set_aside.get("repeat") and report.kept:
        key = TABLES[report.table].key or ""
        yield Finding("no_repeats", report.table, report.kept, report.labels.get(key, key), {"name": report.table})


def _span(wb: Workbook, table: str) -> Iterator[Finding]:
    coverage = wb.coverage(table)
    if coverage.first is None or coverage.last is None:
        return
    newest = wb.loaded.reports[table].newest if wb.loaded else None
    if coverage.has_ended and not (newest and newest.date() > wb.as_of):
        lacking = wb.calendar.count(coverage.last + DAY, wb.as_of + DAY)
        yield Finding("ended", table, lacking, f"{coverage.last}")
    before = Period.month(wb.as_of).back(1)
    lacking = wb.calendar.count(before.start, min(coverage.first, before.end))
    if coverage.first >= before.end or lacking > coverage.slack:
        yield Finding("short_window", table, lacking, f"{coverage.first}")


def _far_rows(wb: Workbook, table: str) -> Iterator[Finding]:
    """Rows so far from the others that a slip of the pen is likelier than months without anything."""
    key = "coalesce(activity_id, rep)" if table == "activities" else TABLES[table].key
    parts = {"moment": MOMENTS[table], "key": key, "far": _FAR, "few": _FEW, "many": _MANY_ROWS}
    found = ask(wb, _LONG_BEFORE.format(**parts), rows=table)
    if found is not None and len(found):
        rows, example, following = found.iloc[0]
        yield Finding("long_before", table, int(rows), example, {"following": f"{following:%Y-%m-%d}"})
    # Meetings and calls are planned ahead; nobody is a lead from next week on.
    ahead = today(wb.config.timezone) + DAY * (_FAR if table == "activities" else 0)
    found = ask(wb, _AFTER.format(**parts, day=ahead + DAY), rows=table)
    if found is not None and found["n"].iloc[0]:
        yield Finding("after_today", table, int(found["n"].iloc[0]), found["example"].iloc[0])


def _closed_later(wb: Workbook) -> Iterator[Finding]:
    query = """select count(*) n, arg_min(opportunity_id || ' ' || strftime(closed_at, '%Y-%m-%d'), closed_at) example
        from {{rows}} where is_won is not null and closed_at >= timestamp '{day}'"""
    found = ask(wb, query.format(day=wb.as_of + DAY), rows="opportunities")
    if found is not None and found["n"].iloc[0]:
        yield Finding(
            "closed_after", "opportunities", int(found["n"].iloc[0]), found["example"].iloc[0], {"as_of": f"{wb.as_of}"}
        )
