"""What happens to captured text before anything else. See ``secure-context.ts``."""

from typing import Literal, TypeVar

from .redact import BUILT_IN_REDACTOR, Redactor
from .ticket_context import TicketContext

T = TypeVar("T")


def secure_context(
    context: object, source: Literal["host", "sdk"], redactor: Redactor = BUILT_IN_REDACTOR
) -> TicketContext:
    """Return the known parts of a context, normalised and redacted. ``bound_context`` must follow. Never raises."""
    raise NotImplementedError


def secure_names(value: T, source: Literal["host", "sdk"], redactor: Redactor) -> T:
    """Secure short texts, or an object of them, that need no budget because each has the limit of a name."""
    raise NotImplementedError
