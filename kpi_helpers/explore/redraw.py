"""When and where a redraw runs: where cells run, once after a burst of changes, not while the kernel looks for garbage."""

import asyncio
import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

PAUSE = 0.02
"""Seconds without a further change after which work begins: too short to be felt."""


def in_turn(work: Callable[..., Any]) -> Callable[..., None]:
    """The same function, called where cells run, whichever thread a choice comes in by.

    JupyterLab tells a kernel of what is chosen on a thread beside the one that runs cells. A database answers one
    question at a time: asked by both, each may be given the other's numbers.

    Parameters
    ----------
    work : callable
        Its result is nobody's.

    Examples
    --------
    >>> import threading
    >>> async def chosen():
    ...     seen = []
    ...     tell = in_turn(lambda change: seen.append((change, threading.current_thread() is threading.main_thread())))
    ...     await asyncio.to_thread(tell, "by another thread")
    ...     tell("by this one")
    ...     await asyncio.sleep(0.05)
    ...     return sorted(seen)
    >>> asyncio.run(chosen())
    [('by another thread', True), ('by this one', True)]
    """
    where_cells_run = _running_loop()

    def call(*arguments: Any) -> None:
        if where_cells_run is None or _running_loop() is where_cells_run:
            work(*arguments)
        else:
            where_cells_run.call_soon_threadsafe(work, *arguments)

    return call


def _running_loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


class Debounce:
    """Calls a function once after a burst of requests, where cells run.

    Parameters
    ----------
    work : callable
        Called without arguments.
    pause : float
        Seconds.

    Examples
    --------
    >>> done = []
    >>> async def burst():
    ...     work = Debounce(lambda: done.append("once"), pause=0.001)
    ...     work(), work(), work()
    ...     await asyncio.sleep(0.05)
    >>> asyncio.run(burst()); done
    ['once']
    """

    def __init__(self, work: Callable[[], None], pause: float = PAUSE) -> None:
        self._work, self._pause, self._ask = work, pause, in_turn(self._wait)
        self._waiting: asyncio.TimerHandle | None = None

    def __call__(self, *_: object) -> None:
        """Ask for the work; a request that still waits is replaced."""
        self._ask()

    def _wait(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
        if (loop := _running_loop()) is None:  # nobody could call us back later
            self._work()
        else:
            self._waiting = loop.call_later(self._pause, self._work)


def keep_libraries() -> None:
    """Take what is loaded by now out of the garbage collector's sight.

    Half a million objects of pandas, ibis and matplotlib stay as long as the kernel does; to look through them takes a
    third of a second each time. To be called once: what comes later, and goes again, must still be found.
    """
    gc.collect()
    gc.freeze()


@contextmanager
def none_collected() -> Iterator[None]:
    """Put the collector off until the work is done, where a cell has not put it off already.

    Examples
    --------
    >>> with none_collected():
    ...     gc.isenabled()
    False
    >>> gc.isenabled()
    True
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
