"""An MCP server on fastmcp whose users sign in, wearing mcp-obs-server.

MCP_OBS_DSN=… RESOURCE_URL=http://127.0.0.1:3006/mcp python examples/python-oauth/server.py
"""

import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn
from fastmcp import FastMCP
from fastmcp.server.dependencies import get_access_token
from mcp_obs_server import McpObs
from mcp_obs_server.oauth import protect

sys.path.insert(0, str(Path(__file__).parents[1]))
from orders_upstream import OrderService

# This server as its clients reach it, the same as in the dashboard.
RESOURCE = os.environ.get("RESOURCE_URL", "http://127.0.0.1:3006/mcp")

orders = OrderService()
mcp = FastMCP("shop-orders", version="1.0.0")

# Where tickets go. The DSN comes from MCP_OBS_DSN.
obs = McpObs()
obs.attach_sync(mcp)


@mcp.tool
def get_order(order: str) -> dict[str, str]:
    """Return one order by its number, such as 1042."""
    return orders.find(order)


@mcp.tool
def search_orders(query: str) -> dict[str, str]:
    """Find orders by customer, item or number."""
    return orders.search(query)


@mcp.tool
def who_am_i() -> str:
    """Return the id of the signed-in user."""
    token = get_access_token()
    return str(token.claims.get("sub")) if token else "nobody"


# Tells clients where to sign in; then nobody passes without a token for this server.
app = protect(mcp.http_app(path=urlsplit(RESOURCE).path), resource=RESOURCE, resource_name="Shop orders")

if __name__ == "__main__":
    port = int(os.environ.get("PORT") or urlsplit(RESOURCE).port or 80)
    print(f"shop-orders listens on {RESOURCE}", file=sys.stderr, flush=True)
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning")
