"""The configuration of an MCP server, fetched from a platform on a real socket (R3.4)."""

import asyncio
import json
import math
import time
from typing import Any

import anyio
import pytest
from collect_log import CollectedLog
from contract import fixture
from fake_platform import CONFIG, Exchange, FakePlatform, wait_until

from mcp_obs_server.platform.config_client import ConfigClient, describe_listed
from mcp_obs_server.platform.read_config import read_config
from mcp_obs_server.wire.dsn import Dsn, parse_dsn

ORIGIN = "https://acme.mcp.example.com"


def client_of(platform: FakePlatform, log: CollectedLog | None = None) -> ConfigClient:
    dsn = parse_dsn(platform.dsn)
    assert isinstance(dsn, Dsn)
    return ConfigClient(dsn, log or CollectedLog())


def hang(exchange: Exchange) -> bool:
    return exchange.take_step({"do": "hang"})


def refuse(status: int, code: str) -> Any:
    def answer(exchange: Exchange) -> bool:
        exchange.problem(status, code)
        return True

    return answer


@pytest.mark.anyio
class TestClient:
    async def test_the_first_answer_is_waited_for_once(self, platform: FakePlatform) -> None:
        client = client_of(platform)
        assert client.current is None
        async with anyio.create_task_group() as group:
            for _ in range(20):
                group.start_soon(client.ready)
        assert client.current is not None
        assert client.current.server_name == "Acme"
        assert len(platform.config_requests) == 1
        (request,) = platform.config_requests
        assert request.headers["x-mcp-obs-key"].startswith("mok_")
        assert "x-mcp-obs-listed" not in request.headers
        await client.ready()
        assert len(platform.config_requests) == 1

    async def test_silence_is_waited_for_once_and_told_once(self, platform: FakePlatform) -> None:
        platform.on_config = hang
        log = CollectedLog()
        client = client_of(platform, log)
        with anyio.fail_after(3):
            await client.ready()
        assert client.current is None
        assert log.warnings == [
            "the support tool is off until its configuration can be read: timeout. Check MCP_OBS_DSN"
        ]
        with anyio.fail_after(1):
            await client.ready()
        platform.on_config = None
        with anyio.fail_after(30):
            while client.current is None:
                client.expire()
                await anyio.sleep(0.02)
        assert len(log.warnings) == 1

    async def test_an_outage_keeps_the_last_answer(
        self, platform: FakePlatform, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        client = client_of(platform)
        await client.ready()
        shift, real = 0.0, time.monotonic
        monkeypatch.setattr(time, "monotonic", lambda: real() + shift)
        platform.on_config = refuse(503, "service-unavailable")
        shift = 61.0
        client.refresh_if_stale()
        await anyio.to_thread.run_sync(wait_until, lambda: len(platform.config_requests) == 2)
        await anyio.sleep(0.1)
        assert client.current is not None
        assert "if-none-match" in platform.config_requests[1].headers

        # Then 304, and a change.
        platform.on_config = None
        shift = 122.0
        client.note_listed()
        client.refresh_if_stale()
        await anyio.to_thread.run_sync(wait_until, lambda: len(platform.config_requests) == 3)
        assert platform.config_requests[2].headers["x-mcp-obs-listed"] == "0"
        platform.config["server"]["name"] = "Acme 2"
        await anyio.sleep(0.1)
        changed_name = anyio.Event()
        client.subscribe(changed_name.set)
        client.expire()
        with anyio.fail_after(30):
            await changed_name.wait()
        assert client.current.server_name == "Acme 2"

    @pytest.mark.parametrize(
        ("status", "code"), [(401, "invalid-key"), (404, "server-not-found"), (421, "misdirected-host")]
    )
    async def test_a_refused_dsn_hides_the_tool(self, status: int, code: str, platform: FakePlatform) -> None:
        platform.on_config = refuse(status, code)
        log = CollectedLog()
        client = client_of(platform, log)
        await client.ready()
        await client.ready()
        assert client.current is None
        assert log.warnings == [
            f"the support tool is hidden: {code}. Check MCP_OBS_DSN. Next look in 10 min."
        ]
        assert len(platform.config_requests) == 1

    async def test_a_page_of_a_proxy_does_not_hide_it(self, platform: FakePlatform) -> None:
        client = client_of(platform)
        await client.ready()
        platform.on_config = lambda exchange: bool(exchange.answer(403, {}, "<h1>No</h1>")) or True
        client.expire()
        await anyio.to_thread.run_sync(wait_until, lambda: len(platform.config_requests) == 2)
        await anyio.sleep(0.1)
        assert client.current is not None

    async def test_listeners_are_told_of_changes_and_polled_for(self, platform: FakePlatform) -> None:
        platform.config["ttlSeconds"] = 15
        client = client_of(platform)
        changes: list[bool] = []
        unsubscribe = client.subscribe(lambda: changes.append(client.current is not None))
        await client.ready()
        assert changes == [True]
        client.expire()
        await anyio.to_thread.run_sync(wait_until, lambda: len(platform.config_requests) == 2)
        await anyio.sleep(0.1)
        assert changes == [True]
        unsubscribe()
        client.hide("invalid-key")
        assert changes == [True]


def test_without_an_event_loop_nothing_happens(platform: FakePlatform) -> None:
    client = client_of(platform)
    unsubscribe = client.subscribe(lambda: None)
    client.refresh_if_stale()
    client.expire()
    unsubscribe()
    assert platform.config_requests == []


def test_each_event_loop_can_ask(platform: FakePlatform) -> None:
    client = client_of(platform)
    platform.on_config = hang

    async def ask_and_end() -> None:
        client.refresh_if_stale()
        await asyncio.sleep(0.05)

    asyncio.run(ask_and_end())
    platform.on_config = None
    asyncio.run(client.ready())
    assert client.current is not None


@pytest.mark.parametrize("row", [row for row in fixture("listed") if "elapsedMs" in row])
def test_listed(row: dict[str, Any]) -> None:
    elapsed = row["elapsedMs"]
    listed_at = None if elapsed is None else 1_000.0
    assert describe_listed(listed_at, 1_000.0 + (elapsed or 0) / 1_000) == row["header"]


def changed(**members: Any) -> str:
    return json.dumps({**CONFIG, **members})


def test_a_configuration_is_read() -> None:
    config = read_config(changed(limits={"title": 100.5, "body": 1e9}, ttlSeconds=1e9), ORIGIN)
    assert config is not None
    assert (config.max_title, config.max_description, config.max_body) == (100, 10_000, 65_536)
    assert (config.ttl_seconds, config.auth_mode, config.issuer) == (3_600, "email", None)
    oauth = changed(authMode="oauth", oauth={"issuer": ORIGIN, "resource": "https://a.test\n/mcp"})
    config = read_config(oauth, ORIGIN)
    assert config is not None
    assert (config.issuer, config.resource) == (ORIGIN, "https://a.test /mcp")
    tool = {
        **CONFIG["supportTool"],
        "title": "x" * 61,
        "categories": ["A\nb", "a B", "", 5, *"cdefghijklmn"],
    }
    config = read_config(changed(supportTool=tool), ORIGIN)
    assert config is not None
    assert config.title == "x" * 60
    assert config.categories == ("A b", *"cdefghijk")


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "<h1>Hi</h1>",
        "[" * 100_000,
        changed(contract=0),
        changed(contract=True),
        changed(contract="1"),
        changed(authMode="saml"),
        changed(authMode="oauth"),
        changed(authMode="oauth", oauth={"issuer": "https://evil.test"}),
        changed(server={"name": ""}),
        changed(supportTool={**CONFIG["supportTool"], "enabled": 1}),
        changed(supportTool={**CONFIG["supportTool"], "categories": []}),
        changed(supportTool={**CONFIG["supportTool"], "description": "\n"}),
        changed(supportTool=None),
        json.dumps({**CONFIG, "contract": math.inf}),
    ],
)
def test_a_configuration_that_cannot_be_understood_is_refused_as_a_whole(body: str) -> None:
    assert read_config(body, ORIGIN) is None
