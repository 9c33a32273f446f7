"""Decides about one request by its credentials."""

import re
from collections.abc import Awaitable, Callable, Sequence
from urllib.parse import parse_qsl

from .access_token_error import AccessTokenError
from .answer import Answer
from .challenge import ErrorCode, ask_for_token, ask_to_retry, refuse_token
from .verify_access_token import VerifiedAccessToken

# RFC 6750 §2.1. The case of the scheme's name does not matter.
_BEARER = re.compile(r"bearer +([A-Za-z0-9\-._~+/]+=*)", re.IGNORECASE | re.ASCII)
_IS_BEARER = re.compile(r"bearer(?: |\Z)", re.IGNORECASE | re.ASCII)


async def check_access(
    authorization: Sequence[str],
    query: str,
    verify: Callable[[str], Awaitable[VerifiedAccessToken]],
    scopes: Sequence[str],
    metadata_url: str,
) -> VerifiedAccessToken | Answer:
    """Return who calls, or what to answer instead. Never raises, but for being cancelled.

    ``authorization`` holds the value of each ``Authorization`` header, ``query`` that of the URL. The token must have
    all of ``scopes``.
    """

    def refuse(error: ErrorCode, why: str) -> Answer:
        return refuse_token(error, why, scopes, metadata_url)

    # URLs are kept in logs and histories, so MCP forbids tokens there, even beside one in the header.
    if any(name == "access_token" for name, _ in parse_qsl(query, keep_blank_values=True)):
        return refuse("invalid_request", "An access token must not be in the URL")
    if len(authorization) > 1:
        return refuse("invalid_request", "There must be one Authorization header")
    # No credentials, or those of another scheme: the client has to be told how to get a token.
    if len(authorization) == 0 or not _IS_BEARER.match(authorization[0]):
        return ask_for_token(scopes, metadata_url)
    match = _BEARER.fullmatch(authorization[0])
    if match is None:
        return refuse("invalid_request", "The Authorization header is malformed")

    try:
        verified = await verify(match[1])
    except AccessTokenError as error:
        if error.code == "invalid_token":
            return refuse("invalid_token", str(error))
        return ask_to_retry("Tokens cannot be checked at the moment")
    if all(scope in verified.scopes for scope in scopes):
        return verified
    return refuse("insufficient_scope", "The access token lacks a scope")
