"""What the rows of an export show beyond its header: columns that belong together, groups, repeats, time zones."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

import pyarrow

from kpi_helpers.workbook.config_sources import ColumnSource, Repeats
from kpi_helpers.workbook.reading import dates
from kpi_helpers.workbook.reading.exports import Export
from kpi_helpers.workbook.reading.groups import SPARSE, group_columns
from kpi_helpers.workbook.reading.headers import positions_of
from kpi_helpers.workbook.reading.stated import money_unit_of, same_clocks, zone_of
from kpi_helpers.workbook.reading.structure import is_total
from kpi_helpers.workbook.reading.values import plain_ids, trimmed
from kpi_helpers.workbook.schema import MONEY, TABLES, TIMESTAMP
from kpi_helpers.workbook.starting.hints import IDENTITIES
from kpi_helpers.workbook.starting.profiling import DATE, EMPTY, MOMENT, TIME, Profile, profiles
from kpi_helpers.workbook.starting.proposals import Mapped, Proposal
from kpi_helpers.workbook.starting.sketching import beside

HOME = "Asia/Tokyo"
_START = re.compile(r"開始|始|start|begin|from", re.I)
_END = re.compile(r"終了|終|end|finish|stop|until", re.I)
_CHANGED = re.compile(r"更新|変更|修正|modified|updated|changed|date entered|entered|入った日|移行日", re.I)
_RECORD_START = "レコードの開始行"
_OWN = 3  # rows for each rep from which on the same address every time is the rep's
_IDENTIFIED = 0.98  # of the rows have an address: the others would be set aside
_REPEATED = 0.02  # of the rows: fewer ids that come twice are slips


def refine(proposal: Proposal, exports: Sequence[Export], today: date | None) -> None:
    """Complete a proposal by what the rows of its exports show."""
    found = profiles(exports[0])
    _prefer_filled(proposal, found, exports[0].header)
    _add_sketched(proposal, found)
    _drop_own_mail(proposal, exports)
    _identify(proposal, found)
    _join_time(proposal, found)
    _measure(proposal, found)
    _state_zones(proposal)
    _state_money(proposal, exports)
    proposal.year = _year(proposal, found, today)
    proposal.ditto = tuple(_with_ditto(proposal, found))
    needed, proposal.grouped = _grouped(proposal)
    proposal.fill_down = tuple(dict.fromkeys((*_groups(proposal.exports[0]), *proposal.ditto, *needed)))
    proposal.repeats = None if proposal.fit.wide else _repeats(proposal, found, exports)


def _prefer_filled(proposal: Proposal, found: Mapping[str, Profile], header: Sequence[str]) -> None:
    """Another name of the same column where the first is empty throughout."""
    sketched = proposal.sketched
    taken = {mapped.source.column for mapped in proposal.columns.values()}
    for name, mapped in list(proposal.columns.items()):
        if not _is_empty(found, mapped.source.column):
            continue
        others = [ColumnSource(sketched[name])] if name in sketched else []
        others += [
            replace(alias.column, column=header[position])
            for alias in proposal.fit.form.columns.get(name, ())
            for position in positions_of(alias.column.column, header, proposal.table)[:1]
        ]
        better = next((one for one in others if one.column not in taken and not _is_empty(found, one.column)), None)
        if better:
            proposal.columns[name] = Mapped(better, "unsure")
        elif proposal.fit.form.guessed and name not in TABLES[proposal.table].required:
            del proposal.columns[name]


def _is_empty(found: Mapping[str, Profile], label: str) -> bool:
    return label in found and found[label].kind == EMPTY


def _add_sketched(proposal: Proposal, found: Mapping[str, Profile]) -> None:
    """Columns that the content shows: of a tool that is known only those of a user's own that cannot be mistaken."""
    taken = {mapped.source.column for mapped in proposal.columns.values()}
    own = {} if proposal.fit.form.guessed else beside(found, proposal.table)
    for name, label in (proposal.sketched or own).items():
        if name not in proposal.columns and label not in taken and not _is_empty(found, label):
            proposal.columns[name] = Mapped(ColumnSource(label), "unsure")


