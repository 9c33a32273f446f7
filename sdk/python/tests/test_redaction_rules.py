"""The rules of ``redaction-rules.json``: each does here what its examples say. And rules and values of the host."""

from typing import Any

import pytest
from contract import fixture

from mcp_obs_server.wire.bound_value import bound_value
from mcp_obs_server.wire.redact import RedactionRules, Redactor, redact_text
from mcp_obs_server.wire.secret_keys import secrecy_of

RULES: list[dict[str, Any]] = fixture("redaction-rules")["rules"]
REDACTOR = Redactor(RedactionRules(emails=True, ips=True))
# Their examples are texts, because a name alone says nothing.
OF_VALUES = {"random", "digits", "card", "manifest", "jwk"}


def examples(kind: str) -> list[Any]:
    """Return the text, whether it holds a secret, and the rule's name, of all rules of a kind."""
    of_kind = {
        "value": [rule for rule in RULES if rule["kind"] == "value"],
        "name": [rule for rule in RULES if rule["kind"] == "key" and rule["match"] not in OF_VALUES],
        "text": [
            rule
            for rule in RULES
            if rule["kind"] == "named" or (rule["kind"] == "key" and rule["match"] in OF_VALUES)
        ],
    }
    return [
        (text, is_secret, rule["name"])
        for rule in of_kind[kind]
        for is_secret, texts in ((True, rule["examples"]), (False, rule["counterExamples"]))
        for text in texts
    ]


@pytest.mark.parametrize(("text", "is_secret", "name"), examples("value"))
def test_values(text: str, is_secret: bool, name: str) -> None:
    assert (f"⟦redacted:{name}⟧" in REDACTOR.redact_text(text)) == is_secret


@pytest.mark.parametrize(("text", "is_secret", "name"), examples("name"))
def test_names(text: str, is_secret: bool, name: str) -> None:  # noqa: ARG001
    assert (secrecy_of(text) == "any") == is_secret


@pytest.mark.parametrize(("text", "is_secret", "name"), examples("text"))
def test_texts(text: str, is_secret: bool, name: str) -> None:  # noqa: ARG001
    assert ("⟦redacted:" in str(REDACTOR.redact(text))) == is_secret


def test_rules_of_the_host() -> None:
    import re

    redactor = Redactor(RedactionRules(keys=["shoe size"], patterns=[re.compile("T-[0-9]+")]))
    assert redactor.redact({"shoeSize": 44, "note": "T-17 and shoe_size=44"}) == {
        "shoeSize": "⟦redacted:key⟧",
        "note": "⟦redacted:custom⟧ and shoe_size=⟦redacted:key⟧",
    }
    assert redact_text("T-17 ana@acme.test 10.0.0.1") == "T-17 ana@acme.test 10.0.0.1"
    assert REDACTOR.redact_text("ana@acme.test 10.0.0.1") == "⟦redacted:email⟧ ⟦redacted:ip⟧"


class Hostile(dict[str, Any]):
    """A container that fails when it is read."""

    def items(self) -> Any:
        raise RuntimeError("no")


def test_values_of_the_host_never_raise() -> None:
    circle: list[Any] = []
    circle.append(circle)
    values = [Hostile(a=1), object(), print, b"abc", 10**5000, float("nan"), {1: 2, None: 3, (): 4}, circle]
    bound = bound_value(values, chars=100)
    assert bound == [
        "⟦cut:type⟧",
        "⟦cut:type⟧",
        "⟦cut:type⟧",
        "⟦cut:binary:3⟧",
        bound[4] if isinstance(bound, list) else None,
        "NaN",
        {"1": 2, "null": 3, "⟦cut:keys:1⟧": True},
        [[[[["⟦cut:depth⟧"]]]]],
    ]
