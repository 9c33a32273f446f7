"""What our tools answer to each answer of the platform (``results.json``, ``status-results.json``; R3.4, R3.6)."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from collect_log import CollectedLog
from connect import in_memory
from contract import fixture
from fake_platform import Exchange, FakePlatform
from shops import KINDS

from mcp_obs_server import McpObs

pytestmark = pytest.mark.anyio
KIND = next(kind for kind in KINDS if kind.name == "official")


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    """These rows are about what is said, which no event loop changes."""
    return "asyncio"


def answers(rows: list[dict[str, Any]]) -> Callable[[Exchange], bool]:
    """Answer with one row after the other."""
    left = list(rows)

    def answer(exchange: Exchange) -> bool:
        row = left.pop(0)
        headers = {"content-type": "application/json", **row.get("headers", {})}
        exchange.answer(row["status"], headers, json.dumps(row["body"], ensure_ascii=False))
        return True

    return answer


@pytest.mark.parametrize("row", fixture("results"), ids=lambda row: row["name"])
async def test_result(row: dict[str, Any]) -> None:
    with FakePlatform() as platform:
        platform.on_post = answers(row["answers"])
        server = KIND.shop()
        await McpObs(platform.dsn, logger=CollectedLog()).attach(server)
        async with in_memory(server) as client:
            await client.names_with_ours()
            if row["failing"]:
                await client.call(row["failing"], {"query": "lamp"})
            assert await client.report() == row["out"]
        assert len(platform.posts) == len(row["answers"])


@pytest.mark.parametrize("row", fixture("status-results"), ids=lambda row: row["name"])
async def test_status_result(row: dict[str, Any]) -> None:
    with FakePlatform() as platform:
        platform.on_status = answers(row["answers"])
        server = KIND.shop()
        await McpObs(platform.dsn, logger=CollectedLog()).attach(server)
        async with in_memory(server) as client:
            result = await client.call("get_support_status", row["arguments"])
        assert result["structuredContent"] == row["out"]
        assert result.get("isError", False) == (row["out"]["outcome"] != "found")
        assert len(platform.status_requests) == len(row["answers"])
