"""Hosts with several event loops: one after the other, and one in each thread."""

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import anyio
import pytest
import trio
from connect import Client, in_memory
from fake_platform import Exchange, FakePlatform, wait_until
from hosts import see_config
from shops import KINDS, MCP, Kind, low_level

from mcp_obs_server import McpObs
from mcp_obs_server.attach.announce import announce
from mcp_obs_server.attach.audience import Audience
from mcp_obs_server.attach.servers import detect_server

KIND = next(kind for kind in KINDS if kind.name == "official")


async def _see_tools(server: Any) -> None:
    async with in_memory(server) as client:
        await client.names_with_ours()


async def _report(server: Any, number: int) -> str:
    async with in_memory(server) as client:
        await client.names_with_ours()
        await client.call("search_orders", {"query": f"query {number}"})
        return (await client.report(title=f"query {number}"))["outcome"]


def _in_threads(server: Any, count: int) -> tuple[list[threading.Thread], list[str]]:
    outcomes: list[str] = []

    def run(number: int) -> None:
        outcomes.append(asyncio.run(_report(server, number), debug=True))

    threads = [threading.Thread(target=run, args=(number,), daemon=True) for number in range(count)]
    for thread in threads:
        thread.start()
    return threads, outcomes


def test_loops_in_threads_are_never_mixed(platform: FakePlatform) -> None:
    server = KIND.shop()
    McpObs(platform.dsn).attach_sync(server)
    assert asyncio.run(_report(server, 9)) == "recorded"
    threads, outcomes = _in_threads(server, 3)
    for thread in threads:
        thread.join(60)
    assert outcomes == ["recorded"] * 3
    for post in platform.posts:
        assert post.body["context"]["incident"]["arguments"]["query"] == post.body["title"]


@pytest.mark.parametrize("loop", ["asyncio", "trio"])
def test_closing_on_another_event_loop(loop: str, platform: FakePlatform) -> None:
    """It raises nothing, and stops the call that still runs on its own loop."""
    server, go_on = KIND.shop(), threading.Event()
    obs = McpObs(platform.dsn)
    obs.attach_sync(server)

    def hang(_: Exchange) -> bool:
        return not go_on.wait(30)

    platform.on_post = hang
    threads, outcomes = _in_threads(server, 1)
    wait_until(lambda: len(platform.posts) == 1)
    if loop == "asyncio":
        asyncio.run(obs.close(0.05), debug=True)
    else:
        trio.run(obs.close, 0.05)
    threads[0].join(20)
    go_on.set()
    assert outcomes == ["failed"]


@asynccontextmanager
async def _hearing(server: Any, *, listens: bool) -> AsyncIterator[tuple[Client, anyio.Event]]:
    """Connect a client, and set the event once it is told of a change."""
    told = anyio.Event()

    async def hear(message: Any) -> None:
        if "list_changed" in str(getattr(getattr(message, "root", message), "method", "")):
            told.set()

    if not listens:
        async with in_memory(server, message_handler=hear) as client:
            yield client, told
        return

    # To enter it takes until the server has acknowledged it.
    async with (
        in_memory(server, mode="auto") as client,
        client.session.listen(tools_list_changed=True) as events,
        anyio.create_task_group() as tasks,
    ):

        async def wait() -> None:
            await anext(aiter(events))
            told.set()

        tasks.start_soon(wait)
        yield client, told
        tasks.cancel_scope.cancel()


def _declaring(*tools: Any) -> Any:
    """Make a low-level server that declares to tell clients of changes."""
    from mcp.server.lowlevel import NotificationOptions

    server = low_level(*tools)
    server.create_initialization_options = partial(
        server.create_initialization_options, NotificationOptions(tools_changed=True)
    )
    return server


HEARING = [
    (Kind("declaring", _declaring), False),
    *[(KIND, True) for _ in range(MCP == 2)],
]


@pytest.mark.parametrize(("kind", "listens"), HEARING, ids=lambda one: getattr(one, "name", str(one)))
@pytest.mark.parametrize("clients", [1, 2])
@pytest.mark.parametrize("on", ["a loop", "trio", "no loop"])
def test_a_change_is_told_on_the_loop_of_each_client(
    kind: Kind, listens: bool, clients: int, on: str, platform: FakePlatform
) -> None:
    """Whichever event loop has asked for the configuration."""
    # What the framework tells all its listeners at once can only be told where they have one event loop.
    is_told = not listens or clients == 1
    server, outcomes, ready = kind.shop(), list[bool](), threading.Semaphore(0)
    changed = threading.Event()
    obs = McpObs(platform.dsn)
    obs.attach_sync(server)
    # The first configuration is a change, too: who listens alone at that moment is told of it.
    asyncio.run(_see_tools(server))

    async def wait() -> None:
        async with _hearing(server, listens=listens) as (client, told):
            await client.names_with_ours()
            ready.release()
            if is_told:
                # Nothing else wakes this loop.
                with anyio.move_on_after(60):
                    await told.wait()
            else:
                # Each listens until the change is there: who is left alone would be told.
                await anyio.to_thread.run_sync(changed.wait, 90)
                await anyio.sleep(1)
            outcomes.append(told.is_set())

    threads = [
        threading.Thread(target=lambda: asyncio.run(wait(), debug=True), daemon=True) for _ in range(clients)
    ]
    for thread in threads:
        thread.start()
    for _ in threads:
        assert ready.acquire(timeout=90)
    if on == "no loop":
        instance = obs._instance  # pyright: ignore[reportPrivateUsage]
        assert instance is not None
        instance.client.config.hide("invalid-key")
    else:
        platform.config["supportTool"]["title"] = "Changed"
        asyncio.run(see_config(obs)) if on == "a loop" else trio.run(see_config, obs)
    changed.set()
    for thread in threads:
        thread.join(90)
    assert outcomes == [is_told] * clients


@pytest.mark.skipif(MCP != 2, reason="mcp 1 has no subscriptions")
def test_a_second_loop_that_listens_before_the_change_is_published() -> None:
    """Then the change is not published, also not to the first: its thread may not wake the second loop."""
    server, audience, published = KIND.shop(), Audience(), list[object]()
    found = detect_server(server)
    assert found is not None
    bus = server._subscriptions  # pyright: ignore[reportPrivateUsage]
    publish, listening, end = bus.publish, threading.Event(), threading.Event()

    async def note(event: object) -> None:
        published.append(event)
        await publish(event)

    async def listen() -> None:
        with audience.listens():
            listening.set()
            await anyio.to_thread.run_sync(end.wait, 60)

    async def change(*, both: bool) -> None:
        second = threading.Thread(target=lambda: asyncio.run(listen()), daemon=True)
        with audience.listens():
            announce(found, audience)
            if both:
                second.start()
                assert listening.wait(60)
            await anyio.sleep(0.05)
        end.set()

    bus.publish = note
    asyncio.run(change(both=False))
    assert len(published) == 1
    end.clear()
    asyncio.run(change(both=True))
    assert len(published) == 1
