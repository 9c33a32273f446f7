"""An MCP server on mcp (the official SDK, 2) over Streamable HTTP, wearing mcp-obs-server.

MCP_OBS_DSN=… PORT=3005 python examples/python-http/server.py
"""

import os
import sys
from pathlib import Path

from mcp.server import MCPServer
from mcp_obs_server import McpObs

sys.path.insert(0, str(Path(__file__).parents[1]))
from orders_upstream import OrderService

orders = OrderService()
mcp = MCPServer("shop-orders", version="1.0.0")

# The two lines that bring the support tool. The DSN comes from MCP_OBS_DSN.
obs = McpObs()
obs.attach_sync(mcp)


@mcp.tool()
def get_order(order: str) -> dict[str, str]:
    """Return one order by its number, such as 1042."""
    return orders.find(order)


@mcp.tool()
def search_orders(query: str) -> dict[str, str]:
    """Find orders by customer, item or number."""
    return orders.search(query)


if __name__ == "__main__":
    port = int(os.environ.get("PORT", "3005"))
    print(f"shop-orders listens on http://127.0.0.1:{port}/mcp", file=sys.stderr, flush=True)
    mcp.run("streamable-http", port=port)
