"""Brings a ticket's context into the limits of the wire contract (§4.1). A part that is too large is cut and marked."""

from typing import Any, cast

from . import limits
from .bound_value import bound_text, bound_value
from .json_text import write_json
from .markers import cut_marker
from .read_context import ContextReader, read_context
from .ticket_context import TicketContext


def bound_context(context: object, max_bytes: int) -> TicketContext:
    """Return the known parts of ``context``, each within its limit and together within ``max_bytes`` of JSON in UTF-8.

    Redact first, with ``secure_context``: the redaction rules do not recognise a secret that was cut. ``max_bytes`` is
    what is left in the body for the context; at most 32 KiB of it are used. Never raises. Bounding twice equals
    bounding once.
    """
    limit = min(max_bytes, limits.CONTEXT_BYTES)
    bound: TicketContext = {}
    for chars in (limits.STRING, *limits.RECUT):
        bound = read_context(context, _cutter(chars))
        if byte_length(bound) <= limit:
            return bound
    return _shed(bound, limit)


def byte_length(value: object) -> int:
    """Return the number of bytes of the value as JSON in UTF-8."""
    return len(write_json(value).encode())


def _cutter(chars: int) -> ContextReader:
    # The stack has its own, larger cap until the context must shrink.
    stack = limits.STACK if chars == limits.STRING else chars
    return ContextReader(
        name=lambda text: bound_text(text, chars=limits.NAME),
        message=lambda text: bound_text(text, chars=chars),
        stack=lambda text: bound_text(text, chars=stack),
        payload=lambda value: bound_value(value, chars=chars),
    )


def _shed(context: TicketContext, limit: int) -> TicketContext:
    """Remove one part after another until the rest fits. The failing call's own facts go last."""
    for part in ("result", "arguments"):
        incident = cast("dict[str, Any]", context.get("incident", {}))
        if part in incident:
            incident[part] = cut_marker("size")
        if byte_length(context) <= limit:
            return context
    for part in ("trail", "client", "incident"):
        cast("dict[str, Any]", context).pop(part, None)
        if byte_length(context) <= limit:
            return context
    return {}
