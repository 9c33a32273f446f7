"""Listens on a low-level server of ``mcp`` 1, by its public dictionary ``request_handlers``.

The server looks each request's handler up with ``get``. The dictionary that takes its place gives out a handler that
listens around the host's. So handlers that the host registers later are heard as well, and lists that the framework
makes for itself are not.
"""

import sys
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from contextvars import ContextVar
from functools import partial
from types import ModuleType
from typing import Any, Final, Protocol, cast

from ..platform.parse_object import as_object
from .announcements import Announcements
from .client_info import read_initialize
from .describe_error import read_message
from .http_facts import read_auth, read_headers, read_session
from .json_rpc import Answer, RpcError
from .listener import Listener
from .observed_call import CURRENT_CALL, ObservedCall, RequestFacts

Handler = Callable[[Any], Awaitable[Any]]

# A host may have put a handler that listens back into the dictionary. Then the inner one must not listen again.
_HEARD: Final[ContextVar[object]] = ContextVar("mcp_obs_heard", default=None)


_TASKS: Final = {
    "GetTaskPayloadRequest": ("tasks/result", "GetTaskPayloadResult"),
    "GetTaskRequest": ("tasks/get", "GetTaskResult"),
    "CancelTaskRequest": ("tasks/cancel", "CancelTaskResult"),
}
"""Requests about tasks, which releases from 1.23 on know."""


class ServerV1(Protocol):
    """The low-level server, as far as it is used."""

    request_handlers: dict[Any, Any]
    create_initialization_options: Callable[..., Any]

    @property
    def request_context(self) -> Any:
        """The context of the running request."""
        ...


def tap_v1(server: ServerV1, listener: Listener) -> None:
    """Listen on the server, from the next message on."""
    types = sys.modules["mcp.types"]
    handlers = _Handlers(server.request_handlers)
    tap = _Tap(server, listener, types, handlers.find)
    handlers.heard = {types.CallToolRequest: tap.call, types.ListToolsRequest: tap.list}
    for name, (method, result) in _TASKS.items():
        if hasattr(types, name):
            handlers.heard[getattr(types, name)] = partial(tap.task, method, getattr(types, result))
    server.request_handlers = handlers
    _hear_introductions(server, listener)


def _hear_introductions(server: ServerV1, listener: Listener) -> None:
    """The server describes itself before each connection, and answers ``initialize`` with that by itself."""
    describe = server.create_initialization_options

    def create_initialization_options(*args: Any, **kwargs: Any) -> Any:
        options = describe(*args, **kwargs)
        with suppress(Exception):
            listener.introduced(has_tools=options.capabilities.tools is not None)
        return options

    server.create_initialization_options = create_initialization_options


class _Handlers(dict[Any, Any]):
    def __init__(self, handlers: Mapping[Any, Any]) -> None:
        super().__init__(handlers)
        self.heard: dict[Any, Callable[[Handler, Any], Awaitable[Any]]] = {}

    def find(self, key: Any) -> Any:
        """The host's own handler."""
        return super().get(key)

    def get(self, key: Any, default: Any = None, /) -> Any:
        handler = super().get(key, default)
        listen = self.heard.get(key)
        return handler if handler is None or listen is None else partial(listen, handler)


