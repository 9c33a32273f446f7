"""Settings of ``McpObs``."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

IsFailure: TypeAlias = Callable[[dict[str, Any]], bool]
"""Tells whether a result of ``tools/call``, as it travels, reports a failure although it is not marked as an error."""


@dataclass(frozen=True)
class SupportTool:
    """Settings of the tool that opens tickets."""

    enabled: bool = True
    """``False`` keeps the tool off, whatever the dashboard says. ``True`` cannot switch it on."""
    name: str | None = None
    """The tool's name. Default ``get_support_tool``."""
    title: str | None = None
    """Used instead of the dashboard's title. At most 60 characters."""
    description: str | None = None
    """Used instead of the dashboard's description. At most 1,000 characters."""
    categories: Sequence[str] | None = None
    """Which of the dashboard's categories the tool offers, in this order.

    A name that the dashboard does not have is left out, with one warning. If none is left, the tool offers the
    dashboard's list.
    """


@dataclass(frozen=True)
class StatusTool:
    """Settings of the tool that reads a ticket's status."""

    enabled: bool = True
    """``False`` leaves the tool out. It is only ever offered together with the support tool."""
    name: str | None = None
    """The tool's name. Default ``get_support_status``."""
