"""A published server that wears the SDK, unchanged otherwise: ``python wear.py <module> <arguments of the server>``."""

import runpy
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2] / "src"))

from mcp.server import MCPServer

from mcp_obs_server import McpObs

obs = McpObs()
run_stdio = MCPServer.run_stdio_async


async def attach_and_run(self: MCPServer, *args: Any, **kwargs: Any) -> None:
    """Attach right before the server starts, after all that it registers."""
    await obs.attach(self)
    await run_stdio(self, *args, **kwargs)


MCPServer.run_stdio_async = attach_and_run  # type: ignore[method-assign]
module = sys.argv.pop(1)
runpy.run_module(module, run_name="__main__", alter_sys=True)
