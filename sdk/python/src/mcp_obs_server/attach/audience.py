"""The clients that are told of a change of the list, and the event loop of each: a process may have several."""

from collections.abc import Generator
from contextlib import contextmanager
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from ..platform.background import running_loop


class Audience:
    """The clients of one server."""

    def __init__(self) -> None:
        """No client is known yet."""
        self._lock = Lock()
        self._peers: WeakKeyDictionary[Any, object] = WeakKeyDictionary()
        self._listening: dict[object, int] = {}

    def add(self, peer: Any) -> None:
        """Note a connection that has asked for the list, on the running event loop."""
        with self._lock:
            self._peers[peer] = running_loop()

    @contextmanager
    def listens(self) -> Generator[None]:
        """Note a request that listens to changes for as long as it runs."""
        loop = running_loop()
        with self._lock:
            self._listening[loop] = self._listening.get(loop, 0) + 1
        try:
            yield
        finally:
            with self._lock:
                self._listening[loop] -= 1
                if not self._listening[loop]:
                    del self._listening[loop]

    def peers(self) -> list[tuple[Any, object]]:
        """Return the connections that are open, each with its event loop."""
        with self._lock:
            return list(self._peers.items())

    def listening_loop(self) -> object | None:
        """Return the event loop of all requests that listen. ``None`` if there is none, or more than one.

        The framework tells all of them at once, which only their own event loop may do.
        """
        with self._lock:
            loops = list(self._listening)
        return loops[0] if len(loops) == 1 else None
