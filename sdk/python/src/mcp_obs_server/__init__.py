"""A support tool for MCP servers: a failing tool call becomes a ticket with the call attached."""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from .attach.mcp_obs import McpObs
    from .attach.options import IsFailure, StatusTool, SupportTool
    from .attach.servers import AttachableServer
    from .capture.caller import AuthInfo, Identify, Identity
    from .capture.incident_store import IncidentStore, MemoryStore, StoredIncident
    from .platform.deliver_ticket import Ticket
    from .platform.logger import Logger
    from .tools.before_send import BeforeSend
    from .wire.redact import RedactionRules
    from .wire.ticket_context import (
        CallOutcome,
        ClientInfo,
        Correlation,
        Incident,
        IncidentError,
        IncidentFailure,
        Json,
        SdkInfo,
        ServerInfo,
        TicketContext,
        TrailEntry,
        TransportName,
    )

__all__ = [
    "AttachableServer",
    "AuthInfo",
    "BeforeSend",
    "CallOutcome",
    "ClientInfo",
    "Correlation",
    "Identify",
    "Identity",
    "Incident",
    "IncidentError",
    "IncidentFailure",
    "IncidentStore",
    "IsFailure",
    "Json",
    "Logger",
    "McpObs",
    "MemoryStore",
    "RedactionRules",
    "SdkInfo",
    "ServerInfo",
    "StatusTool",
    "StoredIncident",
    "SupportTool",
    "Ticket",
    "TicketContext",
    "TrailEntry",
    "TransportName",
]

_HOMES: Final = {
    "AttachableServer": "attach.servers",
    "AuthInfo": "capture.caller",
    "BeforeSend": "tools.before_send",
    "CallOutcome": "wire.ticket_context",
    "ClientInfo": "wire.ticket_context",
    "Correlation": "wire.ticket_context",
    "Identify": "capture.caller",
    "Identity": "capture.caller",
    "Incident": "wire.ticket_context",
    "IncidentError": "wire.ticket_context",
    "IncidentFailure": "wire.ticket_context",
    "IncidentStore": "capture.incident_store",
    "IsFailure": "attach.options",
    "Json": "wire.ticket_context",
    "Logger": "platform.logger",
    "McpObs": "attach.mcp_obs",
    "MemoryStore": "capture.incident_store",
    "RedactionRules": "wire.redact",
    "SdkInfo": "wire.ticket_context",
    "ServerInfo": "wire.ticket_context",
    "StatusTool": "attach.options",
    "StoredIncident": "capture.incident_store",
    "SupportTool": "attach.options",
    "Ticket": "platform.deliver_ticket",
    "TicketContext": "wire.ticket_context",
    "TrailEntry": "wire.ticket_context",
    "TransportName": "wire.ticket_context",
}


def __getattr__(name: str) -> Any:
    """Load what is asked for, and nothing else: most hosts need one name, and a host without a DSN little of that."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f".{home}", __name__), name)
    return value


def __dir__() -> list[str]:
    return __all__
