"""Measures what the SDK adds to a call: in memory, against the bare server in the same run.

    python checks/overhead.py

Each number is the median of rounds in which bare and attached servers take turns, in time that this thread had on the
processor.
"""

import asyncio
import logging
import statistics
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from connect import in_memory
from fake_platform import FakePlatform
from shops import KINDS, Kind

from mcp_obs_server import McpObs

ROUNDS, CALLS = 20, 40
logging.disable(logging.CRITICAL)


async def measure(kind: Kind, dsn: str) -> dict[str, float]:
    """Return microseconds added per call, by kind of call."""
    bare, attached = kind.shop(), kind.shop()
    await McpObs(dsn).attach(attached)
    added: dict[str, float] = {}
    async with in_memory(bare) as without, in_memory(attached) as with_sdk:
        await without.names()
        await with_sdk.names()
        for name, tool, arguments in (
            ("succeeding", "get_order", {"order": 1}),
            ("failing", "search_orders", {"query": "lamp"}),
        ):
            rounds = [
                (await one_round(without, tool, arguments), await one_round(with_sdk, tool, arguments))
                for _ in range(ROUNDS)
            ]
            added[f"{name}, bare"] = statistics.median(bare for bare, _ in rounds)
            added[f"{name}, added"] = statistics.median(own - bare for bare, own in rounds)
    return added


async def one_round(client: Any, tool: str, arguments: dict[str, Any]) -> float:
    """Return microseconds per call."""
    call = client.session.call_tool
    started = time.thread_time()
    for _ in range(CALLS):
        # A low-level server answers a crash with an error of JSON-RPC.
        with suppress(Exception):
            await call(tool, arguments)
    return (time.thread_time() - started) / CALLS * 1e6


async def main() -> None:
    """Print one line per kind of server."""
    with FakePlatform() as platform:
        for kind in KINDS:
            measured = await measure(kind, platform.dsn)
            line = "; ".join(f"{name} {value:.0f} µs" for name, value in measured.items())
            sys.stdout.write(f"{kind.name}: {line}\n")


asyncio.run(main())
