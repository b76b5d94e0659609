"""The environment of a kernel that makes a page."""

import os
from pathlib import Path

HEADLESS = "KPI_HEADLESS"
"""Environment variable of a kernel at which nobody sits: it draws no controls."""


def quiet_environment(folder: Path) -> dict[str, str]:
    """Environment variables that keep a user's settings out of a page.

    Parameters
    ----------
    folder : Path
        An empty folder for what the kernel writes about itself.

    Returns
    -------
    dict of str to str
        To be laid over the kernel's environment.
    """
    named = os.environ.get("KPI_CACHE")
    # A kernel runs in the folder of its notebook, where a relative path would be another one.
    cache = {"KPI_CACHE": str(Path(named).absolute())} if named else {}
    return cache | {
        "IPYTHONDIR": str(folder / "ipython"),
        "JUPYTER_CONFIG_DIR": str(folder / "jupyter"),
        "JUPYTER_NO_CONFIG": "1",
        "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
        "MATPLOTLIBRC": str(Path(__file__).with_name("matplotlibrc")),
        # The kernel's own default draws every open figure a second time after its cell.
        "MPLBACKEND": "agg",
        # Sets and dicts keyed by text come in the same order in every run.
        "PYTHONHASHSEED": "0",
        HEADLESS: "1",
        "PYTHONSTARTUP": "",
    }
