"""Work that goes on beside the caller, on asyncio and on trio, without a thread.

The caller may be cancelled, or end, while the work goes on. So it cannot be in a task group of the caller.
"""

import contextvars
import sys
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import anyio

if TYPE_CHECKING:
    import asyncio

_TASKS: Final[set["asyncio.Task[None]"]] = set()
"""asyncio keeps only weak references to its tasks."""


def running_loop() -> object | None:
    """Return the event loop that this code runs on: asyncio's loop or trio's token. ``None`` where none runs."""
    token = _trio_token()
    if token is not None:
        return token
    return _asyncio_loop()


def start_soon(work: Callable[[], Awaitable[None]]) -> bool:
    """Start ``work`` on the running event loop, and forget it. What it raises is dropped.

    Returns false, and starts nothing, where no event loop runs.
    """
    if _trio_token() is not None:
        sys.modules["trio"].lowlevel.spawn_system_task(_guard, work)
        return True
    loop = _asyncio_loop()
    if loop is None:
        return False
    # An empty context: nothing of the request that happens to be running belongs to this work.
    task = contextvars.Context().run(loop.create_task, _guard(work))
    _TASKS.add(task)
    task.add_done_callback(_TASKS.discard)
    return True


def start_later(delay: float, work: Callable[[], Awaitable[None]]) -> Callable[[], None]:
    """Start ``work`` in ``delay`` seconds on the running event loop. Call the returned function to give it up.

    Nothing is started where no event loop runs, or if the loop ends before.
    """
    loop = None if _trio_token() is not None else _asyncio_loop()
    if loop is not None:
        return partial(run_on, loop, loop.call_later(delay, start_soon, work).cancel)
    scope, here = anyio.CancelScope(), running_loop()

    async def wait() -> None:
        with scope:
            await anyio.sleep(delay)
            await work()

    start_soon(wait)
    return partial(run_on, here, scope.cancel)


def run_on(loop: object, work: Callable[[], object]) -> None:
    """Run ``work`` on this event loop, from any thread. Nothing is done where the loop has ended."""
    if loop is running_loop():
        work()
        return
    soon = getattr(loop, "call_soon_threadsafe", None) or getattr(loop, "run_sync_soon", None)
    # A loop that has ended raises.
    with suppress(Exception):
        if soon is not None:
            soon(work)


def _guard(work: Callable[[], Awaitable[None]]) -> Coroutine[Any, Any, None]:
    async def run() -> None:
        # Nobody waits for this work, and it must not end the host.
        with suppress(Exception):
            await work()

    return run()


def _asyncio_loop() -> "asyncio.AbstractEventLoop | None":
    """Return the running loop of asyncio. It is never imported: a host that uses it has."""
    module = sys.modules.get("asyncio")
    try:
        return None if module is None else module.get_running_loop()
    except RuntimeError:
        return None


def _trio_token() -> object | None:
    """Return the token of the trio run that this task is in. trio is never imported: a host that uses it has."""
    trio = sys.modules.get("trio")
    if trio is None:
        return None
    try:
        trio.lowlevel.current_task()
        return trio.lowlevel.current_trio_token()
    except (AttributeError, RuntimeError):
        return None
