"""Turns any value, even one made to do harm, into a small JSON value. See ``bound-value.ts``."""

from dataclasses import dataclass
from typing import Literal

from . import limits
from .ticket_context import Json


class TextBudget:
    """How much captured text may still be looked at."""

    def __init__(self) -> None:
        """Start with the 65,536 code points of the contract."""
        self._left: float = limits.READ

    def admits(self, text: str) -> bool:
        """Take the text's length from the budget. From the first text that is too long on, nothing fits any more."""
        self._left -= len(text)
        if self._left < 0:
            self._left = float("-inf")
        return self._left >= 0


@dataclass(frozen=True)
class Captured:
    """Text that was not looked at yet.

    ``host``: it has no markers of ours, so every ⟦ and ⟧ in it is rewritten. ``sdk``: an SDK may have put markers in
    it, which stay. Texts that are few and short need no budget.
    """

    source: Literal["host", "sdk"]
    budget: TextBudget | None = None


def bound_value(value: object, *, chars: int, captured: Captured | None = None) -> Json:
    """Copy ``value`` within the limits on depth, array items, object keys and nodes. Never raises."""
    raise NotImplementedError


def bound_text(text: str, *, chars: int, captured: Captured | None = None) -> str:
    """Bound one string, by the same rules. ``⟦cut:size⟧`` stands for text that the budget does not admit."""
    raise NotImplementedError
