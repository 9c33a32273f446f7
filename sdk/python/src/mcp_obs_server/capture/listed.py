"""Which clients know our tool, because a list that they got had it (wire contract §8)."""

import time
from typing import Any
from weakref import WeakKeyDictionary


class Listed:
    """The lists that had our tool, of one DSN."""

    def __init__(self) -> None:
        """No client has got a list yet."""
        self._by_peer: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()
        self._without_peer: set[str] = set()
        self._last: float | None = None

    def note(self, peer: object | None, tool: str) -> None:
        """Remember that a list with the tool of this name goes out.

        ``peer`` is the connection, where one has one peer for all of its life.
        """
        self._last = time.monotonic()
        if peer is None:
            self._without_peer.add(tool)
        else:
            self._by_peer.setdefault(peer, set()).add(tool)

    def knows(self, peer: object | None, tool: str) -> bool:
        """Whether the client knows the tool of this name. Without sessions, any list of this process counts."""
        return tool in (self._without_peer if peer is None else self._by_peer.get(peer, ()))

    def peers(self) -> list[Any]:
        """Return the connections that got such a list and are still there."""
        return list(self._by_peer.keys())

    def seconds_since(self) -> float | None:
        """Return how long ago a client last got our tool; ``None`` if none did."""
        return None if self._last is None else time.monotonic() - self._last
