"""A small shop as an MCP server, on each framework that is installed here."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any

SOFT_FAILURE = "Error: the warehouse is closed"


class UpstreamError(Exception):
    """What the shop's order service raises."""

    code = "UPSTREAM"


def get_order(order: int) -> str:
    """Look an order up."""
    return f"order {order}"


def search_orders(query: str, api_key: str = "") -> str:  # noqa: ARG001 -- it is captured
    """Fail, because the service behind it does."""
    try:
        raise KeyError(query)
    except KeyError as error:
        raise UpstreamError(f"upstream 500 for {query}") from error


def count_stock() -> str:
    """Fail in a result that is not marked as a failure."""
    return SOFT_FAILURE


def _major(package: str) -> int:
    try:
        return int(version(package).partition(".")[0])
    except PackageNotFoundError:
        return 0


MCP, FASTMCP = _major("mcp"), _major("fastmcp")


def fastmcp(*tools: Callable[..., Any]) -> Any:
    """Make a server of ``fastmcp``."""
    from fastmcp import FastMCP

    server: Any = FastMCP("shop-orders")
    for tool in tools:
        server.tool(tool)
    return server


def official(*tools: Callable[..., Any]) -> Any:
    """Make a server of ``mcp``: ``FastMCP`` of release 1, ``MCPServer`` of release 2."""
    if MCP == 1:
        from mcp.server.fastmcp import FastMCP as Server  # pyright: ignore[reportMissingImports]
    else:
        from mcp.server import MCPServer as Server  # pyright: ignore[reportMissingImports]
    server: Any = Server("shop-orders")
    for tool in tools:
        server.tool()(tool)
    return server


def low_level(*tools: Callable[..., Any], cursor: str | None = None) -> Any:
    """Make a low-level server of ``mcp``, whose handlers are the host's own. ``cursor`` is that of its list."""
    return _low_level_v1(tools, cursor) if MCP == 1 else _low_level_v2(tools, cursor)


def _entry(tool: Callable[..., Any]) -> dict[str, Any]:
    return {"name": tool.__name__, "inputSchema": {"type": "object"}}


def _low_level_v1(tools: tuple[Callable[..., Any], ...], cursor: str | None) -> Any:
    from mcp import types
    from mcp.server.lowlevel import Server

    server: Any = Server("shop-orders")
    by_name = {tool.__name__: tool for tool in tools}

    async def list_tools(_request: Any) -> Any:
        page = {"tools": [_entry(tool) for tool in tools], "nextCursor": cursor}
        return types.ServerResult(types.ListToolsResult.model_validate(page))

    server.request_handlers[types.ListToolsRequest] = list_tools

    @server.call_tool()
    async def call_tool(name: str, arguments: dict[str, Any]) -> Any:
        if name not in by_name:
            raise ValueError(f"Unknown tool: {name}")
        return [types.TextContent(type="text", text=by_name[name](**arguments))]

    return server


def _low_level_v2(tools: tuple[Callable[..., Any], ...], cursor: str | None) -> Any:
    import mcp_types as types
    from mcp.server.lowlevel import Server
    from mcp.shared.exceptions import MCPError

    by_name = {tool.__name__: tool for tool in tools}

    async def list_tools(_ctx: Any, _params: Any) -> Any:
        page = {"tools": [_entry(tool) for tool in tools], "nextCursor": cursor}
        return types.ListToolsResult.model_validate(page)

    async def call_tool(_ctx: Any, params: Any) -> Any:
        if params.name not in by_name:
            raise MCPError(-32602, f"Unknown tool: {params.name}")
        text = by_name[params.name](**(params.arguments or {}))
        return types.CallToolResult(content=[types.TextContent(type="text", text=text)])

    return Server("shop-orders", on_list_tools=list_tools, on_call_tool=call_tool)


@dataclass(frozen=True)
class Kind:
    """One kind of server."""

    name: str
    make: Callable[..., Any]
    crashes_as_error: bool = False
    """What a tool raises becomes a JSON-RPC error."""

    def shop(self) -> Any:
        """Make the shop."""
        return self.make(get_order, search_orders, count_stock)


KINDS = [
    *([Kind("fastmcp", fastmcp)] if FASTMCP else []),
    *([Kind("official", official), Kind("low-level", low_level, MCP == 2)] if MCP else []),
]
