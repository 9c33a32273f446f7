"""Adds the SDK to one server: listens to its traffic, puts our tools in its list, and sees what its tools raise."""

import weakref
from contextlib import suppress

from ..capture.tap_v1 import tap_v1
from ..capture.tap_v2 import tap_v2
from ..wire.ticket_context import ServerInfo
from .announce import announce
from .connection import Connection
from .instance import Instance
from .on_change import on_change
from .servers import DetectedServer
from .watch_tools import watch_tools


def attach_server(instance: Instance, server: DetectedServer) -> None:
    """Listen from the next message on.

    :raises Exception: what goes wrong if this release of the framework has changed.
    """
    connection = Connection(instance, server.mcp, lambda: _describe_server(server))
    if server.kind == "v1":
        tap_v1(server.low_level, connection)
    else:
        tap_v2(server.low_level, connection)
    wire = "request_handlers" if server.kind == "v1" else "middleware"
    seam = watch_tools(server)
    instance.logger.debug(f"attached to {server.mcp}: {wire}, exceptions by {seam or 'nothing'}")
    if seam is None:
        instance.logger.warning(
            f"{server.mcp} has changed: tickets have the messages of errors, but not their tracebacks"
        )
    _announce_changes(instance, server, connection)


def _announce_changes(instance: Instance, server: DetectedServer, connection: Connection) -> None:
    """The subscription does not keep the server in memory."""
    high_level, low_level = server.high_level, weakref.ref(server.low_level)
    outer = None if high_level is None else weakref.ref(high_level)
    kind, mcp, audience = server.kind, server.mcp, connection.audience

    def tell() -> None:
        inner = low_level()
        if inner is None:
            return
        alive = DetectedServer(kind, inner, None if outer is None else outer(), mcp)
        # If it fails, clients learn of it at their next list.
        with suppress(Exception):
            announce(alive, audience)

    unsubscribe = instance.subscribe(on_change(instance, tell))
    weakref.finalize(server.low_level, unsubscribe)


def _describe_server(server: DetectedServer) -> ServerInfo:
    """The server's name for itself, as it tells clients."""
    options = server.low_level.create_initialization_options()
    return {"name": str(options.server_name), "version": str(options.server_version)}
