"""Of several quick changes only the last one is worth its work."""

import asyncio
from collections.abc import Callable

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
