"""Calls that go on as tasks (``mcp`` 1.23 to 1.30; wire contract §4.1)."""

from collections.abc import Iterator
from typing import Any

import pytest
from connect import Client, dump, in_memory
from fake_platform import FakePlatform
from shops import MCP

from mcp_obs_server import McpObs

pytestmark = pytest.mark.anyio

if MCP == 1:
    from mcp import types

    if not hasattr(types, "GetTaskPayloadRequest"):
        pytest.skip("this release knows no tasks", allow_module_level=True)
else:
    pytest.skip("tasks are an extension there", allow_module_level=True)


@pytest.fixture
def platform() -> Iterator[FakePlatform]:
    with FakePlatform() as started:
        yield started


def shop() -> Any:
    from mcp.server.lowlevel import Server

    server: Any = Server("shop-orders")
    server.experimental.enable_tasks()

    @server.list_tools()
    async def list_tools() -> Any:
        execution = types.ToolExecution(taskSupport="optional")
        names = ("count_stock", "search_orders", "crash")
        return [types.Tool(name=name, inputSchema={"type": "object"}, execution=execution) for name in names]

    @server.call_tool()
    async def call_tool(name: str, _arguments: dict[str, Any]) -> Any:
        async def work(_task: Any) -> Any:
            if name == "crash":
                raise RuntimeError("it crashed")
            text = types.TextContent(type="text", text=name)
            return types.CallToolResult(content=[text], isError=name == "search_orders")

        return await server.request_context.experimental.run_task(work)

    return server


async def run(client: Client, tool: str) -> str:
    """Call a tool as a task, wait until it has ended, and return its id."""
    session = client.session.experimental
    created = await session.call_tool_as_task(tool, {})
    async for _status in session.poll_task(created.task.taskId):
        pass
    return created.task.taskId


async def result_of(client: Client, tool: str) -> dict[str, Any]:
    """Call a tool as a task and return the result that it ends with."""
    task_id = await run(client, tool)
    return dump(await client.session.experimental.get_task_result(task_id, types.CallToolResult))


async def test_a_task_that_fails_is_a_failing_call(platform: FakePlatform) -> None:
    server = shop()
    await McpObs(platform.dsn).attach(server)
    async with in_memory(server) as client:
        await client.names()
        fine = await result_of(client, "count_stock")
        assert len(fine["content"]) == 1
        failed = await result_of(client, "search_orders")
        assert "Offer to report" in failed["content"][-1]["text"]
        await client.report()
    context = platform.posts[0].body["context"]
    assert (context["incident"]["tool"], context["incident"]["outcome"]) == ("search_orders", "tool-error")
    assert [(step["tool"], step["outcome"]) for step in context["trail"]] == [("count_stock", "ok")]


async def test_a_task_whose_work_raises(platform: FakePlatform) -> None:
    server = shop()
    await McpObs(platform.dsn).attach(server)
    async with in_memory(server) as client:
        await client.names()
        await run(client, "crash")
        await client.report()
    incident = platform.posts[0].body["context"]["incident"]
    assert (incident["tool"], incident["outcome"]) == ("crash", "tool-error")
    assert "it crashed" in incident["error"]["message"]
