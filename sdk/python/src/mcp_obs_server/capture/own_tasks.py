"""Calls of our tools that a client makes as tasks (revision 2025-11-25).

The client gets the task when the tool has ended, so the result is there as soon as it asks.
"""

import time
from dataclasses import dataclass
from typing import Any, Final

from .clock import to_rfc3339
from .json_rpc import INVALID_PARAMS, META_RELATED_TASK, Answer, RpcError
from .random_id import random_base32

_MAX_TASKS: Final = 100
"""Tasks beyond this number are forgotten, the oldest first."""

_TTL_MS: Final = 3_600_000


@dataclass
class _OwnTask:
    owner: str | None
    task: dict[str, Any]
    result: dict[str, Any]


class OwnTasks:
    """The tasks of one DSN that are calls of our tools."""

    def __init__(self) -> None:
        """Know no task yet."""
        self._tasks: dict[str, _OwnTask] = {}

    def add(self, owner: str | None, result: dict[str, Any]) -> dict[str, Any]:
        """Keep the result of a call, and return the answer to the call."""
        task_id, now = random_base32(32), to_rfc3339(time.time())
        task = {
            "taskId": task_id,
            "status": "completed",
            "ttl": _TTL_MS,
            "createdAt": now,
            "lastUpdatedAt": now,
        }
        if len(self._tasks) >= _MAX_TASKS:
            del self._tasks[next(iter(self._tasks))]
        self._tasks[task_id] = _OwnTask(owner, task, result)
        return {"task": task}

    def answer(self, owner: str | None, method: str, task_id: object) -> Answer | None:
        """Return the answer to a request about a task: ``None`` if it is none of ours, or another caller's."""
        known = self._tasks.get(task_id) if isinstance(task_id, str) else None
        if known is None or known.owner != owner:
            return None
        if method == "tasks/get":
            return Answer(known.task)
        if method == "tasks/result":
            return Answer({**known.result, "_meta": {META_RELATED_TASK: {"taskId": task_id}}})
        return Answer(error=RpcError(INVALID_PARAMS, "The task has ended"))
