"""What no team's data are like: hours at which nobody works, talks that nobody holds, amounts that nobody pays.

Each points to a slip in how an export is read or made, which no single row shows.
"""

from collections.abc import Iterator

import pandas as pd

from kpi_helpers.workbook.judging.findings import Finding
from kpi_helpers.workbook.judging.rows import ask
from kpi_helpers.workbook.workbook import Workbook

_AROUND = 2  # hours before and after the business hours in which people call too
_TALKS = 15, 3600  # seconds between which half of the talks with a person last
_AT_ONCE = 0.1  # of the leads may be of one moment
_FEWEST = 20  # rows that say anything
_FEW_DEALS = 5
_LOWEST = 1000.0  # yen that half of the deals between companies exceed
_BEYOND = 200  # times the sales of a month that no target is, and no target's share
_TWICE = 0.02  # of the leads may stand twice
_CUSTOMERS = 0.5  # of the rows have a rep of their own
_LIMITS = (2_000, 10_000, 50_000, 65_535, 65_536, 100_000, 1_048_575, 1_048_576)
"""Rows at which tools and spreadsheets cut an export."""


def implausible(wb: Workbook) -> Iterator[Finding]:
    """What is beyond belief about a workbook's tables."""
    yield from _cut_off(wb)
    if wb.has("activities"):
        yield from _odd_hours(wb)
        yield from _odd_talk(wb)
        yield from _customers_as_reps(wb)
    if wb.has("leads"):
        yield from _one_moment(wb)
        yield from _twice(wb)
    if wb.has("opportunities"):
        yield from _small_amounts(wb)
        yield from _only_wins(wb)
        yield from _odd_targets(wb)


def _label(wb: Workbook, table: str, column: str) -> str:
    """The header cell of a column."""
    return wb.loaded.reports[table].labels.get(column, column) if wb.loaded else column


def _first(found: pd.DataFrame | None, fewest: int = _FEWEST) -> pd.Series | None:
    """The one row of an answer, where it counts enough."""
    return found.iloc[0] if found is not None and len(found) and found["n"].iloc[0] >= fewest else None


def _cut_off(wb: Workbook) -> Iterator[Finding]:
    for report in wb.loaded.reports.values() if wb.loaded else ():
        if len(report.files) == 1 and report.read in _LIMITS:
            yield Finding("cut_off", report.table, report.read, report.files[0])


_HOURS = """select count(*) n, count(*) filter (outside) odd, count(*) filter (clock >= 13) late, count(*) filter (clock between 1 and 6) early,
    min(strftime(started_at, '%Y-%m-%d %H:%M')) filter (outside) example
    from (select started_at, hour(started_at) clock, hour(started_at) not between {opens} and {closes} outside from {{rows}}
        where strftime(started_at, '%H:%M:%S') <> '00:00:00')"""


def _odd_hours(wb: Workbook) -> Iterator[Finding]:
    """A log most of whose times lie where nobody works, or whose afternoons are written as 1 to 6 o'clock."""
    opens, closes = (moment.hour for moment in wb.calendar.business_hours)
    opens, closes = max(opens - _AROUND, 0), min(closes + _AROUND, 23)
    found = _first(ask(wb, _HOURS.format(opens=opens, closes=closes), rows="activities"))
    if found is None:
        return
    parts = {"label": _label(wb, "activities", "started_at"), "opens": f"{opens}:00", "closes": f"{closes}:59"}
    if found["odd"] > found["n"] / 2:
        parts["share"] = f"{found['odd'] / found['n']:.0%}"
        yield Finding("odd_hours", "activities", int(found["odd"]), found["example"], parts)
    elif not found["late"] and found["early"] > _AT_ONCE * found["n"]:
        yield Finding("half_clock", "activities", int(found["early"]), found["example"], parts)


_TALK = """select count(*) n, quantile_disc(talk_seconds, 0.5) middle, mode(talk_seconds) example
    from {rows} where talk_seconds > 0 and kind = 'call' and outcome = 'connected'"""


def _odd_talk(wb: Workbook) -> Iterator[Finding]:
    """Talks that are too short or too long to have been held: minutes read as seconds, 5:12:00 for 0:05:12."""
    found = _first(ask(wb, _TALK, rows="activities"))
    if found is not None and not _TALKS[0] <= found["middle"] <= _TALKS[1]:
        code = "short_talks" if found["middle"] < _TALKS[0] else "long_talks"
        parts = {"middle": f"{found['middle']:,.0f}", "label": _label(wb, "activities", "talk_seconds")}
        yield Finding(code, "activities", int(found["n"]), f"{found['example']:g}", parts)


