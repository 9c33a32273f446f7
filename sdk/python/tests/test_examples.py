"""The examples in Python, as their users start them (R3.5)."""

import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from connect import Client, over_http
from fake_platform import FakePlatform, free_port
from shops import FASTMCP, MCP

pytestmark = pytest.mark.anyio
EXAMPLES = Path(__file__).parents[3] / "examples"
SOURCES = str(Path(__file__).parents[1] / "src")
needs_mcp_2 = pytest.mark.skipif(MCP != 2, reason="needs mcp 2")
needs_fastmcp = pytest.mark.skipif(FASTMCP < 3, reason="needs fastmcp 3 or later")


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    """The server is another process."""
    return "asyncio"


def environment(platform: FakePlatform, **rest: str) -> dict[str, str]:
    path = os.pathsep.join([SOURCES, os.environ.get("PYTHONPATH", "")])
    return {**os.environ, "MCP_OBS_DSN": platform.dsn, "PYTHONPATH": path, **rest}


@contextmanager
def listening(name: str, env: dict[str, str], port: int) -> Iterator[None]:
    """Run an example until it listens, and end it afterwards."""
    script = str(EXAMPLES / name / "server.py")
    server = subprocess.Popen([sys.executable, script], env=env, stderr=subprocess.PIPE)  # noqa: S603 -- ours
    try:
        while True:
            assert server.poll() is None, server.stderr and server.stderr.read().decode()
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
        yield
    finally:
        server.kill()
        server.communicate()


async def raise_a_ticket(client: Client, platform: FakePlatform) -> None:
    assert (await client.names_with_ours())[2:] == ["get_support_tool", "get_support_status"]
    assert "in transit" in str(await client.call("get_order", {"order": "1042"}))
    assert "Offer to report" in str(await client.call("search_orders", {"query": "teapot"}))
    assert (await client.report())["context_attached"] is True
    incident = platform.posts[0].body["context"]["incident"]
    assert incident["error"]["message"] == "the order service answered 500"
    assert "HTTPError" in incident["error"]["stack"]


@needs_fastmcp
@needs_mcp_2
async def test_stdio() -> None:
    from mcp.client.client import Client as Official
    from mcp.client.stdio import StdioServerParameters

    with FakePlatform() as platform:
        script = str(EXAMPLES / "python-stdio" / "server.py")
        command = StdioServerParameters(command=sys.executable, args=[script], env=environment(platform))
        async with Official(command, cache=None) as client:
            await raise_a_ticket(Client(client), platform)


@needs_mcp_2
async def test_http() -> None:
    port = free_port()
    with (
        FakePlatform() as platform,
        listening("python-http", environment(platform, PORT=str(port)), port),
    ):
        async with over_http(f"http://127.0.0.1:{port}/mcp") as client:
            await raise_a_ticket(client, platform)


@needs_fastmcp
def test_oauth_lets_nobody_in_without_a_token() -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}/mcp"
    with FakePlatform() as platform, listening("python-oauth", environment(platform, RESOURCE_URL=url), port):
        request = urllib.request.Request(url, b"{}", {"content-type": "application/json"})
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request, timeout=10)  # noqa: S310 -- the example
    with refused.value:
        assert refused.value.code == 401
        assert "resource_metadata=" in refused.value.headers["www-authenticate"]
