"""One call of the support tool, from its arguments to its result."""

import copy
import inspect
from collections.abc import Callable
from dataclasses import dataclass, replace

from ..capture.caller import Caller, own_token
from ..capture.client import PlatformClient
from ..capture.correlate_incident import Correlated, correlate_incident
from ..capture.incident_store import IncidentStore
from ..capture.random_id import is_incident_id, mint_incident_id
from ..platform.deliver_ticket import CreatedTicket, DeliveryRequest, RefusedTicket, Ticket, deliver_ticket
from ..platform.logger import Logger
from ..platform.problem import hides_tool
from ..platform.read_config import SupportConfig
from ..wire.idempotency import derive_idempotency_key
from ..wire.markers import escape_brackets
from ..wire.redact import Redactor
from ..wire.ticket_context import TicketContext, TrailEntry
from . import sentences as say
from .before_send import BeforeSend
from .category_choice import ChooseCategories
from .support_call import SupportCall
from .support_tool import SupportResult
from .tool_arguments import FieldFault, SupportFields, read_arguments


@dataclass(frozen=True)
class OpenTicketDeps:
    """What a call needs."""

    client: PlatformClient
    is_on: Callable[[], bool]
    """Whether the host and the dashboard let tickets be opened."""
    store: IncidentStore
    redactor: Redactor
    before_send: BeforeSend | None
    choose_categories: ChooseCategories
    logger: Logger


async def open_ticket(call: SupportCall, deps: OpenTicketDeps) -> SupportResult:
    """Open a ticket. Never raises, but for being cancelled: the result says whether there is a ticket."""
    config = deps.client.config.current
    if config is None or not deps.is_on():
        return {"outcome": "unavailable", "message": say.say_off()}
    try:
        return await _open(call, config, deps)
    except Exception:  # noqa: BLE001 -- the caller is told in any case
        deps.logger.warning("a ticket was not sent: internal-error")
        return {"outcome": "failed", "message": say.say_fault("internal-error", config.server_name)}


async def _open(call: SupportCall, config: SupportConfig, deps: OpenTicketDeps) -> SupportResult:
    fields = read_arguments(call.arguments, config, deps.choose_categories(config.categories))
    if isinstance(fields, FieldFault):
        return {"outcome": "failed", "message": say.say_fix(fields.problem)}

    token = own_token(call.caller, config)
    draft = Ticket(
        title=deps.redactor.redact_text(escape_brackets(fields.title)),
        description=deps.redactor.redact_text(escape_brackets(fields.description)),
        category=fields.category,
        # The token alone says who a signed-in user is.
        email=fields.email if token is None else None,
        context=await _describe_context(call, fields, deps),
    )
    ticket = await _pass_to_host(draft, deps)
    if ticket is None:
        return {"outcome": "failed", "message": say.say_fault("dropped-by-host", config.server_name)}
    for field, limit in (("title", config.max_title), ("description", config.max_description)):
        # A marker may be longer than the secret that it replaces.
        if len(getattr(ticket, field)) > limit:
            problem = say.describe_field_problem(field, "too-long", limit=limit)
            return {"outcome": "failed", "message": say.say_fix(problem)}

    repeat = _choose_scope(call.caller, fields)
    delivery = await deliver_ticket(
        DeliveryRequest(
            dsn=deps.client.dsn,
            ticket=ticket,
            idempotency_key=derive_idempotency_key(
                scope=repeat.scope,
                incident_id=repeat.incident_id,
                title=ticket.title,
                description=ticket.description,
                category=ticket.category,
            ),
            token=token,
            traceparent=None if call.trace is None else call.trace.traceparent,
            max_bytes=config.max_body,
            stop=call.stop,
        )
    )
    if isinstance(delivery, CreatedTicket):
        return _say_created(delivery, ticket.context, config, repeat.minted_id)
    deps.logger.warning(f"a ticket was not confirmed: {delivery.code}")
    _learn_from(delivery, deps.client)
    return _say_refused(_with_own_choices(delivery, deps.choose_categories), config, repeat)


async def _describe_context(call: SupportCall, fields: SupportFields, deps: OpenTicketDeps) -> TicketContext:
    trace_id = None if call.trace is None else call.trace.trace_id
    found = await correlate_incident(deps.store, call.caller, fields.incident_id, trace_id)
    context: TicketContext = {"correlation": found.correlation}
    if found.stored is not None:
        context["incident"] = found.stored.incident
    trail = _read_trail(found, call.caller, deps.client)
    if trail:
        context["trail"] = trail
    return {**context, **call.surroundings}


def _read_trail(found: Correlated, caller: Caller, client: PlatformClient) -> list[TrailEntry]:
    """The calls before the failing one. Where none was found, the caller's last calls: one of them may have failed."""
    if found.stored is not None:
        return found.stored.trail
    return client.breadcrumbs.read(caller.owner) if found.correlation == "none" else []