_REPS = "select count(*) n, count(distinct rep) reps, min(rep) example from {rows} where rep is not null"


def _customers_as_reps(wb: Workbook) -> Iterator[Finding]:
    found = _first(ask(wb, _REPS, rows="activities"))
    if found is not None and found["reps"] > _CUSTOMERS * found["n"]:
        parts = {"rows": f"{found['n']:,}", "label": _label(wb, "activities", "rep")}
        yield Finding("customers_as_reps", "activities", int(found["reps"]), found["example"], parts)


_MOMENT = """select count(*) n, sum(count(*)) over () total, strftime(created_at, '%Y-%m-%d %H:%M:%S') example from {rows}
    where coalesce(motion, 'inbound') = 'inbound' and strftime(created_at, '%H:%M:%S') <> '00:00:00'
    group by created_at order by 1 desc, created_at limit 1"""


def _one_moment(wb: Workbook) -> Iterator[Finding]:
    """Leads that all came at one moment, as those that somebody imported do."""
    found = _first(ask(wb, _MOMENT, rows="leads"))
    if found is not None and found["n"] > _AT_ONCE * found["total"]:
        parts = {"share": f"{found['n'] / found['total']:.0%}"}
        yield Finding("one_moment", "leads", int(found["n"]), found["example"], parts)


_SAME = """with days as (select lower(email) mail, created_at::date on_day, count(*) n, min(lead_id) one, max(lead_id) other
        from {rows} where email is not null group by 1, 2)
    select sum(n) n, sum(n - 1) again, min(one || ' = ' || other) filter (n > 1) example from days"""


def _twice(wb: Workbook) -> Iterator[Finding]:
    """Leads of one address and one day under several ids, as two tools that both know them export."""
    found = _first(ask(wb, _SAME, rows="leads"))
    if found is not None and found["again"] > _TWICE * found["n"]:
        yield Finding("same_leads", "leads", int(found["again"]), found["example"], {"rows": f"{found['n']:,.0f}"})


_AMOUNTS = "select count(*) n, median(amount) middle, min(amount) example from {rows} where amount > 0"


def _small_amounts(wb: Workbook) -> Iterator[Finding]:
    """Yen of which half are below a thousand: thousands or ten thousands without a word."""
    found = _first(ask(wb, _AMOUNTS, rows="opportunities"), _FEW_DEALS) if wb.config.currency == "JPY" else None
    if found is not None and found["middle"] < _LOWEST:
        parts = {"middle": f"{found['middle']:,.0f}", "label": _label(wb, "opportunities", "amount")}
        yield Finding("small_amounts", "opportunities", int(found["n"]), f"{found['example']:g}", parts)


_RESULTS = """select count(*) filter (is_won) n, count(*) filter (not is_won) lost,
    coalesce(mode(stage) filter (is_won is null), '–') example from {rows}"""


def _only_wins(wb: Workbook) -> Iterator[Finding]:
    """Wins without a single loss, as where stages of loss are taken for open: every deal that is closed is then won."""
    found = _first(ask(wb, _RESULTS, rows="opportunities"))
    if found is not None and not found["lost"]:
        parts = {"label": _label(wb, "opportunities", "is_won")}
        yield Finding("only_wins", "opportunities", int(found["n"]), found["example"], parts)


_SALES = """with months as (select date_trunc('month', closed_at) m, sum(amount) won from {rows}
        where is_won and closed_at is not null group by 1 having sum(amount) > 0),
        goals as (select value from {targets} where metric = 'sales' and team is null and rep is null and value > 0)
    select (select count(*) from goals) n, (select median(value) from goals) goal, (select median(won) from months) won"""


def _odd_targets(wb: Workbook) -> Iterator[Finding]:
    """A sales target in another unit than the sales."""
    found = _first(ask(wb, _SALES, rows="opportunities", targets="targets"), 1)
    if found is None or pd.isna(found["won"]) or 1 / _BEYOND <= found["goal"] / found["won"] <= _BEYOND:
        return
    parts = {"won": f"{found['won']:,.0f}", "label": _label(wb, "targets", "value")}
    yield Finding("odd_target", "targets", int(found["n"]), f"{found['goal']:,.0f}", parts)
