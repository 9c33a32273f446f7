"""Where failing calls are kept, and which of them go when there is no more place."""

import time

from mcp_obs_server import MemoryStore, StoredIncident


def kept(name: str, owner: str | None = None, expires_at: float = 1e12) -> StoredIncident:
    keys = () if owner is None else (f"key of {owner}",)
    return StoredIncident(id=name, keys=keys, expires_at=expires_at, incident={"id": name}, owner=owner)


def test_the_store_keeps_within_its_limits() -> None:
    store = MemoryStore(count=3, per_owner=2)
    for name in ("a", "b", "c"):
        store.put(kept(name, "sub:ana"))
    assert store.get("a") is None
    assert store.latest("key of sub:ana") == store.get("c")
    store.put(kept("d", "sub:ben", expires_at=0))
    assert store.get("d") is None
    assert store.latest("key of sub:ben") is None
    assert store.latest("nobody") is None
    small = MemoryStore(size=10)
    small.put(StoredIncident(id="a", keys=(), expires_at=1e12, incident={"tool": "x" * 100}))
    assert small.get("a") is None


def test_the_failures_of_nobody_evict_no_user() -> None:
    store = MemoryStore(count=100)
    for turn in range(30):
        store.put(kept(f"ana{turn}", "sub:ana"))
    for turn in range(1_000):
        store.put(kept(f"nobody{turn}"))
        store.put(kept(f"session{turn}", f"ses:{turn}"))
    assert all(store.get(f"ana{turn}") for turn in range(30))
    for turn in range(1_000):
        store.put(kept(f"ben{turn}", "sub:ben"))
    assert sum(store.get(f"ana{turn}") is not None for turn in range(30)) >= 25
    assert any(store.get(f"session{turn}") for turn in range(1_000))


def test_the_oldest_of_whoever_has_most_goes_first() -> None:
    store = MemoryStore(count=4)
    for name, owner in (("a", "sub:ana"), ("b", "sub:ben"), ("c", "sub:ben"), ("d", "sub:ana")):
        store.put(kept(name, owner))
    for turn, victim in enumerate("abdc"):
        store.put(kept(f"new{turn}", f"sub:{turn}"))
        assert store.get(victim) is None
    assert store.get("new0") is not None
    store.put(kept("e", "sub:3"))
    assert store.get("new3") is None


def test_many_callers_make_a_failure_no_more_expensive() -> None:
    def put_with(callers: int) -> float:
        store = MemoryStore()
        for turn in range(1_000):
            store.put(kept(f"{turn}", f"ses:{turn % callers}"))
        begun = time.process_time()
        for turn in range(1_000, 2_000):
            store.put(kept(f"{turn}", f"ses:{turn % callers}"))
        return time.process_time() - begun

    assert put_with(1_000) < 10 * put_with(1)
