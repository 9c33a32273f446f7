"""Work that goes on beside the caller, on asyncio and on trio, without a thread."""

from collections.abc import Awaitable, Callable


def start_soon(work: Callable[[], Awaitable[None]]) -> bool:
    """Start ``work`` on the running event loop, and forget it. What it raises is dropped.

    Returns false, and starts nothing, where no event loop runs.
    """
    raise NotImplementedError
