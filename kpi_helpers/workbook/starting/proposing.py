"""Maps columns and values of recognised exports to ours, and says what is not sure."""

import contextlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy
import pyarrow

from kpi_helpers.workbook.config import ColumnSource, Source
from kpi_helpers.workbook.presets import UNSURE
from kpi_helpers.workbook.reading import structure
from kpi_helpers.workbook.reading.columns import ColumnReader, OrderNeeded, settle_order
from kpi_helpers.workbook.reading.exports import Batch, Export
from kpi_helpers.workbook.reading.headers import Wanted, normalised, positions_of
from kpi_helpers.workbook.reading.numbers import stated_currency
from kpi_helpers.workbook.reading.recognition import Fit, with_form
from kpi_helpers.workbook.reading.stated import unit_of, without_money_unit
from kpi_helpers.workbook.reading.values import Choices, Flags, folded, trimmed
from kpi_helpers.workbook.reading.wide import melted
from kpi_helpers.workbook.schema import DATE, FLAG, SECONDS, TABLES, TIMESTAMP, WHOLE, Column
from kpi_helpers.workbook.starting.linking import link_leads
from kpi_helpers.workbook.starting.looking import UNIT_BEHIND, Look
from kpi_helpers.workbook.starting.proposals import Mapped, Proposal, Values
from kpi_helpers.workbook.starting.refining import refine

_MANY = 200  # different values; a column with more holds no choices
_ROWS = 2_000  # in which a unit of time shows
_SHORTEST = 3_600  # milliseconds of talk that some call of a log reaches, and seconds that hardly any does
CURRENCY = re.compile(r"currency|通貨", re.I)
"""The header of a column that names the currency of amounts."""
_CODE = re.compile(r"[A-Z]{3}")
_CERTAIN = re.compile(r" *(?:1|100)(?:\.0+)? *%? *")
_SETTLED = re.compile(r" *(?:0|1|100)(?:\.0+)? *%? *")
"""A probability that only won deals, or only won and lost ones, bear."""
_BESIDE_STAGE = re.compile(r" ?[(（][^()（）]+[)）]$|^[\d①-⑳]+ ?[.．:：)）_-]? ?")
"""The name of its pipeline behind a stage, and its number before it."""


_Kept = Sequence[tuple[Sequence[str], Batch, numpy.ndarray]]
"""Header, batch and rows of it, of every batch of a table's files."""


def propose(looks: Sequence[Look], today: date | None = None) -> tuple[list[Proposal], list[Look]]:
    """The proposals of each table, one for each kind of header, and the files that stand in none.

    Files of one table with other columns, as the tasks and the events of a CRM, become parts of it,
    but for those whose ids stand in another file already: they are about the same rows. Files that
    nothing speaks for are left where others are known.

    Parameters
    ----------
    looks : sequence of Look
        In whatever order.
    today : date, optional
        By which the year of dates without one is proposed.
    """
    proposals: dict[str, list[Proposal]] = {table: [] for table in TABLES}
    left = [one for one in looks if not one.fits]
    if any(one.fits and not _is_blind(one) for one in looks):
        left += [replace(one, fits=(), why=_blind(one)) for one in looks if one.fits and _is_blind(one)]
        looks = [one for one in looks if not _is_blind(one)]
    for one in sorted(looks, key=_rank):
        for found in one.fits:
            others = proposals[found.form.table]
            alike = next(
                (known for known in others if known.fit.mapping == found.mapping and known.looks[0].sheet == one.sheet),
                None,
            )
            ids = _ids(found, [one]) if others and not alike else set()
            met = next((known for known in others if ids and not ids.isdisjoint(_ids(known.fit, known.looks))), None)
            if alike:
                alike.looks.append(one)
            elif met:
                left.append(
                    replace(
                        one,
                        fits=(),
                        why=(
                            f"{TABLES[found.form.table].ja}の表は {met.looks[0].title} で、同じ ID の行がこちらにもあります。どちらか一つにしてください",
                            f"{met.looks[0].title} is the table of {found.form.table} already, and rows with the same ids stand in both: keep one of them",
                        ),
                    )
                )
            else:
                others.append(Proposal([one], found))
    for parts in proposals.values():
        for proposal in parts:
            _fill(proposal, today)
            _ask_for_copies(proposal, parts[0])
        _name_by_sheet(parts)
    link_leads(proposals)
    return [proposal for parts in proposals.values() for proposal in parts], left


