"""The support tool: what it says about itself under the configuration in force, and what it answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypedDict

from ..platform.read_config import SupportConfig
from ..wire import limits
from ..wire.support_tool_entry import SupportToolParts, describe_support_tool
from ..wire.tool_entry import ToolEntry


class _SupportResult(TypedDict):
    outcome: Literal["recorded", "already_recorded", "failed", "unavailable"]
    message: str


class SupportResult(_SupportResult, total=False):
    """What the tool answers. ``failed`` and ``unavailable`` are also marked as tool errors."""

    reference: str
    context_attached: bool
    needs_contact: bool
    receipt: str
    incident_id: str


@dataclass(frozen=True)
class ToolOverrides:
    """The parts of the tool that the host's code may set. They win over those of the dashboard."""

    name: str
    title: str | None = None
    description: str | None = None


def describe_tool(
    config: SupportConfig | None, categories: Sequence[str], overrides: ToolOverrides
) -> ToolEntry:
    """Return the entry for a configuration.

    Without a configuration the tool is hidden, so nobody reads the texts that stand in for the dashboard's.
    """
    title = "Contact support" if config is None else config.title
    description = "Contact the people who run this server." if config is None else config.description
    return describe_support_tool(
        SupportToolParts(
            name=overrides.name,
            title=overrides.title or title,
            description=overrides.description or description,
            categories=categories,
            auth_mode="email" if config is None else config.auth_mode,
            max_title=limits.TITLE if config is None else config.max_title,
            max_description=limits.DESCRIPTION if config is None else config.max_description,
        )
    )
