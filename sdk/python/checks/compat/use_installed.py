"""Uses the package as it was installed: its version, its types, and with a framework its tools."""

import asyncio
import sys
from importlib.metadata import files, version

import mcp_obs_server

assert "site-packages" in mcp_obs_server.__file__, mcp_obs_server.__file__
assert version("mcp-obs-server") == "0.1.0"
names = {str(file) for file in files("mcp-obs-server") or ()}
assert "mcp_obs_server/py.typed" in names
assert not any("test" in name for name in names), names


async def attach() -> None:
    """Attach to a server while nothing listens: the host is as it was."""
    from mcp.server import MCPServer

    server = MCPServer("shop")
    obs = mcp_obs_server.McpObs(dsn="http://mok_0123456789abcdefghjkmnpqrstvwxyz@127.0.0.1:9")
    await obs.attach(server)
    assert [tool.name for tool in await server.list_tools()] == []


if len(sys.argv) > 1:
    asyncio.run(attach())
