"""Listens on a low-level server of ``mcp`` 2, by two entries of its public list ``middleware``.

The outer one answers calls of our tools and completes lists. The inner one sees how calls end while the framework's
span is active.
"""

import logging
import sys
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any, Final, Protocol, cast

from ..platform.parse_object import as_object
from .announcements import Announcements
from .client_info import read_initialize
from .describe_error import read_message
from .http_facts import read_auth, read_headers, read_session
from .json_rpc import INTERNAL_ERROR, META_PROTOCOL_VERSION, Answer, RpcError
from .listener import Listener
from .observed_call import CURRENT_CALL, ObservedCall, RequestFacts
from .tasks import read_task_id

_SPANS: Final = ("OpenTelemetryMiddleware", "FastMCPServerMiddleware")
"""The framework's own entries, which open a span."""


class Context(Protocol):
    """``ServerRequestContext``, as far as it is used."""

    session: Any
    method: str
    params: Mapping[str, Any] | None
    request_id: Any
    request: Any
    protocol_version: str


CallNext = Callable[[Any], Awaitable[Any]]


class ServerV2(Protocol):
    """The low-level server, as far as it is used."""

    middleware: list[Any]

    def get_request_handler(self, method: str, /) -> Any:
        """Return the entry of a request's handler."""
        ...


def tap_v2(server: ServerV2, listener: Listener) -> None:
    """Listen on the server, from the next message on."""
    tap = _Tap(server, listener)
    middleware = server.middleware
    at = next((i for i, entry in enumerate(middleware) if type(entry).__name__ in _SPANS), -1)
    middleware.insert(at + 1, tap.inside)
    middleware.insert(0, tap.outside)


class _Tap:
    def __init__(self, server: ServerV2, listener: Listener) -> None:
        self._server = server
        self._listener = listener
        self._announcements = Announcements("notify", listener, read_notification)

    async def outside(self, ctx: Context, call_next: CallNext) -> Any:
        if ctx.request_id is None:
            return await call_next(ctx)
        if ctx.method == "tools/call":
            return await self._call(ctx, call_next)
        if ctx.method == "tools/list":
            return await self._list(ctx, call_next)
        if ctx.method in ("tasks/result", "tasks/get"):
            return await self._task(ctx, call_next)
        if ctx.method in ("initialize", "server/discover"):
            return await self._introduce(ctx, call_next)
        if ctx.method == "subscriptions/listen":
            self._hear_announcements(ctx, lambda: ctx.session._request_outbound)
            with self._listener.listens():
                return await call_next(ctx)
        return await call_next(ctx)

    async def inside(self, ctx: Context, call_next: CallNext) -> Any:
        call = CURRENT_CALL.get()
        if call is None or ctx.method != "tools/call" or call.facts.request_id != str(ctx.request_id):
            return await call_next(ctx)
        try:
            result = await call_next(ctx)
        except Exception as error:
            call.thrown = call.thrown or error
            self._listener.answered(call, Answer(error=_read_error(error, call)))
            raise
        except BaseException:
            self._listener.ended(call, "cancelled" if _was_cancelled(ctx) else "no-answer")
            raise
        if self._has_succeeded(result):
            self._listener.succeeded(call)
            return result
        answered = self._listener.answered(call, Answer(_to_dict(result))).result
        if read_task_id(Answer(answered)) is not None:
            self._hear_announcements(ctx, lambda: _peer(ctx))
        return answered

    def _hear_announcements(self, ctx: Context, channel: Callable[[], Any]) -> None:
        """The server may say how a task ended without being asked."""

        def hear() -> None:
            found = channel()
            if found is not None:
                self._announcements.hear(found, read_facts(ctx))

        self._listener.read(hear)

    def _has_succeeded(self, result: Any) -> bool:
        """Whether nothing more needs to be looked at. Most calls end so."""
        if not isinstance(result, dict) or self._listener.judges():
            return False
        known = cast("dict[str, Any]", result)
        is_complete = known.get("resultType", "complete") == "complete" and "task" not in known
        return is_complete and known.get("isError") is not True

    async def _call(self, ctx: Context, call_next: CallNext) -> Any:
        params = ctx.params or {}
        tool = params.get("name")
        arguments = params.get("arguments")
        call = self._listener.read(lambda: ObservedCall(str(tool), arguments, read_facts(ctx)))
        if call is None:
            return await call_next(ctx)
        if await self._listener.takes(tool) and await self._is_ours(tool, ctx):
            result = await self._listener.answer(call)
            return {**result, "resultType": "complete"} if _is_modern(call.facts) else result
        token = CURRENT_CALL.set(call)
        try:
            return await call_next(ctx)
        except Exception as error:
            hinted = None if call.hinted is None else _with_data(error, call.hinted, call)
            if hinted is None:
                raise
            raise hinted from error
        finally:
            CURRENT_CALL.reset(token)

    async def _introduce(self, ctx: Context, call_next: CallNext) -> Any:
        result = await call_next(ctx)
        with suppress(Exception):
            capabilities = as_object(_to_dict(result).get("capabilities")) or {}
            self._listener.introduced(has_tools="tools" in capabilities)
        return result

    async def _task(self, ctx: Context, call_next: CallNext) -> Any:
        result = await call_next(ctx)
        facts = self._listener.read(lambda: read_facts(ctx))
        if facts is None:
            return result
        task_id = (ctx.params or {}).get("taskId")
        return self._listener.task_answered(ctx.method, task_id, facts, Answer(_to_dict(result))).result

    async def _is_ours(self, name: object, ctx: Context) -> bool:
        """Whether the server has no tool of that name itself."""
        if not self._listener.must_look(name):
            return True
        entry = self._server.get_request_handler("tools/list")
        with suppress(Exception):
            page = await entry.handler(
                replace(cast("Any", ctx), method="tools/list", params=None), entry.params_type()
            )
            found = _to_dict(page)
            self._listener.saw([tool.get("name") for tool in found["tools"]], found.get("nextCursor"))
        return await self._listener.takes(name)

    async def _list(self, ctx: Context, call_next: CallNext) -> Any:
        await self._listener.listing()
        result = _to_dict(await call_next(ctx))
        tools = result.get("tools")
        if not isinstance(tools, list):
            return result
        facts = self._listener.read(lambda: read_facts(ctx))
        if facts is None:
            return result
        entries = cast("list[Mapping[str, Any]]", tools)
        names = [entry.get("name") for entry in entries]
        cursor = (ctx.params or {}).get("cursor")
        added = self._listener.listed(facts, names, cursor, result.get("nextCursor"))
        return {**result, "tools": [*entries, *added]} if added else result


