"""The kind of connection that a call came through."""

from typing import Final

import anyio

from ..wire.ticket_context import TransportName
from .observed_call import RequestFacts

# The tasks that read from a connection are named after the framework's function.
_BY_TASK: Final[tuple[tuple[str, TransportName], ...]] = (
    ("stdio_server", "stdio"),
    ("websocket_server", "other"),
)


def name_transport(facts: RequestFacts) -> TransportName:
    """Name the kind of connection. A message that came with an HTTP request never counts as stdio or in memory."""
    if facts.http is not None:
        return (
            "sse"
            if "session_id" in str(getattr(getattr(facts.http, "url", None), "query", ""))
            else "streamable-http"
        )
    try:
        tasks = [task.name or "" for task in anyio.get_running_tasks()]
    except Exception:  # noqa: BLE001 -- it is only displayed
        return "other"
    for part, name in _BY_TASK:
        if any(part in task for task in tasks):
            return name
    return "in-memory"
