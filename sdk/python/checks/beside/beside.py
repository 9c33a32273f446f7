"""The SDK on servers that other vendors instrument too, attached before and after them.

    npm run sdk:python-beside

Their backends are down. The host must live, and a ticket must have the failing call.
"""

import asyncio
import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parents[2] / folder) for folder in ("src", "tests")]

from connect import in_memory
from fake_platform import FakePlatform
from others import agentcat, fastmcp_feedback, posthog, sentry
from shops import KINDS, Kind

from mcp_obs_server import McpObs

logging.disable(logging.CRITICAL)


async def check(kind: Kind, instrument: Callable[[Any], None], *, first: bool) -> None:
    """Fail if the shop, the hint or the ticket is not as it is without the other."""
    server = kind.shop()
    with FakePlatform() as platform:
        if first:
            instrument(server)
        await McpObs(platform.dsn).attach(server)
        if not first:
            instrument(server)
        async with in_memory(server) as client:
            assert {"get_order", "get_support_tool", "get_support_status"} <= set(await client.names())
            assert "order 1" in str(await client.call("get_order", {"order": 1}))
            assert "Offer to report" in str(await client.call("search_orders", {"query": "lamp"}))
            assert (await client.report())["context_attached"] is True
        incident = platform.posts[0].body["context"]["incident"]
    assert incident["error"]["name"] == "UpstreamError"
    print(f"ok    {instrument.__name__} {'before' if first else 'after'} the SDK: {kind.name}")


async def main() -> None:
    """Check each kind of server with each vendor, in both orders."""
    for instrument in (fastmcp_feedback, agentcat, posthog, sentry):
        for first in (True, False):
            for kind in KINDS:
                if instrument is fastmcp_feedback and kind.name != "fastmcp":
                    continue
                await check(kind, instrument, first=first)


asyncio.run(main())