def _name_by_sheet(parts: Sequence[Proposal]) -> None:
    """Sheets of one table, none of which says whose rows they are, that are each called after somebody."""
    sheets = [proposal.looks[0].sheet or "" for proposal in parts]
    lacking = all("rep" in proposal.lacking for proposal in parts)
    if (
        len(parts) > 1
        and lacking
        and all(structure.is_name(sheet) and not re.search(r"\d|sheet|シート", sheet, re.I) for sheet in sheets)
    ):
        for proposal, sheet in zip(parts, sheets, strict=True):
            proposal.constants, proposal.by_sheet = {**proposal.constants, "rep": sheet}, True


def _blind(one: Look) -> tuple[str, str]:
    return (
        f'どの表か決められません。使うなら --table "表名={one.title}" で指定してください',
        f'which table it is cannot be told: say so with --table "NAME={one.title}" if it is to be read',
    )


def _is_blind(one: Look) -> bool:
    return one.sketch is not None and one.sketch.is_blind


def _rank(one: Look) -> tuple[bool, bool]:
    """Files of known tools first, those that repeat the rows of others last."""
    return any(found.form.collect for found in one.fits), one.sketch is not None


def _ids(found: Fit, looks: Sequence[Look]) -> set[str]:
    """The ids of the rows of some files; none where they have no ids."""
    key = TABLES[found.form.table].key
    ids: set[str] = set()
    if key is None or key not in found.columns:
        return ids
    for export in _exports(found, looks):
        label = _mapped(TABLES[found.form.table].by_name[key], found.columns[key].column, True, [export]).source.column
        for batch in export.batches():
            ids.update(trimmed(batch.cells[export.header.index(label)], name=False).drop_null().to_pylist())
    return ids


def _exports(found: Fit, looks: Sequence[Look]) -> list[Export]:
    wanted = Wanted.of(Source(found.form.table), (), found.form.aliases)
    return [melted(one.export, wanted) for one in looks if one.export]


def _ask_for_copies(proposal: Proposal, first: Proposal) -> None:
    """Two tools may have written down the same calls, and no id tells."""
    column = TABLES[proposal.table].dated_by
    mapped = proposal.columns.get(column) if column else None
    if column and proposal.fit.form.tool != first.fit.form.tool and mapped and mapped.doubt in (None, "unsure"):
        proposal.columns[column] = replace(mapped, doubt="copies", example=first.looks[0].title)


def _fill(proposal: Proposal, today: date | None) -> None:
    form, table = proposal.fit.form, TABLES[proposal.table]
    exports = _exports(proposal.fit, proposal.looks)
    source = with_form(Source(table.name), proposal.fit)
    proposal.constants = source.constants
    for name, alias in proposal.fit.columns.items():
        proposal.columns[name] = _mapped(table.by_name[name], alias.column, alias.sure, exports)
    refine(proposal, exports, today)
    proposal.year = proposal.year or proposal.looks[0].year
    if proposal.looks[0].is_across:
        for name in ("month", "value"):
            proposal.columns[name] = replace(proposal.columns[name], doubt="across")
    _won_flag_alone(proposal, exports[0])
    kept = _kept(proposal, exports)
    for name, mapped in proposal.columns.items():
        column = table.by_name[name]
        theirs = source.values.get(name, {})
        if mapped.doubt == "won_flag":
            theirs = {"true": ("true", "1"), "missing": ("false", "0")}
        if column.values or column.type == FLAG or theirs:
            words = form.words.get(name, {}).values()
            doubtful = {folded(text) for texts in words for text, source in texts.items() if source == UNSURE}
            # What is planned often has no date yet.
            rows = _plain(exports) if name == "status" else kept
            proposal.values[name] = _values(column, theirs, mapped, rows)
            proposal.values[name].doubtful = {
                text for texts in proposal.values[name].known.values() for text in texts if folded(text) in doubtful
            }
    if "is_won" in proposal.columns:
        _sort_by_flags(proposal, exports)
    for name, values in proposal.values.items():
        order = [*(table.by_name[name].values or ("true", "false")), "missing"]
        values.known = {
            ours: values.known[ours]
            for ours in sorted(values.known, key=lambda ours: order.index(ours) if ours in order else 0)
        }
    if "rep" in proposal.columns:
        names = _counted(kept, proposal.columns["rep"].source, name=True)
        proposal.reps = Counter(
            {name: count for name, count in names.items() if structure.is_name(name) and folded(name) not in WHOLE}
        )
    if "amount" in proposal.columns:
        proposal.currency = _currency(kept, proposal.columns["amount"].source) or _currency_beside(kept)


