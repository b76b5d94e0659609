"""Parameters of a notebook, checked before anything runs."""

from __future__ import annotations

import contextlib
import datetime
import importlib
import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType

from kpi_helpers.workbook.errors import WorkbookError

TYPES: dict[str, type] = {"str": str, "int": int, "float": float, "bool": bool}
TRUTH = {"true": True, "false": False}

Scalar = str | int | float | bool


def papermill() -> ModuleType:
    """Papermill, imported without a dependency that costs more than itself.

    ``jsonschema`` imports ``rfc3987_syntax`` if it is there (jupyterlab brings it),
    which compiles a grammar for 1.5 seconds to check a format that no notebook uses.
    """
    with _absent("rfc3987_syntax"):
        return importlib.import_module("papermill")


@contextlib.contextmanager
def _absent(name: str) -> Iterator[None]:
    if name in sys.modules:
        yield
        return
    sys.modules[name] = None  # type: ignore[assignment]  # how Python is told that a module is not there
    try:
        yield
    finally:
        del sys.modules[name]


def literal_path(path: Path) -> str:
    """A path that papermill takes as it is: it fills in whatever stands in braces.

    >>> literal_path(Path("a{b}.ipynb"))
    'a{{b}}.ipynb'
    """
    return str(path).replace("{", "{{").replace("}", "}}")


def notebook_parameters(notebook: Path) -> dict[str, str]:
    """Names of a notebook's parameters and their types.

    Parameters
    ----------
    notebook : Path
        A notebook with a cell tagged ``parameters``.

    Returns
    -------
    dict of str to str
        ``str``, ``int``, ``float`` or ``bool`` by name.
    """
    found = papermill().inspect_notebook(literal_path(notebook))
    return {name: about["inferred_type_name"] for name, about in found.items()}


def check_parameters(notebook: Path, given: Mapping[str, object]) -> dict[str, Scalar]:
    """Parameter values that a notebook can be run with.

    Parameters
    ----------
    notebook : Path
        The notebook.
    given : mapping of str to object
        Values by name. Dates become ISO text.

    Returns
    -------
    dict of str to str, int, float or bool
        The values, each of the type that the notebook declares.

    Raises
    ------
    WorkbookError
        If the notebook has no such parameter, or it is of another type.
    """
    declared = notebook_parameters(notebook)
    return {name: _typed(notebook, name, value, _declared(notebook, name, declared)) for name, value in given.items()}


def read_settings(settings: Sequence[str], notebooks: Mapping[str, Path]) -> dict[str, dict[str, Scalar]]:
    """The command line's ``--set parameter=value``, by meeting.

    Parameters
    ----------
    settings : sequence of str
        ``parameter=value`` each.
    notebooks : mapping of str to Path
        The notebook of each meeting to be built.

    Returns
    -------
    dict of str to dict
        For every meeting the parameters that its notebook has, each of the type
        declared there.

    Raises
    ------
    WorkbookError
        If a setting has no ``=``, no notebook has the parameter, or the value
        cannot be read as its type.
    """
    declared = {meeting: notebook_parameters(path) for meeting, path in notebooks.items()}
    known = sorted({name for names in declared.values() for name in names})
    chosen: dict[str, dict[str, Scalar]] = {meeting: {} for meeting in notebooks}
    for setting in settings:
        name, equals, text = setting.partition("=")
        if not equals:
            raise WorkbookError(
                ja=f"--set {setting}: パラメータ=値 の形で書いてください。",
                en=f"--set {setting}: write it as parameter=value.",
            )
        if name not in known:
            raise WorkbookError(
                ja=f"--set {setting}: {name!r} というパラメータのあるノートブックはありません（あるのは {'、'.join(known)}）。",
                en=f"--set {setting}: no notebook has a parameter {name!r}; there are {', '.join(known)}.",
            )
        for meeting, names in declared.items():
            if name in names:
                chosen[meeting][name] = _read(setting, names[name], text)
    return chosen


def masks_names(settings: Sequence[str]) -> bool:
    """What ``--set`` says to a command without notebooks, whose one parameter is ``mask_names``.

    Examples
    --------
    >>> masks_names(["mask_names=true"]), masks_names([])
    (True, False)

    Raises
    ------
    WorkbookError
        Of any other setting.
    """
    chosen = False
    for setting in settings:
        name, _, text = setting.partition("=")
        if name != "mask_names" or text.lower() not in TRUTH:
            raise WorkbookError(
                ja=f"--set {setting}: このコマンドで指定できるのは mask_names=true か mask_names=false だけです。",
                en=f"--set {setting}: this command takes mask_names=true or mask_names=false alone.",
            )
        chosen = TRUTH[text.lower()]
    return chosen


def _declared(notebook: Path, name: str, declared: Mapping[str, str]) -> str:
    if name not in declared:
        raise WorkbookError(
            ja=f"{notebook.name}: {name!r} というパラメータはありません（あるのは {'、'.join(declared)}）。",
            en=f"{notebook.name}: there is no parameter {name!r}; there are {', '.join(declared)}.",
        )
    return declared[name]


def _typed(notebook: Path, name: str, value: object, kind: str) -> Scalar:
    if isinstance(value, datetime.date):
        value = value.isoformat()
    wanted = TYPES.get(kind)
    if wanted is float and type(value) is int:
        value = float(value)
    # bool is a kind of int in Python, and True is no number of days.
    if wanted is None or type(value) is not wanted or not _is_finite(value):
        raise WorkbookError(
            ja=f"{notebook.name}: パラメータ {name!r} の値は {kind} です（いまは {type(value).__name__}）。",
            en=f"{notebook.name}: parameter {name!r} takes {kind}, not {type(value).__name__}.",
        )
    return value  # type: ignore[return-value]  # it is of one of TYPES


def _is_finite(value: object) -> bool:
    return not isinstance(value, float) or math.isfinite(value)


def _read(setting: str, kind: str, text: str) -> Scalar:
    try:
        value = TRUTH[text.lower()] if kind == "bool" else TYPES[kind](text)
    except (KeyError, ValueError):
        value = None
    if value is None or not _is_finite(value):
        examples = {"bool": "true or false", "int": "a whole number", "float": "a number"}
        raise WorkbookError(
            ja=f"--set {setting}: 値は {examples.get(kind, kind)} の形で書いてください。",
            en=f"--set {setting}: the value must be {examples.get(kind, kind)}.",
        )
    return value


def free_settings(settings: Sequence[str]) -> list[str]:
    """The settings of a command, none of which has an option of its own.

    Raises
    ------
    WorkbookError
        For one that has.

    Examples
    --------
    >>> free_settings(["mask_names=true"])
    ['mask_names=true']
    """
    for setting in settings:
        name = setting.partition("=")[0]
        if name in _OWN_OPTIONS:
            raise WorkbookError(
                ja=f"--set {setting}: {name} には専用の指定があります。{_OWN_OPTIONS[name]} を使ってください。",
                en=f"--set {setting}: {name} has an option of its own, use {_OWN_OPTIONS[name]} instead.",
            )
    return list(settings)


_OWN_OPTIONS = {"workbook": "DIR", "as_of": "--as-of", "team": "--team", "lang": "--lang", "reports": "--out"}
