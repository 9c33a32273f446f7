"""Sends one ticket to the platform, in at most three attempts within 10 s (wire contract §4, §6).

All attempts have the same idempotency key, so that a lost answer never makes a second ticket.
"""

import random
import re
import time
from collections.abc import Awaitable
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

import anyio

from ..wire import limits
from ..wire.bound_context import bound_context, byte_length
from ..wire.dsn import Dsn
from ..wire.issued_secret import is_receipt
from ..wire.json_text import write_json
from ..wire.reference import is_reference
from ..wire.ticket_context import TicketContext
from .http import exchange_http
from .http_exchange import HttpExchange, HttpFailure, HttpRequest, HttpResponse
from .parse_object import as_object, parse_object
from .problem import FieldProblem, read_problem, read_retry_after
from .retry_decision import Decision, decide_delivery
from .runtime import user_agent

# In seconds.
_BUDGET: Final = 10.0
_ATTEMPT: Final = 5.0
# The second wait is twice as long. Together they outlast two seconds in which nobody can reach the platform.
_FIRST_BACKOFF: Final = 1.0
_MAX_ATTEMPTS: Final = 3

_STATUS = re.compile("[a-z][a-z_]{0,31}")


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
    stop: "anyio.Event | None" = None
    """Set it to end the delivery: there is no further attempt, and the running one is not waited for."""


@dataclass(frozen=True)
class CreatedTicket:
    """The platform has the ticket."""

    reference: str
    status: str | None
    """None if the platform's answer has nothing of the form of a status."""
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
    deadline = time.monotonic() + _BUDGET
    with_context = True
    unsure = False
    refused = RefusedTicket(decide_delivery("timeout", None), "timeout")

    for attempt in range(1, _MAX_ATTEMPTS + 1):
        left = deadline - time.monotonic()
        if left <= 0 or _is_stopped(request):
            break
        answer = await _send(request, min(_ATTEMPT, left), with_context=with_context)
        created = _read_created(answer, context_sent=with_context)
        if created:
            return replace(created, already_recorded=created.already_recorded and attempt == 1)

        refused = _read_refused(answer)
        retry = refused.decision.retry
        unsure = unsure or refused.decision.sentence == "UNSURE"
        if retry == "no" or (retry == "without-context" and not with_context):
            break
        if retry == "without-context":
            with_context = False
            continue
        wait = _backoff(attempt) if refused.retry_after_seconds is None else refused.retry_after_seconds
        if attempt == _MAX_ATTEMPTS or time.monotonic() + wait >= deadline:
            break
        await _unless_stopped(request, anyio.sleep(wait))

    # After a lost answer, a later refusal does not prove that there is no ticket.
    return replace(refused, decision=Decision("no", "failed", "UNSURE")) if unsure else refused


def _is_stopped(request: DeliveryRequest) -> bool:
    return request.stop is not None and request.stop.is_set()


async def _send(
    request: DeliveryRequest, timeout: float, *, with_context: bool
) -> HttpResponse | HttpFailure:
    headers = {
        "accept": "application/json, application/problem+json",
        "content-type": "application/json",
        "idempotency-key": request.idempotency_key,
        "x-mcp-obs-key": request.dsn.key,
        "user-agent": user_agent(),
    }
    if request.token is not None:
        headers["authorization"] = f"Bearer {request.token}"
    if request.traceparent is not None:
        headers["traceparent"] = request.traceparent
    body = _write_body(request, with_context=with_context)
    url = f"{request.dsn.origin}/api/mcpserver/support"
    answer = await _unless_stopped(
        request, request.exchange(HttpRequest("POST", url, headers, timeout, body))
    )
    # The request may have arrived.
    return HttpFailure("network-error") if answer is None else answer


async def _unless_stopped(request: DeliveryRequest, work: Awaitable[Any]) -> Any:
    """Wait for the work, or until the delivery is ended."""
    stop = request.stop
    if stop is None:
        return await work
    result: Any = None

    async def watch(scope: anyio.CancelScope) -> None:
        await stop.wait()
        scope.cancel()

    async with anyio.create_task_group() as group:
        group.start_soon(watch, group.cancel_scope)
        result = await work
        group.cancel_scope.cancel()
    return result


def _write_body(request: DeliveryRequest, *, with_context: bool) -> str:
    ticket = request.ticket
    fields: dict[str, Any] = {
        "title": ticket.title,
        "description": ticket.description,
        "category": ticket.category,
    }
    if ticket.email is not None:
        fields["email"] = ticket.email
    if with_context:
        room = request.max_bytes - byte_length(fields) - limits.RESERVE_BYTES
        fields["context"] = bound_context(ticket.context, room)
    return write_json(fields)


def _read_created(answer: HttpResponse | HttpFailure, *, context_sent: bool) -> CreatedTicket | None:
    if isinstance(answer, HttpFailure) or answer.status != 201:
        return None
    body = parse_object(answer.body) or {}
    ticket = as_object(body.get("ticket")) or {}
    reference, status, receipt = ticket.get("reference"), ticket.get("status"), body.get("receipt")
    duplicate, needs_contact = body.get("duplicate"), body.get("needsContact")
    if not isinstance(reference, str) or not is_reference(reference):
        return None
    if not isinstance(duplicate, bool) or not isinstance(needs_contact, bool):
        return None
    # A model gets to see both, so they must have the form of the contract.
    known_status = status if isinstance(status, str) and _STATUS.fullmatch(status) else None
    known_receipt = receipt if isinstance(receipt, str) and is_receipt(receipt) else None
    return CreatedTicket(reference, known_status, duplicate, needs_contact, context_sent, known_receipt)


def _read_refused(answer: HttpResponse | HttpFailure) -> RefusedTicket:
    if isinstance(answer, HttpFailure):
        code: Literal["network-error", "timeout"] = (
            "timeout" if answer.failure == "timeout" else "network-error"
        )
        return RefusedTicket(decide_delivery(answer.failure, None), code)
    problem = read_problem(answer)
    return RefusedTicket(
        decision=decide_delivery(problem.code if problem else None, answer.status),
        code=problem.code if problem else "unexpected-response",
        errors=problem.errors if problem else (),
        retry_after_seconds=read_retry_after(answer, time.time()),
    )


def _backoff(attempt: int) -> float:
    """Return the seconds to wait: exponential with jitter, so that many servers do not all come back together."""
    longest = _FIRST_BACKOFF * 2 ** (attempt - 1)
    return longest * (0.75 + random.random() / 4)  # noqa: S311 -- no secret is made of it
