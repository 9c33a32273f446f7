"""What hosts do: register late, attach twice, mount, go wrong, stop (R3.1, R3.5)."""

import threading
from typing import Any

import anyio
import anyio.to_thread
import pytest
from collect_log import CollectedLog
from connect import Client, in_memory, inner
from fake_platform import FakePlatform, wait_until
from hosts import OURS, high_level, kinds, see_config
from shops import FASTMCP, KINDS, Kind, get_order, search_orders

from mcp_obs_server import McpObs, SupportTool

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def _needs_asyncio(request: pytest.FixtureRequest, anyio_backend_name: str) -> None:
    kind = request.node.callspec.params.get("kind") if hasattr(request.node, "callspec") else None
    if kind is not None and kind.name == "fastmcp" and anyio_backend_name == "trio":
        pytest.skip("fastmcp needs asyncio")


@high_level
async def test_tools_that_are_registered_after_attach(kind: Kind, platform: FakePlatform) -> None:
    server = kind.make(get_order)
    await McpObs(platform.dsn).attach(server)
    server.tool()(search_orders)
    async with in_memory(server) as client:
        assert await client.names() == ["get_order", "search_orders", *OURS]
        failed = await client.call("search_orders", {"query": "lamp"})
        assert "Offer to report" in failed["content"][-1]["text"]
        await client.report()
    assert platform.posts[0].body["context"]["incident"]["error"]["name"] == "UpstreamError"


@kinds
async def test_attaching_twice_is_attaching_once(kind: Kind, platform: FakePlatform) -> None:
    server = kind.shop()
    obs, again, log = McpObs(platform.dsn), McpObs(platform.dsn), CollectedLog()
    await obs.attach(server)
    await obs.attach(inner(server))
    await again.attach(server)
    async with in_memory(server) as client:
        assert (await client.names())[3:] == OURS
        assert len((await client.call("search_orders", {"query": "x"})).get("content", [1, 2])) == 2
    assert log.warnings == []


@kinds
async def test_two_servers_do_not_influence_each_other(kind: Kind, platform: FakePlatform) -> None:
    def get_support_tool() -> str:
        return "the host's own"

    with_own, plain, log = kind.make(get_order, get_support_tool), kind.shop(), CollectedLog()
    obs = McpObs(platform.dsn, logger=log)
    await obs.attach(with_own)
    await obs.attach(plain)
    async with in_memory(with_own) as first, in_memory(plain) as second:
        assert await first.names() == ["get_order", "get_support_tool"]
        assert (await second.names())[3:] == OURS
        assert (await first.call("get_support_tool"))["content"][0]["text"] == "the host's own"
        await second.call("search_orders", {"query": "lamp"})
        assert (await second.report())["context_attached"] is True
    assert len(log.warnings) == 1


@kinds
async def test_the_hosts_own_tool_is_called_before_any_list(kind: Kind, platform: FakePlatform) -> None:
    def get_support_tool() -> str:
        return "the host's own"

    server = kind.make(get_support_tool)
    await McpObs(platform.dsn, logger=CollectedLog()).attach(server)
    async with in_memory(server) as client:
        assert (await client.call("get_support_tool"))["content"][0]["text"] == "the host's own"


@kinds
async def test_the_dashboard_switches_the_tool_off_and_on(kind: Kind, platform: FakePlatform) -> None:
    server = kind.shop()
    obs = McpObs(platform.dsn)
    await obs.attach(server)
    async with in_memory(server) as client:
        assert (await client.names())[3:] == OURS
        platform.config["supportTool"]["enabled"] = False
        await see_config(obs)
        assert len(await client.names()) == 3
        assert "Offer" not in str(await client.call("search_orders", {"query": "lamp"}))
        platform.config["supportTool"].update(enabled=True, title="Changed")
        await see_config(obs)
        assert (await client.entries())[3]["title"] == "Changed"
        assert "Offer" in str(await client.call("search_orders", {"query": "lamp"}))


@kinds
async def test_without_an_event_loop_at_the_start(kind: Kind, platform: FakePlatform) -> None:
    server = kind.shop()
    McpObs(platform.dsn).attach_sync(server)
    assert platform.config_requests == []
    async with in_memory(server) as client:
        assert (await client.names())[3:] == OURS


@kinds
async def test_a_platform_that_is_down_changes_nothing(kind: Kind, platform: FakePlatform) -> None:
    dsn = platform.dsn
    platform.pause()
    server = kind.shop()
    obs = McpObs(dsn, logger=CollectedLog())
    await obs.attach(server)
    async with in_memory(server) as client:
        assert len(await client.names()) == 3
        assert (await client.call("get_order", {"order": 1}))["content"][0]["text"] == "order 1"
        assert "Offer" not in str(await client.call("search_orders", {"query": "lamp"}))
        platform.resume()
        await see_config(obs)
        assert len(await client.names()) == 5
        assert (await client.report())["outcome"] == "recorded"


@kinds
@pytest.mark.parametrize("dsn", ["", "https://mok_x@acme.test"], ids=["missing", "invalid"])
async def test_without_a_dsn_the_server_is_as_it_was(kind: Kind, dsn: str) -> None:
    server, log = kind.shop(), CollectedLog()
    obs = McpObs(dsn, logger=log)
    await obs.attach(server)
    obs.attach_sync(server)
    async with in_memory(server) as client:
        assert len(await client.names()) == 3
    await obs.close()
    assert len(log.warnings) == (0 if dsn == "" else 1)
    assert "mok_" not in str(log.warnings)


