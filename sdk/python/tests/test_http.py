"""Over HTTP on a real socket: with and without sessions, users who are signed in, both protocol eras (R3.3, R3.5)."""

import asyncio
from contextlib import AsyncExitStack
from typing import Any

import anyio
import pytest
from connect import Client, http_app, over_http, serve
from contract import fixture
from fake_platform import FakePlatform
from shops import KINDS, MCP, Kind
from users import with_users

from mcp_obs_server import AuthInfo, Identity, McpObs, SupportTool

pytestmark = pytest.mark.anyio
kinds = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
OFFICIAL = next(kind for kind in KINDS if kind.name == "official")
ERAS = ["legacy", "auto"] if MCP == 2 else ["legacy"]


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    """The servers run in uvicorn, which needs asyncio."""
    return "asyncio"


async def app_of(kind: Kind, platform: FakePlatform, *, stateless: bool, **options: Any) -> Any:
    server = kind.shop()
    await McpObs(platform.dsn, **options).attach(server)
    return with_users(http_app(server, stateless=stateless))


def hint_of(result: dict[str, Any]) -> str | None:
    if "error" in result:
        return (result["error"].get("data") or {}).get("incident_id")
    text = result["content"][-1]["text"]
    return text.split('"')[1] if text.startswith("Offer to report") else None


@kinds
@pytest.mark.parametrize("stateless", [False, True], ids=["sessions", "stateless"])
@pytest.mark.parametrize("era", ERAS)
async def test_a_ticket(kind: Kind, stateless: bool, era: str, platform: FakePlatform) -> None:
    async with (
        serve(await app_of(kind, platform, stateless=stateless)) as url,
        over_http(url, mode=era) as client,
    ):
        assert (await client.names())[3:] == ["get_support_tool", "get_support_status"]
        await client.call("get_order", {"order": 7})
        incident_id = hint_of(await client.call("search_orders", {"query": "lamp"}))
        assert incident_id is not None
        answer = await client.report(incident_id=incident_id, email="ana@acme.test")
        assert answer["context_attached"] is True
        status = await client.call(
            "get_support_status", {"reference": answer["reference"], "receipt": answer["receipt"]}
        )
        assert status["structuredContent"]["outcome"] == "found"
        # Without an id, only a session says which call is meant.
        await client.report(title="Another")
    context = platform.posts[0].body["context"]
    assert context["incident"]["id"] == incident_id
    assert context["incident"]["error"]["name"] == "UpstreamError"
    assert context["transport"] == "streamable-http"
    has_session = not stateless and era == "legacy"
    assert [step["tool"] for step in context.get("trail", [])] == (["get_order"] if has_session else [])
    assert platform.posts[1].body["context"]["correlation"] == ("session" if has_session else "none")
    if era == "auto":
        assert context["client"]["protocolVersion"] == "2026-07-28"
    elif has_session:
        assert context["client"]["name"] == "mcp"
    else:
        assert set(context["client"]) == {"protocolVersion"}


@kinds
@pytest.mark.parametrize("stateless", [False, True], ids=["sessions", "stateless"])
async def test_five_users_in_parallel_are_never_mixed(
    kind: Kind, stateless: bool, platform: FakePlatform
) -> None:
    users = ["ana", "ben", "cem", "dia", "eve"]
    async with serve(await app_of(kind, platform, stateless=stateless)) as url, AsyncExitStack() as stack:
        clients = {
            user: await stack.enter_async_context(over_http(url, token=user, mode=ERAS[-1])) for user in users
        }

        async def use(user: str, client: Client) -> dict[str, Any]:
            await client.names()
            for turn in range(8):
                await client.call("get_order", {"order": turn})
                failed = await client.call("search_orders", {"query": f"{user}-{turn}"})
                assert hint_of(failed) is not None
            return await client.report(title=f"Of {user}")

        await asyncio.gather(*(use(user, client) for user, client in clients.items()))
    assert len(platform.posts) == len(users)
    for post in platform.posts:
        user = post.body["title"].removeprefix("Of ")
        context = post.body["context"]
        assert context["correlation"] == ("subject" if stateless or ERAS[-1] == "auto" else "session")
        assert context["incident"]["arguments"]["query"] == f"{user}-7"
        assert len(context["trail"]) == 15


