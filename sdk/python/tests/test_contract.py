"""What travels: the fixtures that need no server and no platform."""

from typing import Any

import pytest
from contract import fixture, repeated, unfold

from mcp_obs_server.platform.retry_decision import Decision, decide_delivery
from mcp_obs_server.wire import limits
from mcp_obs_server.wire.bound_context import bound_context, byte_length
from mcp_obs_server.wire.dsn import Dsn, DsnFault, parse_dsn
from mcp_obs_server.wire.idempotency import derive_idempotency_key
from mcp_obs_server.wire.redact import redact_text
from mcp_obs_server.wire.secure_context import secure_context
from mcp_obs_server.wire.text import clip_text, read_text

ANY_LENGTH = 100_000


@pytest.mark.parametrize(("text", "expected"), fixture("dsn"))
def test_dsn(text: str, expected: dict[str, str]) -> None:
    key = "mok_0123456789abcdefghjkmnpqrstvwxyz"
    dsn = DsnFault(**expected) if "error" in expected else Dsn(expected["origin"], key)
    assert parse_dsn(text) == dsn
    assert key not in repr(parse_dsn(text))


@pytest.mark.parametrize("row", fixture("text"))
def test_text(row: dict[str, Any]) -> None:
    text = repeated(row["in"])
    for form in ("text", "words", "title"):
        assert read_text(text, form, ANY_LENGTH) == row[form]
    assert len(row["text"]) == row["codePoints"]
    assert read_text(row["text"], "text", ANY_LENGTH) == row["text"]


@pytest.mark.parametrize("row", fixture("text-lengths"), ids=lambda row: row["name"])
def test_text_lengths(row: dict[str, Any]) -> None:
    text = repeated(row["in"])
    read = None if row["read"] is None else repeated(row["read"])
    assert read_text(text, row["form"], row["max"]) == read
    assert clip_text(text, row["form"], row["max"]) == repeated(row["clipped"])


@pytest.mark.parametrize("row", fixture("idempotency"), ids=lambda row: row["key"])
def test_idempotency(row: dict[str, Any]) -> None:
    title = read_text(row["in"]["title"], "title", limits.TITLE)
    description = read_text(row["in"]["description"], "words", limits.DESCRIPTION)
    assert title is not None
    assert description is not None
    key = derive_idempotency_key(**{**row["in"], "title": title, "description": description})
    assert (key, title, len(description)) == (row["key"], row["title"], row["cp"])


def test_limits() -> None:
    assert fixture("limits") == {
        "ticket": {
            "title": limits.TITLE,
            "description": limits.DESCRIPTION,
            "email": limits.EMAIL,
            "body": limits.BODY_BYTES,
        },
        "config": {
            "serverName": limits.SERVER_NAME,
            "toolTitle": limits.TOOL_TITLE,
            "toolDescription": limits.TOOL_DESCRIPTION,
            "category": limits.CATEGORY,
            "categories": limits.CATEGORIES,
        },
        "context": {
            "bytes": limits.CONTEXT_BYTES,
            "read": limits.READ,
            "reserve": limits.RESERVE_BYTES,
            "string": limits.STRING,
            "recut": list(limits.RECUT),
            "stack": limits.STACK,
            "name": limits.NAME,
            "depth": limits.DEPTH,
            "items": limits.ITEMS,
            "keys": limits.KEYS,
            "nodes": limits.NODES,
            "trail": limits.TRAIL,
            "capabilities": limits.CAPABILITIES,
        },
    }


def redact_arguments(value: Any) -> Any:
    return secure_context({"incident": {"arguments": value}}, "sdk")["incident"]["arguments"]


@pytest.mark.parametrize("row", fixture("redaction"), ids=lambda row: row["name"])
def test_redaction(row: dict[str, Any]) -> None:
    apply = redact_text if row["rules"] == "value" else redact_arguments
    assert apply(row["in"]) == row["out"]
    assert apply(row["out"]) == row["out"]


@pytest.mark.parametrize("row", fixture("context"), ids=lambda row: row["name"])
def test_context(row: dict[str, Any]) -> None:
    bound = bound_context(row["in"], row["maxBytes"])
    assert bound == row["out"]
    assert bound_context(bound, row["maxBytes"]) == row["out"]
    assert byte_length(bound) <= max(row["maxBytes"], byte_length({}))


CAPTURED = [
    pytest.param(
        {**row, "from": source, "in": unfold(row["in"]), "out": unfold(row["out"])},
        id=f"{row['name']}-{source}",
    )
    for row in fixture("captured")
    for source in ("host", "sdk")
    if row.get("from", source) == source
]


@pytest.mark.parametrize("row", CAPTURED)
def test_captured(row: dict[str, Any]) -> None:
    secured = secure_context({"incident": row["in"]}, row["from"])
    assert bound_context(secured, limits.CONTEXT_BYTES) == {"incident": row["out"]}
    again = bound_context(secure_context({"incident": row["out"]}, "sdk"), limits.CONTEXT_BYTES)
    assert again == {"incident": row["out"]}


@pytest.mark.parametrize("row", fixture("retry"), ids=lambda row: f"{row['status']} {row['code']}")
def test_retry(row: dict[str, Any]) -> None:
    decision = Decision(row["retry"], row["outcome"], row["sentence"])
    assert decide_delivery(row["code"], row["status"]) == decision
