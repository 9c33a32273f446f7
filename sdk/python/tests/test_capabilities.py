"""A server that tells clients of no tools (R3.5)."""

from typing import Any

import anyio
import pytest
from collect_log import CollectedLog
from connect import in_memory
from fake_platform import FakePlatform
from shops import MCP, low_level

from mcp_obs_server import McpObs

pytestmark = pytest.mark.anyio
WARNING = "clients do not get the support tool: the server does not declare the tools capability"
ERAS = ["legacy", "auto"] if MCP == 2 else ["legacy"]


class WaitedLog(CollectedLog):
    """Says when it has a warning."""

    def __init__(self) -> None:
        """Has none yet."""
        super().__init__()
        self.warned = anyio.Event()

    def warning(self, msg: str, /) -> None:
        """Keep a warning."""
        super().warning(msg)
        self.warned.set()


def without_tools() -> Any:
    """A low-level server that has prompts only."""
    if MCP == 1:
        from mcp.server.lowlevel import Server

        server: Any = Server("shop-orders")

        @server.list_prompts()
        async def list_prompts() -> Any:
            return []

        return server

    import mcp_types as types
    from mcp.server.lowlevel import Server

    async def list_prompts_2(_ctx: Any, _params: Any) -> Any:
        return types.ListPromptsResult(prompts=[])

    return Server("shop-orders", on_list_prompts=list_prompts_2)


async def meet(server: Any, era: str) -> None:
    """Connect a client, which hears what the server can do."""
    async with in_memory(server, mode=era) as client:
        assert (await client.session.list_prompts()).prompts == []


@pytest.mark.parametrize("era", ERAS)
@pytest.mark.parametrize("is_asked_before", [True, False])
async def test_one_line_says_that_clients_do_not_get_the_tool(
    platform: FakePlatform, era: str, *, is_asked_before: bool
) -> None:
    log = WaitedLog()
    obs = McpObs(platform.dsn, logger=log)
    for _ in range(2):
        server = without_tools()
        if is_asked_before:
            await obs.attach(server)
        else:
            obs.attach_sync(server)
        await meet(server, era)
    with anyio.fail_after(10):
        await log.warned.wait()
    assert log.warnings == [WARNING]


async def test_no_line_while_the_tool_is_off(platform: FakePlatform) -> None:
    platform.config["supportTool"]["enabled"] = False
    log = CollectedLog()
    server = without_tools()
    await McpObs(platform.dsn, logger=log).attach(server)
    await meet(server, "legacy")
    assert log.warnings == []


async def test_no_line_for_a_server_with_tools(platform: FakePlatform) -> None:
    log = CollectedLog()
    server = low_level()
    await McpObs(platform.dsn, logger=log).attach(server)
    async with in_memory(server) as client:
        await client.names_with_ours()
    assert log.warnings == []
