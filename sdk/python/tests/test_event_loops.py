"""Hosts with several event loops: one after the other, and one in each thread."""

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import trio
from connect import in_memory
from fake_platform import Exchange, FakePlatform, wait_until
from shops import KINDS

from mcp_obs_server import McpObs

KIND = next(kind for kind in KINDS if kind.name == "official")


@pytest.fixture
def platform() -> Iterator[FakePlatform]:
    with FakePlatform() as started:
        yield started


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
