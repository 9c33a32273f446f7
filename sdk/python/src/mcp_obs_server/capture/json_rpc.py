"""The messages of JSON-RPC and MCP that pass through a server, as far as they are read.

No MCP framework is imported.
"""

from dataclasses import dataclass
from typing import Any, Final

META_PROTOCOL_VERSION: Final = "io.modelcontextprotocol/protocolVersion"
META_CLIENT_INFO: Final = "io.modelcontextprotocol/clientInfo"
META_CLIENT_CAPABILITIES: Final = "io.modelcontextprotocol/clientCapabilities"
META_RELATED_TASK: Final = "io.modelcontextprotocol/related-task"
META_TOOL_FAILURE: Final = "io.modelcontextprotocol/toolFailure"

INVALID_PARAMS: Final = -32602
"""The JSON-RPC error code for arguments that a method does not accept."""

INTERNAL_ERROR: Final = -32603

URL_ELICITATION_REQUIRED: Final = -32042
"""The user must open an address first. The call goes on afterwards, so it has not failed."""


@dataclass(frozen=True)
class RpcError:
    """The error object of a JSON-RPC answer."""

    code: int | None
    """``None`` for a task that failed without an error of JSON-RPC."""
    message: str
    data: Any = None


@dataclass(frozen=True)
class Answer:
    """What the server answers: a result as it travels, or an error."""

    result: dict[str, Any] | None = None
    error: RpcError | None = None
