"""What the host's code may set (``tool-names.json``, ``categories.json``; R3.2)."""

from collections.abc import Callable
from typing import Any

import pytest
from collect_log import CollectedLog
from connect import in_memory
from contract import fixture
from fake_platform import FakePlatform
from shops import KINDS, SOFT_FAILURE

from mcp_obs_server import (
    AuthInfo,
    Identity,
    McpObs,
    MemoryStore,
    RedactionRules,
    StatusTool,
    SupportTool,
    Ticket,
)

pytestmark = pytest.mark.anyio
KIND = next(kind for kind in KINDS if kind.name == "official")


@pytest.mark.parametrize("row", fixture("tool-names"), ids=lambda row: row["name"])
async def test_tool_names(row: dict[str, Any], platform: FakePlatform) -> None:
    server, log = KIND.shop(), CollectedLog()
    obs = McpObs(
        platform.dsn,
        support_tool=SupportTool(name=row["supportTool"]),
        status_tool=StatusTool(name=row["statusTool"]),
        logger=log,
    )
    await obs.attach(server)
    async with in_memory(server) as client:
        assert (await client.names())[3:] == row["offered"]
    assert len(log.warnings) == row["lines"]


@pytest.mark.parametrize("row", fixture("categories"), ids=lambda row: row["name"])
async def test_categories(row: dict[str, Any], platform: FakePlatform) -> None:
    platform.config["supportTool"]["categories"] = row["dashboard"]
    server, log = KIND.shop(), CollectedLog()
    await McpObs(platform.dsn, support_tool=SupportTool(categories=row["host"]), logger=log).attach(server)
    async with in_memory(server) as client:
        entry = (await client.entries())[3]
        assert entry["inputSchema"]["properties"]["category"]["enum"] == row["offered"]
        refused = await client.report(category="No such category")
        for name in row["offered"]:
            assert f'"{name}"' in refused["message"]
        assert (await client.report(category=row["offered"][0]))["outcome"] == "recorded"
    assert len(log.warnings) == len(row["unknown"])


async def report_with(platform: FakePlatform, before_send: Callable[[Ticket], Ticket]) -> dict[str, Any]:
    """Report a failing call through a host that changes the ticket."""
    server = KIND.shop()
    await McpObs(platform.dsn, before_send=before_send).attach(server)
    async with in_memory(server) as client:
        await client.call("search_orders", {"query": "lamp"})
        return await client.report()


async def test_a_host_sees_each_ticket_before_it_is_sent(platform: FakePlatform) -> None:
    def change(ticket: Ticket) -> Ticket:
        ticket.title = "Changed"
        ticket.context.pop("incident")
        return ticket

    answer = await report_with(platform, change)
    assert answer["context_attached"] is False
    assert platform.posts[0].body["title"] == "Changed"


async def test_a_ticket_without_its_context_is_told_as_recorded(platform: FakePlatform) -> None:
    def change(ticket: Ticket) -> Ticket:
        ticket.context = None  # pyright: ignore[reportAttributeAccessIssue]
        return ticket

    answer = await report_with(platform, change)
    assert answer["outcome"] == "recorded"
    assert answer["context_attached"] is False
    assert len(platform.posts) == 1


@pytest.mark.parametrize("drops", [True, False], ids=["by nothing", "by raising"])
async def test_a_host_drops_a_ticket(platform: FakePlatform, drops: bool) -> None:
    async def drop(_ticket: Ticket) -> Ticket | None:
        if drops:
            return None
        raise RuntimeError

    server = KIND.shop()
    await McpObs(platform.dsn, before_send=drop, logger=CollectedLog()).attach(server)
    async with in_memory(server) as client:
        answer = await client.report()
    assert answer["message"].startswith("NOT recorded: the report was not accepted (dropped-by-host).")
    assert platform.posts == []


async def test_results_that_the_host_says_have_failed(platform: FakePlatform) -> None:
    def is_failure(result: dict[str, Any]) -> bool:
        return result["content"][0]["text"].startswith("Error")

    server = KIND.shop()
    await McpObs(platform.dsn, is_failure=is_failure).attach(server)
    async with in_memory(server) as client:
        await client.names()
        fine = await client.call("get_order", {"order": 1})
        assert len(fine["content"]) == 1
        failed = await client.call("count_stock")
        assert failed["content"][0]["text"] == SOFT_FAILURE
        assert failed.get("isError", False) is False
        assert "Offer to report this to Acme." in failed["content"][1]["text"]
        await client.report()
    context = platform.posts[0].body["context"]
    assert context["incident"]["tool"] == "count_stock"
    assert context["incident"]["outcome"] == "tool-error"


async def test_an_is_failure_that_raises_finds_none(platform: FakePlatform) -> None:
    server = KIND.shop()
    await McpObs(platform.dsn, is_failure=lambda _result: 1 / 0 > 0).attach(server)
    async with in_memory(server) as client:
        await client.names()
        assert len((await client.call("count_stock"))["content"]) == 1


async def test_hints_off(platform: FakePlatform) -> None:
    server = KIND.shop()
    await McpObs(platform.dsn, hint=False).attach(server)
    async with in_memory(server) as client:
        await client.names()
        assert len((await client.call("search_orders", {"query": "lamp"}))["content"]) == 1
        assert (await client.report())["context_attached"] is True


async def test_own_texts_redaction_transport_and_store(platform: FakePlatform) -> None:
    store = MemoryStore()
    server = KIND.shop()
    obs = McpObs(
        platform.dsn,
        support_tool=SupportTool(title="Help", description="Ask the shop."),
        status_tool=StatusTool(enabled=False),
        redact=RedactionRules(keys=("query",)),
        transport="stdio",
        store=store,
    )
    await obs.attach(server)
    async with in_memory(server) as client:
        entries = await client.entries()
        assert [entry["name"] for entry in entries[3:]] == ["get_support_tool"]
        assert (entries[3]["title"], entries[3]["description"]) == ("Help", "Ask the shop.")
        failed = await client.call("search_orders", {"query": "lamp"})
        incident_id = failed["content"][-1]["text"].split('"')[1]
        kept = store.get(incident_id)
        assert kept is not None
        assert kept.incident["arguments"] == {"query": "⟦redacted:key⟧"}
        await client.report()
    assert platform.posts[0].body["context"]["transport"] == "stdio"


async def test_the_tool_can_be_switched_off_by_code(platform: FakePlatform) -> None:
    server = KIND.shop()
    await McpObs(platform.dsn, support_tool=SupportTool(enabled=False)).attach(server)
    async with in_memory(server) as client:
        assert len(await client.names()) == 3
        assert len((await client.call("search_orders", {"query": "lamp"}))["content"]) == 1


async def test_texts_that_are_too_long_are_not_used(platform: FakePlatform) -> None:
    log = CollectedLog()
    server = KIND.shop()
    options = SupportTool(title="x" * 61, description="y" * 1_001)
    await McpObs(platform.dsn, support_tool=options, logger=log).attach(server)
    async with in_memory(server) as client:
        assert (await client.entries())[3]["title"] == "Contact Acme support"
    assert len(log.warnings) == 2


def test_identities() -> None:
    assert AuthInfo("a.b.c") != Identity("i", "s")
    assert "a.b.c" not in repr(AuthInfo("a.b.c"))
