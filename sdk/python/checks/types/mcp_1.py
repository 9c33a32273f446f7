"""The servers of ``mcp`` 1. pyright checks this file where it is installed; nothing runs it."""

from mcp.server.fastmcp import FastMCP
from mcp.server.lowlevel import Server

from mcp_obs_server import McpObs

low_level: Server[object] = Server("shop")


async def attach() -> None:
    """Attach to each."""
    await McpObs().attach(FastMCP("shop"))
    await McpObs().attach(low_level)
