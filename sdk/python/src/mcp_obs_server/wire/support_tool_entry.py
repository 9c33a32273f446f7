"""The entry of the support tool in ``tools/list``, as a model reads it (wire contract §7).

It is compared with ``sdk/contract/get-support-tool.json``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from . import limits
from .tool_entry import ObjectSchema, PropertySchema, ToolEntry

DEFAULT_TOOL_NAME: Final = "get_support_tool"


@dataclass(frozen=True)
class SupportToolParts:
    """What differs from one MCP server to the next."""

    name: str
    title: str
    description: str
    categories: Sequence[str]
    auth_mode: Literal["email", "oauth"]
    max_title: int = limits.TITLE
    max_description: int = limits.DESCRIPTION


def describe_support_tool(parts: SupportToolParts) -> ToolEntry:
    """Return the whole entry, with members in the order of the contract."""
    return {
        "name": parts.name,
        "title": parts.title,
        "description": parts.description,
        "inputSchema": _describe_input(parts),
        "outputSchema": {
            "type": "object",
            "properties": {
                "outcome": {
                    "type": "string",
                    "enum": ["recorded", "already_recorded", "failed", "unavailable"],
                },
                "message": {"type": "string"},
                "reference": {"type": "string"},
                "context_attached": {"type": "boolean"},
                "needs_contact": {"type": "boolean"},
                "receipt": {"type": "string"},
                "incident_id": {"type": "string"},
            },
            "required": ["outcome", "message"],
        },
        # The truth: the tool writes, destroys nothing, may be repeated, and reaches nobody but support.
        "annotations": {
            "readOnlyHint": False,
            "destructiveHint": False,
            "idempotentHint": True,
            "openWorldHint": False,
        },
    }


def _describe_input(parts: SupportToolParts) -> ObjectSchema:
    properties: dict[str, PropertySchema] = {
        "title": {
            "type": "string",
            "maxLength": parts.max_title,
            "description": "What is wrong or wanted, in one line",
        },
        "description": {
            "type": "string",
            "maxLength": parts.max_description,
            "description": "What the user did, expected and got",
        },
        "category": {"type": "string", "enum": list(parts.categories)},
        "incident_id": {
            "type": "string",
            "description": "From the failing result, if printed (valid 1 hour)",
        },
    }
    # The platform knows the address of a user who has signed in.
    if parts.auth_mode == "email":
        properties["email"] = {
            "type": "string",
            "maxLength": limits.EMAIL,
            "description": "Only one the user gave, for replies",
        }
    return {"type": "object", "properties": properties, "required": ["title", "description", "category"]}
