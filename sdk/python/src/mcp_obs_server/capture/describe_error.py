"""What is kept of an exception: its name, its message, its code and its traceback."""

import traceback
from typing import Any, Final, cast

_MAX_ENTRIES: Final = 50
"""Most entries of each traceback, the last ones."""

_FRAMEWORKS: Final = ("mcp", "fastmcp")


def describe_error(error: BaseException) -> dict[str, Any]:
    """Describe an exception. Never raises."""
    reason = unwrap(error)
    described: dict[str, Any] = {"name": type(reason).__name__, "message": _message(reason)}
    code = _quietly(lambda: getattr(reason, "code", None))
    if isinstance(code, int | str) and not isinstance(code, bool):
        described["code"] = code
    stack = _quietly(lambda: _stack(reason))
    if isinstance(stack, str):
        described["stack"] = stack
    return described


def unwrap(error: BaseException) -> BaseException:
    """Return what a tool raised, out of what an MCP framework made of it."""
    current = error
    for _ in range(8):
        cause = current.__cause__ or current.__context__
        if cause is None or not _is_of_framework(current):
            break
        current = cause
    return current


def _is_of_framework(error: BaseException) -> bool:
    return type(error).__module__.partition(".")[0] in _FRAMEWORKS


def _message(error: BaseException) -> str:
    text = _quietly(lambda: str(error))
    return text if isinstance(text, str) else ""


def _stack(error: BaseException) -> str:
    """The traceback of the exception, after those of its causes. Causes come first, so the reason is not cut off."""
    exception = traceback.TracebackException.from_exception(error, limit=-_MAX_ENTRIES)
    return "".join(exception.format()).rstrip("\n")


def _quietly(look: Any) -> object:
    try:
        return cast("object", look())
    except Exception:  # noqa: BLE001 -- exceptions of hosts may raise when they are looked at
        return None
