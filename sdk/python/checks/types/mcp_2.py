"""The servers of ``mcp`` 2. pyright checks this file where it is installed; nothing runs it."""

from mcp.server import MCPServer
from mcp.server.lowlevel import Server

from mcp_obs_server import McpObs


async def attach(low_level: Server[None]) -> None:
    """Attach to each."""
    await McpObs().attach(MCPServer("shop"))
    await McpObs().attach(low_level)
