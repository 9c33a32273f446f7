"""The shop on stdio, as hosts start it: ``python stdio_shop.py <kind>``."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import anyio
from shops import KINDS, MCP

from mcp_obs_server import McpObs

kind = next(kind for kind in KINDS if kind.name == sys.argv[1])
server = kind.shop()
McpObs().attach_sync(server)


async def serve_low_level() -> None:
    """Run a low-level server, which has no ``run`` that needs no streams."""
    from mcp.server.stdio import stdio_server

    async with stdio_server() as (read, write):
        await server.run(read, write, server.create_initialization_options())


if kind.name != "low-level":
    server.run()
else:
    anyio.run(serve_low_level)
assert MCP
