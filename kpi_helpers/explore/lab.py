"""JupyterLab on a folder: a free port, no stranger's settings, no request to any host, a clean end."""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from kpi_helpers.explore.folder import SETTINGS

FIRST_PORT, PORTS = 8888, 200
PATIENCE = 15
"""Seconds in which kernels may end by themselves; one that is left ends when it finds its server gone."""
_EXTENSIONS = Path(__file__).with_name("labextensions")


def run_lab(
    folder: Path, first: Path, *, with_browser: bool, keep_outputs: bool = False, on_ready: Callable[[str], None]
) -> None:
    """Serve a folder with JupyterLab until Ctrl-C.

    Parameters
    ----------
    folder : Path
        The working folder; JupyterLab's own files stay within it.
    first : Path
        The notebook to open.
    with_browser : bool
        Whether to open the reader's browser.
    keep_outputs : bool
        Whether a notebook is saved with what it shows, names of the workbook among it.
    on_ready : callable
        Told the address, with its token, once the port is bound.

    Notes
    -----
    The server runs in this very process, so that Ctrl-C reaches it on every
    system and ends its kernels too. `keep_within` comes first.
    """
    from jupyterlab.labapp import LabApp

    # A token of its own making Jupyter would print too, in the midst of advice for servers.
    token, place = secrets.token_hex(24), f"lab/tree/{quote(first.relative_to(folder).as_posix())}"
    own = folder / SETTINGS
    _write_settings(own)
    app = LabApp.initialize_server(
        argv=[
            f"--ServerApp.root_dir={folder}",
            f"--ServerApp.port={FIRST_PORT}",
            f"--ServerApp.port_retries={PORTS}",
            "--ServerApp.ip=127.0.0.1",
            f"--ServerApp.open_browser={with_browser}",
            "--ServerApp.answer_yes=True",
            f"--IdentityProvider.token={token}",
            # It listens to this machine alone and asks for its token; in a container everybody is root.
            "--ServerApp.allow_root=True",
            # JupyterLab asks for it and would complain; looking for language servers it would run npm, which writes at home.
            "--ServerApp.jpserver_extensions=jupyter_lsp=True",
            "--LanguageServerManager.autodetect=False",
            f"--LabApp.default_url=/{place}",
            f"--LabApp.user_settings_dir={own / 'settings'}",
            f"--LabApp.workspaces_dir={own / 'workspaces'}",
            f"--LabApp.app_settings_dir={own / 'lab'}",
            f"--LabApp.extra_labextensions_path={_EXTENSIONS}",
            "--LabApp.news_url=",
            "--LabApp.extension_manager=readonly",
            "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
            "--Application.log_level=50",
        ]
    )
    if not keep_outputs:
        app.contents_manager.pre_save_hook = without_outputs
    app._stop = lambda: _stop(app)
    # The port is bound by the loop's first callback; this is the next.
    app.io_loop.add_callback(on_ready, f"{app.connection_url}{place}?token={token}")
    app.start()


async def _stop(app: Any) -> None:
    """End the server, also where a kernel that was just restarted never says that it is there."""
    with contextlib.suppress(Exception):
        await asyncio.wait_for(app._cleanup(), PATIENCE)
    app.io_loop.stop()


def without_outputs(model: dict[str, Any], **_: Any) -> None:
    """Take what a notebook shows out of what is saved of it: the numbers and names stay in the workbook.

    Examples
    --------
    >>> cell = {"cell_type": "code", "outputs": [{"name": "stdout"}], "execution_count": 3}
    >>> model = {"type": "notebook", "content": {"cells": [cell], "metadata": {"widgets": {}}}}
    >>> without_outputs(model)
    >>> model["content"]
    {'cells': [{'cell_type': 'code', 'outputs': [], 'execution_count': None}], 'metadata': {}}
    """
    if model.get("type") != "notebook" or not isinstance(model.get("content"), dict):
        return
    for cell in model["content"]["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
    model["content"]["metadata"].pop("widgets", None)


_OVERRIDES = {
    # No news and no look for updates: nothing is asked of any other host.
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/notebook-extension:tracker": {"autoStartDefaultKernel": True},
}
_KERNEL = "c.IPKernelApp.log_level = 40  # that it speaks plain TCP on this machine is no news to a reader\n"


def _write_settings(own: Path) -> None:
    for place, text in {
        own / "lab" / "overrides.json": json.dumps(_OVERRIDES, indent=1),
        own / "ipython" / "profile_default" / "ipython_kernel_config.py": _KERNEL,
    }.items():
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8", newline="\n")
