"""What is kept of an exception: its name, its message, its code and its traceback."""

import os
import re
import sys
import traceback
from typing import Any, Final, cast

_MAX_ENTRIES: Final = 50
"""Most entries of each traceback, the last ones."""

_FRAMEWORKS: Final = ("mcp", "fastmcp")
_ON_THE_WAY: Final = (*_FRAMEWORKS, "anyio", "pydantic", __name__.partition(".")[0])
"""The packages through which a call goes before it reaches the host's code: frameworks, and this one."""

_UNDERLINE: Final = re.compile(r" +[~^]+")


def describe_error(error: BaseException) -> dict[str, Any]:
    """Describe an exception. Never raises."""
    reason = unwrap(error)
    described: dict[str, Any] = {"name": type(reason).__name__, "message": read_message(reason)}
    code = _quietly(lambda: getattr(reason, "code", None))
    if isinstance(code, int | str) and not isinstance(code, bool):
        described["code"] = code
    stack = _quietly(lambda: _stack(reason))
    if isinstance(stack, str):
        described["stack"] = stack
    return described


def unwrap(error: BaseException) -> BaseException:
    """Return what a tool raised, out of what an MCP framework made of it."""
    reason = current = error
    for _ in range(8):
        if not _is_of_framework(current):
            return current
        cause = current.__cause__ or current.__context__
        if cause is None:
            break
        # What a framework was at when it raised, such as looking for the tool, is no reason by itself.
        reason = cause if current.__cause__ is not None else reason
        current = cause
    return reason


def _is_of_framework(error: BaseException) -> bool:
    return type(error).__module__.partition(".")[0] in _FRAMEWORKS


def read_message(error: BaseException) -> str:
    """Return what an exception says, or nothing if that fails."""
    text = _quietly(lambda: str(error))
    return text if isinstance(text, str) else ""


def _stack(error: BaseException) -> str:
    """The traceback of the exception, after those of its causes. Causes come first, so the reason is not cut off."""
    exception = traceback.TracebackException.from_exception(error, limit=-_MAX_ENTRIES)
    _skip_frameworks(exception)
    lines = "".join(exception.format()).splitlines()
    return "\n".join(line for line in lines if not _UNDERLINE.fullmatch(line))


def _skip_frameworks(exception: traceback.TracebackException) -> None:
    """Leave out the frames before the host's own code, of the exception and of its causes."""
    folders = tuple(filter(None, map(_folder_of, _ON_THE_WAY)))
    current: traceback.TracebackException | None = exception
    for _ in range(8):
        if current is None:
            return
        if sys.version_info >= (3, 11):
            # Python would compile each line to underline a part of it, which is left out below.
            for frame in current.stack:
                frame.colno = None
        own = next((i for i, frame in enumerate(current.stack) if not frame.filename.startswith(folders)), 0)
        del current.stack[:own]
        current = current.__cause__ or current.__context__


def _folder_of(package: str) -> str | None:
    """Where the package is. A host's own folder may have the same name, such as ``/srv/mcp/server.py``."""
    file = getattr(sys.modules.get(package), "__file__", None)
    return os.path.join(os.path.dirname(file), "") if isinstance(file, str) else None  # noqa: PTH118, PTH120 -- faster


def _quietly(look: Any) -> object:
    try:
        return cast("object", look())
    except Exception:  # noqa: BLE001 -- exceptions of hosts may raise when they are looked at
        return None