def _currency(kept: _Kept, source: ColumnSource) -> str | None:
    """The currency whose signs most amounts bear; None where most bear none, or a sign of several countries."""
    counts: Counter = Counter()
    for text, count in _counted(kept, source).items():
        counts[stated_currency(text) if text else None] += count
    counts.pop("", None)
    return max(counts, key=counts.__getitem__, default=None)


def _currency_beside(kept: _Kept) -> str | None:
    """The one currency that a column of currencies holds."""
    for label in kept[0][0] if kept else ():
        if CURRENCY.search(label) and all(label in header for header, _, _ in kept):
            named = {text for text in _counted(kept, ColumnSource(label)) if text}
            if len(named) == 1 and _CODE.fullmatch(one := named.pop()):
                return one
    return None


def _mapped(column: Column, alias: ColumnSource, sure: bool, exports: Sequence[Export]) -> Mapped:
    header = exports[0].header
    alike = positions_of(alias.column, header, "") or [
        position
        for position, cell in enumerate(header)
        if normalised(without_money_unit(cell)) == normalised(alias.column)
        or normalised(cell).startswith(normalised(alias.column))
        and cell.endswith(")")
    ]
    label = header[alike[0]]
    mapped = Mapped(replace(alias, column=label), None if sure else "unsure")
    if alias.column not in header and len(alike) > 1:
        return replace(mapped, doubt="twice")
    if column.type == SECONDS and alias.unit is None and unit_of(label) is None:
        example = next((text for text in _sample(exports[0], label) if text.replace(".", "").isdigit()), None)
        return replace(mapped, doubt="unit", example=example) if example else mapped
    if column.type == SECONDS and alias.unit == "milliseconds" and unit_of(label) is None:
        numbers = [text for text in _sample(exports[0], label) if text.isdecimal()]
        longest = max(numbers, key=int, default="0")
        if 0 < int(longest) < _SHORTEST:
            return Mapped(replace(mapped.source, unit="seconds"), "by_size", longest)
    if column.type in (TIMESTAMP, DATE):
        doubt, example = _open_order(column, label, exports)
        return replace(mapped, doubt=doubt, example=example) if example else mapped
    return mapped


def _sample(export: Export, label: str) -> list[str]:
    batch = next(export.batches(), None)
    return trimmed(batch.cells[export.header.index(label)], name=False).drop_null()[:_ROWS].to_pylist() if batch else []


def _open_order(column: Column, label: str, exports: Sequence[Export]) -> tuple[str, str | None]:
    """A date that can be read in two ways where no other value settles it, and which doubt that is."""
    reader = ColumnReader(column, False)
    cells = [batch.cells[export.header.index(label)] for export in exports for batch in export.batches()]
    try:
        for part in cells:
            for reason, rows in reader.read(part).faults:
                if reason == "ambiguous_date" and rows.any():
                    return "year", part[int(rows.argmax())].as_py()
    except OrderNeeded:
        order = settle_order(cells, reader)
        return "order", order.open or order.day_first if order.decided is None else None
    return "", None


def _kept(proposal: Proposal, exports: Sequence[Export]) -> _Kept:
    """The rows that the readers would keep; all that are no notes where a column that is needed is a wrong guess."""
    table = TABLES[proposal.table]
    needed = [
        (ColumnReader(table.by_name[name], True, year=proposal.year), proposal.columns[name].source.column)
        for name in table.required
        if name in proposal.columns and proposal.columns[name].source.column not in proposal.fill_down
    ]
    plain, whole = _plain(exports), []
    for header, batch, rows in plain:
        faulty = numpy.zeros(len(batch), dtype=bool)
        for reader, label in needed:
            with contextlib.suppress(OrderNeeded):
                for reason, found in reader.read(batch.cells[header.index(label)]).faults:
                    faulty |= found & (reason != "ambiguous_date")
        whole.append((header, batch, rows[~faulty[rows]]))
    return whole if 2 * _many(whole) > _many(plain) else plain


