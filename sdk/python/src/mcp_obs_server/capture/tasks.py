"""Calls that go on as tasks.

Their answer names a task, and a later answer says how it ended: that of ``tasks/result`` (revision 2025-11-25), or what
``tasks/get`` and notifications say of the task (the extension of revision 2026-07-28).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from ..platform.parse_object import as_object
from ..wire.ticket_context import CallOutcome
from .call_outcome import read_outcome
from .caller import Caller
from .json_rpc import Answer, RpcError
from .observed_call import ObservedCall

_MAX_TASKS: Final = 200
"""Tasks beyond this number are forgotten, the oldest first."""

_UNGUESSABLE: Final = 16
"""A shorter id may be that of another caller's task too."""


@dataclass
class RunningTask:
    """A call that goes on."""

    call: ObservedCall
    caller: Caller
    failed: bool = False
    """A failure was kept already, without the result."""


class Tasks:
    """The tasks of one DSN."""

    def __init__(self) -> None:
        """No task is running."""
        self._tasks: dict[str, RunningTask] = {}

    def add(self, task_id: str, task: RunningTask) -> None:
        """Remember a task."""
        if task.caller.owner is None and len(task_id) < _UNGUESSABLE:
            return
        if len(self._tasks) >= _MAX_TASKS:
            del self._tasks[next(iter(self._tasks))]
        self._tasks[task_id] = task

    def get(self, task_id: object, caller: Caller) -> RunningTask | None:
        """Return the task, if it is of this caller."""
        task = self._tasks.get(task_id) if isinstance(task_id, str) else None
        return task if task is not None and task.caller.owner == caller.owner else None

    def delete(self, task_id: str) -> None:
        """Forget a task."""
        self._tasks.pop(task_id, None)


def read_task_id(answer: Answer) -> str | None:
    """Return the task that the answer to a call names, if the call goes on as one."""
    result = answer.result or {}
    task = result if result.get("resultType") == "task" else as_object(result.get("task"))
    task_id = (task or {}).get("taskId")
    return task_id if isinstance(task_id, str) else None


@dataclass(frozen=True)
class TaskEnd:
    """How a task ended."""

    outcome: CallOutcome
    answer: Answer | None
    """As the answer to the call would be; ``None`` for a task that was cancelled."""
    complete: bool
    """The result is known, so nothing more will come."""


def read_task_end(state: Mapping[str, Any]) -> TaskEnd | None:
    """Return how the task ended, by what the server says of it.

    ``None`` while it goes on, or if only ``tasks/result`` tells.
    """
    status, error, result = state.get("status"), as_object(state.get("error")), as_object(state.get("result"))
    if status == "cancelled":
        return TaskEnd("cancelled", None, complete=True)
    if status == "failed":
        if error is None:
            message = state.get("statusMessage")
            text = message if isinstance(message, str) else "The task failed."
            return TaskEnd("tool-error", Answer(error=RpcError(None, text)), complete=False)
        code = error.get("code")
        failed = RpcError(
            code if isinstance(code, int) else None, str(error.get("message", "")), error.get("data")
        )
        return TaskEnd("rpc-error", Answer(error=failed), complete=True)
    if status != "completed" or result is None:
        return None
    outcome = read_outcome(Answer(result))
    return None if outcome is None else TaskEnd(outcome, Answer(result), complete=True)
