"""The server of ``fastmcp``. pyright checks this file where it is installed; nothing runs it."""

from fastmcp import FastMCP

from mcp_obs_server import McpObs


async def attach() -> None:
    """Attach to it."""
    await McpObs().attach(FastMCP("shop"))
