"""What happens to captured text before anything else: it is bounded, normalised and redacted, each text once.

The SDK does it before it keeps a call, and the platform does it with what it is sent.
"""

from typing import Any, Literal, TypeVar, cast

from . import limits
from .bound_value import Captured, TextBudget, bound_text, bound_value
from .read_context import ContextReader, read_context
from .redact import BUILT_IN_REDACTOR, Redactor
from .ticket_context import Json, TicketContext

T = TypeVar("T")


def secure_context(
    context: object, source: Literal["host", "sdk"], redactor: Redactor = BUILT_IN_REDACTOR
) -> TicketContext:
    """Return the known parts of a context, normalised and redacted.

    Each text still has up to twice its limit, so that ``bound_context``, which must follow, cuts only what the
    redaction rules have seen. Never raises. ``host``: the text has no markers of ours. ``sdk``: an SDK may have put
    markers in it.
    """
    captured = Captured(source, TextBudget())

    def text(value: str, chars: int) -> str:
        return cast("str", redactor.redact(bound_text(value, chars=chars, captured=captured)))

    def payload(value: object) -> Json:
        return redactor.redact(bound_value(value, chars=limits.STRING, captured=captured))

    reader = ContextReader(
        name=lambda value: secure_names(value, source, redactor),
        message=lambda value: text(value, limits.STRING),
        stack=lambda value: text(value, limits.STACK),
        payload=payload,
    )
    return read_context(context, reader)


def secure_names(value: T, source: Literal["host", "sdk"], redactor: Redactor = BUILT_IN_REDACTOR) -> T:
    """Secure short texts, or an object of them, that need no budget because each has the limit of a name."""
    bound = bound_value(value, chars=limits.NAME, captured=Captured(source))
    return cast("Any", redactor.redact(bound))
