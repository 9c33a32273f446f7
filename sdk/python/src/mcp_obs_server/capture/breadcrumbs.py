"""The last calls of each caller, without arguments and results. On the wire they are called ``trail``."""

from collections import deque
from typing import Final, NamedTuple

from ..wire import limits
from ..wire.ticket_context import TrailEntry
from .clock import to_rfc3339

_MAX_OWNERS: Final = 1_000


class Step(NamedTuple):
    """One call. ``tool`` is bounded and redacted."""

    tool: str
    outcome: str
    duration_ms: int
    at: float
    """When it started, in seconds since the epoch."""


class Breadcrumbs:
    """Support sees from them what led to a failure."""

    def __init__(self) -> None:
        """Know no caller yet."""
        self._by_owner: dict[str, deque[Step]] = {}

    def add(self, owner: str, step: Step) -> None:
        """Add the newest call of this caller. The oldest is dropped."""
        steps = self._by_owner.get(owner)
        if steps is None:
            if len(self._by_owner) >= _MAX_OWNERS:
                del self._by_owner[next(iter(self._by_owner))]
            steps = self._by_owner[owner] = deque(maxlen=limits.TRAIL)
        steps.append(step)

    def read(self, owner: str | None) -> list[TrailEntry]:
        """Return the calls of one caller, oldest first. Nobody has none."""
        steps = () if owner is None else self._by_owner.get(owner, ())
        return [
            {
                "tool": step.tool,
                "outcome": step.outcome,
                "durationMs": step.duration_ms,
                "at": to_rfc3339(step.at),
            }
            for step in steps
        ]
