"""Calls that go on as tasks of revision 2025-11-25 (``mcp`` 1.23 to 1.30; wire contract §4.1)."""

from contextlib import suppress
from typing import Any

import anyio
import pytest
from connect import Client, dump, in_memory
from fake_platform import FakePlatform
from shops import MCP, low_level

from mcp_obs_server import McpObs

pytestmark = pytest.mark.anyio
FIELDS = {"title": "Search fails", "description": "I searched for a lamp.", "category": "Bug Report"}

if MCP == 1:
    from mcp import types

    if not hasattr(types, "GetTaskPayloadRequest"):
        pytest.skip("this release knows no tasks", allow_module_level=True)
else:
    pytest.skip("see test_tasks_extension.py", allow_module_level=True)


def shop() -> Any:
    from mcp.server.lowlevel import Server

    server: Any = Server("shop-orders")
    server.experimental.enable_tasks()

    @server.list_tools()
    async def list_tools() -> Any:
        execution = types.ToolExecution(taskSupport="optional")
        names = ("count_stock", "search_orders", "crash", "wait", "announce")
        return [types.Tool(name=name, inputSchema={"type": "object"}, execution=execution) for name in names]

    @server.call_tool()
    async def call_tool(name: str, _arguments: dict[str, Any]) -> Any:
        async def work(task: Any) -> Any:
            if name == "announce":
                # The answer that names the task is sent before.
                await anyio.sleep(0.1)
                await task.fail("no disk")
            if name == "crash":
                raise RuntimeError("it crashed")
            if name == "wait":
                await anyio.sleep_forever()
            text = types.TextContent(type="text", text=name)
            return types.CallToolResult(content=[text], isError=name == "search_orders")

        return await server.request_context.experimental.run_task(work)

    return server


async def run(client: Client, tool: str, arguments: dict[str, Any] | None = None) -> str:
    """Call a tool as a task, wait until it has ended, and return its id."""
    session = client.session.experimental
    created = await session.call_tool_as_task(tool, arguments or {})
    async for _status in session.poll_task(created.task.taskId):
        pass
    return created.task.taskId


async def result_of(client: Client, tool: str, arguments: dict[str, Any] | None = None) -> dict[str, Any]:
    """Call a tool as a task and return the result that it ends with."""
    task_id = await run(client, tool, arguments)
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


async def test_a_task_that_failed_and_is_asked_for_its_result_counts_once(platform: FakePlatform) -> None:
    server = shop()
    await McpObs(platform.dsn).attach(server)
    async with in_memory(server) as client:
        await client.names()
        task_id = await run(client, "crash")
        with suppress(Exception):
            await client.session.experimental.get_task_result(task_id, types.CallToolResult)
        await client.report()
    context = platform.posts[0].body["context"]
    assert context["incident"]["tool"] == "crash"
    assert "trail" not in context


@pytest.mark.parametrize("times", [1, 2])
async def test_a_task_whose_failure_is_only_announced(times: int, platform: FakePlatform) -> None:
    """The client never asks how it is."""
    server = shop()
    await McpObs(platform.dsn).attach(server)
    send, heard = anyio.create_memory_object_stream[Any](10)

    async def hear(message: Any) -> None:
        if getattr(getattr(message, "root", None), "method", "") == "notifications/tasks/status":
            send.send_nowait(message.root.params.status)

    async with send, heard, in_memory(server, message_handler=hear) as client:
        await client.names()
        for _ in range(times):
            await client.session.experimental.call_tool_as_task("announce", {"query": "1042"})
            with anyio.fail_after(10):
                assert await heard.receive() == "failed"
        await client.report()
    context = platform.posts[0].body["context"]
    assert (context["incident"]["tool"], context["incident"]["outcome"]) == ("announce", "tool-error")
    assert context["incident"]["error"]["message"] == "no disk"
    assert context["incident"]["arguments"] == {"query": "1042"}
    assert [step["tool"] for step in context.get("trail", [])] == ["announce"] * (times - 1)


async def test_a_task_that_is_cancelled(platform: FakePlatform) -> None:
    server = shop()
    await McpObs(platform.dsn).attach(server)
    async with in_memory(server) as client:
        await client.names()
        session = client.session.experimental
        created = await session.call_tool_as_task("wait", {})
        await session.cancel_task(created.task.taskId)
        await client.report()
    incident = platform.posts[0].body["context"]["incident"]
    assert (incident["tool"], incident["outcome"]) == ("wait", "cancelled")


async def test_our_tools_as_tasks(platform: FakePlatform) -> None:
    server = shop()
    await McpObs(platform.dsn).attach(server)
    async with in_memory(server) as client:
        await client.names()
        recorded = await result_of(client, "get_support_tool", FIELDS)
        assert recorded["structuredContent"]["outcome"] == "recorded"
        assert len(platform.posts) == 1
        told = {name: recorded["structuredContent"][name] for name in ("reference", "receipt")}
        found = await result_of(client, "get_support_status", told)
        assert found["structuredContent"]["outcome"] == "found"
        # It has ended, so there is nothing to cancel.
        task_id = await run(client, "get_support_status", told)
        with pytest.raises(Exception, match="The task has ended"):
            await client.session.experimental.cancel_task(task_id)


async def test_a_task_of_ours_is_of_its_caller_alone(platform: FakePlatform) -> None:
    server = shop()
    await McpObs(platform.dsn).attach(server)
    async with in_memory(server) as client, in_memory(server) as other:
        await client.names()
        task_id = await run(client, "get_support_tool", FIELDS)
        with pytest.raises(Exception, match="not found"):
            await other.session.experimental.get_task_result(task_id, types.CallToolResult)


async def test_on_a_server_without_tasks_the_call_is_an_ordinary_one(platform: FakePlatform) -> None:
    server = low_level()
    await McpObs(platform.dsn).attach(server)
    async with in_memory(server) as client:
        params = types.CallToolRequestParams(
            name="get_support_tool", arguments=FIELDS, task=types.TaskMetadata(ttl=60_000)
        )
        request = types.ClientRequest(types.CallToolRequest(params=params))
        result = dump(await client.session.send_request(request, types.CallToolResult))
    assert result["structuredContent"]["outcome"] == "recorded"
