"""One process with one server that has one SDK attached, or none. It does what the bench asks for, a line of JSON each.

    python subject.py NAME PORT

Each SDK is attached as its manual says, with what it does by default, delivering to one address of this machine.
"""

import asyncio
import json
import logging
import resource
import socket
import sys
import time
from collections.abc import Callable
from typing import Any

LOOPBACK = {"127.0.0.1", "::1", "localhost"}
TOOLS = ["get_order", "list_orders", "search_orders", "cancel_order", "refund_order"]
FAILING = "cancel_order"


def stay_on_this_machine() -> None:
    """Refuse connections that reach further than this machine."""

    def guard(method: str) -> None:
        connect = getattr(socket.socket, method)

        def guarded(self: socket.socket, address: Any) -> Any:
            if isinstance(address, tuple) and address[0] not in LOOPBACK:
                raise OSError(f"this bench does not connect to {address[0]}")
            return connect(self, address)

        setattr(socket.socket, method, guarded)

    guard("connect")
    guard("connect_ex")


async def attach_ours(server: Any, port: int) -> None:
    """Attach this SDK."""
    from mcp_obs_server import McpObs

    await McpObs(f"http://mok_0123456789abcdefghjkmnpqrstvwxyz@127.0.0.1:{port}").attach(server)


async def attach_posthog(server: Any, port: int) -> None:
    """Attach PostHog."""
    from posthog import Posthog
    from posthog.mcp import instrument

    instrument(server, Posthog("phc_bench", host=f"http://127.0.0.1:{port}"))


async def attach_agentcat(server: Any, port: int) -> None:
    """Attach AgentCat."""
    import agentcat

    options = agentcat.AgentCatOptions(api_base_url=f"http://127.0.0.1:{port}", disable_diagnostics=True)
    agentcat.track(server, "proj_bench", options)


def init_sentry(port: int) -> None:
    """Attach Sentry, which patches the framework and not a server."""
    import sentry_sdk
    from sentry_sdk.integrations.mcp import MCPIntegration

    sentry_sdk.init(
        dsn=f"http://bench@127.0.0.1:{port}/1", traces_sample_rate=1.0, integrations=[MCPIntegration()]
    )


ATTACH = {"mcp-obs-server": attach_ours, "posthog": attach_posthog, "agentcat": attach_agentcat}


def make_tool(name: str) -> Callable[..., Any]:
    """Return a tool that answers at once, or fails."""

    async def answer(query: str) -> str:
        if name == FAILING:
            raise RuntimeError("The order 1042 is on its way already")
        return "order 1042"

    answer.__name__ = name
    answer.__doc__ = f"Does what its name says: {name}."
    return answer


def used() -> float:
    """Return seconds that this process had on a processor, with all of its threads."""
    times = resource.getrusage(resource.RUSAGE_SELF)
    return times.ru_utime + times.ru_stime


async def main(name: str, port: int) -> None:
    """Open the server and a client of it, and obey."""
    if name == "sentry-sdk":
        init_sentry(port)
    from mcp.client.client import Client
    from mcp.server import MCPServer

    server = MCPServer("shop")
    for tool in TOOLS:
        server.tool()(make_tool(tool))
    if name in ATTACH:
        await ATTACH[name](server, port)
    async with Client(server, cache=None) as client:
        listed = (await client.list_tools()).tools
        # Where an SDK makes more arguments required, a model passes them.
        required = next(tool.input_schema for tool in listed if tool.name == "get_order").get("required", [])
        others = dict.fromkeys(required, "The user asked where order 1042 is.")
        arguments = {**others, "query": "1042"}

        async def measure(tool: str, calls: int) -> dict[str, Any]:
            times: list[float] = []
            for _ in range(calls):
                started = time.perf_counter()
                result = await client.call_tool(tool, arguments)
                times.append((time.perf_counter() - started) * 1e6)
                if bool(result.is_error) is not (tool == FAILING):
                    raise RuntimeError(f"{tool} answered {result}")
            return {"times": times}

        say({"tools": [tool.name for tool in listed]})
        while line := await asyncio.to_thread(sys.stdin.readline):
            order = json.loads(line)
            if order["do"] == "used":
                say({"seconds": used()})
            else:
                say(await measure(order["tool"], order["calls"]))


def say(answer: dict[str, Any]) -> None:
    """Answer the bench."""
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


# Sentry hears of a failing tool by what the framework logs, so that this must not be switched off.
logging.getLogger().addHandler(logging.NullHandler())
stay_on_this_machine()
asyncio.run(main(sys.argv[1], int(sys.argv[2])))
