"""One call of one of our tools, with what the connection knows about it."""

from dataclasses import dataclass
from typing import Any

import anyio

from ..capture.caller import Caller
from ..capture.trace import Trace
from ..wire.ticket_context import TicketContext


@dataclass(frozen=True)
class SupportCall:
    """Who calls, what is passed, and where the call came from."""

    arguments: Any
    caller: Caller
    trace: Trace | None
    surroundings: TicketContext
    """Client, server, SDK and transport."""
    stop: "anyio.Event"
    """Set when the host closes the SDK."""
