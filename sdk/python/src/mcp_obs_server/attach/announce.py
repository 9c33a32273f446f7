"""Tells clients that the list of tools has changed, where the server has said that it does so."""

import sys
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from .servers import DetectedServer


def announcements(server: DetectedServer, peers: Iterable[Any]) -> list[Callable[[], Awaitable[Any]]]:
    """Return what tells the clients at the other end of these connections. Each may raise."""
    if not _is_declared(server.low_level):
        told: list[Callable[[], Awaitable[Any]]] = []
    elif server.kind == "v1":
        told = [peer.send_tool_list_changed for peer in peers]
    else:
        told = [_notify(peer) for peer in peers]
    published = _publish(server.high_level)
    return told if published is None else [*told, published]


def _is_declared(low_level: Any) -> bool:
    tools = low_level.create_initialization_options().capabilities.tools
    return (getattr(tools, "list_changed", None) or getattr(tools, "listChanged", None)) is True


def _notify(peer: Any) -> Callable[[], Awaitable[Any]]:
    return lambda: peer.notify("notifications/tools/list_changed", None)


def _publish(high_level: Any) -> Callable[[], Awaitable[Any]] | None:
    """Since revision 2026-07-28 clients hear of it through ``subscriptions/listen``, which ``MCPServer`` serves."""
    bus = getattr(high_level, "_subscriptions", None)
    event = getattr(sys.modules.get("mcp.shared.subscriptions"), "ToolsListChanged", None)
    publish: Callable[[Any], Awaitable[Any]] | None = getattr(bus, "publish", None)
    return None if publish is None or event is None else lambda: publish(event())
