"""A support tool for MCP servers: a failing tool call becomes a ticket with the call attached."""

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
