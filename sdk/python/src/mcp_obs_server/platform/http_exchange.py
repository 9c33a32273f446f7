"""What all ways of making an HTTP exchange have in common."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

MAX_ANSWER_BYTES: Final = 262_144
"""Longest answer that is read, in bytes. The platform's answers have a few kilobytes."""


@dataclass(frozen=True)
class HttpRequest:
    """One request to the platform."""

    method: Literal["GET", "POST"]
    url: str
    headers: Mapping[str, str]
    timeout: float
    """Longest time until the whole answer is there, in seconds."""
    body: str | None = None


@dataclass(frozen=True)
class HttpResponse:
    """The answer. Header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: str


@dataclass(frozen=True)
class HttpFailure:
    """No answer. ``not-connected``: nothing was sent. Else the request may have arrived."""

    failure: Literal["not-connected", "network-error", "timeout"]
    code: str | None = field(default=None, compare=False)
    """The system's code for it, such as ``ECONNREFUSED``."""


HttpExchange: TypeAlias = Callable[[HttpRequest], Awaitable[HttpResponse | HttpFailure]]
"""Sends one request. Never raises, but for being cancelled."""
