"""Who is told of lists: clients of a change, and the platform that clients got the tool (R2.4)."""

from typing import Any

import anyio
import anyio.to_thread
import pytest
from connect import in_memory, inner
from fake_platform import FakePlatform
from hosts import kinds, see_config
from shops import KINDS, Kind, get_order, low_level

from mcp_obs_server import McpObs

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def _needs_asyncio(request: pytest.FixtureRequest, anyio_backend_name: str) -> None:
    kind = request.node.callspec.params.get("kind") if hasattr(request.node, "callspec") else None
    if kind is not None and kind.name == "fastmcp" and anyio_backend_name == "trio":
        pytest.skip("fastmcp needs asyncio")


@kinds
async def test_clients_are_told_that_the_list_has_changed(kind: Kind, platform: FakePlatform) -> None:
    """Where the server says that it tells them."""
    server = kind.shop()
    obs = McpObs(platform.dsn)
    await obs.attach(server)
    told = anyio.Event()

    async def hear(message: Any) -> None:
        if "list_changed" in str(getattr(getattr(message, "root", message), "method", "")):
            told.set()

    async with in_memory(server, message_handler=hear) as client:
        await client.names()
        capabilities = inner(server).create_initialization_options().capabilities.tools
        declared = getattr(capabilities, "list_changed", getattr(capabilities, "listChanged", None))
        platform.config["supportTool"]["title"] = "Changed"
        await see_config(obs)
        with anyio.move_on_after(5 if declared else 0.3):
            await told.wait()
        assert told.is_set() == bool(declared)


@pytest.mark.parametrize(("cursor", "is_last"), [(None, True), ("", True), ("more", False)])
async def test_the_last_page_has_the_tools(cursor: str | None, is_last: bool, platform: FakePlatform) -> None:
    server = low_level(get_order, cursor=cursor)
    await McpObs(platform.dsn).attach(server)
    async with in_memory(server) as client:
        ours = ["get_support_tool", "get_support_status"] if is_last else []
        assert await client.names() == ["get_order", *ours]


async def test_the_dashboard_learns_that_clients_get_the_tool(platform: FakePlatform) -> None:
    kind = next(kind for kind in KINDS if kind.name == "official")
    server = kind.shop()
    obs = McpObs(platform.dsn)
    await obs.attach(server)
    assert "x-mcp-obs-listed" not in platform.config_requests[0].headers
    async with in_memory(server) as client:
        await client.names()
        platform.config["supportTool"]["title"] = "Changed"
        await see_config(obs)
    assert platform.config_requests[-1].headers["x-mcp-obs-listed"] in ("0", "1", "2")
