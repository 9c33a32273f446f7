"""The platform's error answers, RFC 9457 ``application/problem+json`` (wire contract §6)."""

import math
import re
from dataclasses import dataclass
from datetime import timezone
from email.utils import parsedate_to_datetime
from typing import Any, Final, cast

from .http_exchange import HttpResponse
from .parse_object import as_object, parse_object

_PROBLEM_TYPE = re.compile(r"application/problem\+json(?![A-Za-z0-9_])", re.IGNORECASE | re.ASCII)
_SECONDS = re.compile(r"[0-9]{1,9}")
_HIDING_CODES: Final = frozenset({"invalid-key", "server-not-found", "misdirected-host"})


@dataclass(frozen=True)
class FieldProblem:
    """What is wrong with one field. ``pointer`` is a JSON pointer into the body, such as ``/category``."""

    pointer: str
    code: str
    allowed: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Problem:
    """What the platform refused."""

    code: str
    errors: tuple[FieldProblem, ...]


def read_problem(response: HttpResponse) -> Problem | None:
    """Return the problem in an answer, if the platform wrote it. ``None`` for others, such as a proxy's error page."""
    if not _PROBLEM_TYPE.match(response.headers.get("content-type", "")):
        return None
    source = parse_object(response.body)
    if source is None or not isinstance(source.get("code"), str):
        return None
    return Problem(source["code"], _read_field_problems(source.get("errors")))


def _read_field_problems(value: object) -> tuple[FieldProblem, ...]:
    if not isinstance(value, list):
        return ()
    problems: list[FieldProblem] = []
    for entry in cast("list[Any]", value):
        source = as_object(entry) or {}
        pointer, code, allowed = source.get("pointer"), source.get("code"), source.get("allowed")
        if not isinstance(pointer, str) or not isinstance(code, str):
            continue
        choices = cast("list[Any]", allowed) if isinstance(allowed, list) else None
        texts = None if choices is None else tuple(choice for choice in choices if isinstance(choice, str))
        problems.append(FieldProblem(pointer, code, texts))
    return tuple(problems)


def hides_tool(code: str) -> bool:
    """Whether the problem means that the platform refuses this DSN, so that the tools must not be offered."""
    return code in _HIDING_CODES


def read_retry_after(response: HttpResponse, now: float) -> int | None:
    """Return the seconds to wait according to ``Retry-After``: seconds or an HTTP date (RFC 9110 §10.2.3).

    ``now`` is in seconds since the epoch.
    """
    value = response.headers.get("retry-after", "").strip()
    if _SECONDS.fullmatch(value):
        return int(value)
    try:
        date = parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    if date.tzinfo is None:
        date = date.replace(tzinfo=timezone.utc)
    return max(0, math.ceil(date.timestamp() - now))
