"""The calls of our tools that are running, so that the host can let them finish before it ends."""

from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

import anyio

from ..platform.background import run_on, running_loop

T = TypeVar("T")

_LOOK: Final = 0.01
"""Seconds between two looks. Calls may run on other event loops, whose events cannot be waited for."""


class RunningCalls:
    """Each has an event that stops it, and an event loop."""

    def __init__(self) -> None:
        """No call is running."""
        self._running: dict[anyio.Event, object] = {}

    async def run(self, call: "Callable[[anyio.Event], Awaitable[T]]") -> T:
        """Run the call with the event that stops it, and pass its result on."""
        stop = anyio.Event()
        self._running[stop] = running_loop()
        try:
            return await call(stop)
        finally:
            del self._running[stop]

    async def end(self, timeout: float) -> None:
        """Wait until all calls have ended, at most ``timeout`` seconds, and stop the others. Any event loop will do."""
        with anyio.move_on_after(timeout):
            while self._running:  # noqa: ASYNC110 -- events of other loops cannot be waited for
                await anyio.sleep(_LOOK)
        for stop, loop in list(self._running.items()):
            run_on(loop, stop.set)