@kinds
async def test_an_id_of_another_user_opens_nothing(kind: Kind, platform: FakePlatform) -> None:
    async with (
        serve(await app_of(kind, platform, stateless=True)) as url,
        over_http(url, token="ana") as ana,
        over_http(url, token="ana@https://other.test") as other,
        over_http(url) as nobody,
    ):
        await ana.names()
        of_ana = hint_of(await ana.call("search_orders", {"query": "lamp"}))
        of_nobody = hint_of(await nobody.call("search_orders", {"query": "chair"}))
        assert of_ana
        assert of_nobody
        for client, incident_id in ((other, of_ana), (nobody, of_ana)):
            assert (await client.report(title=incident_id, incident_id=incident_id))[
                "context_attached"
            ] is False
        # A call that nobody in particular made is of whoever knows its id.
        assert (await other.report(incident_id=of_nobody))["context_attached"] is True
    assert [post.body["context"]["correlation"] for post in platform.posts] == [
        "not-found",
        "not-found",
        "incident-id",
    ]


async def later(_auth: AuthInfo) -> Identity:
    return Identity("https://idp.test", "somebody")


@pytest.mark.parametrize(
    ("identify", "is_known"),
    [
        (lambda auth: Identity("https://idp.test", auth.token), True),
        (lambda _auth: Identity("https://idp.test", None), False),  # pyright: ignore[reportArgumentType]
        (lambda _auth: Identity("https://idp.test", ""), False),
        (lambda auth: {"subject": auth.token}, False),
        (lambda auth: auth.token, False),
        (later, False),
    ],
    ids=["names them", "no subject", "empty", "a dict", "text", "a coroutine"],
)
@pytest.mark.filterwarnings("ignore:coroutine 'later' was never awaited")
async def test_two_users_are_never_one(identify: Any, is_known: bool, platform: FakePlatform) -> None:
    """Whatever the host's function answers."""
    async with (
        serve(await app_of(OFFICIAL, platform, stateless=True, identify=identify)) as url,
        over_http(url, token="ana") as ana,
        over_http(url, token="ben") as ben,
    ):
        await ana.names()
        assert hint_of(await ana.call("search_orders", {"query": "lamp"}))
        assert (await ben.report(title="Of ben"))["context_attached"] is False
        assert (await ana.report())["context_attached"] is is_known


@pytest.mark.parametrize("row", fixture("trails"), ids=lambda row: row["name"])
async def test_trails(row: dict[str, Any], platform: FakePlatform) -> None:
    """Replay ``trails.json``. Its calls are those of tools that the shop has, or of others, which fail."""
    ok = sorted({call["tool"] for call in row["calls"] if call["outcome"] == "ok"} - {"get_support_tool"})
    bad = sorted({call["tool"] for call in row["calls"] if call["outcome"] != "ok"})
    server = OFFICIAL.make(
        *(named(tool, fails=False) for tool in ok), *(named(tool, fails=True) for tool in bad)
    )
    await McpObs(platform.dsn).attach(server)
    ids: dict[str | None, str | None] = {}
    async with serve(with_users(http_app(server, stateless=True))) as url, AsyncExitStack() as stack:
        clients: dict[str | None, Client] = {}
        for who in {call["by"] for call in row["calls"]} | {row["ticket"]["by"]}:
            token = None if who is None else who.replace(" at other", "@https://other.test")
            clients[who] = await stack.enter_async_context(over_http(url, token=token))
            await clients[who].names()
        for call in row["calls"]:
            result = await clients[call["by"]].call(call["tool"])
            ids[call["by"]] = hint_of(result) or ids.get(call["by"])
        wanted = row["ticket"]["incident"]
        given = (
            {"incident_id": "inc_0000000000000000" if wanted == "unknown" else ids[wanted]} if wanted else {}
        )
        await clients[row["ticket"]["by"]].report(**given)
    context = platform.posts[-1].body["context"]
    assert context["correlation"] == row["out"]["correlation"]
    assert context.get("incident", {}).get("tool") == row["out"]["incident"]
    assert [step["tool"] for step in context.get("trail", [])] == (row["out"]["trail"] or [])


