"""What the HTTP request of a message says: its headers, and whom the host's middleware verified."""

from collections.abc import Mapping
from typing import Any, cast

from .caller import AuthInfo

_NO_HEADERS: Mapping[str, str] = {}


def read_headers(request: object) -> Mapping[str, str]:
    """Return the headers. Names are looked up in lower case."""
    if request is None:
        return _NO_HEADERS
    headers = getattr(request, "headers", None)
    return cast("Mapping[str, str]", headers) if isinstance(headers, Mapping) else _NO_HEADERS


def read_session(request: object, headers: Mapping[str, str]) -> str | None:
    """Return the id of the protocol session. SSE has it in the address.

    Only for a connection that was initialised: there the transport has checked it.
    """
    session = headers.get("mcp-session-id")
    query = getattr(request, "query_params", None)
    if session is not None or query is None or not isinstance(query, Mapping):
        return session
    return _text(cast("Mapping[str, Any]", query).get("session_id"))


def read_auth(request: object) -> AuthInfo | None:
    """Return what the host verified about the caller of this very request: ``scope["user"]``, as MCP frameworks set it.

    Nothing is taken from context variables, which may belong to another request.
    """
    if request is None:
        return None
    scope = getattr(request, "scope", None)
    user = cast("Mapping[str, Any]", scope).get("user") if isinstance(scope, Mapping) else None
    access: Any = getattr(user, "access_token", None)
    if access is None:
        return None
    claims = getattr(access, "claims", None)
    scopes = getattr(access, "scopes", None)
    return AuthInfo(
        token=_text(getattr(access, "token", None)),
        client_id=_text(getattr(access, "client_id", None)),
        scopes=_texts(scopes),
        subject=_text(getattr(access, "subject", None)),
        claims=cast("Mapping[str, Any]", claims) if isinstance(claims, Mapping) else {},
    )


def _texts(values: object) -> tuple[str, ...]:
    listed = cast("list[Any]", values) if isinstance(values, list) else []
    return tuple(value for value in listed if isinstance(value, str))


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
