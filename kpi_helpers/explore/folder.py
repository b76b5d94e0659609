"""The working folder of `kpi explore`: copies of the notebooks, set to one workbook."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kpi_helpers.workbook.errors import WorkbookError, os_reason

SETTINGS = ".jupyter"
"""Where JupyterLab keeps what it writes about itself, within the folder."""

_PARAMETER = re.compile(r"^(?P<name>\w+)(?P<type>: str = )(?P<value>\"[^\"\\]*(?:\\.[^\"\\]*)*\")(?P<help>.*)$", re.M)


def prepare_folder(folder: Path, notebooks: list[Path], parameters: Mapping[str, str], lang: str) -> list[Path]:
    """Copy notebooks into a folder and set their parameters.

    Parameters
    ----------
    folder : Path
        Made if need be. Nothing outside it is written.
    notebooks : list of Path
        The project's; they stay as they are.
    parameters : mapping of str to str
        Values of text parameters, for notebooks that have them.
    lang : str
        A notebook that says the same in both languages is copied in this one.

    Returns
    -------
    list of Path
        The copies. A copy of an earlier call keeps its reader's own cells; only
        its parameters are set anew.

    Raises
    ------
    WorkbookError
        Where the folder cannot be written, or a copy is no notebook any more.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return [_copy(notebook, folder / notebook.name, parameters, lang) for notebook in notebooks]
    except OSError as error:
        raise WorkbookError(
            ja=f"{folder} に書き込めません（{os_reason(error, 'ja')}）。--out で別のフォルダを指定してください。",
            en=f"{folder} cannot be written ({os_reason(error, 'en')}): choose another folder with --out.",
        ) from None


def _copy(original: Path, copy: Path, parameters: Mapping[str, str], lang: str) -> Path:
    source = copy if copy.exists() else original
    try:
        notebook = json.loads(source.read_text("utf-8"))
        if source is original:
            notebook["cells"] = [cell for cell in notebook["cells"] if _language(cell) in ("", lang)]
        for cell in notebook["cells"]:
            if "parameters" in cell["metadata"].get("tags", ()):
                cell["source"] = with_values("".join(cell["source"]), parameters).splitlines(keepends=True)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise WorkbookError(
            ja=f"{source} はノートブックとして読めません。別の場所へ移してから、もう一度 kpi explore を実行してください。",
            en=f"{source} is not a notebook that can be read: move it away and call kpi explore again.",
        ) from None
    copy.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", "utf-8", newline="\n")
    return copy


def _language(cell: Mapping[str, Any]) -> str:
    return cell["metadata"].get("kpi_helpers", {}).get("lang", "")


def with_values(source: str, parameters: Mapping[str, str]) -> str:
    r"""The source of a parameters cell with other values for its text parameters.

    Examples
    --------
    >>> with_values('workbook: str = "../data/sample"  # folder\nteam: str = ""', {"workbook": 'C:\\IS "x"'})
    'workbook: str = "C:\\\\IS \\"x\\""  # folder\nteam: str = ""'
    """

    def value(found: re.Match[str]) -> str:
        if found["name"] not in parameters:
            return found[0]
        # A JSON string is a Python string too.
        return (
            f"{found['name']}{found['type']}{json.dumps(parameters[found['name']], ensure_ascii=False)}{found['help']}"
        )

    return _PARAMETER.sub(value, source)


def keep_within(folder: Path) -> None:
    """Let this process, and what it starts, keep settings and caches in the folder and see no others.

    To be called before anything that looks for them is imported.
    """
    own = folder / SETTINGS
    os.environ.update(
        {
            "JUPYTER_NO_CONFIG": "1",
            "JUPYTER_CONFIG_DIR": str(own / "config"),
            "JUPYTER_DATA_DIR": str(own / "data"),
            "JUPYTER_RUNTIME_DIR": str(own / "runtime"),
            "JUPYTERLAB_SETTINGS_DIR": str(own / "settings"),
            "JUPYTERLAB_WORKSPACES_DIR": str(own / "workspaces"),
            "JUPYTER_PREFER_ENV_PATH": "1",
            "IPYTHONDIR": str(own / "ipython"),
            "MPLCONFIGDIR": str(own / "matplotlib"),
            "PYTHONSTARTUP": "",
            "JUPYTER_PATH": "",
        }
    )
