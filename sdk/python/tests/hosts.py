"""What the tests of hosts and of lists share."""

import anyio
import pytest
from shops import KINDS

from mcp_obs_server import McpObs

kinds = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
high_level = pytest.mark.parametrize(
    "kind", [kind for kind in KINDS if kind.name != "low-level"], ids=lambda kind: kind.name
)
OURS = ["get_support_tool", "get_support_status"]


async def see_config(obs: McpObs) -> None:
    """Let the SDK see a change of the dashboard now, and not when the time to live has passed."""
    instance = obs._instance  # pyright: ignore[reportPrivateUsage]
    assert instance is not None
    config, seen = instance.client.config, anyio.Event()
    leave = config.subscribe(seen.set)
    config.expire()
    with anyio.fail_after(10):
        await seen.wait()
    leave()
