"""When the kernel looks for garbage: not while somebody waits for a redraw."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


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
