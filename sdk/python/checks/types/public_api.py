"""What the types of the public API accept and give. pyright checks this file; nothing runs it."""

import logging
import re
from typing import Literal

from typing_extensions import assert_type

from mcp_obs_server import (
    AuthInfo,
    CallOutcome,
    Identity,
    Incident,
    IncidentFailure,
    Json,
    McpObs,
    MemoryStore,
    RedactionRules,
    StatusTool,
    SupportTool,
    Ticket,
    TicketContext,
)
from mcp_obs_server.oauth import AccessTokenError, ProtectedApp, VerifiedAccessToken, protect


def before_send(ticket: Ticket) -> Ticket | None:
    """Look at a ticket as it is typed."""
    assert_type(ticket.title, str)
    assert_type(ticket.email, str | None)
    assert_type(ticket.context, TicketContext)
    incident: Incident = ticket.context.get("incident", {})
    failure: IncidentFailure = incident.get("failure", {})
    assert_type(incident.get("arguments"), Json | None)
    assert_type(failure.get("retryable"), bool | None)
    return None if ticket.category == "Other" else ticket


def identify(auth: AuthInfo) -> Identity | None:
    """Tell who calls."""
    return Identity(issuer="https://id.acme.test", subject=auth.subject) if auth.subject else None


every_option = McpObs(
    "https://mok_…@acme.mcp.example.com",
    support_tool=SupportTool(),
    status_tool=StatusTool(),
    redact=RedactionRules(keys=["shoeSize"], patterns=[re.compile("T-[0-9]+")], emails=True, ips=True),
    before_send=before_send,
    hint=False,
    identify=identify,
    transport="stdio",
    store=MemoryStore(),
    logger=logging.getLogger("acme"),
)
no_option = McpObs()
outcome: CallOutcome = "tool-error"

McpObs(dns="")  # pyright: ignore[reportCallIssue] -- a mistyped option is an error
McpObs(transport="pigeon")  # pyright: ignore[reportArgumentType]
every_option.attach_sync("no server")  # pyright: ignore[reportArgumentType]


async def app(scope: object, receive: object, send: object) -> None:
    """Serve nothing."""


async def sign_in() -> None:
    """Use the types of sign-in."""
    protected = protect(app, resource="https://mcp.acme.com/mcp", public=["/health"])
    assert_type(protected, ProtectedApp)
    assert_type(protected.metadata_url, str | None)
    try:
        assert_type(await protected.verify_access_token("…"), VerifiedAccessToken)
    except AccessTokenError as error:
        assert_type(error.code, Literal["invalid_token", "temporarily_unavailable"])
