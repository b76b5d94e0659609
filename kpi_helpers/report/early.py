"""Kernels that are begun before their notebooks are known: they import while the workbook is read."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import tempfile
from importlib.metadata import EntryPoint
from pathlib import Path
from subprocess import PIPE, Popen
from types import TracebackType
from typing import Any

from jupyter_client.launcher import launch_kernel
from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner

from kpi_helpers.report.kernel_environment import quiet_environment

PROVISIONER = "kpi-early"

# Nothing is imported from the folder in which the command is typed; IPython adds the notebook's, which `-P` would forbid.
_BEGIN = "import sys; del sys.path[0]; from kpi_helpers.report.early_kernel import main; main()"

_begun: list[Popen[bytes]] = []


class EarlyKernels:
    """Processes that import what every page needs, and then wait until a notebook takes them.

    A page spends a third of its time on imports; begun first, they cost nobody's waiting.

    Parameters
    ----------
    number : int
        As many as notebooks will be run.

    Attributes
    ----------
    processes : list of Popen

    Examples
    --------
    >>> with EarlyKernels(1):
    ...     pass  # open the workbook, run the notebooks; what nobody took ends here
    """

    def __init__(self, number: int) -> None:
        # Who takes one says where it writes of itself; before, it writes nothing.
        environment = {**os.environ, **quiet_environment(Path(tempfile.gettempdir(), "kpi_early"))}
        command = [sys.executable, "-c", _BEGIN]
        self.processes: list[Popen[bytes]] = []
        with contextlib.suppress(OSError):  # the notebook starts one of its own then, and says what is wrong
            for _ in range(number):
                self.processes.append(launch_kernel(command, stdin=PIPE, env=dict(environment)))
        _begun.extend(self.processes)

    def __enter__(self) -> EarlyKernels:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End those that nobody took."""
        for process in self.processes:
            if process in _begun:
                _begun.remove(process)
                process.kill()
                process.communicate()


class EarlyProvisioner(LocalProvisioner):
    """Gives a notebook a kernel that was begun before; where there is none, begins one."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Tell a waiting process what kernel to be."""
        while _begun:
            process = _begun.pop()
            cwd = str(kwargs.get("cwd") or Path.cwd())
            told = {"module": cmd[2], "argv": cmd[3:], "cwd": cwd, "env": kwargs["env"]}
            try:
                assert process.stdin
                process.stdin.write(json.dumps(told).encode() + b"\n")
                process.stdin.close()
            except OSError:  # it has ended
                process.wait()
                continue
            self.process, self.pid, self.cwd = process, process.pid, kwargs.get("cwd")
            return self.connection_info
        return await super().launch_kernel(cmd, **kwargs)


def metadata() -> dict[str, Any]:
    """What a kernel's specification says in order to be given one of these."""
    held = KernelProvisionerFactory.instance().provisioners
    held.setdefault(
        PROVISIONER, EntryPoint(PROVISIONER, f"{__name__}:EarlyProvisioner", KernelProvisionerFactory.GROUP_NAME)
    )
    return {"kernel_provisioner": {"provisioner_name": PROVISIONER}}
