"""What is remembered of the texts that pass by: names, and no secret."""

import sys

import pytest
from fake_platform import FakePlatform

from mcp_obs_server import McpObs
from mcp_obs_server.wire.redact import RedactionRules, Redactor
from mcp_obs_server.wire.ticket_context import Json

# Not whole, so that no scanner takes it for a secret.
_SECRET = "".join(["gh", "p_", "a1B2c3D4e5F6" * 3])


@pytest.mark.parametrize("value", [{"key": _SECRET}, {"name": _SECRET}, {_SECRET: 1}, ["--token", _SECRET]])
def test_a_secret_is_not_remembered(value: Json) -> None:
    redactor = Redactor(RedactionRules(keys=["customer"]))
    before = sys.getrefcount(_SECRET)
    assert _SECRET not in str(redactor.redact(value))
    assert sys.getrefcount(_SECRET) == before


def test_a_tool_that_is_named_like_a_secret_is_not_remembered() -> None:
    with FakePlatform() as platform:
        instance = McpObs(platform.dsn)._instance  # pyright: ignore[reportPrivateUsage]
        assert instance is not None
        before = sys.getrefcount(_SECRET)
        assert instance.name_tool(_SECRET) == "⟦redacted:github⟧"
        assert sys.getrefcount(_SECRET) == before


def test_what_is_remembered_as_a_name_is_read_anew_as_a_value() -> None:
    redactor = Redactor()
    for _ in range(2):
        assert redactor.redact({"plain words": "plain words"}) == {"plain words": "plain words"}
        assert redactor.redact({"password": "plain words"}) == {"password": "⟦redacted:key⟧"}
        assert redactor.redact({"card": {"number": "4242 4242 4242 4242"}}) == {
            "card": {"number": "⟦redacted:card⟧"}
        }
