"""How a request without sufficient authorization is answered.

The challenges of RFC 6750 §3, with the URL of the metadata (RFC 9728 §5.1) and the scopes that are needed (MCP
authorization, "Scope Selection Strategy").
"""

import re
from collections.abc import Sequence
from typing import Final, Literal, TypeAlias

from .answer import Answer
from .key_set import RETRY_SECONDS

ErrorCode: TypeAlias = Literal["invalid_request", "invalid_token", "insufficient_scope"]

_STATUS: Final = {"invalid_request": 400, "invalid_token": 401, "insufficient_scope": 403}
_NOT_STORED: Final = {"content-type": "application/json", "cache-control": "no-store"}
_UNPRINTABLE = re.compile(r"[^\x20-\x7e]")


def ask_for_token(scopes: Sequence[str], metadata_url: str) -> Answer:
    """Answer a request without a token: say where to get one, and name no error (RFC 6750 §3.1)."""
    return Answer(
        401, {"cache-control": "no-store", "www-authenticate": _challenge({}, scopes, metadata_url)}
    )


def refuse_token(error: ErrorCode, description: str, scopes: Sequence[str], metadata_url: str) -> Answer:
    """Answer a request whose token does not do. ``scopes`` are all of the operation, not only the missing ones."""
    body = {"error": error, "error_description": description}
    headers = {**_NOT_STORED, "www-authenticate": _challenge(body, scopes, metadata_url)}
    return Answer(_STATUS[error], headers, body)


def ask_to_retry(description: str) -> Answer:
    """Answer while tokens cannot be checked. Without a challenge, because clients would sign their users in again."""
    headers = {**_NOT_STORED, "retry-after": str(RETRY_SECONDS)}
    return Answer(503, headers, {"error": "temporarily_unavailable", "error_description": description})


def _challenge(error: dict[str, str], scopes: Sequence[str], metadata_url: str) -> str:
    scope = {"scope": " ".join(scopes)} if scopes else {}
    parameters = {**error, **scope, "resource_metadata": metadata_url}
    return "Bearer " + ", ".join(f'{name}="{_quote(value)}"' for name, value in parameters.items())


def _quote(value: str) -> str:
    """Return the content of a quoted-string (RFC 9110 §5.6.4)."""
    return _UNPRINTABLE.sub(" ", value).replace("\\", "\\\\").replace('"', '\\"')
