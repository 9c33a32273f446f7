"""Which clients know our tool, because a list that they got had it (wire contract §8)."""

from typing import Any
from weakref import WeakKeyDictionary


class Listed:
    """The lists that had our tool, of one DSN."""

    def __init__(self) -> None:
        """No client has got a list yet."""
        self._by_peer: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()
        self._without_peer: set[str] = set()

    def note(self, peer: object | None, tool: str) -> None:
        """Remember that a list with the tool of this name goes out.

        ``peer`` is the connection, where one has one peer for all of its life.
        """
        if peer is None:
            self._without_peer.add(tool)
        else:
            self._by_peer.setdefault(peer, set()).add(tool)

    def knows(self, peer: object | None, tool: str) -> bool:
        """Whether the client knows the tool of this name. Without sessions, any list of this process counts."""
        return tool in (self._without_peer if peer is None else self._by_peer.get(peer, ()))
