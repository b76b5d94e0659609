"""One session with a database for all processes of a build: the pages' notebooks ask the process that holds it.

A warehouse admits few sessions, prepares a day for minutes, and may change between
two of them. So only `kpi build` itself connects and prepares; what a notebook's
`Workbook` would work out, it asks for by function and arguments, and gets as values.
"""

from __future__ import annotations

import contextlib
import io
import os
import pickle
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from importlib import import_module
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Connection, Listener, answer_challenge, deliver_challenge
from typing import TYPE_CHECKING, Any

from kpi_helpers.workbook.config import load_config
from kpi_helpers.workbook.engine import Engine, Expr
from kpi_helpers.workbook.remote import open_tables

if TYPE_CHECKING:
    from datetime import date

    from kpi_helpers.workbook.config import Config
    from kpi_helpers.workbook.definitions import Definitions
    from kpi_helpers.workbook.narrowing import Narrowing
    from kpi_helpers.workbook.reading import Loaded
    from kpi_helpers.workbook.workbook import Workbook

VARIABLE = "KPI_SESSION"
"""Where the process that holds the session listens, and the key by which it knows its own."""

_PACKAGE = __name__.partition(".")[0]
_WAITING = 16


@contextlib.contextmanager
def holding(wb: Workbook) -> Iterator[Callable[[], None]]:
    """Let the processes that are started meanwhile ask for what a workbook with tables in a database works out.

    Parameters
    ----------
    wb : Workbook

    Yields
    ------
    callable
        To be called when this process has asked what it needs itself; until then who asks waits.
    """
    key, over = os.urandom(32), threading.Event()
    listener = _listener() if wb.is_remote else None
    if listener is None:
        yield lambda: None
        return
    with listener:
        address = str(listener.address)
        answering = threading.Thread(target=_accept, args=(wb, listener, key, over), daemon=True)
        os.environ[VARIABLE] = f"{address}|{key.hex()}"
        try:
            yield answering.start
        finally:
            del os.environ[VARIABLE]
            over.set()
            if answering.is_alive():
                Client(address).close()  # it waits for somebody who asks
                answering.join()


def _listener() -> Listener | None:
    """None where the folder of temporary files lies too deep for a socket: each process opens a session of its own then."""
    with contextlib.suppress(OSError):
        return Listener(backlog=_WAITING)
    return None


def _accept(wb: Workbook, listener: Listener, key: bytes, over: threading.Event) -> None:
    turn = threading.Lock()
    while True:
        with contextlib.suppress(OSError, EOFError):
            connection = listener.accept()
            if over.is_set():
                connection.close()
                return
            threading.Thread(target=_answer, args=(wb, connection, key, turn), daemon=True).start()


def _answer(wb: Workbook, connection: Connection, key: bytes, turn: threading.Lock) -> None:
    with connection, contextlib.suppress(OSError, EOFError, AuthenticationError):
        # Here and not in the listener, where one who connects and says nothing would keep out everybody else.
        deliver_challenge(connection, key)
        answer_challenge(connection, key)
        connection.send_bytes(_written(_opened(wb, *_read(connection.recv_bytes()))))
        while True:
            asked = connection.recv_bytes()
            with turn:
                answer = _answer_to(wb, asked)
            connection.send_bytes(answer)


def _opened(wb: Workbook, config: Config, definitions: Definitions) -> object:
    """How the tables were read, where this is the same workbook, which may be known here by a relative path."""
    same = config == load_config(wb.config.folder.resolve()) and definitions == wb.definitions
    return wb.loaded and replace(wb.loaded, entry=None) if same else None


def _answer_to(wb: Workbook, asked: bytes) -> bytes:
    """A tuple of the answer; an empty one where it is none that can be sent, so that who asks works it out."""
    try:
        team, day, to, function, arguments = _read(asked)
        whole = wb.root if team == wb.root.team else wb.whole.root
        if team != whole.team:
            return _written(())
        return _written((whole.at(day, to).cached(function, *arguments),))
    except Exception:  # it will come to light there, in the section that it belongs to
        return _written(())


