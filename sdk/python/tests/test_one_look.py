"""One look for many prefilters finds what a look for each one finds."""

import re

import pytest

from mcp_obs_server.wire.any_of import any_of
from mcp_obs_server.wire.redact import redact_text

TEXTS = ["sk-", "sk-ant-", "s", "$2", "a.b"]


@pytest.mark.parametrize("text", TEXTS)
def test_finds_each_text(text: str) -> None:
    assert re.fullmatch(any_of(TEXTS), text) is not None


def test_takes_the_longest_and_nothing_else() -> None:
    pattern = re.compile(any_of(TEXTS))
    assert pattern.findall("sk-ant- sk-x sa axb a.b") == ["sk-ant-", "sk-", "s", "a.b"]


@pytest.mark.parametrize("before", ["", " ", "=", "é", "x\\n", "\\\\t", "sk-"])
def test_a_token_is_found_after_a_sign_and_after_an_escape(before: str) -> None:
    assert "npm_" not in redact_text(f"{before}npm_abcdefghij0123456789")


def test_a_token_is_not_looked_for_inside_a_word() -> None:
    assert redact_text("anpm_abcdefghij0123456789") == "anpm_abcdefghij0123456789"
