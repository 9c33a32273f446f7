"""The official Python client, of either generation: signs its user in, calls a tool that fails, and raises a ticket."""

import asyncio
import json
import sys
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

from mcp import ClientSession
from mcp.client.auth import OAuthClientProvider
from mcp.shared.auth import OAuthClientMetadata

URL, FIELDS = sys.argv[1], json.loads(sys.argv[2])
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


def connect(auth):
    try:
        from mcp.client.streamable_http import streamablehttp_client
    except ImportError:
        import httpx2
        from mcp.client.streamable_http import streamable_http_client

        return streamable_http_client(URL, http_client=httpx2.AsyncClient(auth=auth))
    return streamablehttp_client(URL, auth=auth)


async def main():
    global loop
    loop = asyncio.get_running_loop()
    server = HTTPServer(("127.0.0.1", 0), Callback)
    Thread(target=server.serve_forever, daemon=True).start()
    metadata = OAuthClientMetadata(
        client_name="Python client",
        redirect_uris=[f"http://127.0.0.1:{server.server_port}/callback"],
    )
    auth = OAuthClientProvider(URL, metadata, Memory(), visit, callback)
    async with connect(auth) as (read, write, *_), ClientSession(read, write) as session:
        await session.initialize()
        await session.list_tools()
        # It fails, and the ticket is about it.
        with suppress(Exception):
            await session.call_tool("search_orders", {"query": "lamp"})
        result = await session.call_tool("get_support_tool", FIELDS)
        content = getattr(result, "structured_content", None) or getattr(result, "structuredContent", None)
        print("RESULT " + json.dumps(content), flush=True)


asyncio.run(main())
