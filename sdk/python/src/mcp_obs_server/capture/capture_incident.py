"""Makes an incident from a failing call.

It is bounded and redacted first, so that no secret is kept even for a moment.
"""

from typing import Any, TypeVar, cast

from ..platform.parse_object import as_object
from ..wire import limits
from ..wire.bound_context import bound_context
from ..wire.bound_value import bound_value
from ..wire.redact import Redactor
from ..wire.secure_context import secure_context, secure_names
from ..wire.ticket_context import CallOutcome, Incident
from .clock import to_rfc3339
from .describe_error import describe_error
from .json_rpc import META_TOOL_FAILURE, Answer
from .observed_call import ObservedCall

T = TypeVar("T")


def capture(facts: T, redactor: Redactor) -> T:
    """Bound and redact what others wrote about a call, such as the client's name."""
    return cast("T", bound_value(secure_names(facts, "host", redactor), chars=limits.NAME))


def capture_incident(
    incident_id: str,
    call: ObservedCall,
    outcome: CallOutcome,
    answer: Answer | None,
    trace_id: str | None,
    redactor: Redactor,
) -> Incident:
    """Return the incident. ``answer`` is ``None`` for a call that was cancelled or never answered."""
    result = None if answer is None else answer.result
    parts = {
        "id": incident_id,
        "tool": call.tool,
        "outcome": outcome,
        "startedAt": to_rfc3339(call.started_at),
        "durationMs": call.elapsed_ms(),
        "requestId": call.facts.request_id,
        "traceId": trace_id,
        "arguments": call.arguments,
        "result": result,
        "error": _describe_error(call, answer),
        "failure": _read_failure(result),
    }
    incident = {name: part for name, part in parts.items() if part is not None}
    context = secure_context({"incident": incident}, "host", redactor)
    return bound_context(context, limits.CONTEXT_BYTES).get("incident", {})


def _describe_error(call: ObservedCall, answer: Answer | None) -> dict[str, Any] | None:
    if call.thrown is not None:
        return describe_error(call.thrown)
    error = None if answer is None else answer.error
    if error is None:
        return None
    return (
        {"message": error.message} if error.code is None else {"message": error.message, "code": error.code}
    )


def _read_failure(result: dict[str, Any] | None) -> dict[str, Any] | None:
    """What the server itself says of the failure, as far as it travels. ``secure_context`` checks the types."""
    meta = as_object((result or {}).get("_meta")) or {}
    return as_object(meta.get(META_TOOL_FAILURE))
