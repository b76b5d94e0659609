"""What `kpi init` says of the workbook that it began."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kpi_helpers.workbook.schema import TABLES
from kpi_helpers.workbook.starting.drafting import told
from kpi_helpers.workbook.typed import typed

if TYPE_CHECKING:
    from kpi_helpers.workbook.starting import Started
    from kpi_helpers.workbook.starting.proposals import Proposal


def told_of(started: Started, folder: str) -> Iterator[str]:
    """The lines to print: what each file is, what is not sure, and the next command to type.

    Parameters
    ----------
    started : Started
    folder : str
        The workbook's folder as one would type it from here.

    Yields
    ------
    str
        The last one is the command.
    """
    ja = started.language == "ja"
    for proposal in started.proposals:
        yield _table(proposal, ja)
        for name, mapped in proposal.columns.items():
            if mapped.doubt is not None and not (mapped.doubt == "unsure" and proposal.fit.form.guessed):
                why = "" if mapped.doubt == "unsure" else f": {told(started.language, mapped.doubt, mapped.example)}"
                yield f"  {told(started.language, 'check')}  {name} ← {mapped.source.column}{why}"
        for name in proposal.lacking:
            meaning = TABLES[proposal.table].by_name[name]
            said = told(started.language, "lacking", meaning.ja if ja else meaning.en)
            yield f"  {told(started.language, 'check')}  {name}: {said}"
        for name, values in proposal.values.items():
            for text, count in values.open.most_common():
                yield f"  {told(started.language, 'check')}  {name}: {text} ({count:,})"
    for one in started.left:
        yield f"使っていません: {one.title}: {one.why[0]}" if ja else f"not used: {one.title}: {one.why[1]}"
    yield ""
    yield (
        f"{started.path} を書きました。「要確認」を見てから、次を実行してください:"
        if ja
        else f"wrote {started.path}. Look at what is marked CHECK, then type:"
    )
    yield typed(["kpi", "check", folder])


def _table(proposal: Proposal, ja: bool) -> str:
    form, count = proposal.fit.form, len(proposal.columns)
    files = ", ".join(look.title for look in proposal.looks)
    name = TABLES[proposal.table].ja if ja else TABLES[proposal.table].en
    tool = (
        f"{form.tool}, {form.preset}"
        if form.preset and not form.guessed
        else ("一般的な見出し" if ja else "common names")
        if form.guessed and form.preset
        else ("知らないツール" if ja else "an unknown tool")
        if form.guessed
        else ""
    )
    origin = f" ({tool})" if tool else ""
    return f"{files} → {name}{origin}: " + (f"{count} 列" if ja else f"{count} columns")