@kinds
async def test_close_takes_the_tools_away(kind: Kind, platform: FakePlatform) -> None:
    server = kind.shop()
    obs = McpObs(platform.dsn)
    await obs.attach(server)
    async with in_memory(server) as client:
        assert (await client.names())[3:] == OURS
        await obs.close()
        await obs.close()
        assert len(await client.names()) == 3
        assert "Offer" not in str(await client.call("search_orders", {"query": "lamp"}))


@kinds
async def test_close_lets_a_ticket_arrive(kind: Kind, platform: FakePlatform) -> None:
    server = kind.shop()
    obs = McpObs(platform.dsn)
    await obs.attach(server)
    answers: list[Any] = []

    async def report(client: Client) -> None:
        answers.append(await client.report())

    async with in_memory(server) as client:
        await client.names()
        async with anyio.create_task_group() as group:
            group.start_soon(report, client)
            await anyio.to_thread.run_sync(wait_until, lambda: len(platform.posts) == 1)
            await obs.close()
    assert answers[0]["outcome"] == "recorded"


@kinds
async def test_no_thread_is_left_behind(kind: Kind, platform: FakePlatform) -> None:
    server = kind.shop()
    obs = McpObs(platform.dsn)
    await obs.attach(server)
    async with in_memory(server) as client:
        await client.names()
        await client.report()
        before = {thread.name for thread in threading.enumerate()}
    await obs.close()
    assert not [name for name in before if "mcp_obs" in name or "mcp-obs" in name]


async def test_what_is_no_server(platform: FakePlatform) -> None:
    log = CollectedLog()
    obs = McpObs(platform.dsn, logger=log)
    for value in (None, 1, "server", object(), dict[str, str]()):
        await obs.attach(value)  # pyright: ignore[reportArgumentType]
    assert len(log.warnings) == 5
    assert "is not an MCP server" in log.warnings[0]


async def test_a_release_that_has_changed(platform: FakePlatform) -> None:
    """The server lives, and one line says what is missing."""
    log = CollectedLog()
    obs = McpObs(platform.dsn, logger=log)

    class Changed:
        middleware = None
        request_handlers = None

        def create_initialization_options(self) -> None:
            raise RuntimeError

    await obs.attach(Changed())
    assert len(log.warnings) == 1


@high_level
async def test_tools_of_a_mounted_server(kind: Kind, platform: FakePlatform) -> None:
    if kind.name != "fastmcp":
        pytest.skip("only fastmcp mounts servers")
    child, parent = kind.make(search_orders), kind.make(get_order)
    try:
        parent.mount(child, namespace="stock")
    except TypeError:
        parent.mount(child, prefix="stock")
    await McpObs(platform.dsn).attach(parent)
    async with in_memory(parent) as client:
        names = await client.names()
        assert set(names[:2]) == {"get_order", "stock_search_orders"}
        assert names[2:] == OURS
        failed = await client.call("stock_search_orders", {"query": "lamp"})
        assert "Offer to report" in failed["content"][-1]["text"]
        await client.report()
    incident = platform.posts[0].body["context"]["incident"]
    assert incident["tool"] == "stock_search_orders"
    assert incident["error"]["name"] == "UpstreamError"


async def test_a_mounted_server_that_is_attached_too(platform: FakePlatform, anyio_backend_name: str) -> None:
    if not FASTMCP or anyio_backend_name == "trio":
        pytest.skip("needs fastmcp on asyncio")
    kind = KINDS[0]
    child, parent = kind.make(search_orders), kind.make(get_order)
    obs = McpObs(platform.dsn, logger=CollectedLog())
    await obs.attach(child)
    await obs.attach(parent)
    try:
        parent.mount(child, namespace="stock")
    except TypeError:
        parent.mount(child, prefix="stock")
    async with in_memory(parent) as client:
        assert (await client.names())[-2:] == OURS
        failed = await client.call("stock_search_orders", {"query": "lamp"})
        assert len(failed["content"]) == 2


async def test_a_server_behind_a_proxy(platform: FakePlatform, anyio_backend_name: str) -> None:
    """What it answers is all that is known of it, as of a server elsewhere."""
    if not FASTMCP or anyio_backend_name == "trio":
        pytest.skip("needs fastmcp on asyncio")
    child = KINDS[0].make(search_orders)
    if FASTMCP == 2:
        from fastmcp import FastMCP

        parent: Any = FastMCP.as_proxy(child)  # pyright: ignore[reportAttributeAccessIssue]
    else:
        from fastmcp.server import create_proxy

        parent = create_proxy(child)
    await McpObs(platform.dsn).attach(parent)
    async with in_memory(parent) as client:
        assert await client.names() == ["search_orders", *OURS]
        failed = await client.call("search_orders", {"query": "lamp"})
        assert "Offer to report" in failed["content"][-1]["text"]
        await client.report()
    incident = platform.posts[0].body["context"]["incident"]
    assert (incident["tool"], incident["arguments"]) == ("search_orders", {"query": "lamp"})
    assert "upstream 500 for lamp" in str(incident["result"])


@kinds
async def test_our_tool_is_the_first_that_a_process_is_asked_for(kind: Kind, platform: FakePlatform) -> None:
    """Another process has answered the list."""
    server = kind.shop()
    McpObs(platform.dsn).attach_sync(server)
    async with in_memory(server) as client:
        assert (await client.report())["outcome"] == "recorded"


@kinds
async def test_another_name(kind: Kind, platform: FakePlatform) -> None:
    server = kind.shop()
    await McpObs(platform.dsn, support_tool=SupportTool(name="acme_help")).attach(server)
    async with in_memory(server) as client:
        assert (await client.names())[3:] == ["acme_help", "get_support_status"]
        assert "call acme_help with" in str(await client.call("search_orders", {"query": "lamp"}))
