"""Tasks of the extension of revision 2026-07-28 whose server says how they are without being asked."""

from typing import Any, Literal

import anyio
import pytest
from collect_log import CollectedLog
from connect import Client, http_app, serve
from fake_platform import FakePlatform
from shops import MCP

from mcp_obs_server import McpObs, MemoryStore, StatusTool, StoredIncident, SupportTool

pytestmark = pytest.mark.anyio

if MCP == 2:
    import mcp_types as types
    from mcp.client._memory import InMemoryTransport
    from mcp.client.client import Client as Official
    from mcp.client.streamable_http import streamable_http_client
    from mcp.server.lowlevel import Server
    from tasks_client import FAILING, NAME, TASK, GetParams, State, TasksClient
else:
    pytest.skip("see test_tasks.py", allow_module_level=True)


class _Announced(types.Notification[State, Literal["notifications/tasks"]]):
    method: Literal["notifications/tasks"] = "notifications/tasks"
    params: State


class CollectingStore(MemoryStore):
    """Shows what is kept."""

    def __init__(self) -> None:
        """Nothing is kept yet."""
        super().__init__()
        self.kept: list[StoredIncident] = []

    def put(self, stored: StoredIncident, /) -> None:
        """Keep it."""
        self.kept.append(stored)
        super().put(stored)


def announcing_shop(state: State) -> Any:
    """A low-level server that says of itself how its task is: at a later call, or to a client that listens."""
    announced = anyio.Event()

    async def list_tools(_ctx: Any, _params: Any) -> Any:
        names = ("export_orders", "go_on")
        tools = [types.Tool.model_validate({"name": one, "inputSchema": {"type": "object"}}) for one in names]
        return types.ListToolsResult(tools=tools)

    async def call_tool(ctx: Any, params: Any) -> Any:
        if params.name == "export_orders":
            return {"resultType": "task", **TASK, "status": "working"}
        await ctx.session.send_notification(_Announced(params={**TASK, **state}))
        announced.set()
        return types.CallToolResult(content=[])

    async def get_task(_ctx: Any, _params: Any) -> Any:
        return {**TASK, "status": "working"}

    async def listen(ctx: Any, params: Any) -> Any:
        meta = {"io.modelcontextprotocol/subscriptionId": ctx.request_id}
        honored = types.SubscriptionsAcknowledgedNotificationParams(
            notifications=params.notifications, _meta=meta
        )
        await ctx.session.send_notification(
            types.SubscriptionsAcknowledgedNotification(params=honored), related_request_id=ctx.request_id
        )
        await announced.wait()
        for one in (
            _Announced(params={**TASK, **state, "_meta": meta}),
            types.ToolListChangedNotification(params=types.NotificationParams(_meta=meta)),
        ):
            await ctx.session.send_notification(one, related_request_id=ctx.request_id)
        return types.SubscriptionsListenResult(_meta=meta)

    server: Any = Server(
        "shop-orders", on_list_tools=list_tools, on_call_tool=call_tool, on_subscriptions_listen=listen
    )
    server.add_request_handler("tasks/get", GetParams, get_task)
    server.extensions[NAME] = {}
    return server


FAILED = {"status": "failed", "error": {"code": -32000, "message": "upstream is down"}}


@pytest.mark.parametrize(
    "state", [FAILED, {"status": "completed", "result": FAILING}, {"status": "cancelled"}]
)
async def test_a_task_whose_failure_is_only_announced(state: State, platform: FakePlatform) -> None:
    server, log = announcing_shop(state), CollectedLog()
    await McpObs(platform.dsn, logger=log).attach(server)
    transport = InMemoryTransport(server)
    async with Official(transport, mode="auto", cache=None, extensions=[TasksClient()]) as session:
        client = Client(session)
        await client.names()
        await client.call("export_orders", {"query": "1042"})
        await client.call("go_on")
        await client.report()
    incident = platform.posts[0].body["context"]["incident"]
    assert (incident["tool"], incident["arguments"]) == ("export_orders", {"query": "1042"})
    assert log.warnings == []


async def test_a_task_whose_failure_is_announced_to_who_listens(
    platform: FakePlatform, anyio_backend_name: str
) -> None:
    """Over HTTP a client hears of it in the answer to ``subscriptions/listen``."""
    if anyio_backend_name == "trio":
        pytest.skip("uvicorn needs asyncio")
    server, log, store = announcing_shop(FAILED), CollectedLog(), CollectingStore()
    await McpObs(platform.dsn, logger=log, store=store).attach(server)
    async with serve(http_app(server)) as url:
        transport = streamable_http_client(url)
        async with Official(transport, mode="auto", cache=None, extensions=[TasksClient()]) as session:
            client = Client(session)
            await client.names()
            await client.call("export_orders", {"query": "1042"})
            async with session.listen(tools_list_changed=True) as events:
                await client.call("go_on")
                with anyio.fail_after(20):
                    await anext(aiter(events))
    assert [(one.incident["tool"], one.incident["outcome"]) for one in store.kept] == [
        ("export_orders", "rpc-error")
    ]
    assert log.warnings == []


async def test_two_that_listen_to_one_connection_listen_once_each(platform: FakePlatform) -> None:
    server = announcing_shop(FAILED)
    stores = [CollectingStore(), CollectingStore()]
    for store, support in zip(stores, ("one_support", "other_support"), strict=True):
        dsn = platform.dsn if store is stores[0] else platform.dsn.replace("127.0.0.1", "localhost")
        names = SupportTool(name=support), StatusTool(enabled=False)
        await McpObs(dsn, store=store, support_tool=names[0], status_tool=names[1]).attach(server)
    async with Official(
        InMemoryTransport(server), mode="auto", cache=None, extensions=[TasksClient()]
    ) as session:
        client = Client(session)
        await client.names()
        for _ in range(600):
            await client.call("export_orders", {"query": "1042"})
        await client.call("go_on")
    assert [len(store.kept) for store in stores] == [1, 1]
