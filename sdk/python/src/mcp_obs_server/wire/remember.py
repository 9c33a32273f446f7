"""Keeps results, because the same few names come again and again."""

from collections.abc import Callable
from typing import Final, TypeVar

_MAX_REMEMBERED: Final = 1_000

T = TypeVar("T")


def remember(decide: Callable[[str], T], is_kept: Callable[[str, T], bool]) -> Callable[[str], T]:
    """Return ``decide`` with a memory.

    :param is_kept: whether the name and the result may be kept: a secret may not.
    """
    known: dict[str, T] = {}

    def decide_once(name: str) -> T:
        if name in known:
            return known[name]
        decided = decide(name)
        if is_kept(name, decided):
            if len(known) >= _MAX_REMEMBERED:
                known.clear()
            known[name] = decided
        return decided

    return decide_once
