"""What only rows side by side show: events before their lead, unknown leads, targets twice, copies."""

from collections.abc import Iterator, Mapping, Sequence

from kpi_helpers.workbook.engine import Column, Engine, Expr, day_of, second_of
from kpi_helpers.workbook.engine import functions as fn
from kpi_helpers.workbook.id_cells import ids_of_cells
from kpi_helpers.workbook.reading.tally import Warned
from kpi_helpers.workbook.schema import METRICS

EVENTS = ("activities", "opportunities")
_HOURS_OF_A_DAY = 24
Odd = tuple[str, Expr, Sequence[str]]
"""A warning's code, the odd rows with an ``example`` and the ``times`` that each counts, and what orders the examples."""


def crosscheck(engine: Engine, tables: Mapping[str, Expr]) -> dict[str, dict[str, Warned]]:
    """Count what is odd within and between canonical tables, with an example each.

    Parameters
    ----------
    engine : Engine
        Where the tables are: files or a database.
    tables : mapping of Expr

    Returns
    -------
    dict of dict of Warned
        By table and code.

    Examples
    --------
    >>> import pandas as pd
    >>> engine = Engine()
    >>> rows = pd.DataFrame({"month": ["2026-11"] * 2, "metric": ["won"] * 2, "team": [None] * 2, "rep": [None] * 2})
    >>> crosscheck(engine, {"targets": engine.keep("targets", rows.astype("str").assign(value=3.0))})
    {'targets': {'repeated_target': Warned(count=1, example='2026-11 won')}}
    """
    return {name: _warned(engine, _odd(engine, name, tables)) for name in tables}


def _warned(engine: Engine, found: Iterator[Odd]) -> dict[str, Warned]:
    warnings = {}
    for code, rows, order in found:
        counted = rows.mutate(count=rows.times.sum().over())
        first = engine.run(counted.order_by([counted[name] for name in order]).limit(1).select("count", "example"))
        if len(first):
            example = first["example"].iloc[0]
            warnings[code] = Warned(int(first["count"].iloc[0]), example if isinstance(example, str) else "")
    return warnings


def _odd(engine: Engine, name: str, tables: Mapping[str, Expr]) -> Iterator[Odd]:
    rows = tables[name]
    if name in EVENTS and "leads" in tables:
        yield from _beside_leads(engine, name, rows, tables["leads"])
    if name == "activities":
        yield _copies(rows)
        planned = rows.filter((rows.status == "planned") & rows.outcome.notnull())
        yield "planned_with_outcome", _each(planned, fn.coalesce(planned.activity_id, planned.rep)), ["example"]
    elif name == "opportunities":
        for code, held in (
            ("won_without_amount", rows.is_won & rows.amount.isnull()),
            ("closed_without_date", rows.is_won.notnull() & rows.closed_at.isnull()),
            ("closed_before_created", rows.is_won.notnull() & (day_of(rows.closed_at) < day_of(rows.created_at))),
        ):
            yield code, _each(rows.filter(held), fn.row.opportunity_id), ["example"]
    elif name == "targets":
        unknown = rows.filter(rows.metric.notin(METRICS))
        yield "unknown_metric", _each(unknown, unknown.metric), ["example"]
        whole = [metric for metric, unit in METRICS.items() if unit in ("count", "currency")]
        shares = rows.filter(rows.metric.isin(whole) & (rows.value > 0) & (rows.value < 1))
        yield "share_for_count", _each(shares, shares.month + " " + shares.metric), ["example"]
        again = rows.group_by(["month", "metric", "team", "rep"]).agg(n=rows.count())
        again = again.filter(again.n > 1)
        yield "repeated_target", again.select(example=again.month + " " + again.metric, times=again.n - 1), ["example"]
    elif name == "timesheet":
        days = rows.group_by(["rep", "date"]).agg(hours=rows.hours.sum())
        longer = days.filter(days.hours > _HOURS_OF_A_DAY)
        yield "long_day", _each(longer, longer.rep), ["example"]


def _each(rows: Expr, example: Column) -> Expr:
    return rows.select(example=example, times=fn.literal(1))


def _beside_leads(engine: Engine, name: str, rows: Expr, leads: Expr) -> Iterator[Odd]:
    word, at = ("activity", "started_at") if name == "activities" else ("opportunity", "created_at")
    named = fn.coalesce(rows.activity_id, rows.rep) if name == "activities" else rows.opportunity_id
    events = rows.select("lead_id", at=rows[at], named=named)
    joined = events.join(leads.select("lead_id", lead_at="created_at"), "lead_id")
    before = joined.filter(day_of(joined["at"]) < day_of(joined.lead_at))
    example = before.named + " " + _day(before["at"]) + " < " + _day(before.lead_at)
    yield f"{word}_before_lead", before.select("at", "named", example=example, times=fn.literal(1)), ["at", "named"]
    several = ids_of_cells(engine, [events.lead_id])
    known = several.semi_join(leads, several.id == leads.lead_id).select(lead_id="cell").distinct()
    strangers = events.filter(events.lead_id.notnull()).anti_join(leads, "lead_id").anti_join(known, "lead_id")
    yield "unknown_lead", _each(strangers, strangers.lead_id), ["example"]


def _copies(rows: Expr) -> Odd:
    timed = rows.filter(rows.activity_id.notnull() & ((second_of(rows.started_at) != 0) | rows.talk_seconds.notnull()))
    # All columns are compared only of rows that share moment and rep: a group by every text of every row is dear.
    at_once = timed.group_by(["started_at", "rep"]).agg(n=timed.count()).filter(fn.row.n > 1).drop("n")
    alike = timed.semi_join(at_once, ["started_at", "rep"])
    copies = alike.group_by([name for name in alike.columns if name != "activity_id"]).agg(
        n=alike.count(), first=alike.activity_id.min(), last=alike.activity_id.max()
    )
    copies = copies.filter(copies.n > 1)
    return (
        "copied_activity",
        copies.select(example=copies["first"] + " = " + copies["last"], times=copies.n - 1),
        ["example"],
    )


def _day(moment: Column) -> Column:
    return moment.date().cast("string")
