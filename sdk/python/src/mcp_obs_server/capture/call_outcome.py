"""How an answered call ended."""

from typing import Literal

from .json_rpc import URL_ELICITATION_REQUIRED, Answer


def read_outcome(answer: Answer) -> Literal["ok", "tool-error", "rpc-error"] | None:
    """Return how the call ended.

    ``None`` for an answer that asks the user for something: the call goes on, so it is neither a success nor a failure
    yet.
    """
    if answer.error is not None:
        return None if answer.error.code == URL_ELICITATION_REQUIRED else "rpc-error"
    result = answer.result or {}
    if result.get("resultType") == "input_required":
        return None
    return "tool-error" if result.get("isError") is True else "ok"
