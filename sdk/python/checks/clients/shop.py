"""The shop on the framework that this Python has.

python shop.py <kind> stdio
python shop.py <kind> http | stateless <port>
"""

import logging
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2] / folder) for folder in ("src", "tests")]

import anyio
from connect import http_app
from shops import KINDS

from mcp_obs_server import McpObs

logging.disable(logging.CRITICAL)  # on stdio, stderr is that of the job
name, transport, *port = sys.argv[1:]
server = next(kind for kind in KINDS if kind.name == name).shop()
McpObs().attach_sync(server)


async def serve_low_level() -> None:
    """Run a low-level server, which has no ``run`` that needs no streams."""
    from mcp.server.stdio import stdio_server

    async with stdio_server() as (read, write):
        await server.run(read, write, server.create_initialization_options())


if transport != "stdio":
    import uvicorn

    app = http_app(server, stateless=transport == "stateless")
    uvicorn.run(app, host="127.0.0.1", port=int(port[0]), log_level="warning")
elif name == "low-level":
    anyio.run(serve_low_level)
else:
    server.run(**({"show_banner": False} if name == "fastmcp" else {}))
