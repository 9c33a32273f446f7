"""Official MCP clients, and the ways they reach a server: in memory, and over HTTP on a real socket."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import anyio
from shops import FASTMCP, MCP


class Client:
    """An official client of either generation, which answers as the wire does."""

    def __init__(self, session: Any) -> None:
        """``session`` has been initialised."""
        self.session = session

    async def entries(self) -> list[dict[str, Any]]:
        """Return the list of tools."""
        return dump(await self.session.list_tools())["tools"]

    async def names(self) -> list[str]:
        """Return the names in the list of tools."""
        return [entry["name"] for entry in await self.entries()]

    async def names_with_ours(self) -> list[str]:
        """Return the names once ours are there: a new process on a busy machine may need more than one list."""
        with anyio.fail_after(60):
            while "get_support_tool" not in await self.names():
                pass
        return await self.names()

    async def call(self, tool: str, arguments: dict[str, Any] | None = None, **rest: Any) -> dict[str, Any]:
        """Call a tool and return its result, or ``{"error": …}``."""
        try:
            return dump(await self.session.call_tool(tool, arguments or {}, **rest))
        except Exception as error:
            failed = getattr(error, "error", None)
            if failed is None:
                raise
            return {"error": dump(failed)}

    async def report(self, **arguments: Any) -> dict[str, Any]:
        """Call the support tool and return what it answers."""
        fields = {"title": "Search fails", "description": "I searched for a lamp.", "category": "Bug Report"}
        result = await self.call("get_support_tool", {**fields, **arguments})
        structured = result["structuredContent"]
        assert json.loads(result["content"][0]["text"]) == structured
        return structured


def dump(model: Any) -> dict[str, Any]:
    """Return a model of the framework as it travels."""
    return model.model_dump(by_alias=True, mode="json", exclude_none=True)


def inner(server: Any) -> Any:
    """Return the low-level server."""
    return getattr(server, "_mcp_server", None) or getattr(server, "_lowlevel_server", None) or server


@asynccontextmanager
async def in_memory(server: Any, *, mode: str = "legacy", **options: Any) -> AsyncIterator[Client]:
    """Connect a client that introduces itself, over streams in memory. ``mode`` is as in :func:`over_http`."""
    if MCP == 1:
        from mcp.shared.memory import create_connected_server_and_client_session

        async with create_connected_server_and_client_session(inner(server), **options) as session:
            yield Client(session)
    else:
        from mcp.client.client import Client as Official

        async with Official(inner(server), mode=mode, cache=None, **options) as client:
            yield Client(client)


@asynccontextmanager
async def serve(app: Any) -> AsyncIterator[str]:
    """Serve an ASGI application on a real socket, and yield the URL of its endpoint. Needs asyncio."""
    import uvicorn

    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1))
    serving = asyncio.ensure_future(server.serve(sockets=[listener]))
    while not server.started:
        await anyio.sleep(0.01)
        if serving.done():
            serving.result()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/mcp"
    finally:
        server.should_exit = True
        await serving


def http_app(server: Any, *, stateless: bool = False) -> Any:
    """Return the server's own ASGI application."""
    if FASTMCP and hasattr(server, "http_app"):
        return server.http_app(path="/mcp", stateless_http=stateless)
    if MCP == 2:
        return server.streamable_http_app(stateless_http=stateless)
    if hasattr(server, "settings"):
        server.settings.stateless_http = stateless
        return server.streamable_http_app()
    return _low_level_app(server, stateless)


def _low_level_app(server: Any, stateless: bool) -> Any:
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
    from starlette.applications import Starlette
    from starlette.routing import Mount

    manager = StreamableHTTPSessionManager(server, stateless=stateless)
    return Starlette(routes=[Mount("/mcp", app=manager.handle_request)], lifespan=lambda _app: manager.run())


@asynccontextmanager
async def over_http(url: str, *, token: str | None = None, mode: str = "legacy") -> AsyncIterator[Client]:
    """Connect a client over HTTP. ``mode`` is ``auto`` for revision 2026-07-28, which only release 2 speaks."""
    headers = {} if token is None else {"authorization": f"Bearer {token}"}
    if MCP == 1:
        from mcp import ClientSession
        from mcp.client.streamable_http import streamablehttp_client

        async with (
            streamablehttp_client(url, headers=headers) as (read, write, _),
            ClientSession(read, write) as session,
        ):
            await session.initialize()
            yield Client(session)
    else:
        import httpx2
        from mcp.client.client import Client as Official
        from mcp.client.streamable_http import streamable_http_client

        async with httpx2.AsyncClient(headers=headers, timeout=60) as http:
            transport = streamable_http_client(url, http_client=http)
            async with Official(transport, mode=mode, cache=None) as client:
                yield Client(client)