def read_facts(ctx: Context) -> RequestFacts:
    """Return what the framework knows beside the message."""
    meta = as_object((ctx.params or {}).get("_meta"))
    modern = META_PROTOCOL_VERSION in (meta or {})
    headers = read_headers(ctx.request)
    introduced = None if modern else ctx.session.client_params
    # Only a connection that was initialised has a session, and there the transport has checked the header.
    session = None if introduced is None else read_session(ctx.request, headers)
    return RequestFacts(
        request_id=str(ctx.request_id),
        meta=meta,
        http=ctx.request,
        session=session,
        peer=None if ctx.request is not None and session is None else _peer(ctx),
        client=lambda: read_initialize(introduced),
        headers=headers,
        auth=read_auth(ctx.request),
    )


def _peer(ctx: Context) -> object | None:
    """The connection. In revision 2026-07-28 each request has a new one, over the same channel."""
    connection = getattr(ctx.session, "_connection", None)
    outbound = getattr(connection, "outbound", None)
    # In memory without streams there is one channel that leads nowhere, for all connections.
    return None if type(outbound).__name__ == "_NoChannelOutbound" else outbound


def read_notification(method: str, params: Mapping[str, Any] | None = None, *_: object) -> Any:
    """Return method and parameters of what a channel sends."""
    return method, params or {}


def _is_modern(facts: RequestFacts) -> bool:
    return META_PROTOCOL_VERSION in (facts.meta or {})


def _was_cancelled(ctx: Context) -> bool:
    request = getattr(ctx.session, "_request_outbound", None)
    event = getattr(request, "cancel_requested", None)
    return event is None or bool(event.is_set())


def _to_dict(result: Any) -> dict[str, Any]:
    """A middleware of the host may return a model, or nothing."""
    if isinstance(result, dict):
        return cast("dict[str, Any]", result)
    if result is None:
        return {}
    return result.model_dump(by_alias=True, mode="json", exclude_none=True)


def _read_error(error: Exception, call: ObservedCall) -> RpcError:
    """The error object that the framework will send."""
    data = getattr(error, "error", None)
    if isinstance(getattr(data, "code", None), int):
        known = cast("Any", data)
        return RpcError(known.code, str(known.message), known.data)
    if type(error).__name__ == "ValidationError":
        return RpcError(-32602, "Invalid request parameters", "")
    if _is_modern(call.facts):
        return RpcError(INTERNAL_ERROR, "Internal server error")
    return RpcError(0, read_message(error))


def _with_data(error: Exception, hinted: RpcError, call: ObservedCall) -> Exception | None:
    """The same error with our data, or nothing if the framework has no class for it."""
    module = sys.modules.get("mcp.shared.exceptions")
    make = None if module is None else getattr(module, "MCPError", None)
    if make is None:
        return None
    if not isinstance(error, make):
        # The framework writes this line for exceptions that it does not know, which ours replaces.
        name = "mcp.server.runner" if _is_modern(call.facts) else "mcp.shared.jsonrpc_dispatcher"
        logging.getLogger(name).error("handler for 'tools/call' raised", exc_info=error)
    return make(hinted.code, hinted.message, hinted.data)
