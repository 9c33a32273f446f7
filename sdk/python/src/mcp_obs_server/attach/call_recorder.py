"""What is kept of a call that has ended.

Of each call that it happened, and of a failing one all that support needs. Nothing is kept while tickets cannot be
opened.
"""

from ..capture.breadcrumbs import Step
from ..capture.caller import Caller
from ..capture.clock import to_rfc3339
from ..capture.json_rpc import Answer
from ..capture.keep_incident import FailedCall, keep_incident
from ..capture.observed_call import ObservedCall
from ..capture.tasks import RunningTask
from ..wire.ticket_context import CallOutcome
from .availability import Availability
from .identify_calls import IdentifyCalls
from .instance import Instance


class CallRecorder:
    """Records the calls of one server."""

    def __init__(self, instance: Instance, availability: Availability, identify: IdentifyCalls) -> None:
        """Record nothing yet."""
        self._instance = instance
        self._availability = availability
        self._identify = identify

    def succeeded(self, call: ObservedCall, task: RunningTask | None = None) -> None:
        """Record a call that did not fail."""
        if self._availability.is_on():
            caller = self._identify(call.facts) if task is None else task.caller
            self._add_breadcrumb(call, caller, "ok")

    def failed(
        self,
        call: ObservedCall,
        outcome: CallOutcome,
        answer: Answer | None,
        task: RunningTask | None = None,
    ) -> str | None:
        """Record a failing call, and return the id of the incident, or ``None`` if none is kept.

        ``answer`` is ``None`` for a call that was cancelled or never answered. ``task`` is what the call went on as.
        """
        if not self._availability.is_on():
            return None
        caller = self._identify(call.facts) if task is None else task.caller
        trail = self._instance.client.breadcrumbs.read(caller.owner)
        if task is not None and task.failed:
            # Less of it was kept before.
            trail = [step for step in trail if step.get("at") != to_rfc3339(call.started_at)]
        else:
            self._add_breadcrumb(call, caller, outcome)
        failed = FailedCall(call, caller, outcome, answer, trail)
        return keep_incident(failed, self._instance.store, self._instance.redactor, self._instance.logger)

    def _add_breadcrumb(self, call: ObservedCall, caller: Caller, outcome: CallOutcome) -> None:
        if caller.owner is None:
            return
        step = Step(self._instance.name_tool(call.tool), outcome, call.elapsed_ms(), call.started_at)
        self._instance.client.breadcrumbs.add(caller.owner, step)
