"""Opens the exports of one table, and settles under which names their columns are looked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kpi_helpers.workbook.config import FILE_NAME, ColumnSource, Config, Source
from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.presets import all_forms, forms_of
from kpi_helpers.workbook.reading import corrected
from kpi_helpers.workbook.reading.columnar import open_parquet, open_remote
from kpi_helpers.workbook.reading.delimited import open_delimited
from kpi_helpers.workbook.reading.excel import open_excel
from kpi_helpers.workbook.reading.exports import Export
from kpi_helpers.workbook.reading.files import kind_of
from kpi_helpers.workbook.reading.headers import NoColumn, NoHeader, Wanted, match
from kpi_helpers.workbook.reading.recognition import Fit, best_fits, names_of, nearest_fit, with_form
from kpi_helpers.workbook.reading.wide import melted


@dataclass(frozen=True)
class Opened:
    """The exports of one table with everything that is known of their columns and values."""

    exports: list[Export]
    source: Source
    aliases: Mapping[str, Sequence[ColumnSource]] = field(default_factory=dict)


def open_table(config: Config, source: Source, extra: Mapping[str, str]) -> Opened:
    """Open all files of a table under the names of `workbook.yml`, of its preset, or of the tool they are recognised by.

    Raises
    ------
    WorkbookError
        Where a file cannot be read, the preset is unknown, or a table without
        preset and columns cannot be told to come from one tool.
    """
    forms = forms_of(source)
    if forms or source.columns or source.remote:
        return settled(_exports(config, source, Wanted.of(source, extra, names_of(forms))), source, extra)
    try:
        opened = _opened(_exports(config, source, Wanted.of(source, extra)), source, extra, None)
        match(Wanted.of(source, extra), opened.exports[0].header, opened.exports[0].name)
    except (NoHeader, NoColumn) as error:
        return _recognised(config, source, extra, error)
    return opened


def settled(exports: list[Export], source: Source, extra: Mapping[str, str]) -> Opened:
    """Exports that lie open, under the names of `workbook.yml` or of the preset."""
    forms = forms_of(source)
    best = nearest_fit(forms, exports[0].header, source.constants) if forms else None
    return _opened(exports, source, extra, best)


def open_export(path: Path, name: str, wanted: Wanted, sheet: str | int | None = None) -> Export:
    """Open one file, whatever its kind, and find its header.

    Raises
    ------
    WorkbookError
        Where it cannot be read; `NoHeader` where no row of it names a wanted column.
    """
    try:
        kind = kind_of(path)
        if kind == "parquet":
            return open_parquet(path, name)
        return open_delimited(path, name, wanted) if kind == "text" else open_excel(path, name, wanted, sheet)
    except OSError as error:
        raise unreadable(name, error) from None


def unreadable(name: str, error: OSError) -> WorkbookError:
    """What to say of a file that the system does not give."""
    return WorkbookError(f"{name} cannot be read ({error.strerror}): close it elsewhere and check that you may read it.")


def label(config: Config, path: Path) -> str:
    """A file as the reports name it."""
    return path.relative_to(config.folder).as_posix()


def _exports(config: Config, source: Source, wanted: Wanted) -> list[Export]:
    """The exports with their headers; files of rejected rows last."""
    if source.remote:
        return [open_remote(config, source.remote)]
    exports = [open_export(path, label(config, path), wanted, source.sheet) for path in source.files]
    return sorted(exports, key=lambda export: export.header == corrected.HEADER)


def _opened(exports: list[Export], source: Source, extra: Mapping[str, str], best: Fit | None) -> Opened:
    aliases = best.form.aliases if best else {}
    wanted = Wanted.of(source, extra, aliases)
    source = with_form(source, best) if best else source
    originals = [export for export in exports if export.header != corrected.HEADER]
    again = [part for export in exports[len(originals):] for part in corrected.corrected(export, originals, source.table)]
    return Opened([melted(export, wanted) for export in originals + again], source, aliases)


def _recognised(config: Config, source: Source, extra: Mapping[str, str], otherwise: WorkbookError) -> Opened:
    """The table under the names of the one tool whose header it has."""
    forms = all_forms(source.table)
    try:
        exports = _exports(config, source, Wanted.of(source, extra, names_of(forms)))
    except NoHeader:
        raise otherwise from None
    fits = best_fits(forms, exports[0].header, source.constants)
    if not fits:
        raise otherwise
    best, place = fits[0], f"tables.{source.table}"
    if best.form.guessed:
        raise WorkbookError(f"{str(otherwise).rstrip('.')}; `preset: {best.form.preset}` there would take such common names as they sound.")
    if len(fits) > 1:
        presets = " or ".join(f"`preset: {one.form.preset}`" for one in fits)
        raise WorkbookError(f"{exports[0].name}: the tool that it comes from cannot be told for sure from its header: write "
                            f"{presets} under {place} in {FILE_NAME}, or name its columns under {place}.columns.")
    if best.lacking:
        column = best.lacking[0]
        names = ", ".join(f"'{alias.column.column}'" for alias in best.form.columns.get(column, ()))
        raise WorkbookError(f"{exports[0].name} looks like an export of {best.form.tool}, but has no column for {source.table}.{column} "
                            f"(there {names}): add it to the export, or name another one under {place}.columns in {FILE_NAME}.")
    return _opened(exports, source, extra, best)
