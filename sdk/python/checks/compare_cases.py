"""Compares this SDK with what the TypeScript SDK made of generated input.

Reads the cases, one JSON object a line, from the standard input. Prints the first cases that differ, and the number of
all cases.
"""

import json
import sys
from typing import Any

from mcp_obs_server.wire.bound_context import bound_context, byte_length
from mcp_obs_server.wire.redact import redact_text
from mcp_obs_server.wire.secure_context import secure_context
from mcp_obs_server.wire.text import clip_text, normalise_text, read_text

MOST_SHOWN = 10


def run(case: dict[str, Any]) -> dict[str, Any]:
    """Return the members of a case that this SDK computes."""
    value = case["in"]
    if case["kind"] == "context":
        secured = secure_context(value, case["from"])
        out = bound_context(secured, case["maxBytes"])
        again = bound_context(secure_context(out, "sdk"), case["maxBytes"])
        return {"out": out, "bytes": byte_length(out), "stable": again == out}
    limit = case["limit"]
    out = {
        "redacted": redact_text(normalise_text(value)),
        "text": read_text(value, "text", limit),
        "words": read_text(value, "words", limit),
        "title": read_text(value, "title", limit),
        "clipped": clip_text(value, "words", limit),
        "clippedTitle": clip_text(value, "title", limit),
    }
    return {"out": out, "stable": redact_text(out["redacted"]) == out["redacted"]}


def main() -> None:
    """Compare all cases."""
    count = 0
    different = 0
    for line in sys.stdin:
        case = json.loads(line)
        mine = run(case)
        theirs = {"stable": True, **{member: case[member] for member in mine if member in case}}
        count += 1
        if mine == theirs:
            continue
        different += 1
        if different <= MOST_SHOWN:
            print(json.dumps({"in": case["in"], "typescript": theirs, "python": mine})[:20_000])
    print(f"{count} cases, {different} differ")


if __name__ == "__main__":
    main()
