"""The document that tells clients where to sign their users in (RFC 9728 §2).

It is made from the setup alone, so it is there even while the authorization server is not.
"""

from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from ..wire.resource_url import WELL_KNOWN_PATH, ResourceUrl, locate_metadata, without_slash
from .answer import Answer

_METHODS: Final = "GET, HEAD, OPTIONS"
# The document is public, and clients that run in browsers read it from other origins.
_CORS: Final = {"access-control-allow-origin": "*", "access-control-allow-methods": _METHODS}
_FOUND: Final = {**_CORS, "content-type": "application/json", "cache-control": "public, max-age=300"}


def describe_resource(
    issuer: str, resource: ResourceUrl, scopes: Sequence[str], resource_name: str | None
) -> dict[str, Any]:
    """Return the document.

    The issuer is copied exactly as tokens name it, because with one more slash it would be another issuer.
    """
    metadata: dict[str, Any] = {"resource": str(resource), "authorization_servers": [issuer]}
    if scopes:
        metadata["scopes_supported"] = list(scopes)
    metadata["bearer_methods_supported"] = ["header"]
    if resource_name is not None:
        metadata["resource_name"] = resource_name
    return metadata


def is_metadata_path(path: str, resource: ResourceUrl) -> bool:
    """Tell whether clients look for the metadata at this path: the well-known path, also with the resource's own."""
    return without_slash(path) in (WELL_KNOWN_PATH, urlsplit(locate_metadata(resource)).path)


def answer_metadata(method: str, requested_headers: str | None, metadata: dict[str, Any]) -> Answer:
    """Answer a request for the document.

    ``requested_headers`` are those of a preflight request. MCP clients send headers of their own; all are allowed.
    """
    if method == "GET":
        return Answer(200, _FOUND, metadata)
    if method == "HEAD":
        return Answer(200, _FOUND)
    if method == "OPTIONS":
        allowed = {} if requested_headers is None else {"access-control-allow-headers": requested_headers}
        return Answer(204, {**_CORS, **allowed, "vary": "access-control-request-headers"})
    return Answer(405, {**_CORS, "allow": _METHODS})
