"""The platform's error answers, RFC 9457 ``application/problem+json`` (wire contract §6)."""

import math
import re
from dataclasses import dataclass
from datetime import timezone
from typing import Any, Final, cast

from ..wire import limits
from ..wire.text import read_text
from .http_exchange import HttpResponse
from .parse_object import as_object, parse_object

_PROBLEM_TYPE = re.compile(r"application/problem\+json(?![A-Za-z0-9_])", re.IGNORECASE | re.ASCII)
# What an answer says can reach a model, so only what has the form of the contract is read.
_CODE = re.compile("[a-z][a-z0-9-]{0,63}")
_POINTER = re.compile("/[A-Za-z]{1,32}")
_MAX_FIELDS: Final = 10

_SECONDS = re.compile(r"[0-9]{1,9}")
# `parsedate_to_datetime` takes other forms too.
_DATE = re.compile("[A-Z][a-z]+, .+ GMT")
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
    source = parse_object(response.body) or {}
    code = _read_code(source.get("code"))
    return None if code is None else Problem(code, _read_field_problems(source.get("errors")))


def _read_code(value: object) -> str | None:
    return value if isinstance(value, str) and _CODE.fullmatch(value) else None


def _read_field_problems(value: object) -> tuple[FieldProblem, ...]:
    if not isinstance(value, list):
        return ()
    problems: list[FieldProblem] = []
    for entry in cast("list[Any]", value):
        source = as_object(entry) or {}
        pointer, code, allowed = source.get("pointer"), _read_code(source.get("code")), source.get("allowed")
        if not isinstance(pointer, str) or not _POINTER.fullmatch(pointer) or code is None:
            continue
        choices = cast("list[Any]", allowed) if isinstance(allowed, list) else []
        known = tuple(choice for choice in choices if _is_choice(choice))[: limits.CATEGORIES]
        problems.append(FieldProblem(pointer, code, known or None))
    return tuple(problems[:_MAX_FIELDS])


def _is_choice(value: object) -> bool:
    return isinstance(value, str) and value != "" and read_text(value, "title", limits.CATEGORY) == value


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
    if not _DATE.fullmatch(value):
        return None
    # It is seldom needed, and brings much along.
    from email.utils import parsedate_to_datetime

    try:
        date = parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    if date.tzinfo is None:
        date = date.replace(tzinfo=timezone.utc)
    return max(0, math.ceil(date.timestamp() - now))
