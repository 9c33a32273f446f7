"""A server on stdio, in a process of its own (R3.1)."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from connect import Client
from fake_platform import FakePlatform
from shops import KINDS, MCP, Kind

pytestmark = pytest.mark.anyio
kinds = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
SCRIPT = Path(__file__).parent / "servers" / "stdio_shop.py"
ERAS = ["legacy", "auto"] if MCP == 2 else ["legacy"]


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    """The server is the other process."""
    return "asyncio"


@asynccontextmanager
async def on_stdio(kind: Kind, dsn: str, era: str) -> AsyncIterator[Client]:
    environment = {**os.environ, "MCP_OBS_DSN": dsn}
    if MCP == 1:
        from mcp import ClientSession, StdioServerParameters
        from mcp.client.stdio import stdio_client

        command: Any = StdioServerParameters(
            command=sys.executable, args=[str(SCRIPT), kind.name], env=environment
        )
        async with stdio_client(command) as (read, write), ClientSession(read, write) as session:
            await session.initialize()
            yield Client(session)
    else:
        from mcp.client.client import Client as Official
        from mcp.client.stdio import StdioServerParameters

        command = StdioServerParameters(
            command=sys.executable, args=[str(SCRIPT), kind.name], env=environment
        )
        async with Official(command, mode=era, cache=None) as client:  # pyright: ignore[reportArgumentType]
            yield Client(client)


@kinds
@pytest.mark.parametrize("era", ERAS)
async def test_a_ticket(kind: Kind, era: str) -> None:
    with FakePlatform() as platform:
        async with on_stdio(kind, platform.dsn, era) as client:
            assert (await client.names_with_ours())[3:] == ["get_support_tool", "get_support_status"]
            await client.call("get_order", {"order": 1})
            assert "Offer to report" in str(await client.call("search_orders", {"query": "lamp"}))
            # The process has one user, so no id is needed.
            assert (await client.report())["context_attached"] is True
        context = platform.posts[0].body["context"]
        assert context["correlation"] == "process"
        assert context["transport"] == "stdio"
        assert context["incident"]["error"]["name"] == "UpstreamError"
        assert [step["tool"] for step in context["trail"]] == ["get_order"]
        assert context["client"]["name"] == "mcp"


@kinds
def test_the_process_ends_with_its_input_and_writes_nothing_of_its_own(kind: Kind) -> None:
    with FakePlatform() as platform:
        environment = {**os.environ, "MCP_OBS_DSN": platform.dsn}
        ended = subprocess.run(  # noqa: S603 -- a script of these tests
            [sys.executable, str(SCRIPT), kind.name],
            input=b"",
            capture_output=True,
            env=environment,
            timeout=120,
            check=False,
        )
    assert ended.returncode == 0
    assert ended.stdout == b""
    assert b"mcp-obs" not in ended.stderr
