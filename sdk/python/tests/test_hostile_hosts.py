"""Hosts and frameworks that are not as the SDK expects them: none of them stops a server, or says it is protected."""

import re
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from collect_log import CollectedLog
from connect import in_memory
from fake_platform import FakePlatform
from shops import KINDS, MCP, Kind, get_order, search_orders

from mcp_obs_server import AuthInfo, McpObs, RedactionRules, StatusTool, SupportTool
from mcp_obs_server.attach.instance import Instance
from mcp_obs_server.capture.describe_error import describe_error
from mcp_obs_server.oauth import protect

pytestmark = pytest.mark.anyio
kinds = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


BAD_OPTIONS: dict[str, dict[str, Any]] = {
    "dsn": {"dsn": 5},
    "support_tool": {"support_tool": {"name": "x"}},
    "status_tool": {"status_tool": {"name": "x"}},
    "redact": {"redact": {"keys": ["x"]}},
    "redact.keys": {"redact": RedactionRules(keys="customer_number")},
    "redact.patterns": {"redact": RedactionRules(patterns=["c-[0-9]+"])},  # pyright: ignore[reportArgumentType]
    "before_send": {"before_send": "x"},
    "identify": {"identify": {}},
    "is_failure": {"is_failure": 1},
    "store": {"store": object()},
}


@pytest.mark.parametrize("name", BAD_OPTIONS)
async def test_an_option_that_cannot_be_used(name: str, platform: FakePlatform) -> None:
    """Nothing is raised and nothing is sent: what the host wants to be redacted would be in it."""
    server, log = KINDS[0].shop(), CollectedLog()
    options: dict[str, Any] = {"dsn": platform.dsn, "logger": log, **BAD_OPTIONS[name]}
    await McpObs(**options).attach(server)
    async with in_memory(server) as client:
        assert len(await client.names()) == 3
    assert len(log.warnings) == 1
    assert (name if name != "dsn" else "MCP_OBS_DSN") in log.warnings[0]


async def test_patterns_of_bytes(platform: FakePlatform) -> None:
    log = CollectedLog()
    rules: Any = RedactionRules(patterns=[re.compile(b"x")])  # pyright: ignore[reportArgumentType]
    McpObs(platform.dsn, redact=rules, logger=log)
    assert log.warnings == ["support is off: the option redact.patterns is not valid"]


async def test_texts_that_are_none(platform: FakePlatform) -> None:
    server, log = KINDS[0].shop(), CollectedLog()
    texts: Any = SupportTool(title=5, description=["x"])  # pyright: ignore[reportArgumentType]
    await McpObs(platform.dsn, support_tool=texts, status_tool=StatusTool(), logger=log).attach(server)
    async with in_memory(server) as client:
        assert "get_support_tool" in await client.names()
    assert len(log.warnings) == 2


async def test_an_object_that_raises_when_it_is_looked_at(platform: FakePlatform) -> None:
    class Hostile:
        def __getattr__(self, name: str) -> Any:
            raise ZeroDivisionError(name)

    log = CollectedLog()
    await McpObs(platform.dsn, logger=log).attach(Hostile())
    assert "is not an MCP server" in log.warnings[0]


