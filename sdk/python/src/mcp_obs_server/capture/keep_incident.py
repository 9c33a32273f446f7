"""Keeps a failing call for the ticket that may follow it."""

import inspect
import time
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Final

from ..platform.background import start_soon
from ..platform.logger import Logger
from ..wire.redact import Redactor
from ..wire.ticket_context import CallOutcome, TrailEntry
from .caller import Caller
from .capture_incident import capture_incident
from .correlate_incident import correlation_rules
from .incident_store import IncidentStore, StoredIncident
from .json_rpc import Answer
from .observed_call import ObservedCall
from .random_id import mint_incident_id
from .trace import active_span, mark_span, read_trace

INCIDENT_TTL: Final = 3_600.0
"""Seconds that a failing call is kept."""


@dataclass(frozen=True)
class FailedCall:
    """A call that has failed."""

    call: ObservedCall
    caller: Caller
    outcome: CallOutcome
    answer: Answer | None
    """What the server answers. None for a call that was cancelled or never answered."""
    trail: list[TrailEntry]
    """The calls of the same caller before this one."""


def keep_incident(failed: FailedCall, store: IncidentStore, redactor: Redactor, logger: Logger) -> str:
    """Redact, bound and store the call, and return the incident's id, which the hint prints.

    Does not wait for the store: the answer to the client must not be delayed.
    """
    call, caller = failed.call, failed.caller
    incident_id = mint_incident_id()
    span = active_span()
    trace = read_trace(call.facts.meta, span, call.facts.header("traceparent"))
    trace_id = None if trace is None else trace.trace_id
    stored = StoredIncident(
        id=incident_id,
        owner=caller.owner,
        keys=tuple(key for _, key in correlation_rules(caller, trace_id)),
        expires_at=time.time() + INCIDENT_TTL,
        incident=capture_incident(incident_id, call, failed.outcome, failed.answer, trace_id, redactor),
        trail=failed.trail,
    )
    mark_span(span, incident_id)
    _put(stored, store, logger)
    return incident_id


def _put(stored: StoredIncident, store: IncidentStore, logger: Logger) -> None:
    try:
        putting = store.put(stored)
    except Exception:  # noqa: BLE001 -- whatever the host's store raises
        logger.warning("the incident store failed")
        return
    if inspect.isawaitable(putting):
        start_soon(lambda: _wait(putting, logger))


async def _wait(putting: Awaitable[None], logger: Logger) -> None:
    try:
        await putting
    except Exception:  # noqa: BLE001 -- whatever the host's store raises
        logger.warning("the incident store failed")
