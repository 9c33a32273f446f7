"""The tools on each kind of server (R3.1, R3.5)."""

from typing import Any

import pytest
from connect import in_memory
from contract import fixture
from fake_platform import FakePlatform
from shops import KINDS, Kind

from mcp_obs_server import McpObs

pytestmark = pytest.mark.anyio
kinds = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
HIDDEN = ("$schema", "additionalProperties", "execution", "_meta")


def needs(kind: Kind, backend: str) -> None:
    """``fastmcp`` needs asyncio."""
    if kind.name == "fastmcp" and backend == "trio":
        pytest.skip("fastmcp needs asyncio")


def bare(entry: dict[str, Any]) -> dict[str, Any]:
    """The entry as fixtures compare it."""
    return {name: value for name, value in entry.items() if name not in HIDDEN}


@kinds
async def test_entries(kind: Kind, platform: FakePlatform, anyio_backend_name: str) -> None:
    needs(kind, anyio_backend_name)
    server = kind.shop()
    await McpObs(platform.dsn).attach(server)
    async with in_memory(server) as client:
        entries = await client.entries()
    assert [entry["name"] for entry in entries][-2:] == ["get_support_tool", "get_support_status"]
    assert len(entries) == 5
    assert bare(entries[-2]) == fixture("get-support-tool")
    assert bare(entries[-1]) == fixture("get-support-status")


@kinds
async def test_a_ticket(kind: Kind, platform: FakePlatform, anyio_backend_name: str) -> None:
    needs(kind, anyio_backend_name)
    server = kind.shop()
    await McpObs(platform.dsn).attach(server)
    async with in_memory(server) as client:
        await client.names()
        assert (await client.call("get_order", {"order": 7}))["content"][0]["text"] == "order 7"
        failed = await client.call("search_orders", {"query": "lamp", "api_key": "k3y-of-ana"})
        answer = await client.report(incident_id=read_hint(failed))
    assert answer["outcome"] == "recorded"
    assert answer["context_attached"] is True
    (post,) = platform.posts
    context = post.body["context"]
    assert context["correlation"] == "incident-id"
    incident = context["incident"]
    assert incident["tool"] == "search_orders"
    assert incident["arguments"] == {"query": "lamp", "api_key": "⟦redacted:key⟧"}
    assert incident["error"]["name"] == "UpstreamError"
    assert incident["error"]["message"] == "upstream 500 for lamp"
    assert incident["error"]["code"] == "UPSTREAM"
    assert "KeyError: 'lamp'" in incident["error"]["stack"]
    assert "in search_orders" in incident["error"]["stack"]
    assert [step["tool"] for step in context["trail"]] == ["get_order"]
    assert context["server"]["name"] == "shop-orders"
    assert context["client"]["name"] == "mcp"
    assert context["sdk"]["name"] == "mcp-obs-python"
    assert context["transport"] == "in-memory"


def read_hint(failed: dict[str, Any]) -> str:
    """The incident id that a failing result names, checking the hint's form."""
    if "error" in failed:
        data = failed["error"]["data"]
        hint, incident_id = data["hint"], data["incident_id"]
    else:
        block = failed["content"][-1]
        assert block["annotations"] == {"audience": ["assistant"]}
        hint = block["text"]
        incident_id = hint.split('"')[1]
    sentence = next(row for row in fixture("sentences") if row["sentence"] == "HINT")
    assert hint == sentence["out"].replace(sentence["in"]["incidentId"], incident_id)
    return incident_id