class Session:
    """What another process works out of the same workbook.

    Parameters
    ----------
    connection : Connection
    loaded : Loaded
        How the tables were read.
    """

    def __init__(self, connection: Connection, loaded: Loaded) -> None:
        self._connection, self._turn = connection, threading.Lock()
        self._own: tuple[Mapping[str, Any], Engine] | None = None
        self.tables: Mapping[str, Any] = dict.fromkeys(loaded.reports)
        self.loaded = loaded

    @classmethod
    def of(cls, config: Config, definitions: Definitions) -> Session | None:
        """The session of the build that this process belongs to, if it holds this workbook."""
        address, _, key = os.environ.get(VARIABLE, "").rpartition("|")
        if not address or config.connection is None:
            return None
        with contextlib.suppress(OSError, EOFError, AuthenticationError):
            connection = Client(address, authkey=bytes.fromhex(key))
            connection.send_bytes(_written((config, definitions)))
            if loaded := _read(connection.recv_bytes()):
                return cls(connection, loaded)
            connection.close()
        return None

    def of_view(self, team: str | None, day: date, to: Narrowing) -> Asked:
        """What can be asked of a day and a part of the workbook of a team."""
        return Asked(self, (team, day, to))

    def ask(self, *question: object) -> tuple:
        """The answer in a tuple; an empty one where there is none that can be sent."""
        try:
            with self._turn:
                self._connection.send_bytes(_written(question))
                return _read(self._connection.recv_bytes())
        except (OSError, EOFError, pickle.PicklingError, AttributeError):
            return ()

    def opened(self, config: Config, definitions: Definitions) -> tuple[Mapping[str, Any], Engine]:
        """The tables on a connection of this process, for what only they can tell."""
        if self._own is None:
            tables, _, engine = open_tables(config, definitions.extra_columns())
            self._own = tables, engine or Engine()
        return self._own


@dataclass(frozen=True)
class Asked:
    """One view of another process's workbook, in the place of what is kept across runs."""

    session: Session
    view: tuple[str | None, date, Narrowing]

    def frame(self, function: Callable, arguments: tuple, work: Callable[[], Any]) -> Any:
        """What a function makes of it; worked out here where that is nothing that can be sent."""
        found = self.session.ask(*self.view, function, arguments)
        return found[0] if found else work()

    def facts(self, engine: Engine, make: Callable[[], Mapping[str, Expr]], *_: object) -> Mapping[str, Expr]:
        """The prepared tables, which nobody can send."""
        return make()


class _Writer(pickle.Pickler):
    """Writes plain values; what the package's modules hold by their place there, which makes it the same one here."""

    @cached_property
    def _places(self) -> dict[int, tuple[str, str]]:
        return {
            id(value): (name, word)
            for name, module in list(sys.modules.items())
            if name.partition(".")[0] == _PACKAGE
            for word, value in list(vars(module).items())
            if _is_ours(value)
        }

    def persistent_id(self, part: object) -> tuple[str, str] | None:
        return self._places.get(id(part)) if _is_ours(part) else None

    def reducer_override(self, part: object) -> Any:
        if isinstance(part, Engine) or any(hasattr(type(part), name) for name in ("engine", "get_backend")):
            raise pickle.PicklingError("what lies on a connection is no value")
        return NotImplemented


class _Reader(pickle.Unpickler):
    def persistent_load(self, place: tuple[str, str]) -> object:
        return getattr(import_module(place[0]), place[1])


def _is_ours(part: object) -> bool:
    return type(part).__module__.partition(".")[0] == _PACKAGE


def _written(content: object) -> bytes:
    buffer = io.BytesIO()
    _Writer(buffer, pickle.HIGHEST_PROTOCOL).dump(content)
    return buffer.getvalue()


def _read(content: bytes) -> Any:
    return _Reader(io.BytesIO(content)).load()