@kinds
async def test_requests_that_cannot_be_read(
    kind: Kind, platform: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A release whose requests have changed: the server answers as if nobody listened, and one line says so."""
    tap = sys.modules[f"mcp_obs_server.capture.tap_v{MCP}"]
    changed = SimpleNamespace(read_facts=lambda _: [].changed)  # pyright: ignore
    monkeypatch.setattr(tap, "read_facts", changed.read_facts)
    server, log = kind.shop(), CollectedLog()
    await McpObs(platform.dsn, logger=log).attach(server)
    async with in_memory(server) as client:
        assert len(await client.names()) == 3
        assert (await client.call("get_order", {"order": 1}))["content"][0]["text"] == "order 1"
        await client.call("search_orders", {"query": "x"})
    assert [line for line in log.warnings if "has changed" in line] == log.warnings
    assert len(log.warnings) == 1


def broken_text() -> str:
    """Raise what says nothing."""

    class SilentError(Exception):
        def __str__(self) -> str:
            raise ValueError("no text")

    raise SilentError


@kinds
async def test_an_exception_without_a_text_is_attached(kind: Kind, platform: FakePlatform) -> None:
    server = kind.make(broken_text)
    await McpObs(platform.dsn).attach(server)
    async with in_memory(server) as client:
        await client.names()
        await client.call("broken_text")
        await client.report()
    assert "SilentError" in platform.posts[0].body["context"]["incident"]["error"]["stack"]


@kinds
async def test_a_traceback_begins_in_the_hosts_code(
    kind: Kind, platform: FakePlatform, tmp_path: Path
) -> None:
    """Also where the host's folder has the name of a framework."""
    file = tmp_path / "mcp" / "orders.py"
    file.parent.mkdir()
    file.write_text("import json\n\n\ndef parse_order() -> str:\n    return json.loads('{')\n")
    module: dict[str, Any] = {"__name__": "orders"}
    exec(compile(file.read_text(), str(file), "exec"), module)  # noqa: S102 -- a host's own file
    server = kind.make(module["parse_order"])
    await McpObs(platform.dsn).attach(server)
    async with in_memory(server) as client:
        await client.names()
        await client.call("parse_order")
        await client.report()
    stack = platform.posts[0].body["context"]["incident"]["error"]["stack"]
    assert "in parse_order" in stack
    assert "mcp_obs_server" not in stack
    if kind.name != "low-level":
        assert stack.splitlines()[1].endswith("in parse_order")


async def _identify(_: AuthInfo) -> None:
    """Answer later."""


def _fail(_: Any) -> Any:
    raise KeyError("x")


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("answer", [_identify, _fail], ids=["coroutine", "raises"])
async def test_functions_of_the_host_that_give_no_answer(answer: Any, platform: FakePlatform) -> None:
    """One line says so. Else nobody would know why every user is nobody."""
    server, log = KINDS[0].make(get_order, search_orders), CollectedLog()
    obs = McpObs(platform.dsn, identify=answer, is_failure=answer, logger=log)
    await obs.attach(server)
    async with in_memory(server) as client:
        await client.names()
        for _ in range(2):
            await client.call("get_order", {"order": 1})
    instance: Instance | None = obs._instance  # pyright: ignore[reportPrivateUsage]
    assert instance is not None
    assert instance.identify(AuthInfo(token="t")) is None
    assert [line.split(" ")[0] for line in log.warnings] == ["is_failure", "identify"]


async def _answer(protected: Any, path: str) -> Any:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": path, "headers": [], "query_string": b""}
    await protected(scope, None, send)
    return sent[0]["status"]


async def _let_in(_scope: Any, _receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200})


async def test_a_text_in_place_of_a_list_is_one_value(platform: FakePlatform) -> None:
    """Else the letters of `/health` were public paths, and `/` is one of them."""
    app = protect(_let_in, resource="http://localhost/", dsn=platform.dsn, public="/health", scopes="mcp")
    assert await _answer(app, "/") == 401
    assert await _answer(app, "/health") == 200
    assert (app.metadata or {})["scopes_supported"] == ["mcp"]


BAD_ARGUMENTS: list[dict[str, Any]] = [{"resource": 5}, {"dsn": 5}, {"timeout": "x"}, {"scopes": None}]


@pytest.mark.parametrize("bad", BAD_ARGUMENTS, ids=str)
async def test_an_argument_that_cannot_be_used_lets_nobody_in(
    bad: dict[str, Any], platform: FakePlatform
) -> None:
    log = CollectedLog()
    setup: dict[str, Any] = {"resource": "http://localhost/mcp", "dsn": platform.dsn, "logger": log, **bad}
    assert await _answer(protect(_let_in, **setup), "/mcp") == 503
    assert len(log.warnings) == 1


def test_what_a_framework_was_at_is_not_the_reason() -> None:
    """fastmcp 2 looks for the tool of a proxied server, does not find it, and then calls it."""

    class ToolError(Exception):
        __module__ = "fastmcp.exceptions"

    class NotFoundError(Exception):
        __module__ = "fastmcp.exceptions"

    def run() -> None:
        try:
            raise NotFoundError("Unknown tool: x")
        except NotFoundError:
            raise ToolError("boom")  # noqa: B904 -- as the framework does

    with pytest.raises(ToolError) as raised:
        run()
    assert describe_error(raised.value)["message"] == "boom"