class _Tap:
    def __init__(
        self, server: ServerV1, listener: Listener, types: ModuleType, find: Callable[[Any], Any]
    ) -> None:
        self._server = server
        self._find = find
        self._listener = listener
        self._types = types
        self._announcements = Announcements("send_notification", listener, read_notification)

    async def call(self, handler: Handler, request: Any) -> Any:
        context = self._context()
        if context is None or _HEARD.get() is context:
            return await handler(request)
        params = request.params
        call = self._listener.read(lambda: ObservedCall(params.name, params.arguments, read_facts(context)))
        if call is None:
            return await handler(request)
        if await self._listener.takes(params.name) and await self._is_ours(params.name):
            if not self._is_task(params):
                return self._to_model(await self._listener.answer(call))
            created = await self._listener.answer(call, as_task=True)
            return self._types.ServerResult(self._types.CreateTaskResult.model_validate(created))
        heard, current = _HEARD.set(context), CURRENT_CALL.set(call)
        try:
            return self._answered(call, await handler(request))
        except Exception as error:
            call.thrown = call.thrown or error
            hinted = self._listener.answered(call, Answer(error=_read_error(error))).error
            raised = None if hinted is None or call.hinted is None else self._to_error(hinted)
            if raised is None:
                raise
            raise raised from error
        except BaseException:
            self._listener.ended(call, "cancelled" if _was_cancelled(context) else "no-answer")
            raise
        finally:
            CURRENT_CALL.reset(current)
            _HEARD.reset(heard)

    async def list(self, handler: Handler, request: Any) -> Any:
        context = self._context()
        if context is None or _HEARD.get() is context:
            return await handler(request)
        await self._listener.listing()
        heard = _HEARD.set(context)
        try:
            result = await handler(request)
        finally:
            _HEARD.reset(heard)
        page = getattr(result, "root", None)
        tools = getattr(page, "tools", None)
        if page is None or not isinstance(tools, list):
            return result
        facts = self._listener.read(lambda: read_facts(context))
        if facts is None:
            return result
        names = [tool.name for tool in cast("list[Any]", tools)]
        cursor = getattr(request.params, "cursor", None)
        added = self._listener.listed(facts, names, cursor, getattr(page, "nextCursor", None))
        if not added:
            return result
        entries = [self._types.Tool.model_validate(entry) for entry in added]
        # A copy: the list may be the host's own.
        return self._types.ServerResult(page.model_copy(update={"tools": [*tools, *entries]}))

    async def _is_ours(self, name: str) -> bool:
        """Whether the server has no tool of that name itself."""
        if not self._listener.must_look(name):
            return True
        handler = self._find(self._types.ListToolsRequest)
        with suppress(Exception):
            page = (await handler(self._types.ListToolsRequest(method="tools/list"))).root
            self._listener.saw([tool.name for tool in page.tools], getattr(page, "nextCursor", None))
        return await self._listener.takes(name)

    def _is_task(self, params: Any) -> bool:
        """Whether the client asks for a task, of a server that runs tasks."""
        wanted = getattr(params, "task", None) is not None
        return wanted and self._find(self._types.GetTaskPayloadRequest) is not None

    async def task(self, method: str, model: Any, handler: Handler, request: Any) -> Any:
        context = self._context()
        task_id = request.params.taskId
        facts = None if context is None else self._listener.read(lambda: read_facts(context))
        own = None if facts is None else self._listener.own_task(method, task_id, facts)
        if own is not None:
            return self._answer_own(own, model)
        result = await handler(request)
        # Handlers of hosts answer with the union's member too.
        page: Any = getattr(result, "root", result)
        if facts is None or not callable(getattr(page, "model_dump", None)):
            return result
        answer = Answer(page.model_dump(by_alias=True, mode="json", exclude_none=True))
        answered = self._listener.task_answered(method, task_id, facts, answer)
        if answered is answer:
            return result
        changed = page.__class__.model_validate(answered.result)
        return changed if page is result else self._types.ServerResult(changed)

    def _answer_own(self, own: Answer, model: Any) -> Any:
        error = None if own.error is None else self._to_error(own.error)
        if error is not None:
            raise error
        return self._types.ServerResult(model.model_validate(own.result or {}))

    def _answered(self, call: ObservedCall, result: Any) -> Any:
        page = getattr(result, "root", None)
        failed = getattr(page, "isError", None) is True
        goes_on = getattr(page, "task", None) is not None
        if page is None or not (failed or goes_on or self._listener.judges()):
            self._listener.succeeded(call)
            return result
        answer = Answer(page.model_dump(by_alias=True, mode="json", exclude_none=True))
        answered = self._listener.answered(call, answer)
        if goes_on:
            self._hear_announcements(call.facts)
        return result if answered is answer else self._to_model(answered.result or {})

    def _hear_announcements(self, facts: RequestFacts) -> None:
        """The server may say how a task ended without being asked."""
        context = self._context()
        if context is not None:
            self._listener.read(lambda: self._announcements.hear(context.session, facts))

    def _context(self) -> Any:
        try:
            return self._server.request_context
        except LookupError:
            return None

    def _to_model(self, result: dict[str, Any]) -> Any:
        return self._types.ServerResult(self._types.CallToolResult.model_validate(result))

    def _to_error(self, error: RpcError) -> Exception | None:
        module = sys.modules.get("mcp.shared.exceptions")
        make = None if module is None else getattr(module, "McpError", None)
        data = self._types.ErrorData(code=error.code, message=error.message, data=error.data)
        return None if make is None else make(data)


def read_facts(context: Any) -> RequestFacts:
    """Return what the framework knows beside the message."""
    request = getattr(context, "request", None)
    headers = read_headers(request)
    meta = context.meta
    # A server without sessions gets its clients' requests on a new connection each, without `initialize`.
    introduced = context.session.client_params
    session = None if introduced is None else read_session(request, headers)
    return RequestFacts(
        request_id=str(context.request_id),
        meta=None if meta is None else meta.model_dump(exclude_none=True),
        http=request,
        session=session,
        peer=None if request is not None and session is None else context.session,
        client=lambda: read_initialize(introduced),
        headers=headers,
        auth=read_auth(request),
    )


def read_notification(notification: Any, *_: object) -> tuple[str, Mapping[str, Any]]:
    """Return method and parameters of what a session sends. It takes the union too."""
    known = getattr(notification, "root", notification)
    params = as_object(known.params)
    return str(known.method), params or known.params.model_dump(exclude_none=True)


def _was_cancelled(context: Any) -> bool:
    responder = getattr(context.session, "_in_flight", {}).get(context.request_id)
    return responder is None or bool(getattr(responder, "cancelled", True))


def _read_error(error: Exception) -> RpcError:
    """The error object that the framework will send."""
    data = getattr(error, "error", None)
    if isinstance(getattr(data, "code", None), int):
        known = cast("Any", data)
        return RpcError(known.code, str(known.message), known.data)
    return RpcError(0, read_message(error))
