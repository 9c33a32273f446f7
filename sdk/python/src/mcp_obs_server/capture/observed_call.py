"""A tool call while it runs, and what the transport knows beside the message."""

import time
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from ..wire.ticket_context import ClientInfo
from .caller import AuthInfo
from .json_rpc import RpcError


@dataclass
class RequestFacts:
    """One request, as the framework hands it over. It is not bounded or redacted."""

    request_id: str
    meta: Mapping[str, Any] | None = None
    http: object | None = None
    """The HTTP request that the message came with, if it came with one."""
    session: str | None = None
    """The id of the protocol session, as the transport checked it."""
    peer: object | None = None
    """Stands for a connection that has one peer for all of its life: stdio, in memory, a protocol session."""
    client: Callable[[], ClientInfo | None] = field(default=lambda: None)
    """Reads what the client said about itself in ``initialize``, if this connection saw it."""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    auth: AuthInfo | None = None

    def header(self, name: str) -> str | None:
        """Return a header of the HTTP request. The name is in lower case."""
        return self.headers.get(name)


@dataclass
class ObservedCall:
    """A tool call. It is not copied, bounded or redacted."""

    tool: str
    arguments: Any
    facts: RequestFacts
    started_at: float = field(default_factory=time.time)
    """Seconds since the epoch."""
    thrown: BaseException | None = None
    """What the tool raised, where that could be seen."""
    hinted: RpcError | None = None
    """The error to send in place of the server's, with the hint in its data."""

    def elapsed_ms(self) -> int:
        """How long the call has taken so far, in milliseconds."""
        return max(0, round((time.time() - self.started_at) * 1_000))


CURRENT_CALL: ContextVar[ObservedCall | None] = ContextVar("mcp_obs_current_call", default=None)
"""The call that the running code belongs to. It joins what the wire shows with what a tool raised."""


def note_thrown(error: BaseException | None) -> None:
    """Remember what a tool raised, before the framework reduces it to a message. The last one counts."""
    call = CURRENT_CALL.get()
    if call is not None and error is not None:
        call.thrown = error
