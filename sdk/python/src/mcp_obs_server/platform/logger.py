"""What the SDK tells the people who run the server.

It always goes to stderr, because stdout is the MCP channel on stdio.
"""

import sys
from contextlib import suppress
from typing import Protocol


class Logger(Protocol):
    """Where the SDK's messages go. Each is one line of plain text. A ``logging.Logger`` is one."""

    def warning(self, msg: str, /) -> object:
        """Tell something that the operator should act on. It never has a key, a token or what a person wrote."""
        ...

    def debug(self, msg: str, /) -> object:
        """Tell what the SDK did, for finding the cause of a problem."""
        ...


class StderrLogger:
    """Writes warnings to stderr and drops debug messages."""

    def warning(self, msg: str, /) -> None:
        """Write one line to stderr."""
        print(f"mcp-obs: {msg}", file=sys.stderr, flush=True)  # noqa: T201 -- stderr is the place for it

    def debug(self, msg: str, /) -> None:
        """Drop the message."""


class GuardedLogger:
    """Passes messages on, and never raises, whatever the host's logger does."""

    def __init__(self, logger: Logger | None = None) -> None:
        """Guard this logger. Default: warnings go to stderr."""
        self._logger: Logger = StderrLogger() if logger is None else logger

    def warning(self, msg: str, /) -> None:
        """Pass a warning on."""
        # A broken logger must not break a tool call.
        with suppress(Exception):
            self._logger.warning(msg)

    def debug(self, msg: str, /) -> None:
        """Pass a debug message on."""
        # A broken logger must not break a tool call.
        with suppress(Exception):
            self._logger.debug(msg)
