"""A tool result of MCP."""

import json
from collections.abc import Mapping
from typing import Any, Final

_SUCCEEDED: Final = frozenset({"recorded", "already_recorded", "found"})


def write_result(result: Mapping[str, Any]) -> dict[str, Any]:
    """Return the result as structured content, and as text for clients that read only text.

    A failure is marked as a tool error.
    """
    text = json.dumps(result, ensure_ascii=False, separators=(",", ":"))
    written: dict[str, Any] = {
        "content": [{"type": "text", "text": text}],
        "structuredContent": dict(result),
    }
    if result["outcome"] not in _SUCCEEDED:
        written["isError"] = True
    return written