def _plain(exports: Sequence[Export]) -> _Kept:
    """The rows that are no notes and no totals."""
    return [
        (
            export.header,
            batch,
            numpy.delete(numpy.arange(len(batch)), [*structure.notes(batch), *structure.totals(batch)]),
        )
        for export in exports
        for batch in export.batches()
    ]


def _many(kept: _Kept) -> int:
    return sum(len(rows) for _, _, rows in kept)


def _counted(kept: _Kept, source: ColumnSource, *, name: bool = False) -> Counter:
    """How often each value stands in a column; "" where a cell says nothing."""
    counts: Counter = Counter()
    for header, batch, rows in kept:
        cells = trimmed(batch.cells[header.index(source.column)].take(pyarrow.array(rows)), name=name)
        for pair in cells.fill_null("").value_counts().to_pylist():
            counts[pair["values"]] += pair["counts"]
    return counts


def _values(column: Column, theirs: Mapping[str, tuple[str, ...]], mapped: Mapped, kept: _Kept) -> Values:
    choices = Flags(theirs) if column.type == FLAG else Choices(column.values, theirs)
    found = Values()
    counts = _counted(kept, mapped.source)
    if choices.empty or "*" in theirs.get("missing", ()):
        found.known = {ours: Counter(dict.fromkeys(texts, 0)) for ours, texts in theirs.items()}
        return found
    for text, count in counts.most_common(_MANY):
        ours = choices.of(text) if text else None
        beside = {"is_won": _BESIDE_STAGE, "metric": UNIT_BEHIND}.get(column.name)
        if ours is False and beside and (bare := beside.sub("", text)) != text:
            ours = choices.of(bare)
        if ours is False:
            found.open[text] = count
        elif text:
            found.known.setdefault(ours or "missing", Counter())[text] = count
    return found


def _won_flag_alone(proposal: Proposal, export: Export) -> None:
    """A flag of won alone, without a stage, cannot tell lost from open."""
    if proposal.table != "opportunities" or "is_won" in proposal.columns:
        return
    label = _first(proposal.fit.form.won, export)
    if label:
        proposal.columns["is_won"] = Mapped(ColumnSource(label), "won_flag")


def _sort_by_flags(proposal: Proposal, exports: Sequence[Export]) -> None:
    """Let the tool's own flags of won and closed say what each stage means, where the file has them."""
    form, stage = proposal.fit.form, proposal.columns["is_won"].source
    won, closed, odds = (_first(labels, exports[0]) for labels in (form.won, form.closed, form.odds))
    if not (won or odds) or stage.column in (won, closed, odds):
        return
    values = proposal.values["is_won"]
    if not won:
        won, closed, values.by_odds = odds, odds, True
    flags = Flags({})
    seen: dict[str, set[tuple[bool, bool | None]]] = {}
    counts: Counter = Counter()
    for export in exports:
        for batch in export.batches():
            columns = [
                batch.cells[export.header.index(label)].to_pylist()
                for label in filter(None, (stage.column, won, closed))
            ]
            for text, *flagged in zip(*columns, strict=True):
                counts[text.strip()] += 1
                seen.setdefault(text.strip(), set()).add(_state(flagged, values.by_odds, flags))
    for text, states in seen.items():
        ours = _meaning(states)
        if text and ours:
            values.doubtful |= {text} if values.by_odds and ours != "missing" else set()
            values.open.pop(text, None)
            for known in values.known.values():
                known.pop(text, None)
            values.known.setdefault(ours, Counter())[text] = counts[text]
    values.known = {ours: texts for ours, texts in values.known.items() if texts}


def _state(cells: Sequence[str], by_odds: bool, flags: Flags) -> tuple[bool, bool | None]:
    """Whether a row is won and whether it is closed, by its flags or by its probability."""
    if by_odds:
        return bool(_CERTAIN.fullmatch(cells[0])), bool(_SETTLED.fullmatch(cells[0]))
    return flags.of(cells[0]) == "true", flags.of(cells[1]) == "true" if len(cells) > 1 else None


def _meaning(states: set[tuple[bool, bool | None]]) -> str | None:
    if len(states) != 1:
        return None
    is_won, is_closed = next(iter(states))
    if is_won:
        return "true"
    return None if is_closed is None else "false" if is_closed else "missing"


def _first(labels: Sequence[str], export: Export) -> str | None:
    wanted = [normalised(label) for label in labels]
    return next((cell for cell in export.header if normalised(cell) in wanted), None)
