"""Sees what tools raise, before the framework reduces it to a message. Tickets get the traceback from here."""

import sys
from collections.abc import Awaitable, Callable
from typing import Any

from ..capture.observed_call import note_thrown
from .servers import DetectedServer


def watch_tools(server: DetectedServer) -> str | None:
    """Watch the server's tools, and return the seam that is in use. ``None`` if this release has none of them."""
    if server.kind == "v1":
        return _watch_error_result(server.low_level)
    if server.high_level is not None:
        return _watch_call_tool(server.high_level)
    # A low-level server of `mcp` 2 lets exceptions through, so the tap itself sees them.
    return "middleware"


def _watch_error_result(server: Any) -> str | None:
    """``mcp`` 1 calls this method where it has caught what a tool raised."""
    make = getattr(server, "_make_error_result", None)
    if not callable(make):
        return None

    def make_error_result(*args: Any, **kwargs: Any) -> Any:
        note_thrown(sys.exc_info()[1])
        return make(*args, **kwargs)

    server._make_error_result = make_error_result
    return "_make_error_result"


def _watch_call_tool(server: Any) -> str | None:
    """``MCPServer`` and ``FastMCP`` 4 call this public method for each call that a client makes."""
    if not callable(getattr(server, "call_tool", None)):
        return None
    call: Callable[..., Awaitable[Any]] = server.call_tool

    async def call_tool(*args: Any, **kwargs: Any) -> Any:
        try:
            return await call(*args, **kwargs)
        except Exception as error:
            note_thrown(error)
            raise

    server.call_tool = call_tool
    return "call_tool"
