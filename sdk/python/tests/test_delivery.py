"""Delivery of a ticket to a platform on a real socket, and each way in which it can fail (R3.4)."""

import threading
import time
from typing import Any

import anyio
import anyio.to_thread
import pytest
from contract import fixture
from fake_platform import FakePlatform, wait_until

from mcp_obs_server.platform.deliver_ticket import (
    CreatedTicket,
    DeliveryRequest,
    RefusedTicket,
    Ticket,
    deliver_ticket,
)
from mcp_obs_server.wire.dsn import Dsn, parse_dsn

pytestmark = pytest.mark.anyio
TICKET = Ticket("Search fails", "It fails – each time. 😀", "Bug Report", context={"correlation": "none"})


def read(text: str) -> Dsn:
    dsn = parse_dsn(text)
    assert isinstance(dsn, Dsn)
    return dsn


async def deliver(platform: FakePlatform, **rest: Any) -> CreatedTicket | RefusedTicket:
    return await deliver_ticket(DeliveryRequest(read(platform.dsn), TICKET, "v1_key", **rest))


async def test_outages() -> None:
    """Replay each row of ``outages.json``. They wait for time to pass, so they run together."""
    failed: dict[str, BaseException] = {}

    async def replay(row: dict[str, Any]) -> None:
        try:
            await replay_outage(row)
        except AssertionError as error:
            failed[row["name"]] = error

    async with anyio.create_task_group() as group:
        for row in fixture("outages"):
            group.start_soon(replay, row)
    assert failed == {}


async def replay_outage(row: dict[str, Any]) -> None:
    with FakePlatform() as platform:
        refusal = next((step for step in row["steps"] if step["do"] == "refuse"), None)
        left = [step for step in row["steps"] if step is not refusal]
        platform.on_post = lambda exchange: exchange.take_step(left.pop(0) if len(left) > 1 else left[0])
        if refusal:
            platform.pause()
        if refusal and "ms" in refusal:
            threading.Timer(refusal["ms"] / 1_000, platform.resume).start()

        started = time.monotonic()
        delivery = await deliver(platform)
        assert time.monotonic() - started < 11
        outcome = "recorded" if isinstance(delivery, CreatedTicket) else delivery.decision.outcome
        assert outcome == row["out"]["outcome"]
        assert len(platform.posts) == (len(platform.posts) if row["attempts"] is None else row["attempts"])
        assert {post.headers["idempotency-key"] for post in platform.posts} <= {"v1_key"}

        if row["after"] is None:
            return
        platform.on_post = None
        if refusal and "ms" not in refusal:
            platform.resume()
        again = await deliver(platform)
        assert isinstance(again, CreatedTicket)
        assert again.already_recorded == (row["after"] == "already_recorded")
        assert len(platform.tickets) == 1


async def test_what_is_sent() -> None:
    with FakePlatform("acme.localhost") as platform:
        created = await deliver(platform, token="a.b.c", traceparent="00-1-2-01")
        assert isinstance(created, CreatedTicket)
        assert (created.needs_contact, created.context_sent) == (True, True)
        (post,) = platform.posts
        # Unescaped and compact, with the name as host.
        assert post.text == (
            '{"title":"Search fails","description":"It fails – each time. 😀","category":"Bug Report",'
            '"context":{"correlation":"none"}}'
        )
        assert post.headers["host"] == f"acme.localhost:{platform.port}"
        assert post.headers["authorization"] == "Bearer a.b.c"
        assert post.headers["traceparent"] == "00-1-2-01"
        assert post.headers["content-type"] == "application/json"
        assert post.headers["user-agent"].startswith("mcp-obs-python/0.1.0 cpython/3.")


async def test_413_is_answered_with_the_words_alone() -> None:
    def refuse(exchange: Any) -> bool:
        if "context" not in exchange.request_read.body:
            return False
        exchange.problem(413, "body-too-large")
        return True

    with FakePlatform() as platform:
        platform.on_post = refuse
        created = await deliver(platform)
        assert isinstance(created, CreatedTicket)
        assert not created.context_sent


async def test_stop_ends_a_delivery() -> None:
    with FakePlatform() as platform:
        platform.on_post = lambda exchange: exchange.take_step({"do": "hang"})
        stop = anyio.Event()
        results: list[CreatedTicket | RefusedTicket] = []

        async def run() -> None:
            results.append(await deliver(platform, stop=stop))

        with anyio.fail_after(3):
            async with anyio.create_task_group() as group:
                group.start_soon(run)
                await anyio.to_thread.run_sync(wait_until, lambda: platform.posts != [])
                stop.set()
        (refused,) = results
        assert isinstance(refused, RefusedTicket)
        assert refused.decision.sentence == "UNSURE"
        assert len(platform.posts) == 1


async def test_cancelling_the_caller_cancels_the_delivery() -> None:
    with FakePlatform() as platform:
        platform.on_post = lambda exchange: exchange.take_step({"do": "hang"})
        with anyio.move_on_after(0.3) as scope:
            await deliver(platform)
        assert scope.cancelled_caught
        assert len(platform.posts) == 1


async def test_an_environment_with_a_proxy_changes_nothing_on_this_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with FakePlatform() as platform:
        assert isinstance(await deliver(platform), CreatedTicket)
