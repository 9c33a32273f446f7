"""The tools that the SDK provides to a server's clients."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from ..platform.read_config import SupportConfig
from ..wire.tool_entry import ToolEntry
from .open_ticket import OpenTicketDeps, open_ticket
from .read_status import ReadStatusDeps, read_status
from .status_tool import describe_status_tool
from .support_call import SupportCall
from .support_tool import ToolOverrides, describe_tool
from .write_result import write_result


@dataclass(frozen=True)
class ProvidedTool:
    """One of our tools."""

    name: str
    entry: Callable[[], ToolEntry]
    """The entry for the configuration in force. It is the same object until the configuration changes."""
    call: Callable[[SupportCall], Awaitable[dict[str, Any]]]
    """Never raises, but for being cancelled."""


def create_provided_tools(
    deps: OpenTicketDeps, overrides: ToolOverrides, status_tool_name: str | None
) -> list[ProvidedTool]:
    """Return the tools. ``status_tool_name`` is ``None`` if the host's code leaves that tool out."""

    async def open_one(call: SupportCall) -> dict[str, Any]:
        return write_result(await open_ticket(call, deps))

    tools = [ProvidedTool(overrides.name, _remember_last(deps, overrides), open_one)]
    if status_tool_name is None:
        return tools
    status_entry = describe_status_tool(status_tool_name, overrides.name)
    status_deps = ReadStatusDeps(deps.client, deps.is_on, deps.logger, overrides.name)

    async def read_one(call: SupportCall) -> dict[str, Any]:
        return write_result(await read_status(call, status_deps))

    return [*tools, ProvidedTool(status_tool_name, lambda: status_entry, read_one)]


def _remember_last(deps: OpenTicketDeps, overrides: ToolOverrides) -> Callable[[], ToolEntry]:
    last: tuple[SupportConfig | None, ToolEntry] | None = None

    def entry() -> ToolEntry:
        nonlocal last
        config = deps.client.config.current
        if last is None or last[0] is not config:
            categories = ("Other",) if config is None else deps.choose_categories(config.categories)
            last = (config, describe_tool(config, categories, overrides))
        return last[1]

    return entry
