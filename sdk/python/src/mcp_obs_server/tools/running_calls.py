"""The calls of our tools that are running, so that the host can let them finish before it ends."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import anyio

T = TypeVar("T")


class RunningCalls:
    """Each has an event that is set when it has ended, and one that stops it."""

    def __init__(self) -> None:
        """No call is running."""
        self._running: dict[anyio.Event, anyio.Event] = {}

    async def run(self, call: "Callable[[anyio.Event], Awaitable[T]]") -> T:
        """Run the call with the event that stops it, and pass its result on."""
        ended, stop = anyio.Event(), anyio.Event()
        self._running[ended] = stop
        try:
            return await call(stop)
        finally:
            del self._running[ended]
            ended.set()

    async def end(self, timeout: float) -> None:
        """Wait until all calls have ended, at most ``timeout`` seconds, and stop the others."""
        with anyio.move_on_after(timeout):
            for ended in list(self._running):
                await ended.wait()
        for stop in list(self._running.values()):
            stop.set()
