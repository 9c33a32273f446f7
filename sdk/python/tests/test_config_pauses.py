"""How long it takes until the configuration is asked for again, and that all servers of a process share the request."""

import time
from types import SimpleNamespace
from typing import Any

import anyio
import pytest
from collect_log import CollectedLog
from connect import http_app, in_memory, over_http, serve
from contract import fixture
from fake_platform import CONFIG, Exchange, FakePlatform
from shops import KINDS, Kind

from mcp_obs_server import McpObs
from mcp_obs_server.platform import config_client
from mcp_obs_server.platform.config_client import ConfigClient
from mcp_obs_server.platform.http_exchange import HttpFailure, HttpRequest, HttpResponse
from mcp_obs_server.wire.dsn import Dsn
from mcp_obs_server.wire.json_text import write_json

KEY = "mok_0123456789abcdefghjkmnpqrstvwxyz"
pytestmark = pytest.mark.anyio


class Clock:
    """The time that the client of the configuration sees."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.shift = 0.0
        clock = SimpleNamespace(monotonic=lambda: time.monotonic() + self.shift, time=time.time)
        monkeypatch.setattr(config_client, "time", clock)

    def later(self, seconds: float) -> None:
        self.shift += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.mark.parametrize("row", fixture("config-pauses"), ids=lambda row: row["name"])
async def test_pauses(row: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1_000.0
    clock = SimpleNamespace(monotonic=lambda: now, time=lambda: now)
    monkeypatch.setattr(config_client, "time", clock)
    good = HttpResponse(200, {}, write_json({**CONFIG, "ttlSeconds": 30}))
    waits = row.get("retryAfter", [None] * len(row["answers"]))
    queue: list[HttpResponse | HttpFailure] = [
        HttpFailure(answer)
        if isinstance(answer, str)
        else HttpResponse(answer, {"retry-after": wait or ""}, "<html>")
        for answer, wait in zip(row["answers"], waits, strict=True)
    ]
    if row["config"]:
        queue.insert(0, good)
    asked = 0

    async def exchange(_: HttpRequest) -> HttpResponse | HttpFailure:
        nonlocal asked
        asked += 1
        return queue.pop(0) if queue else good

    client = ConfigClient(Dsn("https://acme.test", KEY), CollectedLog(), exchange)

    async def ask() -> None:
        await client.ready()
        await anyio.wait_all_tasks_blocked()

    await ask()
    if row["config"]:
        now += 30
        await ask()
    for pause in row["pauses"]:
        before = asked
        now += pause - 0.001
        await ask()
        assert asked == before
        now += 0.001
        await ask()
        assert asked == before + 1


def _reset(exchange: Exchange) -> bool:
    return exchange.take_step({"do": "reset"})


def _too_many(exchange: Exchange) -> bool:
    exchange.answer(429, {"retry-after": "20"}, "")
    return True


@pytest.mark.parametrize(("spoil", "pause"), [(_reset, 5), (_too_many, 20)], ids=["reset", "429"])
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_servers_ask_together_after_a_pause(
    kind: Kind, spoil: Any, pause: int, platform: FakePlatform, clock: Clock
) -> None:
    platform.on_config = spoil
    server = kind.shop()
    McpObs(platform.dsn, logger=CollectedLog()).attach_sync(server)
    async with serve(http_app(server, stateless=True)) as url, over_http(url) as client:
        for _ in range(10):
            assert len(await client.names()) == 3
            await client.call("search_orders", {"query": "lamp"})
        # Like an app that makes everything anew for each request.
        other = kind.shop()
        await McpObs(platform.dsn).attach(other)
        async with in_memory(other) as second:
            assert len(await second.names()) == 3
        assert len(platform.config_requests) == 1

        platform.on_config = None
        clock.later(pause)
        await client.names_with_ours()
    assert len(platform.config_requests) == 2
