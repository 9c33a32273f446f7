"""The tool that reads a ticket's status.

It is separate from the support tool because it only reads, and users can approve such a tool once for all calls. Its
entry is compared with ``sdk/contract/get-support-status.json`` (wire contract §5).
"""

from typing import Final, Literal, TypedDict

from ..wire.tool_entry import ToolEntry

DEFAULT_STATUS_TOOL_NAME: Final = "get_support_status"


class _StatusResult(TypedDict):
    outcome: Literal["found", "not_found", "failed", "unavailable"]
    message: str


class StatusResult(_StatusResult, total=False):
    """What the tool answers. All outcomes but ``found`` are also marked as tool errors."""

    reference: str
    status: str
    resolution: str
    created_at: str
    updated_at: str


def describe_status_tool(name: str, support_tool_name: str) -> ToolEntry:
    """Return the entry. ``support_tool_name`` is the tool that returns references and receipts."""
    return {
        "name": name,
        "title": "Status of a support ticket",
        "description": f"Use this when the user asks what became of a ticket opened with {support_tool_name}. "
        "Returns its status and dates.",
        "inputSchema": {
            "type": "object",
            "properties": {
                "reference": {"type": "string", "description": "TK-XXXX-XXXX"},
                "receipt": {
                    "type": "string",
                    "description": f"From {support_tool_name}; not needed if signed in",
                },
            },
            "required": ["reference"],
        },
        "outputSchema": {
            "type": "object",
            "properties": {
                "outcome": {"type": "string", "enum": ["found", "not_found", "failed", "unavailable"]},
                "message": {"type": "string"},
                "reference": {"type": "string"},
                "status": {"type": "string"},
                "resolution": {"type": "string"},
                "created_at": {"type": "string"},
                "updated_at": {"type": "string"},
            },
            "required": ["outcome", "message"],
        },
        "annotations": {
            "readOnlyHint": True,
            "destructiveHint": False,
            "idempotentHint": True,
            "openWorldHint": False,
        },
    }
