"""What no page may show, hidden before a name is drawn or cut."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from kpi_helpers.workbook.contacts import without_contacts

_HIDE: ContextVar[Callable[[str], str]] = ContextVar("what hides what no page may show", default=without_contacts)


@contextmanager
def hiding(hide: Callable[[str], str]) -> Iterator[None]:
    """Names are passed through this before they are cut or wrapped: half a phone number is found by nobody any more.

    Examples
    --------
    >>> with hiding(lambda name: name.replace("Sato", "A")):
    ...     without_hidden("Sato Trading")
    'A Trading'
    """
    token = _HIDE.set(hide)
    try:
        yield
    finally:
        _HIDE.reset(token)


def current_hide() -> Callable[[str], str]:
    """What hides at the moment."""
    return _HIDE.get()


def without_hidden(name: str) -> str:
    """A name without what is hidden at the moment: addresses and phone numbers, other names too where they are masked.

    Examples
    --------
    >>> without_hidden("Fair 03-1234-5678")
    'Fair …'
    """
    return _HIDE.get()(name)
