"""The known parts of a ticket's context.

A part that is unknown or has the wrong type is left out, so that a ticket is never refused because of its context.
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias, TypeVar, cast

from . import limits
from .json_text import MAX_SAFE_INTEGER
from .ticket_context import Json, TicketContext

_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z")
_TRACE_ID = re.compile("[0-9a-f]{32}")
_WITHOUT_INCIDENT: Final = frozenset({"none", "not-found", "declined"})
_WITHOUT_TRAIL: Final = frozenset({"not-found", "declined"})

_Source: TypeAlias = Mapping[str, Any]
_T = TypeVar("_T")


@dataclass(frozen=True)
class ContextReader:
    """What is done with the texts of a context."""

    name: Callable[[str], str]
    """For a short text: a name, an id, a version."""
    message: Callable[[str], str]
    stack: Callable[[str], str]
    payload: Callable[[object], Json]
    """For the arguments or the result of a call."""


def read_context(context: object, reader: ContextReader) -> TicketContext:
    """Read the context, its arguments before its error and its error before its result. Never raises."""
    source = _as_record(context)
    correlation = _name(source.get("correlation"), reader)
    incident = None if correlation in _WITHOUT_INCIDENT else source.get("incident")
    known = _present(
        correlation=correlation,
        incident=_read_incident(_as_record(incident), reader),
        trail=None if correlation in _WITHOUT_TRAIL else _read_trail(source.get("trail"), reader),
        client=_read_client(_as_record(source.get("client")), reader),
        server=_names(_as_record(source.get("server")), ("name", "version"), reader),
        sdk=_names(_as_record(source.get("sdk")), ("name", "version", "language", "runtime", "mcp"), reader),
        transport=_name(source.get("transport"), reader),
    )
    return cast("TicketContext", known)


def _read_incident(source: _Source, reader: ContextReader) -> dict[str, Any] | None:
    arguments = _payload(source, "arguments", reader)
    error = _read_error(_as_record(source.get("error")), reader)
    result = _payload(source, "result", reader)
    known = _present(
        id=_name(source.get("id"), reader),
        tool=_name(source.get("tool"), reader),
        outcome=_name(source.get("outcome"), reader),
        startedAt=_matching(source.get("startedAt"), _TIME),
        durationMs=_duration(source.get("durationMs")),
        requestId=_name(source.get("requestId"), reader),
        traceId=_matching(source.get("traceId"), _TRACE_ID),
    )
    failure = _read_failure(_as_record(source.get("failure")), reader)
    return {**known, **arguments, **result, **_present(error=error, failure=failure)} or None


def _read_error(source: _Source, reader: ContextReader) -> dict[str, Any] | None:
    message, stack = source.get("message"), source.get("stack")
    known = _present(
        name=_name(source.get("name"), reader),
        message=reader.message(message) if isinstance(message, str) else None,
        code=_code(source.get("code"), reader),
        stack=reader.stack(stack) if isinstance(stack, str) else None,
    )
    return known or None


def _read_failure(source: _Source, reader: ContextReader) -> dict[str, Any] | None:
    retryable = source.get("retryable")
    known = {
        "class": _name(source.get("class"), reader),
        "code": _name(source.get("code"), reader),
        "retryable": retryable if isinstance(retryable, bool) else None,
        "correlationId": _name(source.get("correlationId"), reader),
    }
    return _present(**known) or None


def _read_trail(value: object, reader: ContextReader) -> list[dict[str, Any]] | None:
    def read(entry: object) -> dict[str, Any] | None:
        source = _as_record(entry)
        tool = _name(source.get("tool"), reader)
        outcome = _name(source.get("outcome"), reader)
        if tool is None or outcome is None:
            return None
        at = _matching(source.get("at"), _TIME)
        rest = _present(durationMs=_duration(source.get("durationMs")), at=at)
        return {"tool": tool, "outcome": outcome, **rest}

    return _newest(value, limits.TRAIL, read) or None


def _read_client(source: _Source, reader: ContextReader) -> dict[str, Any] | None:
    names = _names(source, ("name", "version", "protocolVersion"), reader) or {}
    capabilities = _newest(
        source.get("capabilities"), limits.CAPABILITIES, lambda entry: _name(entry, reader)
    )
    return {**names, **_present(capabilities=capabilities)} or None


def _names(source: _Source, members: tuple[str, ...], reader: ContextReader) -> dict[str, Any] | None:
    return _present(**{member: _name(source.get(member), reader) for member in members}) or None


def _as_record(value: object) -> _Source:
    return cast("_Source", value) if isinstance(value, dict) else {}


def _present(**members: object) -> dict[str, Any]:
    """Leave out what is missing, because absent fields are left out on the wire."""
    return {name: value for name, value in members.items() if value is not None}


def _newest(value: object, most: int, read: Callable[[object], _T | None]) -> list[_T] | None:
    """Return the last ``most`` entries that can be read, in their order."""
    if not isinstance(value, (list, tuple)):
        return None
    entries: list[_T] = []
    for entry in reversed(cast("list[object]", value)):
        if len(entries) == most:
            break
        known = read(entry)
        if known is not None:
            entries.append(known)
    return entries[::-1]


def _payload(source: _Source, member: str, reader: ContextReader) -> dict[str, Any]:
    return {member: reader.payload(source[member])} if member in source else {}


def _name(value: object, reader: ContextReader) -> str | None:
    return reader.name(value) if isinstance(value, str) else None


def _matching(value: object, pattern: re.Pattern[str]) -> str | None:
    return value if isinstance(value, str) and pattern.fullmatch(value) else None


def _code(value: object, reader: ContextReader) -> int | float | str | None:
    number = _number(value)
    return _name(value, reader) if number is None else number


def _duration(value: object) -> int | float | None:
    number = _number(value)
    return number if number is not None and number >= 0 else None


def _number(value: object) -> int | float | None:
    """Return a finite number as JavaScript has it: an integer with more digits than it keeps is rounded."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        number = value if abs(value) <= MAX_SAFE_INTEGER else float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None
