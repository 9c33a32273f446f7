"""Calls of the support tool that are repeated after a reconnect, over HTTP on a real socket (R3.4)."""

from typing import Any

import pytest
from connect import http_app, over_http, serve
from fake_platform import Exchange, FakePlatform
from shops import KINDS, Kind

from mcp_obs_server import McpObs

pytestmark = pytest.mark.anyio
kinds = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    """The servers run in uvicorn, which needs asyncio."""
    return "asyncio"


def _commit_and_reset(exchange: Exchange) -> bool:
    return exchange.take_step({"do": "commit-reset"})


async def _app(kind: Kind, platform: FakePlatform, *, stateless: bool = False) -> Any:
    server = kind.shop()
    await McpObs(platform.dsn).attach(server)
    return http_app(server, stateless=stateless)


@kinds
@pytest.mark.parametrize("stateless", [False, True], ids=["sessions", "stateless"])
async def test_after_a_reconnect(kind: Kind, stateless: bool, platform: FakePlatform) -> None:
    platform.on_post = _commit_and_reset
    async with serve(await _app(kind, platform, stateless=stateless)) as url:
        async with over_http(url) as first:
            await first.names_with_ours()
            failed = str(await first.call("search_orders", {"query": "lamp"}))
            start = failed.index("inc_")
            fields = {"incident_id": failed[start : start + 20], "email": "ana@acme.test"}
            assert "with the same arguments is safe" in (await first.report(**fields))["message"]
            if not stateless:
                unsure = (await first.report(title="Without an id"))["message"]
                assert "with the same arguments in this session is safe" in unsure
        platform.on_post = None
        async with over_http(url) as second:
            await second.names_with_ours()
            assert (await second.report(**fields))["outcome"] == "already_recorded"
    tickets = [record.body for record in platform.tickets.values() if record.body["title"] == "Search fails"]
    assert [ticket["context"]["incident"]["tool"] for ticket in tickets] == ["search_orders"]


@kinds
async def test_an_id_of_another_form_does_not_make_two_sessions_one(
    kind: Kind, platform: FakePlatform
) -> None:
    async with serve(await _app(kind, platform)) as url, over_http(url) as one, over_http(url) as two:
        for client in (one, two):
            await client.names_with_ours()
            await client.report(incident_id="unknown")
    assert len(platform.tickets) == 2
