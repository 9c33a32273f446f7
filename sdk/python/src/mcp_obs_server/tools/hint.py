"""The only thing that the SDK adds to a host's results: how to report the failing call (wire contract §8)."""

import re
from typing import Any, Final, cast

from ..capture.json_rpc import INVALID_PARAMS, Answer, RpcError
from ..capture.observed_call import ObservedCall
from ..platform.parse_object import as_object

# The frameworks name the model of a tool's arguments so: `call[add]` in fastmcp, `addArguments` in mcp.
_ARGUMENTS_MODEL: Final = re.compile(r"call\[.*\]|.*Arguments", re.DOTALL)


def say_hint(server_name: str, tool_name: str, incident_id: str) -> str:
    """Say how to report a failing call."""
    return (
        f"Offer to report this to {server_name}. If the user agrees, call {tool_name} with incident_id "
        f'"{incident_id}".'
    )


def add_hint(answer: Answer, hint: str, incident_id: str) -> Answer:
    """Return a copy of the failing answer with the hint.

    It is the last content block of a result, or in ``error.data`` of a JSON-RPC error.
    """
    if answer.result is not None:
        content = answer.result.get("content")
        if not isinstance(content, list):
            return answer
        block = {"type": "text", "annotations": {"audience": ["assistant"]}, "text": hint}
        return Answer({**answer.result, "content": [*cast("list[Any]", content), block]})
    error = answer.error
    if error is None or not _accepts_hint(error.data):
        return answer
    data = {**(as_object(error.data) or {}), "incident_id": incident_id, "hint": hint}
    return Answer(error=RpcError(error.code, error.message, data))


def is_invalid_arguments(call: ObservedCall, answer: Answer) -> bool:
    """Whether the call failed because its arguments, or its tool, do not exist as the caller wrote them.

    The caller should correct them instead of reporting it.
    """
    if answer.error is not None:
        return answer.error.code == INVALID_PARAMS
    text = _first_text(answer.result or {})
    # The low-level server of `mcp` 1 checks arguments by JSON Schema, before it calls the host's function.
    if text.startswith("Input validation error: ") and _is_of_json_schema(call.thrown):
        return True
    if text.startswith("Unknown tool: ") and call.tool in text:
        return True
    return _names_arguments(call.thrown)


def _is_of_json_schema(thrown: BaseException | None) -> bool:
    return thrown is None or type(thrown).__module__.startswith("jsonschema")


def _names_arguments(thrown: BaseException | None) -> bool:
    """Whether pydantic refused the arguments of the tool. A model that the tool itself uses has another name."""
    error = thrown
    for _ in range(4):
        if error is None:
            return False
        title = getattr(error, "title", None)
        if type(error).__name__ == "ValidationError" and isinstance(title, str):
            return _ARGUMENTS_MODEL.fullmatch(title) is not None
        error = error.__cause__
    return False


def _first_text(result: dict[str, Any]) -> str:
    content = result.get("content")
    block = cast("list[Any]", content)[0] if isinstance(content, list) and content else None
    text = cast("dict[str, Any]", block).get("text") if isinstance(block, dict) else None
    return text if isinstance(text, str) else ""


def _accepts_hint(data: object) -> bool:
    if data is None:
        return True
    return isinstance(data, dict) and "incident_id" not in data and "hint" not in data
