"""Runs a piece of work in a child that is killed at its n-th file operation, for every n."""

import os
import signal
import sys
from collections.abc import Callable

OPERATIONS = (
    "open",
    "os.mkdir",
    "os.rename",
    "os.remove",
    "os.rmdir",
    "os.utime",
    "os.chmod",
    "os.scandir",
    "os.listdir",
)


def killed_everywhere(
    work: Callable[[int], object], survived: Callable[[int], object], root: str, step: int = 1
) -> int:
    """Do a piece of work again and again, each time killed one operation later, until it comes to its end.

    Parameters
    ----------
    work : callable
        Called with the number of the operation at which it dies.
    survived : callable
        Called after each, in a child of its own; must come to its end.
    root : str
        Operations on paths in this folder count, and those on paths relative to an open one.
    step : int
        Die at every `step`-th operation only.

    Returns
    -------
    int
        How often it was killed.
    """
    deaths = 0
    while True:
        at = 1 + deaths * step
        if os.WIFSIGNALED(_in_child(lambda at=at: (_die_at(at, root), work(at)))):
            deaths += 1
            assert _in_child(lambda at=at: survived(at)) == 0, f"operation {at}"
        else:
            return deaths


def _in_child(work: Callable[[], object]) -> int:
    child = os.fork()
    if not child:
        try:
            work()
        except BaseException as error:
            print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
            os._exit(1)
        os._exit(0)
    return os.waitpid(child, 0)[1]


def _die_at(number: int, root: str) -> None:
    done = 0

    def hook(event: str, args: tuple) -> None:
        nonlocal done
        if event in OPERATIONS:
            paths = [os.fsdecode(arg) for arg in args if isinstance(arg, str | bytes | os.PathLike)]
            done += any(root in path or not os.path.isabs(path) for path in paths) or event in ("os.remove", "os.rmdir")
            if done >= number:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
