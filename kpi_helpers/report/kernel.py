"""A Jupyter kernel of this very interpreter, untouched by anybody's settings."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager

from kpi_helpers.report.early import metadata
from kpi_helpers.report.kernel_environment import quiet_environment
from kpi_helpers.report.section import PICTURES

KERNEL_NAME = "python3"


class ThisInterpreter(KernelSpecManager):
    """Knows one kernel: the running interpreter.

    A kernel called ``python3`` in somebody's home may belong to another
    environment; this one needs no installed kernel at all.
    """

    def __init__(self, environment: dict[str, str]) -> None:
        super().__init__()
        self._spec = KernelSpec(
            argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
            display_name="Python 3",
            language="python",
            env=environment,
            metadata=metadata(),
        )

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """The one kernel, whatever it is called."""
        return self._spec


def kernel_manager_class(
    folder: Path, on_created: Callable[[AsyncKernelManager], None], *, pictures: Path | None = None
) -> type[AsyncKernelManager]:
    """A class of managers whose kernel lives and writes in a folder.

    Parameters
    ----------
    folder : Path
        An empty folder of this run's own.
    on_created : callable
        Told of the manager, before its kernel starts.
    pictures : Path, optional
        Where figures are to be written as PNG too.

    Returns
    -------
    type of AsyncKernelManager
        For the engine that executes the notebook: it ends only the kernels whose
        manager it made itself.
    """

    environment = quiet_environment(folder) | ({PICTURES: str(pictures)} if pictures else {})

    class Manager(AsyncKernelManager):
        def __init__(self, **options: Any) -> None:
            super().__init__(
                **options,
                kernel_spec_manager=ThisInterpreter(environment),
                connection_file=str(folder / "kernel.json"),
            )
            on_created(self)

    return Manager


def kill(manager: Any) -> None:
    """End a kernel at once, from any thread; its run then ends with an error."""
    process = getattr(manager.provisioner, "process", None)
    if process is not None:
        process.kill()
