"""Tells clients that the list of tools has changed, where the server has said that it does so."""

import sys
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from ..platform.background import run_on, start_soon
from .audience import Audience
from .servers import DetectedServer

Tell = Callable[[], Awaitable[Any]]


def announce(server: DetectedServer, audience: Audience) -> None:
    """Tell each client on its own event loop. Any thread may call this.

    :raises Exception: what goes wrong if this release of the framework has changed.
    """
    if _is_declared(server.low_level):
        for peer, loop in audience.peers():
            tell = peer.send_tool_list_changed if server.kind == "v1" else _notify(peer)
            run_on(loop, partial(start_soon, tell))
    publish, loop = _publish(server.high_level), audience.listening_loop()
    if publish is None or loop is None:
        return

    async def publish_on_it() -> None:
        # A request on another event loop may have begun to listen meanwhile.
        if audience.listening_loop() is loop:
            await publish()

    run_on(loop, partial(start_soon, publish_on_it))


def _is_declared(low_level: Any) -> bool:
    tools = low_level.create_initialization_options().capabilities.tools
    return (getattr(tools, "list_changed", None) or getattr(tools, "listChanged", None)) is True


def _notify(peer: Any) -> Tell:
    return lambda: peer.notify("notifications/tools/list_changed", None)


def _publish(high_level: Any) -> Tell | None:
    """Since revision 2026-07-28 clients hear of it through ``subscriptions/listen``, which ``MCPServer`` serves."""
    bus = getattr(high_level, "_subscriptions", None)
    event = getattr(sys.modules.get("mcp.shared.subscriptions"), "ToolsListChanged", None)
    publish: Callable[[Any], Awaitable[Any]] | None = getattr(bus, "publish", None)
    return None if publish is None or event is None else lambda: publish(event())
