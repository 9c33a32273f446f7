"""The tasks extension of revision 2026-07-28, as a server and a client have it. ``mcp`` 2 knows no tasks itself."""

from typing import Any, Literal

import mcp_types as types
from connect import dump
from mcp.client.extension import ClientExtension, ResultClaim

NAME = "io.modelcontextprotocol/tasks"
TASK = {
    "taskId": "task-5f0c1d2e3a4b5c6d7e8f",
    "createdAt": "2026-11-23T10:12:13.456Z",
    "lastUpdatedAt": "2026-11-23T10:12:13.456Z",
    "ttlMs": None,
}
FAILING = {"isError": True, "content": [{"type": "text", "text": "upstream 500"}]}
FINE = {"content": [{"type": "text", "text": "done"}]}
State = dict[str, Any]


class GetParams(types.RequestParams):
    task_id: str


class Get(types.Request[GetParams, Literal["tasks/get"]]):
    method: Literal["tasks/get"] = "tasks/get"
    params: GetParams


class Got(types.Result, extra="allow"):
    """Whatever the server says of the task."""


class _Created(types.Result):
    result_type: Literal["task"] = "task"
    task_id: str


class TasksClient(ClientExtension):
    """What a client does that knows tasks: it asks for the task, once, and returns its result."""

    identifier = NAME

    def __init__(self) -> None:
        """Nothing was got yet."""
        self.got: State = {}

    def claims(self) -> Any:
        """Take the answer that names a task."""
        return [ResultClaim(result_type="task", model=_Created, resolve=self._resolve)]

    async def _resolve(self, created: Any, context: Any) -> Any:
        request = Get(params=GetParams(task_id=created.task_id))
        self.got = dump(await context.session.send_request(request, Got))
        return types.CallToolResult.model_validate(self.got.get("result") or FINE)
