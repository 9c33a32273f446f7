"""What is kept of a failing call (``traces.json``, ``tool-failures.json``; R3.3)."""

import sys
from importlib.metadata import version
from types import SimpleNamespace
from typing import Any

import anyio
import anyio.lowlevel
import pytest
from connect import in_memory
from contract import fixture
from fake_platform import FakePlatform
from shops import KINDS, MCP, Kind

from mcp_obs_server import McpObs, MemoryStore
from mcp_obs_server.capture.capture_incident import capture_incident
from mcp_obs_server.capture.describe_error import describe_error
from mcp_obs_server.capture.json_rpc import META_TOOL_FAILURE, Answer
from mcp_obs_server.capture.observed_call import ObservedCall, RequestFacts
from mcp_obs_server.capture.trace import active_span, mark_span, read_trace
from mcp_obs_server.wire.redact import BUILT_IN_REDACTOR

pytestmark = pytest.mark.anyio
kinds = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


def needs(kind: Kind, backend: str) -> None:
    if kind.name == "fastmcp" and backend == "trio":
        pytest.skip("fastmcp needs asyncio")


class SpanOf:
    """A span with these ids, as OpenTelemetry has them: whole numbers."""

    def __init__(self, trace_id: int, span_id: int) -> None:
        self.attributes: dict[str, str] = {}
        self._context = SimpleNamespace(trace_id=trace_id, span_id=span_id, trace_flags=1)

    def get_span_context(self) -> Any:
        return self._context

    def set_attribute(self, key: str, value: str) -> None:
        self.attributes[key] = value


# A number has no upper case, and none of these is a number of another form.
@pytest.mark.parametrize(
    "row",
    [row for row in fixture("traces") if "of another form" not in row["name"]],
    ids=lambda row: row["name"],
)
def test_traces(row: dict[str, Any]) -> None:
    ids = row.get("span")
    span = None if ids is None else SpanOf(int(ids["traceId"], 16), int(ids["spanId"], 16))
    trace = read_trace(row.get("meta"), span, row.get("header"))
    assert (None if trace is None else trace.trace_id) == row["traceId"]


def test_a_span_that_fails_is_none() -> None:
    class Broken:
        def get_span_context(self) -> Any:
            raise RuntimeError

        def set_attribute(self, key: str, value: str) -> None:
            raise RuntimeError(key, value)

    assert read_trace(None, Broken(), None) is None
    mark_span(Broken(), "inc_1")
    mark_span(None, "inc_1")


def test_without_opentelemetry_there_is_no_span(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "opentelemetry.trace", raising=False)
    assert active_span() is None


@pytest.mark.parametrize("row", fixture("tool-failures"), ids=lambda row: row["name"])
def test_tool_failures(row: dict[str, Any]) -> None:
    answer = Answer({"isError": True, "content": [], "_meta": {META_TOOL_FAILURE: row["meta"]}})
    call = ObservedCall("t", {}, RequestFacts("1"))
    incident = capture_incident("inc_0", call, "tool-error", answer, None, BUILT_IN_REDACTOR)
    assert incident.get("failure") == row["failure"]


def test_the_reason_is_described_and_not_what_a_framework_made_of_it() -> None:
    class ToolError(Exception):
        __module__ = "mcp.server.exceptions"

    try:
        try:
            raise ValueError("the reason")
        except ValueError as error:
            raise ToolError("Error executing tool x") from error
    except ToolError as error:
        described = describe_error(error)
    assert (described["name"], described["message"]) == ("ValueError", "the reason")
    assert "ToolError" not in described["stack"]


def test_exceptions_that_fail_when_they_are_looked_at() -> None:
    class HostileError(Exception):
        def __str__(self) -> str:
            raise RuntimeError

        @property
        def code(self) -> int:
            raise RuntimeError

    described = describe_error(HostileError())
    assert described["name"] == "HostileError"
    assert described["message"] == ""
    assert "code" not in described


def test_causes_come_first_and_groups_are_written_out() -> None:
    try:
        try:
            raise KeyError("first")
        except KeyError as error:
            raise RuntimeError("second") from error
    except RuntimeError as error:
        stack = describe_error(error)["stack"]
    assert stack.index("KeyError: 'first'") < stack.index("RuntimeError: second")
    if sys.version_info >= (3, 11):
        group = ExceptionGroup("several", [ValueError("one"), TypeError("two")])  # noqa: F821 -- new in 3.11
        stack = describe_error(group)["stack"]
        assert "ValueError: one" in stack
        assert "TypeError: two" in stack


