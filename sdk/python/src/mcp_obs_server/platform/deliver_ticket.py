"""Sends one ticket to the platform, in at most three attempts within 10 s. See ``deliver-ticket.ts``."""

from dataclasses import dataclass, field

import anyio

from ..wire import limits
from ..wire.dsn import Dsn
from ..wire.ticket_context import TicketContext
from .http import exchange_http
from .http_exchange import HttpExchange
from .problem import FieldProblem
from .retry_decision import Decision


@dataclass
class Ticket:
    """A ticket as it is sent: title and description normalised and redacted, the context redacted."""

    title: str
    description: str
    category: str
    email: str | None = None
    """An address that the user gave, for replies."""
    context: TicketContext = field(default_factory=lambda: TicketContext())
    """The failing call and where it happened."""


@dataclass(frozen=True)
class DeliveryRequest:
    """What is sent, where to, and by whom."""

    dsn: Dsn
    ticket: Ticket
    idempotency_key: str
    token: str | None = None
    """The user's access token, only if the platform issued it."""
    traceparent: str | None = None
    exchange: HttpExchange = exchange_http
    max_bytes: int = limits.BODY_BYTES
    """Most bytes of the body."""
    stop: anyio.Event | None = None
    """Set it to end the delivery: there is no further attempt, and the running one is not waited for."""


@dataclass(frozen=True)
class CreatedTicket:
    """The platform has the ticket."""

    reference: str
    status: str
    already_recorded: bool
    """The first attempt was answered with a ticket that existed before."""
    needs_contact: bool
    context_sent: bool
    """False if the platform or a proxy refused the ticket with its context and took it without."""
    receipt: str | None = None


@dataclass(frozen=True)
class RefusedTicket:
    """There is no ticket, or nobody knows."""

    decision: Decision
    code: str
    """Goes to the host's log, and to the user if there is nothing better to say."""
    errors: tuple[FieldProblem, ...] = ()
    retry_after_seconds: int | None = None


async def deliver_ticket(request: DeliveryRequest) -> CreatedTicket | RefusedTicket:
    """Send the ticket. Never raises, but for being cancelled: the result holds the ticket or says why there is none."""
    raise NotImplementedError