async def _pass_to_host(ticket: Ticket, deps: OpenTicketDeps) -> Ticket | None:
    if deps.before_send is None:
        return ticket
    try:
        # A copy, so that the host changes this ticket only and not the incident that is kept.
        passed = deps.before_send(copy.deepcopy(ticket))
        sent = await passed if inspect.isawaitable(passed) else passed
        if sent is not None:
            # The host may have left the whole context out.
            sent.context = sent.context or {}
        return sent
    except Exception:  # noqa: BLE001 -- whatever the host's code raises
        deps.logger.warning("before_send raised: the ticket was not sent")
        return None


@dataclass(frozen=True)
class _Repeat:
    """What makes a second call count as a repeated one."""

    scope: str
    incident_id: str
    minted_id: str | None = None
    this_session: bool = False


def _choose_scope(caller: Caller, fields: SupportFields) -> _Repeat:
    """Whose calls count as repeated calls if they say the same (wire contract §4.3)."""
    incident_id = fields.incident_id or ""
    # An id is the same after a reconnect, and nobody can guess it.
    if caller.subject is None and is_incident_id(incident_id):
        return _Repeat("inc", incident_id)
    if caller.owner is not None:
        return _Repeat(caller.owner, incident_id, this_session=caller.subject is None)
    if fields.email is not None:
        return _Repeat(f"email:{fields.email}", incident_id)
    minted_id = mint_incident_id()
    return _Repeat("inc", minted_id, minted_id)


def _with_own_choices(refused: RefusedTicket, choose_categories: ChooseCategories) -> RefusedTicket:
    """The refusal with the categories that this tool offers, of those that the platform named."""
    errors = tuple(
        replace(error, allowed=tuple(choose_categories(error.allowed)))
        if error.pointer == "/category" and error.allowed
        else error
        for error in refused.errors
    )
    return replace(refused, errors=errors)


def _say_created(
    created: CreatedTicket, context: TicketContext, config: SupportConfig, minted_id: str | None
) -> SupportResult:
    incident = context.get("incident") if created.context_sent else None
    attached_tool = None if incident is None else incident.get("tool", "")
    if created.already_recorded:
        message = say.say_already_recorded(created.reference, created.status)
    else:
        message = say.say_recorded(
            created.reference, has_receipt=created.receipt is not None, attached_tool=attached_tool
        )
    if created.needs_contact:
        message = f"{message} {say.say_needs_contact(config.auth_mode, minted_id)}"
    result: SupportResult = {
        "outcome": "already_recorded" if created.already_recorded else "recorded",
        "message": message,
        "reference": created.reference,
    }
    if not created.already_recorded:
        result["context_attached"] = attached_tool is not None
    result["needs_contact"] = created.needs_contact
    if created.receipt is not None:
        result["receipt"] = created.receipt
    if created.needs_contact and config.auth_mode == "email" and minted_id is not None:
        result["incident_id"] = minted_id
    return result


def _say_refused(refused: RefusedTicket, config: SupportConfig, repeat: _Repeat) -> SupportResult:
    decision = refused.decision
    result: SupportResult = {
        "outcome": decision.outcome,
        "message": _write_sentence(refused, config, repeat),
    }
    if repeat.minted_id is not None and decision.sentence in ("LATER", "UNSURE"):
        result["incident_id"] = repeat.minted_id
    return result


def _write_sentence(refused: RefusedTicket, config: SupportConfig, repeat: _Repeat) -> str:
    sentence = refused.decision.sentence
    if sentence == "FIX":
        return say.say_fix(_describe_errors(refused, config))
    if sentence == "LATER":
        return say.say_later(refused.retry_after_seconds, repeat.minted_id)
    if sentence == "UNSURE":
        return say.say_unsure(repeat.minted_id, this_session=repeat.this_session)
    if sentence == "SIGN-IN":
        return say.say_sign_in()
    if sentence == "OFF":
        return say.say_off()
    return say.say_fault(refused.code, config.server_name)


def _describe_errors(refused: RefusedTicket, config: SupportConfig) -> str:
    limits = {"title": config.max_title, "description": config.max_description}
    problems: list[str] = []
    for error in refused.errors:
        field = error.pointer.removeprefix("/")
        problems.append(
            say.describe_field_problem(field, error.code, limit=limits.get(field), allowed=error.allowed)
        )
    return "; ".join(problems) or "a field cannot be accepted"


def _learn_from(refused: RefusedTicket, client: PlatformClient) -> None:
    """Some refusals mean that the configuration in force is out of date."""
    if hides_tool(refused.code):
        client.config.hide(refused.code)
    elif refused.code == "support-disabled" or any(e.pointer == "/category" for e in refused.errors):
        client.config.expire()
