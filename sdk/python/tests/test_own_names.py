"""Servers that have tools with the names of ours, for a while or for some of their clients."""

from typing import Any

import pytest
from collect_log import CollectedLog
from connect import in_memory
from fake_platform import FakePlatform
from mcp.server.lowlevel import Server
from shops import MCP

from mcp_obs_server import McpObs

pytestmark = pytest.mark.anyio
OURS = ["get_support_tool", "get_support_status"]
FIELDS = {"title": "Search fails", "description": "I searched for a lamp.", "category": "Bug Report"}

if MCP == 1:
    from mcp import types
else:
    import mcp_types as types


def shop(pages: list[list[str]]) -> Any:
    """A low-level server with these tools, which may change. Each answers with its own name."""

    def page(params: Any) -> Any:
        number = int(getattr(params, "cursor", None) or 0)
        tools = [{"name": name, "inputSchema": {"type": "object"}} for name in pages[number]]
        following = str(number + 1) if number + 1 < len(pages) else None
        return types.ListToolsResult.model_validate({"tools": tools, "nextCursor": following})

    def answer(name: str) -> Any:
        is_known = any(name in names for names in pages)
        text = types.TextContent(type="text", text=name)
        return types.CallToolResult.model_validate({"content": [text], "isError": not is_known})

    if MCP == 2:

        async def list_tools(_ctx: Any, params: Any) -> Any:
            return page(params)

        async def call_tool(_ctx: Any, params: Any) -> Any:
            return answer(params.name)

        return Server("shop-orders", on_list_tools=list_tools, on_call_tool=call_tool)

    server: Any = Server("shop-orders")

    async def list_tools_v1(request: Any) -> Any:
        return types.ServerResult(page(request.params))

    async def call_tool_v1(request: Any) -> Any:
        return types.ServerResult(answer(request.params.name))

    server.request_handlers[types.ListToolsRequest] = list_tools_v1
    server.request_handlers[types.CallToolRequest] = call_tool_v1
    return server


async def names_of(client: Any) -> list[str]:
    """Return the names on all pages."""
    found: list[str] = []
    cursor: str | None = None
    while True:
        page = await client.session.list_tools(cursor=cursor)
        following = page.next_cursor if MCP == 2 else page.nextCursor
        found += [tool.name for tool in page.tools]
        if not following:
            return found
        cursor = following


@pytest.mark.parametrize("others", [[], [["get_order"]], [["get_order"], ["count_stock"]]])
async def test_a_tool_that_the_host_removes_gives_the_name_back(
    others: list[list[str]], platform: FakePlatform
) -> None:
    """At the next list, however many pages it has."""
    own = ["search_orders", "get_support_tool"]
    pages, log = [*others, own], CollectedLog()
    server = shop(pages)
    await McpObs(platform.dsn, logger=log).attach(server)
    before = [name for page in others for name in page]
    async with in_memory(server) as client:
        for title in ("Search fails", "It fails again"):
            assert await names_of(client) == [*before, *own]
            assert (await client.call("get_support_tool"))["content"][0]["text"] == "get_support_tool"
            own.remove("get_support_tool")
            assert await names_of(client) == [*before, "search_orders", *OURS]
            assert (await client.report(title=title))["outcome"] == "recorded"
            own.append("get_support_tool")
    assert len(log.warnings) == 1


async def test_a_tool_that_is_there_again_is_the_hosts(platform: FakePlatform) -> None:
    """Though no client has listed it yet."""
    own = ["get_support_tool"]
    server = shop([own])
    await McpObs(platform.dsn, logger=CollectedLog()).attach(server)
    async with in_memory(server) as client:
        assert await names_of(client) == own
        own.clear()
        assert await names_of(client) == OURS
        own.append("get_support_tool")
        # The official client checks what the host's tool answers by the entry of ours.
        with pytest.raises(RuntimeError, match="did not return structured content"):
            await client.call("get_support_tool", FIELDS)
    assert platform.posts == []


async def test_a_page_without_its_beginning_takes_nothing_away(platform: FakePlatform) -> None:
    pages = [["get_support_tool"], ["get_order"]]
    server = shop(pages)
    await McpObs(platform.dsn, logger=CollectedLog()).attach(server)
    async with in_memory(server) as client, in_memory(server) as other:
        assert await names_of(client) == ["get_support_tool", "get_order"]
        page = await other.session.list_tools(cursor="1")
        assert [tool.name for tool in page.tools] == ["get_order"]
        assert (await client.call("get_support_tool"))["content"][0]["text"] == "get_support_tool"
