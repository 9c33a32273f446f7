"""The servers that the SDK can be attached to.

They are told apart by their members, so that no MCP framework is imported.
"""

from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeAlias


class FastMcpLike(Protocol):
    """``FastMCP`` of ``fastmcp`` 2 to 4 and of ``mcp`` 1, by the members it is recognised by."""

    def tool(self, *args: Any, **kwargs: Any) -> Any:
        """Register a tool."""
        ...


class LowLevelLike(Protocol):
    """The low-level ``Server`` of ``mcp`` 1 and 2, by the members it is recognised by."""

    def create_initialization_options(self, *args: Any, **kwargs: Any) -> Any:
        """Describe the server to clients."""
        ...


AttachableServer: TypeAlias = FastMcpLike | LowLevelLike
"""Every server that ``attach`` takes: also ``MCPServer`` of ``mcp`` 2."""


@dataclass(frozen=True)
class DetectedServer:
    """A server that the SDK knows."""

    kind: Literal["v1", "v2"]
    """Which generation of ``mcp`` the low-level server is of."""
    low_level: Any
    high_level: Any | None
    """What is around the low-level server, if the host has one."""
    mcp: str
    """The framework, such as ``fastmcp/4.2.3``."""


def detect_server(server: object) -> DetectedServer | None:
    """Return which kind of server this is, or ``None`` if it is none. Any value may be passed."""
    try:
        return _detect(server)
    except Exception:  # noqa: BLE001 -- a foreign object may raise when its members are looked up
        return None


def _detect(server: object) -> DetectedServer | None:
    kind = _kind(server)
    if kind is not None:
        return DetectedServer(kind, server, None, _name_framework(server))
    for member in ("_mcp_server", "_lowlevel_server"):
        inner = getattr(server, member, None)
        kind = _kind(inner)
        if kind is not None:
            return DetectedServer(kind, inner, server, _name_framework(server))
    return None


def _kind(server: object) -> Literal["v1", "v2"] | None:
    if not callable(getattr(server, "create_initialization_options", None)):
        return None
    middleware = getattr(server, "middleware", None)
    if isinstance(middleware, list) and callable(getattr(server, "get_request_handler", None)):
        return "v2"
    return "v1" if isinstance(getattr(server, "request_handlers", None), dict) else None


def _name_framework(server: object) -> str:
    """The package's name, followed by its version if that is known. A host may have a class of its own."""
    # It takes a while to import, and is not needed before there is a server.
    from importlib.metadata import PackageNotFoundError, version

    packages = [base.__module__.partition(".")[0] for base in type(server).__mro__]
    name = "fastmcp" if "fastmcp" in packages else "mcp"
    try:
        return f"{name}/{version(name)}"
    except PackageNotFoundError:
        return name
