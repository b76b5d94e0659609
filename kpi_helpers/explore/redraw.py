"""When a redraw runs: once after a burst of changes, and not while the kernel looks for garbage."""

import asyncio
import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PAUSE = 0.02
"""Seconds without a further change after which work begins: too short to be felt."""


class Debounce:
    """Calls a function once after a burst of requests.

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
        self._work, self._pause = work, pause
        self._waiting: asyncio.TimerHandle | None = None

    def __call__(self, *_: object) -> None:
        """Ask for the work; a request that still waits is replaced."""
        if self._waiting is not None:
            self._waiting.cancel()
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # nobody could call us back later
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
