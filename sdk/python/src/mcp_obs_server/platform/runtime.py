"""Which SDK this is and which runtime it runs on."""

import platform
import sys

from ..wire.ticket_context import SdkInfo
from .version import SDK_NAME, SDK_VERSION


def _runtime_name() -> str:
    """Return the name and version of the Python runtime, such as ``cpython/3.12.1``."""
    return f"{sys.implementation.name}/{platform.python_version()}"


def user_agent() -> str:
    """Return the ``User-Agent`` of all requests: ``mcp-obs-python/0.1.0 cpython/3.12.1``."""
    return f"{SDK_NAME}/{SDK_VERSION} {_runtime_name()}"


def sdk_info(mcp: str | None) -> SdkInfo:
    """Describe this SDK. ``mcp`` is the MCP framework in use, if known, such as ``fastmcp/4.2.3``."""
    info: SdkInfo = {
        "name": SDK_NAME,
        "version": SDK_VERSION,
        "language": "python",
        "runtime": _runtime_name(),
    }
    if mcp is not None:
        info["mcp"] = mcp
    return info
