"""Reads the platform's answer to ``GET /api/mcpserver/config`` (wire contract §3).

An answer that cannot be understood is refused as a whole, and the last good configuration stays in force.
"""

import math
from dataclasses import dataclass
from typing import Any, Final, Literal, cast

from ..wire import limits
from ..wire.text import TextForm, clip_text
from .parse_object import as_number, as_object, parse_object


@dataclass(frozen=True)
class SupportConfig:
    """What the dashboard says about this MCP server."""

    server_name: str
    auth_mode: Literal["email", "oauth"]
    enabled: bool
    title: str
    description: str
    categories: tuple[str, ...]
    """Never empty."""
    max_title: int
    """Most code points of a title."""
    max_description: int
    """Most code points of a description."""
    max_body: int
    """Most bytes of the body."""
    ttl_seconds: float
    issuer: str | None = None
    """Only with ``oauth``: tokens of this issuer may be sent. Always the DSN's own origin."""
    resource: str | None = None
    """Only with ``oauth``: the URL of the MCP endpoint that tokens are issued for, as set in the dashboard."""


# The longest URL that the dashboard accepts, in characters.
_MAX_RESOURCE: Final = 500
_MIN_TTL: Final = 15
_MAX_TTL: Final = 3_600
_DEFAULT_TTL: Final = 60


def read_config(body: str, origin: str) -> SupportConfig | None:
    """Read the answer's text.

    ``origin`` is the DSN's. A configuration that names another issuer is refused, so that no answer can have users'
    tokens sent somewhere else.
    """
    source = parse_object(body) or {}
    tool = as_object(source.get("supportTool"))
    contract = as_number(source.get("contract"))
    if tool is None or contract is None or contract < 1 or not contract.is_integer():
        return None

    server_name = _clip((as_object(source.get("server")) or {}).get("name"), limits.SERVER_NAME, "title")
    title = _clip(tool.get("title"), limits.TOOL_TITLE, "title")
    # Texts become part of a tool's description, and models obey it. So control characters are removed and lengths are
    # limited here again.
    description = _clip(tool.get("description"), limits.TOOL_DESCRIPTION, "words")
    categories = _read_categories(tool.get("categories"))
    if server_name is None or title is None or description is None or categories == ():
        return None
    enabled, auth_mode = tool.get("enabled"), source.get("authMode")
    if not isinstance(enabled, bool) or auth_mode not in ("email", "oauth"):
        return None
    oauth = as_object(source.get("oauth")) or {}
    if auth_mode == "oauth" and oauth.get("issuer") != origin:
        return None

    own = as_object(source.get("limits")) or {}
    ttl = as_number(source.get("ttlSeconds"))
    return SupportConfig(
        server_name=server_name,
        auth_mode=auth_mode,
        enabled=enabled,
        title=title,
        description=description,
        categories=categories,
        max_title=_smaller(limits.TITLE, own.get("title")),
        max_description=_smaller(limits.DESCRIPTION, own.get("description")),
        max_body=_smaller(limits.BODY_BYTES, own.get("body")),
        ttl_seconds=_DEFAULT_TTL if ttl is None else min(_MAX_TTL, max(_MIN_TTL, ttl)),
        issuer=origin if auth_mode == "oauth" else None,
        # Only shown to the operator, beside the resource that the code names.
        resource=_clip(oauth.get("resource"), _MAX_RESOURCE, "title") if auth_mode == "oauth" else None,
    )


def _read_categories(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        return ()
    labels: dict[str, str] = {}
    for entry in cast("list[Any]", value):
        label = _clip(entry, limits.CATEGORY, "title")
        if label is not None:
            labels.setdefault(label.lower(), label)
    return tuple(labels.values())[: limits.CATEGORIES]


def _clip(value: object, limit: int, form: TextForm) -> str | None:
    return clip_text(value, form, limit) or None if isinstance(value, str) else None


def _smaller(own: int, theirs: object) -> int:
    number = as_number(theirs)
    return own if number is None or number < 1 else min(own, math.floor(number))
