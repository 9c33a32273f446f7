"""Measures what the SDK adds to a call, in memory, against the bare server in the same run, and what its import takes.

    python checks/overhead.py

Bare and attached servers take turns. Each number is the least of many rounds, in time that this thread had on the
processor: other work on the machine only ever adds to it.
"""

import asyncio
import logging
import os
import subprocess
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

ROUNDS, CALLS = {"succeeding": 200, "failing": 30}, 20
IMPORTS = 20
IMPORT = """
import time
started = time.process_time()
from mcp_obs_server import McpObs
imported = time.process_time()
McpObs("http://mok_0123456789abcdefghjkmnpqrstvwxyz@127.0.0.1:9")
print((imported - started) * 1e3, (time.process_time() - imported) * 1e3)
"""
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
                for _ in range(ROUNDS[name])
            ]
            least = min(bare for bare, _ in rounds)
            added[f"{name}, bare"] = least
            added[f"{name}, added"] = min(own for _, own in rounds) - least
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


def measure_import() -> tuple[float, ...]:
    """Return milliseconds that a new process needs for the import and for the first ``McpObs`` with a DSN.

    Without a framework and an HTTP client, which are not loaded by then.
    """
    command = [sys.executable, "-c", IMPORT]
    # As installed: compiled once, and not at each import.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    outputs = [subprocess.check_output(command, env=environment, text=True) for _ in range(IMPORTS)]  # noqa: S603 -- ours
    runs = [output.split() for output in outputs]
    return tuple(min(float(run[place]) for run in runs) for place in range(2))


async def main() -> None:
    """Print one line per kind of server."""
    with FakePlatform() as platform:
        for kind in KINDS:
            measured = await measure(kind, platform.dsn)
            line = "; ".join(f"{name} {value:.0f} µs" for name, value in measured.items())
            sys.stdout.write(f"{kind.name}: {line}\n")
    imported, made = measure_import()
    sys.stdout.write(f"import: {imported:.0f} ms; the first McpObs with a DSN: {made:.0f} ms\n")


asyncio.run(main())
