"""A wrapper around an ASGI application that lets only users in who have signed in at the platform."""

from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from typing import Any, TypeAlias

from ..platform.logger import GuardedLogger, Logger
from .access_guard import DEFAULT_SCOPES, GuardOptions, create_access_guard, texts_of
from .answer import Answer, send_answer
from .framework_user import caller_variable, create_credentials, create_user
from .verify_access_token import VerifiedAccessToken

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Any]]
Send: TypeAlias = Callable[[Any], Awaitable[None]]
AsgiApp: TypeAlias = Callable[[Any, Any, Any], Awaitable[None]]


def protect(
    app: AsgiApp,
    *,
    resource: str,
    dsn: str | None = None,
    scopes: Sequence[str] = DEFAULT_SCOPES,
    resource_name: str | None = None,
    public: Sequence[str] = (),
    timeout: float = 5.0,
    logger: Logger | None = None,
) -> "ProtectedApp":
    """Check the access token of each request before it reaches the application (MCP authorization).

    Answers requests for the protected-resource metadata itself. Then 401 without a token or with one that is not valid,
    403 if a scope is missing, 400 for a malformed request (RFC 6750 §3.1), and 503 while tokens cannot be checked.
    Tools get the caller where their framework has it: ``get_access_token()``, and ``scope["user"]``.

    Does no input or output by itself, and never raises. If the setup is not valid, one line on stderr says what to
    set, and every request is answered with 503: a server that is down is better than one that is not protected.

    :param app: the ASGI application of the MCP server.
    :param resource: the URL of the MCP endpoint as clients reach it, the same as in the dashboard. Only tokens that
        were issued for it are accepted. ``http`` is for this machine only.
    :param dsn: default: the environment variable ``MCP_OBS_DSN``.
    :param scopes: what every request needs.
    :param resource_name: a name for this server that clients may show when they ask a user to sign in.
    :param public: exact paths that need no token, such as ``/health``.
    :param timeout: longest wait for the platform's keys, in seconds, at most 60.
    :param logger: default: warnings go to stderr.

    Example::

        app = protect(mcp.streamable_http_app(), resource="https://mcp.acme.com/mcp")
    """
    guarded = GuardedLogger(logger)
    return ProtectedApp(
        app, GuardOptions(resource, dsn, scopes, resource_name, timeout, guarded), frozenset(texts_of(public))
    )


class ProtectedApp:
    """An ASGI application. Made by :func:`protect`."""

    def __init__(self, app: AsgiApp, options: GuardOptions, public: frozenset[str]) -> None:
        """Take the setup."""
        self._app = app
        self._guard = create_access_guard(options)
        self._public = public

    @property
    def metadata(self) -> dict[str, Any] | None:
        """The metadata document (RFC 9728 §2). ``None`` if the setup is not valid."""
        return self._guard.metadata

    @property
    def metadata_url(self) -> str | None:
        """Where clients find the document. Challenges name this URL. ``None`` if the setup is not valid."""
        return self._guard.metadata_url

    async def verify_access_token(self, token: str) -> VerifiedAccessToken:
        """Check one access token (RFC 9068 §4): signature, type, issuer, audience and expiry, but no scopes.

        :param token: the part after ``Bearer`` in the header ``Authorization``.
        :raises AccessTokenError: and no other error.
        """
        return await self._guard.verify(token)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request, or pass it on."""
        kind = scope["type"]
        if kind == "http":
            await self._serve(scope, receive, send)
        elif kind == "websocket":
            # MCP has no WebSockets, so nothing behind one would be checked.
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            await self._app(scope, receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope.get("path", "")
        if path in self._public:
            await self._app(scope, receive, send)
            return
        requested = _headers(scope, b"access-control-request-headers")
        shown = self._guard.show_metadata(
            scope.get("method", ""), _raw_path(scope), requested[0] if requested else None
        )
        access = shown or await self._guard.check(
            _headers(scope, b"authorization"), scope.get("query_string", b"").decode("latin-1")
        )
        if isinstance(access, Answer):
            await send_answer(send, access)
        else:
            await self._pass_on(access, scope, receive, send)

    async def _pass_on(
        self, verified: VerifiedAccessToken, scope: Scope, receive: Receive, send: Send
    ) -> None:
        user = create_user(verified)
        known = {**scope, "user": user, "auth": create_credentials(verified)}
        variable = caller_variable()
        if variable is None:
            await self._app(known, receive, send)
            return
        before = variable.set(user)
        try:
            await self._app(known, receive, send)
        finally:
            variable.reset(before)


def _headers(scope: Scope, name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in scope.get("headers", ()) if key.lower() == name]


def _raw_path(scope: Scope) -> str:
    """Return the path as it was sent, so that it is compared with the one that clients are told."""
    raw = scope.get("raw_path")
    return raw.decode("latin-1").partition("?")[0] if isinstance(raw, bytes) else scope.get("path", "")
