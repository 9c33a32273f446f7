"""The trace that a call belongs to (wire contract §4.1; ``sdk/contract/traces.json``)."""

import re
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, Protocol, cast

_TRACEPARENT: Final = re.compile(
    r"(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}(-[^\r\n]*)?"
)
_SPAN_ATTRIBUTE: Final = "mcp_obs.incident_id"


@dataclass(frozen=True)
class Trace:
    """A trace, and the header that passes it on."""

    traceparent: str
    trace_id: str


class _SpanContext(Protocol):
    trace_id: int
    span_id: int
    trace_flags: int


class Span(Protocol):
    """A span of OpenTelemetry, as far as it is used."""

    def get_span_context(self) -> _SpanContext:
        """Return the ids."""
        ...

    def set_attribute(self, key: str, value: str) -> None:
        """Set an attribute."""
        ...


def active_span() -> Span | None:
    """Return the span that is active now, if the host has OpenTelemetry. It is looked up, never imported."""
    module = sys.modules.get("opentelemetry.trace")
    try:
        return None if module is None else cast("Span", module.get_current_span())
    except Exception:  # noqa: BLE001 -- nothing of OpenTelemetry can fail a call
        return None


def read_trace(meta: Mapping[str, Any] | None, span: Span | None, header: str | None) -> Trace | None:
    """Return the first valid one of the call's metadata, the active span, and the header ``traceparent``."""
    return _read_traceparent((meta or {}).get("traceparent")) or _read_span(span) or _read_traceparent(header)


def mark_span(span: Span | None, incident_id: str) -> None:
    """Set the incident's id on the span, so that the ticket is found from the trace."""
    # Nothing of OpenTelemetry can fail a call.
    with suppress(Exception):
        if span is not None:
            span.set_attribute(_SPAN_ATTRIBUTE, incident_id)


def _read_traceparent(value: object) -> Trace | None:
    match = _TRACEPARENT.fullmatch(value) if isinstance(value, str) else None
    # Version 00 has nothing behind the flags.
    if match is None or (match[1] == "00" and match[4] is not None):
        return None
    return Trace(match[0], match[2])


def _read_span(span: Span | None) -> Trace | None:
    if span is None:
        return None
    try:
        context = span.get_span_context()
        return _read_traceparent(
            f"00-{context.trace_id:032x}-{context.span_id:016x}-{context.trace_flags & 255:02x}"
        )
    except Exception:  # noqa: BLE001 -- nothing of OpenTelemetry can fail a call
        return None
