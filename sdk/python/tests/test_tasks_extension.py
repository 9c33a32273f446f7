"""Calls that go on as tasks of the extension of revision 2026-07-28, on ``mcp`` 2 (wire contract §4.1).

It knows no tasks itself. A server adds them as an extension, and a client as well.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from connect import Client, dump, in_memory
from fake_platform import FakePlatform
from shops import MCP, low_level

from mcp_obs_server import McpObs

pytestmark = pytest.mark.anyio

if MCP == 2:
    import mcp_types as types
    from mcp.server import MCPServer
    from mcp.server.extension import Extension, MethodBinding
    from mcp.server.lowlevel import Server
    from mcp.shared.exceptions import MCPError
    from tasks_client import FAILING, FINE, NAME, TASK, Get, GetParams, Got, State, TasksClient
else:
    pytest.skip("see test_tasks.py", allow_module_level=True)

FIELDS = {"title": "Search fails", "description": "I searched for a lamp.", "category": "Bug Report"}


def low_level_shop(state: State) -> Any:
    """A low-level server whose tool runs as a task that is in this state when it is asked for."""

    async def list_tools(_ctx: Any, _params: Any) -> Any:
        entry = types.Tool.model_validate({"name": "export_orders", "inputSchema": {"type": "object"}})
        return types.ListToolsResult(tools=[entry])

    async def call_tool(_ctx: Any, _params: Any) -> Any:
        return {"resultType": "task", **TASK, "status": "working"}

    async def get_task(_ctx: Any, _params: Any) -> Any:
        return {**TASK, **state}

    server: Any = Server("shop-orders", on_list_tools=list_tools, on_call_tool=call_tool)
    server.add_request_handler("tasks/get", GetParams, get_task)
    server.extensions[NAME] = {}
    return server


def high_level_shop(state: State) -> Any:
    """The same as an extension of ``MCPServer``."""

    class Tasks(Extension):
        identifier = NAME

        def methods(self) -> Any:
            async def get_task(_ctx: Any, _params: Any) -> Any:
                return {**TASK, **state}

            return [MethodBinding("tasks/get", GetParams, get_task)]

        async def intercept_tool_call(self, _params: Any, ctx: Any, call_next: Any) -> Any:  # noqa: ARG002 -- it goes on
            return {"resultType": "task", **TASK, "status": "working"}

    server: Any = MCPServer("shop-orders", extensions=[Tasks()])

    @server.tool(structured_output=False)
    def export_orders(query: str) -> str:
        return query

    return server


shops = pytest.mark.parametrize("shop", [low_level_shop, high_level_shop])


@asynccontextmanager
async def connected(server: Any, platform: FakePlatform) -> AsyncIterator[tuple[Client, TasksClient]]:
    await McpObs(platform.dsn).attach(server)
    tasks = TasksClient()
    async with in_memory(server, mode="auto", extensions=[tasks]) as client:
        await client.names()
        yield client, tasks


def id_in(got: object) -> str:
    text = str(got)
    at = text.find("inc_")
    assert at >= 0, text
    return text[at : at + 20]


@shops
@pytest.mark.parametrize(
    ("state", "outcome", "part"),
    [
        (
            {"status": "completed", "result": FAILING},
            "tool-error",
            {"result": {"isError": True, "content": [{"type": "text", "text": "upstream 500"}]}},
        ),
        (
            {"status": "failed", "error": {"code": -32000, "message": "upstream is down"}},
            "rpc-error",
            {"error": {"message": "upstream is down", "code": -32000}},
        ),
        ({"status": "failed"}, "tool-error", {"error": {"message": "The task failed."}}),
        (
            {"status": "failed", "statusMessage": "no disk"},
            "tool-error",
            {"error": {"message": "no disk"}},
        ),
        ({"status": "cancelled"}, "cancelled", {}),
    ],
)
async def test_a_task_that_fails_is_a_failing_call(
    shop: Callable[[State], Any], state: State, outcome: str, part: State, platform: FakePlatform
) -> None:
    async with connected(shop(state), platform) as (client, tasks):
        await client.call("export_orders", {"query": "1042"})
        # Requests in memory have no connection of their own, so only the id tells whose call it was.
        is_hinted = "result" in state or "error" in state
        assert ("inc_" in str(tasks.got)) == is_hinted
        incident_id = {"incident_id": id_in(tasks.got)} if is_hinted else {}
        answer = await client.report(**incident_id)
        assert answer["context_attached"] is is_hinted
    if is_hinted:
        incident = platform.posts[0].body["context"]["incident"]
        assert (incident["tool"], incident["outcome"]) == ("export_orders", outcome)
        assert incident["arguments"] == {"query": "1042"}
        assert {name: incident[name] for name in part} == part


@shops
async def test_a_task_that_has_ended_is_captured_once(
    shop: Callable[[State], Any], platform: FakePlatform
) -> None:
    async with connected(shop({"status": "completed", "result": FAILING}), platform) as (client, tasks):
        await client.call("export_orders", {"query": "1042"})
        assert "inc_" in str(tasks.got)
        request = Get(params=GetParams(task_id=TASK["taskId"]))  # pyright: ignore[reportArgumentType]
        again = dump(await client.session.session.send_request(request, Got))
    assert "inc_" not in str(again)


@shops
@pytest.mark.parametrize(
    "state",
    [
        {"status": "working"},
        {"status": "input_required", "inputRequests": {}},
        {"status": "completed", "result": FINE},
    ],
    ids=lambda state: state["status"],
)
async def test_a_task_that_goes_on_or_succeeds_is_answered_as_it_is(
    shop: Callable[[State], Any], state: State, platform: FakePlatform
) -> None:
    async with connected(shop(state), platform) as (client, tasks):
        await client.call("export_orders", {"query": "1042"})
        known = {name: value for name, value in {**TASK, **state}.items() if value is not None}
        assert {name: tasks.got[name] for name in known} == known
        await client.report()
    assert "incident" not in platform.posts[0].body["context"]


@shops
async def test_our_tool_is_no_task_in_this_revision(
    shop: Callable[[State], Any], platform: FakePlatform
) -> None:
    """Whatever the client asks for."""
    async with connected(shop({"status": "working"}), platform) as (client, _):
        params = types.CallToolRequestParams.model_validate(
            {"name": "get_support_tool", "arguments": FIELDS, "task": {"ttl": 60_000}}
        )
        request = types.CallToolRequest(params=params)
        result = dump(await client.session.session.send_request(request, Got))
    assert result["resultType"] == "complete"
    assert result["structuredContent"]["outcome"] == "recorded"


async def test_tasks_of_revision_2025_11_25_are_not_served_by_the_framework(platform: FakePlatform) -> None:
    """It declares none and refuses one as a result. So our tool answers as it does elsewhere."""
    server = low_level()
    await McpObs(platform.dsn).attach(server)
    async with in_memory(server) as client:
        params = types.CallToolRequestParams.model_validate(
            {"name": "get_support_tool", "arguments": FIELDS, "task": {"ttl": 60_000}}
        )
        request = types.CallToolRequest(params=params)
        result = dump(await client.session.session.send_request(request, types.CallToolResult))
        assert result["structuredContent"]["outcome"] == "recorded"

    created = low_level_shop({"status": "working"})
    assert created.get_capabilities().tasks is None
    async with in_memory(created) as client:
        with pytest.raises(MCPError, match="invalid result"):
            await client.session.call_tool("export_orders", {"query": "1042"})
