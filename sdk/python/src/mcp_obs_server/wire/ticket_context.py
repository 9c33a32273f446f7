"""What is sent in ``context`` beside a ticket's title and description (wire contract §4.1).

Every part is optional. A newer SDK may talk to an older platform, and parts that are too large are cut, never refused.
The members have the names that travel.
"""

from typing import Literal, TypeAlias, TypedDict

Json: TypeAlias = bool | int | float | str | list["Json"] | dict[str, "Json"] | None
"""Any JSON value."""

Correlation: TypeAlias = Literal[
    "incident-id", "trace", "session", "subject", "process", "none", "not-found", "declined"
]
"""Why this call was chosen, or why none is attached. Treat values that you do not know as text."""

CallOutcome: TypeAlias = Literal["ok", "tool-error", "rpc-error", "cancelled", "no-answer"]
"""How a tool call ended, as far as the wire can tell."""

TransportName: TypeAlias = Literal["stdio", "streamable-http", "sse", "in-memory", "other"]
"""The kind of connection that a call came through."""


class IncidentError(TypedDict, total=False):
    """The error of a failing call."""

    name: str
    message: str
    code: int | float | str
    stack: str


IncidentFailure = TypedDict(
    "IncidentFailure",
    {"class": str, "code": str, "retryable": bool, "correlationId": str},
    total=False,
)
"""What the server itself says about a failure, in ``_meta["io.modelcontextprotocol/toolFailure"]`` of its result.

``class`` is such as ``capability``, ``reliability`` or ``governance``. By ``correlationId`` the operator finds the
failure in the logs.
"""


class Incident(TypedDict, total=False):
    """One failing tool call. Everything in it is redacted and bounded."""

    id: str
    tool: str
    outcome: str
    startedAt: str
    """RFC 3339 in UTC with milliseconds."""
    durationMs: int | float
    requestId: str
    """The JSON-RPC id, as text."""
    traceId: str
    """The trace that the call belongs to: 32 hexadecimal digits."""
    arguments: Json
    result: Json
    error: IncidentError
    failure: IncidentFailure


class TrailEntry(TypedDict, total=False):
    """A call before the failing one, without its arguments and its result.

    ``tool`` and ``outcome`` are always there.
    """

    tool: str
    outcome: str
    durationMs: int | float
    at: str
    """When it started: RFC 3339 in UTC with milliseconds."""


class ClientInfo(TypedDict, total=False):
    """What the MCP client said about itself."""

    name: str
    version: str
    protocolVersion: str
    capabilities: list[str]
    """The names of its capabilities, such as ``elicitation.form``."""


class ServerInfo(TypedDict, total=False):
    """What the MCP server said about itself."""

    name: str
    version: str


class SdkInfo(TypedDict, total=False):
    """This SDK and what it runs on."""

    name: str
    version: str
    language: str
    runtime: str
    mcp: str
    """The MCP framework in use, such as ``fastmcp/4.2.3``."""


class TicketContext(TypedDict, total=False):
    """The failing call and where it happened."""

    correlation: str
    incident: Incident
    trail: list[TrailEntry]
    """The calls of the same caller before the incident, oldest first."""
    client: ClientInfo
    server: ServerInfo
    sdk: SdkInfo
    transport: str
