"""Opens the exports of one table, and settles under which names their columns are looked for."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from kpi_helpers.workbook.config import Config, Source
from kpi_helpers.workbook.config_section import FILE_NAME
from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.presets import Form, all_forms, forms_of
from kpi_helpers.workbook.reading import corrected
from kpi_helpers.workbook.reading.across import months_down
from kpi_helpers.workbook.reading.arranging import filled_down, joined
from kpi_helpers.workbook.reading.columnar import open_parquet, open_remote
from kpi_helpers.workbook.reading.delimited import open_delimited
from kpi_helpers.workbook.reading.excel import open_excel
from kpi_helpers.workbook.reading.exports import Export
from kpi_helpers.workbook.reading.files import kind_of, label, refuse_other, unreadable
from kpi_helpers.workbook.reading.headers import NoColumn, NoHeader, Wanted, match
from kpi_helpers.workbook.reading.parts import Opened
from kpi_helpers.workbook.reading.recognition import Fit, best_fits, names_of, nearest_fit, with_form
from kpi_helpers.workbook.reading.repeats import without_repeats
from kpi_helpers.workbook.reading.wide import melted


def open_table(config: Config, source: Source, extra: Mapping[str, str]) -> list[Opened]:
    """Open all files of a table under the names of `workbook.yml`, of its preset, or of the tool they are recognised by.

    Files that a tool writes under different headers, such as the tasks and the events of a CRM,
    are opened one kind after the other, as are the parts of a table that `workbook.yml` gives as a list.

    Raises
    ------
    WorkbookError
        Where a file cannot be read, the preset is unknown, or a table without
        preset and columns cannot be told to come from one tool.
    """
    counted = Counter(path for part in source.parts for path in part.files)
    twice = {path for path, count in counted.items() if count > 1}
    opened = [kind for part in source.parts for kind in _open_part(config, part, extra, twice)]
    again = list(
        {
            export.name: export for part in opened for export in part.exports if export.header == corrected.HEADER
        }.values()
    )
    files = {export.name for part in opened for export in part.exports if export.header != corrected.HEADER}
    found = [part for part in (_complete(part, again, files, extra) for part in opened) if part.exports]
    if not found:
        raise WorkbookError(
            ja=f"{FILE_NAME}: tables.{source.table}.file には除いた行のファイルしかありません。もとの書き出しも書いてください。",
            en=f"{FILE_NAME}: tables.{source.table}.file names rejected rows alone: name the export that they came from too.",
        )
    return found


def settled(exports: list[Export], source: Source, extra: Mapping[str, str]) -> Opened:
    """Exports that lie open, under the names of `workbook.yml` or of the preset."""
    return _complete(_by_form(exports, source, forms_of(source))[0], [], set(), extra)


def open_export(path: Path, name: str, wanted: Wanted, sheet: str | int | None = None) -> Export:
    """Open one file, whatever its kind, and find its header.

    Raises
    ------
    WorkbookError
        Where it cannot be read; `NoHeader` where no row of it names a wanted column.
    """
    try:
        refuse_other(path, name)
        kind = kind_of(path)
        if kind == "parquet":
            return open_parquet(path, name)
        return open_delimited(path, name, wanted) if kind == "text" else open_excel(path, name, wanted, sheet)
    except OSError as error:
        raise unreadable(name, error) from None


def _open_part(config: Config, source: Source, extra: Mapping[str, str], twice: Collection[Path]) -> list[Opened]:
    """The exports of one part; of the files named twice each sheet has a name of its own."""
    forms = forms_of(source)
    if forms or source.columns or source.remote:
        return _by_form(_exports(config, source, Wanted.of(source, extra, names_of(forms)), twice), source, forms)
    try:
        exports = _exports(config, source, Wanted.of(source, extra), twice)
        if exports[0].header != corrected.HEADER:
            match(Wanted.of(source, extra), exports[0].header, exports[0].name)
    except (NoHeader, NoColumn) as error:
        return _recognised(config, source, extra, twice, error)
    return [Opened(exports, source)]


def _exports(config: Config, source: Source, wanted: Wanted, twice: Collection[Path]) -> list[Export]:
    """The exports with their headers; files of rejected rows last."""
    if source.remote:
        return [open_remote(config, source.remote)]
    names = {
        path: label(config, path) + (f" [{source.sheet}]" if source.sheet and path in twice else "")
        for path in source.files
    }
    exports = [open_export(path, name, wanted, source.sheet) for path, name in names.items()]
    return sorted(exports, key=lambda export: export.header == corrected.HEADER)


def _by_form(exports: list[Export], source: Source, forms: Sequence[Form]) -> list[Opened]:
    """The exports under the names of a preset, those of each of its forms together."""
    if not forms:
        return [Opened(exports, source)]
    kinds: dict[int, tuple[Fit, list[Export]]] = {}
    for export in exports:
        fit = nearest_fit(forms, export.header, source.constants)
        known = next(iter(kinds.values()), (fit, []))[0]
        if export.header == corrected.HEADER or fit.lacking:
            fit = known  # what is missing is then said of the columns that the others have
        kinds.setdefault(forms.index(fit.form), (fit, []))[1].append(export)
    return [_with_fit(found, source, fit) for fit, found in kinds.values()]


def _with_fit(exports: list[Export], source: Source, fit: Fit) -> Opened:
    return Opened(exports, with_form(source, fit), fit.form.aliases)


def _complete(opened: Opened, again: Sequence[Export], files: set[str], extra: Mapping[str, str]) -> Opened:
    """The originals with the corrected rows that came from them, wide lists melted."""
    wanted = Wanted.of(opened.source, extra, opened.aliases)
    originals = [
        replace(
            _with_own_rows(export, wanted), corrected=corrected.given_again(again, export.name, opened.source.table)
        )
        for export in opened.exports
        if export.header != corrected.HEADER
    ]
    rows = [part for export in again for part in corrected.corrected(export, originals, files, opened.source.table)]
    # A row was set aside as it stands once lists are melted.
    return replace(opened, exports=without_repeats([joined(export, wanted) for export in originals + rows], wanted))


def _with_own_rows(export: Export, wanted: Wanted) -> Export:
    """The export with a row for each lead, call or target, whole in itself."""
    return months_down(melted(filled_down(export, wanted), wanted), wanted)


def _recognised(
    config: Config, source: Source, extra: Mapping[str, str], twice: Collection[Path], otherwise: WorkbookError
) -> list[Opened]:
    """The table under the names of the one tool whose header it has."""
    forms = all_forms(source.table)
    try:
        exports = _exports(config, source, Wanted.of(source, extra, names_of(forms)), twice)
    except NoHeader:
        raise otherwise from None
    fits = best_fits(forms, exports[0].header, source.constants)
    if not fits:
        raise otherwise
    best, place = fits[0], f"tables.{source.table}"
    if best.form.guessed:
        raise WorkbookError(
            ja=f"{otherwise.text('ja').rstrip('。')}。一般的な列名のまま読むなら、そこに `preset: {best.form.preset}` と書いてください。",
            en=f"{otherwise.text('en').rstrip('.')}; `preset: {best.form.preset}` there would take such common names as they sound.",
        )
    if len(fits) > 1:
        presets = " or ".join(f"`preset: {one.form.preset}`" for one in fits)
        presets_ja = "か ".join(f"`preset: {one.form.preset}`" for one in fits)
        raise WorkbookError(
            ja=(
                f"{exports[0].name}: 見出しからは、どのツールの書き出しか決められません。{FILE_NAME} の {place} に {presets_ja} と書くか、"
                f"{place}.columns に列名を書いてください。"
            ),
            en=(
                f"{exports[0].name}: the tool that it comes from cannot be told for sure from its header: write "
                f"{presets} under {place} in {FILE_NAME}, or name its columns under {place}.columns."
            ),
        )
    if best.lacking:
        column = best.lacking[0]
        names = ", ".join(f"'{alias.column.column}'" for alias in best.form.columns.get(column, ()))
        raise WorkbookError(
            ja=(
                f"{exports[0].name} は {best.form.tool} の書き出しのようですが、{source.table}.{column} の列（{names}）がありません。"
                f"書き出しに加えるか、{FILE_NAME} の {place}.columns に別の列を書いてください。"
            ),
            en=(
                f"{exports[0].name} looks like an export of {best.form.tool}, but has no column for {source.table}.{column} "
                f"(there {names}): add it to the export, or name another one under {place}.columns in {FILE_NAME}."
            ),
        )
    if len(exports) == 1:
        return [_with_fit(exports, source, best)]
    return _by_form(
        exports,
        source,
        [best.form, *(form for form in forms if form.preset == best.form.preset and form is not best.form)],
    )
