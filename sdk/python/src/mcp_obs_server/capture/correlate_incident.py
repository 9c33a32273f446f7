"""Finds the failing call that a ticket is about.

By the id that was printed in the failing result, by the trace, by the session, by the signed-in user, or by the stdio
process, in this order. Another caller's call is never attached. An anonymous HTTP caller who gives no id gets no call
attached.
"""

import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from ..wire.ticket_context import Correlation
from .caller import Caller
from .incident_store import IncidentStore, StoredIncident


@dataclass(frozen=True)
class Correlated:
    """The failing call that was found, and how."""

    correlation: Correlation
    stored: StoredIncident | None = None


def correlation_rules(caller: Caller, trace_id: str | None) -> list[tuple[Correlation, str]]:
    """Return the keys that an incident of this caller is stored under and later looked up by.

    The first that finds one counts.
    """
    if caller.owner is None:
        return []
    subject = caller.subject or ""
    rules: list[tuple[Correlation, str]] = []
    if trace_id is not None:
        rules.append(("trace", f"trace:{trace_id} {caller.owner}"))
    if caller.session is not None:
        rules.append(("session", f"session:{caller.session} {subject}"))
    if caller.subject is not None:
        rules.append(("subject", f"subject:{subject}"))
    if caller.connection is not None:
        rules.append(("process", f"process:{caller.connection}"))
    return rules


async def correlate_incident(
    store: IncidentStore, caller: Caller, incident_id: str | None, trace_id: str | None
) -> Correlated:
    """Find the call.

    ``incident_id`` is as the model passed it; empty or ``None`` for none. An id that finds nothing is no error, but
    the other keys are not tried then: a wrong call would be worse than none.
    """
    if incident_id:
        stored = await _quietly(lambda: store.get(incident_id))
        if stored is not None and stored.owner in (None, caller.owner):
            return Correlated("incident-id", stored)
        return Correlated("not-found")
    for correlation, key in correlation_rules(caller, trace_id):
        stored = await _quietly(lambda key=key: store.latest(key))
        if stored is not None and stored.owner == caller.owner:
            return Correlated(correlation, stored)
    return Correlated("none")


async def _quietly(
    look: Callable[[], Awaitable[StoredIncident | None] | StoredIncident | None],
) -> StoredIncident | None:
    """If the host's own store fails, the ticket is sent without the call."""
    try:
        found = look()
        return await found if inspect.isawaitable(found) else found
    except Exception:  # noqa: BLE001 -- whatever the host's store raises
        return None
