"""Compares this SDK with what the TypeScript SDK made of generated input.

Reads the cases, one JSON object a line, from the standard input. Prints the first cases that differ, and the number of
all cases. Fails if one differs.
"""

import json
import re
import sys
from typing import Any

from mcp_obs_server.wire.bound_context import bound_context, byte_length
from mcp_obs_server.wire.json_text import write_json
from mcp_obs_server.wire.redact import redact_text
from mcp_obs_server.wire.secure_context import secure_context
from mcp_obs_server.wire.text import clip_text, normalise_text, read_text

MOST_SHOWN = 10

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_CUT_CHARS = re.compile("⟦cut:chars:[0-9]+⟧")


def run(case: dict[str, Any]) -> dict[str, Any]:
    """Return the members of a case that this SDK computes."""
    value = case["in"]
    if case["kind"] == "context":
        out = bound_context(secure_context(value, case["from"]), case["maxBytes"])
        again = bound_context(secure_context(out, "sdk"), case["maxBytes"])
        return {"out": out, "bytes": byte_length(out), "again": again}
    limit = case["limit"]
    redacted = redact_text(normalise_text(value))
    out = {
        "redacted": redacted,
        "again": redact_text(redacted),
        "text": read_text(value, "text", limit),
        "words": read_text(value, "words", limit),
        "title": read_text(value, "title", limit),
        "clipped": clip_text(value, "words", limit),
        "clippedTitle": clip_text(value, "title", limit),
    }
    return {"out": out}


def write(members: dict[str, Any]) -> str:
    """Write what was computed, so that it can be compared."""
    text = json.dumps(json.loads(write_json(members)), sort_keys=True, ensure_ascii=False)
    if not _ASTRAL.search(text):
        return text
    # Of text that is not read, each language counts what is cheaper for it: UTF-16 units or code points (§4.2).
    return _CUT_CHARS.sub("⟦cut:chars⟧", re.sub('"bytes": [0-9]+', "", text))


def main() -> None:
    """Compare all cases."""
    count = 0
    different = 0
    for line in sys.stdin:
        case = json.loads(line)
        mine = run(case)
        theirs = {member: case[member] for member in mine}
        count += 1
        if write(mine) == write(theirs):
            continue
        different += 1
        if different <= MOST_SHOWN:
            print(json.dumps({"in": case["in"], "typescript": theirs, "python": mine})[:20_000])
    print(f"{count} cases, {different} differ")
    sys.exit(count == 0 or different > 0)


if __name__ == "__main__":
    main()
