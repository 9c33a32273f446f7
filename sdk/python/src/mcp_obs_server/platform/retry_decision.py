"""What follows from an answer of the platform: whether to try again, and what to say if it was the last attempt.

Wire contract §6; fixtures in ``sdk/contract/retry.json``.
"""

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

Sentence: TypeAlias = Literal["FIX", "LATER", "UNSURE", "SIGN-IN", "OFF", "FAULT"]

Retry: TypeAlias = Literal["yes", "no", "if-it-fits", "without-context"]
"""``if-it-fits``: only if the wait ends within the time limit. ``without-context``: once more, without the context."""


@dataclass(frozen=True)
class Decision:
    """Whether to try again, and what to say if not."""

    retry: Retry
    outcome: Literal["failed", "unavailable"]
    sentence: Sentence


def _no(sentence: Sentence) -> Decision:
    return Decision("no", "failed", sentence)


def _off(sentence: Sentence) -> Decision:
    return Decision("no", "unavailable", sentence)


def _again(sentence: Sentence) -> Decision:
    return Decision("yes", "failed", sentence)


_BY_CODE: Final[dict[str, Decision]] = {
    "invalid-request": _no("FAULT"),
    "invalid-key": _off("OFF"),
    "token-required": _no("SIGN-IN"),
    "invalid-token": _no("SIGN-IN"),
    "insufficient-scope": _off("SIGN-IN"),
    "support-disabled": _off("OFF"),
    "server-not-found": _off("OFF"),
    "misdirected-host": _off("OFF"),
    "route-not-found": _no("FAULT"),
    "method-not-allowed": _no("FAULT"),
    "request-timeout": _again("LATER"),
    "request-in-progress": _again("UNSURE"),
    "body-too-large": Decision("without-context", "failed", "FAULT"),
    "unsupported-media-type": _no("FAULT"),
    "validation-failed": _no("FIX"),
    "idempotency-key-reused": _no("FAULT"),
    "quota-exceeded": Decision("if-it-fits", "failed", "LATER"),
    "internal-error": _again("UNSURE"),
    "service-unavailable": _again("LATER"),
    "not-connected": _again("LATER"),
    "network-error": _again("UNSURE"),
    "timeout": _again("UNSURE"),
    "not-configured": _off("OFF"),
    "dropped-by-host": _no("FAULT"),
}


def decide_delivery(code: str | None, status: int | None) -> Decision:
    """Decide by the problem's code, or how the exchange failed, and by the HTTP status.

    ``code`` is ``None`` for an answer that the platform did not write, ``status`` if there was no answer.
    """
    if code is not None and code in _BY_CODE:
        return _BY_CODE[code]
    if status == 413:
        return _BY_CODE["body-too-large"]
    if status == 429:
        return _BY_CODE["quota-exceeded"]
    # A proxy may answer 503 after the platform has committed, so whether there is a ticket stays unknown.
    if status is not None and (status == 408 or status >= 500 or 200 <= status < 300):
        return _again("UNSURE")
    # Codes that a later platform adds are read by their status.
    if status == 409 and code is not None:
        return _again("UNSURE")
    return _no("FAULT")
