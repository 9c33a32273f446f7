"""The official Python client, of either generation: lists the tools and calls some.

python official.py <url> <calls as JSON> [legacy | auto]

With MCP_TOKEN it sends this token. Without, it signs its user in, and prints the address that the user has to visit.
"""

import asyncio
import json
import os
import sys
from contextlib import asynccontextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

from mcp import ClientSession
from mcp.client.auth import OAuthClientProvider
from mcp.shared.auth import OAuthClientMetadata

URL, CALLS, *ERA = sys.argv[1:]
answers: asyncio.Queue = asyncio.Queue()


class Callback(BaseHTTPRequestHandler):
    def do_GET(self):
        query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        loop.call_soon_threadsafe(answers.put_nowait, query)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


class Memory:
    tokens = client = None

    async def get_tokens(self):
        return self.tokens

    async def set_tokens(self, tokens):
        self.tokens = tokens

    async def get_client_info(self):
        return self.client

    async def set_client_info(self, client):
        self.client = client


async def visit(url):
    print(f"VISIT {url}", flush=True)


async def callback():
    query = await answers.get()
    try:
        from mcp.shared.auth import AuthorizationCodeResult
    except ImportError:
        return query["code"], query.get("state")
    return AuthorizationCodeResult(**{name: query.get(name) for name in ("code", "state", "iss")})


def sign_in():
    """Return how this client signs its user in, with an address of its own for the browser to come back to."""
    server = HTTPServer(("127.0.0.1", 0), Callback)
    Thread(target=server.serve_forever, daemon=True).start()
    metadata = OAuthClientMetadata(
        client_name="Python client",
        redirect_uris=[f"http://127.0.0.1:{server.server_port}/callback"],
    )
    return OAuthClientProvider(URL, metadata, Memory(), visit, callback)


@asynccontextmanager
async def connect(auth, headers):
    """Open a session, and yield it with its revision of the protocol."""
    try:
        from mcp.client.streamable_http import streamablehttp_client
    except ImportError:
        import httpx2
        from mcp.client import Client
        from mcp.client.streamable_http import streamable_http_client

        http = httpx2.AsyncClient(auth=auth, headers=headers, timeout=30)
        async with Client(streamable_http_client(URL, http_client=http), mode=(ERA or ["legacy"])[0]) as client:
            yield client, client.protocol_version
        return
    async with (
        streamablehttp_client(URL, auth=auth, headers=headers) as (read, write, _),
        ClientSession(read, write) as session,
    ):
        yield session, (await session.initialize()).protocolVersion


async def call(session, name, arguments):
    try:
        result = await session.call_tool(name, arguments)
    except Exception as error:
        return {"error": str(error)}
    structured = getattr(result, "structured_content", None) or getattr(result, "structuredContent", None)
    return {"structured": structured, "texts": [block.text for block in result.content]}


async def main():
    global loop
    loop = asyncio.get_running_loop()
    token = os.environ.get("MCP_TOKEN")
    headers = {"Authorization": f"Bearer {token}"} if token else None
    async with connect(None if token else sign_in(), headers) as (session, protocol):
        tools = [tool.name for tool in (await session.list_tools()).tools]
        results = [await call(session, *each) for each in json.loads(CALLS)]
    print("RESULT " + json.dumps({"protocol": protocol, "tools": tools, "results": results}), flush=True)


asyncio.run(main())