def _drop_own_mail(proposal: Proposal, exports: Sequence[Export]) -> None:
    """An e-mail address that goes with the rep is the rep's own, no lead's."""
    mapped = proposal.columns.get("email")
    if proposal.table not in ("activities", "opportunities") or not mapped or mapped.doubt is None:
        return
    mails = _cells(exports, mapped.source.column)
    for rep in filter(None, map(proposal.columns.get, ("rep", "owner"))):
        pairs = {pair for pair in zip(_cells(exports, rep.source.column), mails, strict=True) if all(pair)}
        if pairs and len(pairs) == len({person for person, _ in pairs}) and len(mails) > _OWN * len(pairs):
            proposal.columns.pop("email", None)


def _identify(proposal: Proposal, found: Mapping[str, Profile]) -> None:
    """Rows without an id, as business cards, by their e-mail address or company, where every one has its own."""
    key = TABLES[proposal.table].key
    for name, doubt in IDENTITIES.get(proposal.table, ()):
        mapped = proposal.columns.get(name)
        if key is None or key in proposal.columns or not mapped:
            continue
        profile = found.get(mapped.source.column)
        if profile and profile.is_unique and profile.filled >= _IDENTIFIED:
            proposal.columns = {key: Mapped(mapped.source, doubt), **proposal.columns}


def _join_time(proposal: Proposal, found: Mapping[str, Profile]) -> None:
    dated = TABLES[proposal.table].dated_by
    mapped = proposal.columns.get(dated) if dated else None
    if dated is None or mapped is None or TABLES[proposal.table].by_name[dated].type != TIMESTAMP:
        return
    profile = found.get(mapped.source.column)
    times = [label for label, one in found.items() if one.kind == TIME and not _END.search(label)]
    if profile and profile.kind == DATE and times:
        time = next((label for label in times if _START.search(label)), times[0])
        proposal.columns[dated] = Mapped(replace(mapped.source, time=time), mapped.doubt, mapped.example)
        for name in [name for name, one in proposal.columns.items() if one.source.column == time]:
            del proposal.columns[name]  # 時間 may be how long, but not where it is when


def _measure(proposal: Proposal, found: Mapping[str, Profile]) -> None:
    """Talk time as what lies between start and end, where no column holds it."""
    if proposal.table != "activities" or "talk_seconds" in proposal.columns or "kind" in proposal.constants:
        return
    for kind in (TIME, MOMENT):
        ends = [label for label, one in found.items() if one.kind == kind and _END.search(label)]
        starts = [label for label, one in found.items() if one.kind == kind and _START.search(label)]
        if len(starts) == len(ends) == 1:
            proposal.columns["talk_seconds"] = Mapped(ColumnSource(starts[0], until=ends[0]), "unsure")
            return


def _state_zones(proposal: Proposal) -> None:
    for name, mapped in proposal.columns.items():
        column = TABLES[proposal.table].by_name[name]
        zone = zone_of(mapped.source.column) if column.type == TIMESTAMP else None
        if zone and not same_clocks(zone, HOME):
            proposal.columns[name] = replace(mapped, source=replace(mapped.source, timezone=zone))


def _state_money(proposal: Proposal, exports: Sequence[Export]) -> None:
    """The unit that the header of a money column states, else the note above the tables of all its files."""
    noted = {export.noted[0] if export.noted else None for export in exports}
    for name, mapped in proposal.columns.items():
        is_money = TABLES[proposal.table].by_name[name].type == MONEY or (proposal.table, name) == ("targets", "value")
        if not is_money or mapped.source.unit:
            continue
        if unit := money_unit_of(mapped.source.column):
            proposal.columns[name] = replace(mapped, source=replace(mapped.source, unit=unit))
        elif len(noted) == 1 and exports[0].noted:
            unit, note = exports[0].noted
            proposal.columns[name] = Mapped(replace(mapped.source, unit=unit), "noted_unit", note)


