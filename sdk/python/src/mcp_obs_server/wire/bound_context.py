"""Brings a ticket's context into the limits of the wire contract. See ``bound-context.ts``."""

from .ticket_context import TicketContext


def bound_context(context: object, max_bytes: int) -> TicketContext:
    """Return the known parts of ``context``, each within its limit and together within ``max_bytes`` of JSON in UTF-8.

    Redact first, with ``secure_context``. Never raises. Bounding twice equals bounding once.
    """
    raise NotImplementedError


def byte_length(value: object) -> int:
    """Return the number of bytes of the value as JSON in UTF-8."""
    raise NotImplementedError
