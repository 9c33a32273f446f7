"""Where failing calls are kept for the ticket that may follow.

They are kept per process and not per server, because a process may build a server for each request. Several processes
can share a store that the host supplies.
"""

import time
from bisect import bisect_left, insort
from collections.abc import Awaitable
from dataclasses import dataclass, field
from typing import Protocol

from ..wire.bound_context import byte_length
from ..wire.ticket_context import Incident, TrailEntry


@dataclass(frozen=True)
class StoredIncident:
    """A failing call as a store keeps it, redacted and bounded."""

    id: str
    keys: tuple[str, ...]
    """The keys by which :meth:`IncidentStore.latest` finds it."""
    expires_at: float
    """Seconds since the epoch. Afterwards the store no longer returns the incident."""
    incident: Incident
    owner: str | None = None
    """Whose call it was: ``sub:…``, ``ses:…`` or ``proc:…``.

    ``None`` for an anonymous HTTP caller: then whoever knows the id may attach the call.
    """
    trail: list[TrailEntry] = field(default_factory=list[TrailEntry])
    """The calls of the same caller before it."""


class IncidentStore(Protocol):
    """Where failing calls are kept.

    Replicas of a server can share one: implement these methods, as functions or coroutines, and pass the store as the
    option ``store``. Whatever a method raises counts as "nothing found".
    """

    def put(self, stored: StoredIncident, /) -> Awaitable[None] | None:
        """Keep a failing call."""
        ...

    def get(self, incident_id: str, /) -> Awaitable[StoredIncident | None] | StoredIncident | None:
        """Return the incident with this id, unless it has expired."""
        ...

    def latest(self, key: str, /) -> Awaitable[StoredIncident | None] | StoredIncident | None:
        """Return the newest incident with this key, unless it has expired."""
        ...


@dataclass
class _Share:
    """What one caller has. All whom nobody knows have one share together."""

    order: int
    ids: dict[str, None] = field(default_factory=dict[str, None])
    """Oldest first."""
    size: int = 0
    rank: tuple[float, int, str] | None = None
    """What it weighs, its order, and its owner. Of two that weigh the same, the older one has the higher rank."""


@dataclass
class _Group:
    """What several callers have. It is kept up to date: to sum it up at each eviction takes long."""

    ranks: list[tuple[float, int, str]] = field(default_factory=list[tuple[float, int, str]])
    """Sorted: whoever has most is last."""
    number: int = 0
    size: int = 0


class MemoryStore:
    """Keeps incidents in this process's memory. It is the default; make one only to change its limits.

    When it is full, signed-in users keep at least half of it, and all callers who are not signed in the other half.

    Example::

        obs = McpObs(store=MemoryStore(count=200, size=2_097_152))
    """

    def __init__(self, *, count: int = 1_000, size: int = 16_777_216, per_owner: int | None = None) -> None:
        """Beyond the limits incidents are dropped, the oldest of the caller who has the most.

        :param count: most incidents.
        :param size: most bytes of JSON.
        :param per_owner: most incidents of one caller. Default: only the limits of the whole store.
        """
        self._count, self._size, self._per_owner = count, size, per_owner or count
        # In order of insertion, so the first are the oldest.
        self._incidents: dict[str, tuple[StoredIncident, int]] = {}
        self._shares: dict[str, _Share] = {}
        self._order = 0
        self._signed_in, self._others = _Group(), _Group()
        self._by_key: dict[str, list[str]] = {}
        self._total = 0

    def put(self, stored: StoredIncident, /) -> None:
        """Keep a failing call. One that is larger than the whole store is not kept."""
        size = byte_length(stored.incident) + byte_length(stored.trail)
        if size > self._size:
            return
        self._remove(stored.id)
        self._incidents[stored.id] = (stored, size)
        self._total += size
        owner = stored.owner or ""
        if owner not in self._shares:
            self._order += 1
            self._shares[owner] = _Share(self._order)
        share = self._shares[owner]
        share.ids[stored.id] = None
        self._note(owner, 1, size)
        for key in stored.keys:
            self._by_key.setdefault(key, []).append(stored.id)
        if len(share.ids) > self._per_owner:
            self._remove(next(iter(share.ids)))
        self._evict()

    def get(self, incident_id: str, /) -> StoredIncident | None:
        """Return the incident with this id, unless it has expired."""
        entry = self._incidents.get(incident_id)
        return entry[0] if entry is not None and entry[0].expires_at > time.time() else None

    def latest(self, key: str, /) -> StoredIncident | None:
        """Return the newest incident with this key, unless it has expired."""
        ids = self._by_key.get(key)
        return self.get(ids[-1]) if ids else None

    def _remove(self, incident_id: str) -> None:
        entry = self._incidents.pop(incident_id, None)
        if entry is None:
            return
        stored, size = entry
        self._total -= size
        owner = stored.owner or ""
        del self._shares[owner].ids[incident_id]
        self._note(owner, -1, -size)
        for key in stored.keys:
            ids = self._by_key[key]
            ids.remove(incident_id)
            if not ids:
                del self._by_key[key]

    def _evict(self) -> None:
        now = time.time()
        while self._incidents:
            oldest, _ = next(iter(self._incidents.values()))
            if oldest.expires_at > now:
                break
            self._remove(oldest.id)
        while len(self._incidents) > self._count or self._total > self._size:
            self._remove(self._choose_victim())

    def _note(self, owner: str, number: int, size: int) -> None:
        """Note what a caller has more or less, when their incidents have changed."""
        share, group = self._shares[owner], self._signed_in if owner.startswith("sub:") else self._others
        share.size += size
        group.number += number
        group.size += size
        if share.rank is not None:
            del group.ranks[bisect_left(group.ranks, share.rank)]
        if share.ids:
            share.rank = (self._weigh(len(share.ids), share.size), -share.order, owner)
            insort(group.ranks, share.rank)
        else:
            del self._shares[owner]

    def _choose_victim(self) -> str:
        """The oldest incident of whoever has most.

        Among the signed-in or among the others, whichever have more together.
        """
        more = max(self._signed_in, self._others, key=lambda group: self._weigh(group.number, group.size))
        _, _, owner = more.ranks[-1]
        return next(iter(self._shares[owner].ids))

    def _weigh(self, number: int, size: int) -> float:
        return max(number / self._count, size / self._size)