def _year(proposal: Proposal, found: Mapping[str, Profile], today: date | None) -> int | None:
    """The latest year in which no date without one lies after today."""
    labels = [mapped.source.column for mapped in proposal.columns.values()]
    yearless = [found[label] for label in labels if label in found and found[label].yearless]
    if not yearless or today is None:
        return None
    texts = pyarrow.array([text for profile in yearless for text in profile.counts], pyarrow.string())
    read = dates.parse(texts, HOME, year=today.year)
    newest = max((dates.as_datetime(at).date() for at in read.moments[read.status == dates.OK]), default=today)
    return today.year if newest <= today else today.year - 1


def _with_ditto(proposal: Proposal, found: Mapping[str, Profile]) -> Iterator[str]:
    """Columns taken that hold marks for `as in the row above`."""
    for mapped in proposal.columns.values():
        for label in (mapped.source.column, mapped.source.time, mapped.source.until):
            if label and label in found and found[label].ditto:
                yield label


def _groups(export: Export) -> Iterator[str]:
    """The first columns of a report with subtotals that say something in the first row of each group alone."""
    rows = [row for batch in export.batches() for row in zip(*(c.to_pylist() for c in batch.cells), strict=True)]
    body = [row for row in rows if is_total(row) is None and sum(bool(cell.strip()) for cell in row) > 1]
    if len(body) == len(rows) or not body or not any(is_total(row) is not None for row in rows):
        return
    for position, label in enumerate(export.header):
        filled = [bool(row[position].strip()) for row in body]
        if not filled[0] or sum(filled) >= SPARSE * len(filled):
            return
        yield label


def _grouped(proposal: Proposal) -> tuple[list[str], tuple[str, ...]]:
    """Columns taken that look like group cells: those without which no row can be used, and all."""
    export = proposal.exports[0]
    sources = {name: mapped.source for name, mapped in proposal.columns.items()}
    taken = {label: name for name, one in sources.items() for label in (one.column, one.time) if label}
    needed = {label for label, name in taken.items() if name in TABLES[proposal.table].required}
    places = {position for position, label in enumerate(export.header) if label in needed}
    batch = next(export.batches(), None)
    found = [export.header[position] for position in group_columns(batch, places)] if batch else []
    return [label for label in found if label in needed], tuple(label for label in found if label in taken)


def _repeats(proposal: Proposal, found: Mapping[str, Profile], exports: Sequence[Export]) -> Repeats | None:
    key = TABLES[proposal.table].key
    header = exports[0].header
    if key not in proposal.columns:
        return None
    ids = _cells(exports, proposal.columns[key].source.column)
    counts: dict[str, int] = {}
    for one in filter(None, ids):
        counts[one] = counts.get(one, 0) + 1
    again = {one for one, count in counts.items() if count > 1}
    if sum(counts[one] - 1 for one in again) <= _REPEATED * max(len(ids), 1):
        return None
    if _RECORD_START in header:
        return Repeats("first")
    collect = tuple(
        name
        for name in (*proposal.fit.form.collect, *(["campaign"] if proposal.table == "leads" else []))
        if name in proposal.columns
    )
    if collect and _differs(ids, again, _cells(exports, proposal.columns[collect[0]].source.column)):
        return Repeats(collect=tuple(dict.fromkeys(collect)))
    taken = {mapped.source.column for name, mapped in proposal.columns.items() if name != "closed_at"}
    ordering = [
        label
        for label, profile in found.items()
        if profile.kind in (MOMENT, DATE) and label not in taken and _differs(ids, again, _cells(exports, label))
    ]
    named = [label for label in ordering if _CHANGED.search(label)]
    if named or ordering:
        return Repeats("last", (named or ordering)[0])
    return None


def _cells(exports: Sequence[Export], label: str) -> list[str | None]:
    return [
        text
        for export in exports
        for batch in export.batches()
        for text in plain_ids(trimmed(batch.cells[export.header.index(label)], name=False)).to_pylist()
    ]


def _differs(ids: Sequence[str | None], again: set[str], cells: Sequence[str | None]) -> bool:
    """Whether a column tells the rows of most repeated ids apart."""
    seen: dict[str, set] = {}
    for one, cell in zip(ids, cells, strict=True):
        if one in again:
            seen.setdefault(one, set()).add(cell)
    return sum(len(values) > 1 for values in seen.values()) > len(seen) / 2
