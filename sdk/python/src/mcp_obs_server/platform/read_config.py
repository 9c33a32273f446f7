"""Reads the platform's answer to ``GET /api/mcpserver/config`` (wire contract §3). See ``read-config.ts``."""

from dataclasses import dataclass
from typing import Literal


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
    max_description: int
    """Most code points of title and description."""
    max_body: int
    """Most bytes of the body."""
    ttl_seconds: float
    issuer: str | None = None
    """Only with ``oauth``: tokens of this issuer may be sent. Always the DSN's own origin."""
    resource: str | None = None
    """Only with ``oauth``: the URL of the MCP endpoint that tokens are issued for, as set in the dashboard."""


def read_config(body: str, origin: str) -> SupportConfig | None:
    """Read the answer's text. ``origin`` is the DSN's: a configuration that names another issuer is refused."""
    raise NotImplementedError
