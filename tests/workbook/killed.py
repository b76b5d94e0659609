"""Runs a piece of work in a child that is killed at its n-th operation that changes a file, for every n."""

import itertools
import os
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

PACKAGE = f"{os.sep}kpi_helpers{os.sep}"
_ALWAYS = {"os.rename", "os.remove", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.utime", "os.chmod"}


def killed_everywhere(
    work: Callable[[int], object],
    survived: Callable[[int], object],
    root: str,
    positions: Iterable[int] = (),
) -> Counter[str]:
    """Do a piece of work again and again, each time killed at another operation, until it comes to its end.

    A kill at a file that is opened to be written comes twice: before, and when a few bytes of it are there.

    Parameters
    ----------
    work : callable
        Called with the number of the operation at which it dies.
    survived : callable
        Called after each, in a child of its own; must come to its end.
    root : str
        Operations on paths in this folder count, and those on paths relative to an open one.
    positions : iterable of int
        The operations at which to die, by their number: by default one after the other. One that a run does not reach is
        passed over, since not every run clears up as often.

    Returns
    -------
    Counter of str
        How often it was killed at which operation of which line of the package.
    """
    deaths: Counter[str] = Counter()
    for at in positions or itertools.count(1):
        ended, places = _watched(work, at, root)
        if not os.WIFSIGNALED(ended):
            assert ended == 0, f"what was not killed at operation {at} did not come to its end"
            if not positions:
                break
            continue
        deaths[places[-1]] += 1
        assert _in_child(lambda at=at: survived(at)) == 0, f"operation {at}: {places[-1]}"
    return deaths


def operations(work: Callable[[int], object], root: str) -> list[str]:
    """At which operation of which line of the package a piece of work may be killed, in their order."""
    ended, places = _watched(work, sys.maxsize, root)
    assert ended == 0
    return places


def _watched(work: Callable[[int], object], at: int, root: str) -> tuple[int, list[str]]:
    """How a child ended that was to die at an operation, and the operations up to its death."""
    with tempfile.TemporaryFile() as told:
        ended = _in_child(lambda: (_die_at(at, root, told.fileno()), work(at)))
        told.seek(0)
        return ended, told.read().decode().splitlines()


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


def _die_at(number: int, root: str, told: int) -> None:
    done, is_asking = 0, False

    def hook(event: str, args: tuple) -> None:
        nonlocal done, is_asking
        if is_asking or not (event in _ALWAYS or event in ("open", "os.mkdir")):
            return
        is_asking = True  # what the hook itself does is no operation of the work
        for way in _deaths(event, args, root):
            done += 1
            os.write(told, f"{event} {way} {_line()}\n".encode())
            if done >= number:
                if way == "torn":
                    Path(args[0]).write_bytes(b"\0torn")
                os.kill(os.getpid(), signal.SIGKILL)
        is_asking = False

    sys.addaudithook(hook)


def _deaths(event: str, args: tuple, root: str) -> Iterator[str]:
    """In which ways one may die at an operation; in none where it changes nothing."""
    if not isinstance(args[0], str | bytes | os.PathLike):
        return  # an open file's number
    paths = [os.fsdecode(arg) for arg in args if isinstance(arg, str | bytes | os.PathLike)]
    if not any(root in path or not os.path.isabs(path) for path in paths):
        return
    if event in _ALWAYS or (event == "os.mkdir" and not os.path.lexists(paths[0])):
        yield "before"
    is_written = event == "open" and args[2] & (os.O_WRONLY | os.O_RDWR)
    if is_written and (args[2] & os.O_TRUNC or not os.path.lexists(paths[0])):  # else a lock, which stays as it is
        yield from ("before", "torn")


def _line() -> str:
    frame = sys._getframe()
    while frame.f_back and PACKAGE not in frame.f_code.co_filename:
        frame = frame.f_back
    return f"{frame.f_code.co_filename.rpartition(PACKAGE)[2]}:{frame.f_lineno}"
