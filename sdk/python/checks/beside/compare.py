"""What each SDK adds to a call, and what it answers to a report while its backend is down.

    npm run sdk:python-beside

All are measured on the same shop of ``fastmcp`` in one run, in turns, in time that this thread had on the processor.
The least of many rounds counts.
"""

import asyncio
import logging
import sys
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parents[2] / folder) for folder in ("src", "tests")]

from connect import Client, in_memory
from fake_platform import FakePlatform
from others import agentcat, fastmcp_feedback, posthog
from shops import KINDS

from mcp_obs_server import McpObs

ROUNDS, CALLS = 60, 20
KIND = next(kind for kind in KINDS if kind.name == "fastmcp")
logging.disable(logging.CRITICAL)


def nothing(_server: Any) -> None:
    """Leave the server bare."""


async def one_round(client: Client, tool: str, arguments: dict[str, Any]) -> float:
    """Return microseconds per call."""
    started = time.thread_time()
    for _ in range(CALLS):
        await client.call(tool, arguments)
    return (time.thread_time() - started) / CALLS * 1e6


async def measure(adding: dict[str, Callable[[Any], None]]) -> dict[str, float]:
    """Return microseconds that each adds to a succeeding call."""
    async with AsyncExitStack() as stack:
        clients: dict[str, Client] = {}
        for name, add in adding.items():
            server = KIND.shop()
            add(server)
            clients[name] = await stack.enter_async_context(in_memory(server))
            await clients[name].names()
        least = dict.fromkeys(clients, float("inf"))
        for _ in range(ROUNDS):
            for name, client in clients.items():
                least[name] = min(least[name], await one_round(client, "get_order", {"order": 1}))
    return {name: value - least["nothing"] for name, value in least.items() if name != "nothing"}


async def ask(add: Callable[[Any], None], tool: str, arguments: dict[str, Any]) -> str:
    """Return what a report is answered with while nothing listens."""
    server = KIND.shop()
    add(server)
    async with in_memory(server) as client:
        names = await client.names()
        if tool not in names:
            return f"has no tool {tool}"
        return str((await client.call(tool, arguments)).get("content"))[:300]


async def answer_of_ours() -> str:
    """Return what a report is answered with when the platform has gone away after the list."""
    server = KIND.shop()
    async with AsyncExitStack() as stack:
        with FakePlatform() as platform:
            await McpObs(platform.dsn).attach(server)
            client = await stack.enter_async_context(in_memory(server))
            assert "get_support_tool" in await client.names()
        answer = await client.report()
    assert answer["outcome"] != "recorded", answer
    return str(answer["message"])


async def main() -> None:
    """Print one line per SDK. Sentry is left out, because it changes the framework for all servers."""
    with FakePlatform() as platform:

        def ours(server: Any) -> None:
            McpObs(platform.dsn).attach_sync(server)

        adding = {
            "nothing": nothing,
            "mcp-obs-server": ours,
            "fastmcp-feedback": fastmcp_feedback,
            "agentcat": agentcat,
            "posthog": posthog,
        }
        added = await measure(adding)
        for name, value in added.items():
            print(f"added to a succeeding call by {name}: {value:.0f} µs")
    print(f"answer of mcp-obs-server: {await answer_of_ours()}")
    request = {
        "type": "bug",
        "title": "Search fails",
        "description": "I searched for a lamp.",
        "submitter": "ana",
    }
    print(
        f"answer of fastmcp-feedback: {await ask(fastmcp_feedback, 'submit_feedback', {'request': request})}"
    )
    async with in_memory((server := KIND.shop(), fastmcp_feedback(server))[0]) as client:
        print(f"tools of fastmcp-feedback for every client: {', '.join((await client.names())[3:])}")


asyncio.run(main())
