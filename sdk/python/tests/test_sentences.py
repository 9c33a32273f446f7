"""What our tools say, word for word (``sentences.json``)."""

from typing import Any

import pytest
from contract import fixture

from mcp_obs_server.tools import sentences as say
from mcp_obs_server.tools.hint import say_hint


def write(sentence: str, parts: dict[str, Any]) -> str:
    """Say the sentence of a row."""
    minted, wait = parts.get("mintedId"), parts.get("retryAfterSeconds")
    tool, code, mode = parts.get("toolName", ""), parts.get("code", ""), parts.get("authMode", "email")
    if sentence == "RECORDED":
        return say.say_recorded(
            parts["reference"], has_receipt=parts["hasReceipt"], attached_tool=parts.get("attachedTool")
        )
    if sentence == "ALREADY":
        return say.say_already_recorded(parts["reference"], parts.get("status"))
    if sentence == "FIX":
        problem = say.describe_field_problem(
            parts["field"], code, limit=parts.get("max"), allowed=parts.get("allowed")
        )
        return say.say_fix(problem)
    if sentence == "STATUS":
        return say.say_status(
            parts["reference"],
            parts["status"],
            parts["createdAt"],
            parts["updatedAt"],
            resolution=parts.get("resolution"),
            needs_contact=parts["needsContact"],
            auth_mode=mode,
        )
    sayings = {
        "CONTACT": lambda: say.say_needs_contact(mode, minted),
        "LATER": lambda: say.say_later(wait, minted),
        "UNSURE": lambda: say.say_unsure(minted, this_session=parts.get("thisSession", False)),
        "SIGN-IN": say.say_sign_in,
        "OFF": say.say_off,
        "FAULT": lambda: say.say_fault(code, parts["serverName"]),
        "HINT": lambda: say_hint(parts["serverName"], tool, parts["incidentId"]),
        "STATUS-NOT-FOUND": lambda: say.say_status_not_found(tool),
        "STATUS-SIGN-IN": lambda: say.say_status_sign_in(mode, tool),
        "STATUS-LATER": lambda: say.say_status_later(wait),
        "STATUS-OFF": say.say_status_off,
        "STATUS-FAULT": lambda: say.say_status_fault(code, parts["serverName"]),
    }
    return sayings[sentence]()


@pytest.mark.parametrize("row", fixture("sentences"), ids=lambda row: row["sentence"])
def test_sentence(row: dict[str, Any]) -> None:
    assert write(row["sentence"], row["in"]) == row["out"]