def test_a_deep_recursion_is_bounded() -> None:
    def again(depth: int) -> int:
        return again(depth + 1) + 1

    with pytest.raises(RecursionError) as raised:
        again(0)
    assert len(describe_error(raised.value)["stack"]) < 20_000


@kinds
async def test_wrong_arguments_and_unknown_tools_have_no_hint(
    kind: Kind, platform: FakePlatform, anyio_backend_name: str
) -> None:
    needs(kind, anyio_backend_name)
    server = kind.shop()
    await McpObs(platform.dsn).attach(server)
    async with in_memory(server) as client:
        await client.names()
        unknown = await client.call("no_such_tool")
        assert "Offer" not in str(unknown)
        if kind.name != "low-level":
            wrong = await client.call("search_orders", {})
            assert wrong["isError"] is True
            assert len(wrong["content"]) == 1
        await client.report()
    assert platform.posts[0].body["context"]["incident"]["outcome"] in ("tool-error", "rpc-error")


@kinds
async def test_a_cancelled_call(kind: Kind, platform: FakePlatform, anyio_backend_name: str) -> None:
    needs(kind, anyio_backend_name)
    started = anyio.Event()

    async def wait_for_ever() -> str:
        started.set()
        await anyio.sleep_forever()
        return "never"

    if kind.name == "low-level":
        pytest.skip("the shop's low-level tools are no coroutines")
    if version("mcp").startswith("1.10."):
        pytest.skip("mcp 1.10 ends the connection when a call is cancelled, with or without the SDK")
    server = kind.make(wait_for_ever)
    await McpObs(platform.dsn).attach(server)
    async with in_memory(server) as client:
        await client.names()
        async with anyio.create_task_group() as group:
            group.start_soon(client.call, "wait_for_ever")
            await started.wait()
            await cancel(client.session)
            group.cancel_scope.cancel()
        await client.report()
    incident = platform.posts[0].body["context"]["incident"]
    assert (incident["tool"], incident["outcome"]) == ("wait_for_ever", "cancelled")
    assert "error" not in incident


async def cancel(session: Any) -> None:
    """Say that the last call is no longer wanted, as the official client of release 2 does when it is cancelled."""
    if MCP == 2:
        return
    from mcp import types

    params = types.CancelledNotificationParams(requestId=session._request_id - 1)
    notification = types.CancelledNotification(method="notifications/cancelled", params=params)
    await session.send_notification(types.ClientNotification(notification))


@kinds
async def test_a_store_that_fails_harms_nobody(
    kind: Kind, platform: FakePlatform, anyio_backend_name: str
) -> None:
    needs(kind, anyio_backend_name)

    class Broken(MemoryStore):
        def put(self, _stored: Any, /) -> None:
            raise RuntimeError

        def get(self, _incident_id: str, /) -> Any:
            raise RuntimeError

        def latest(self, _key: str, /) -> Any:
            raise RuntimeError

    server = kind.shop()
    lines: list[str] = []
    log = SimpleNamespace(warning=lines.append, debug=lambda _line: None)
    await McpObs(platform.dsn, store=Broken(), logger=log).attach(server)
    async with in_memory(server) as client:
        await client.names()
        await client.call("search_orders", {"query": "lamp"})
        assert (await client.report())["outcome"] == "recorded"
    assert lines == ["the incident store failed"]


@kinds
async def test_a_store_of_coroutines(kind: Kind, platform: FakePlatform, anyio_backend_name: str) -> None:
    needs(kind, anyio_backend_name)
    memory = MemoryStore()

    class Remote:
        async def put(self, stored: Any, /) -> None:
            await anyio.lowlevel.checkpoint()
            memory.put(stored)

        async def get(self, incident_id: str, /) -> Any:
            await anyio.lowlevel.checkpoint()
            return memory.get(incident_id)

        async def latest(self, key: str, /) -> Any:
            await anyio.lowlevel.checkpoint()
            return memory.latest(key)

    server = kind.shop()
    await McpObs(platform.dsn, store=Remote()).attach(server)
    async with in_memory(server) as client:
        await client.names()
        await client.call("search_orders", {"query": "lamp"})
        assert (await client.report())["context_attached"] is True