def named(name: str, *, fails: bool) -> Any:
    def tool() -> str:
        if fails:
            raise RuntimeError("it fails")
        return "done"

    tool.__name__ = name
    return tool


@pytest.mark.parametrize("row", fixture("hints"), ids=lambda row: row["name"])
async def test_hints(row: dict[str, Any], platform: FakePlatform) -> None:
    """Replay ``hints.json``."""
    stateless, listed = row["connection"] == "stateless", row["listed"]
    off = {"supportTool": {**platform.config["supportTool"], "enabled": False}}
    with FakePlatform() as other_platform:
        other = OFFICIAL.shop()
        if listed == "other-tool-name":
            await McpObs(platform.dsn, support_tool=SupportTool(name="acme_support")).attach(other)
        elif listed == "other-dsn":
            await McpObs(other_platform.dsn).attach(other)
        server = OFFICIAL.shop()
        if listed.endswith("-without"):
            platform.config = {**platform.config, **off}
        obs = McpObs(platform.dsn)
        await obs.attach(server)
        async with (
            serve(http_app(server, stateless=stateless)) as url,
            serve(http_app(other, stateless=stateless)) as other_url,
            over_http(url) as client,
            over_http(url) as second,
            over_http(other_url) as third,
        ):
            if listed.startswith("this-connection"):
                await client.names()
            elif listed.startswith("other-connection"):
                await second.names()
            elif listed != "nowhere":
                assert "get_order" in await third.names()
            if listed.endswith("-without"):
                platform.config["supportTool"]["enabled"] = True
                await see_config(obs)
            failed = await client.call("search_orders", {"query": "lamp"})
    assert (hint_of(failed) is not None) == row["hint"]


async def see_config(obs: McpObs) -> None:
    """Let the SDK see a change of the dashboard now, and not when the time to live has passed."""
    instance = obs._instance  # pyright: ignore[reportPrivateUsage]
    assert instance is not None
    config, seen = instance.client.config, asyncio.Event()
    leave = config.subscribe(seen.set)
    for _ in range(10):
        config.expire()
        with anyio.move_on_after(2):
            await seen.wait()
            break
    leave()


async def test_sse(platform: FakePlatform) -> None:
    """The transport before Streamable HTTP, which has sessions too."""
    from mcp import ClientSession
    from mcp.client.sse import sse_client

    server = OFFICIAL.shop()
    await McpObs(platform.dsn).attach(server)
    async with (
        serve(server.sse_app()) as url,
        sse_client(url.replace("/mcp", "/sse")) as (read, write),
        ClientSession(read, write) as session,
    ):
        await session.initialize()
        client = Client(session)
        assert (await client.names())[3:] == ["get_support_tool", "get_support_status"]
        assert hint_of(await client.call("search_orders", {"query": "lamp"})) is not None
        assert (await client.report())["context_attached"] is True
    context = platform.posts[0].body["context"]
    assert (context["transport"], context["correlation"]) == ("sse", "session")


@pytest.mark.skipif(MCP == 1, reason="subscriptions are of revision 2026-07-28")
async def test_clients_that_listen_are_told_that_the_list_has_changed(platform: FakePlatform) -> None:
    server = OFFICIAL.shop()
    obs = McpObs(platform.dsn)
    await obs.attach(server)
    async with serve(http_app(server)) as url, over_http(url, mode="auto") as client:
        await client.names()
        async with client.session.listen(tools_list_changed=True) as events:
            platform.config["supportTool"]["title"] = "Changed"
            await see_config(obs)
            with anyio.fail_after(20):
                event = await anext(aiter(events))
        assert type(event).__name__ == "ToolsListChanged"
        assert (await client.entries())[3]["title"] == "Changed"
