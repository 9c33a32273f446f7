"""Which of our tools one server offers right now.

If the host has a tool of the same name, only the host's is offered.
"""

from collections.abc import Iterable
from typing import Final

from ..tools.provided_tools import ProvidedTool
from .instance import Instance

_MAX_PAGES: Final = 100
"""Pages beyond this number are forgotten, the oldest first."""


class Availability:
    """Our tools on one server."""

    def __init__(self, instance: Instance) -> None:
        """No tool of the host is known yet."""
        self._instance = instance
        self._taken: set[str] = set()
        self._ever_taken: set[str] = set()
        self._pages: dict[str, frozenset[object]] = {}
        self._by_name = {tool.name: tool for tool in instance.tools}

    def is_on(self) -> bool:
        """Whether failures can be reported on this server. If not, nothing is captured and no hint is added."""
        return self._instance.tool_name not in self._taken and self._instance.is_on()

    def includes(self, tool: ProvidedTool) -> bool:
        """Whether the tool is offered. Where no ticket can be opened, there is no status to ask for either."""
        return tool.name not in self._taken and self.is_on()

    def is_name_of_ours(self, name: object) -> bool:
        """Whether one of our tools has this name, and as far as is known none of the host's."""
        return isinstance(name, str) and name in self._by_name and name not in self._taken

    def find(self, name: object) -> ProvidedTool | None:
        """Return our tool of that name, if it is offered."""
        tool = self._by_name.get(name) if isinstance(name, str) else None
        return tool if tool is not None and self.includes(tool) else None

    def offered(self) -> list[ProvidedTool]:
        """Return our tools that are offered."""
        return [tool for tool in self._instance.tools if self.includes(tool)]

    def must_look(self, name: object) -> bool:
        """Whether the host had a tool of this name: it may have one again, or have it for some callers only."""
        return name in self._ever_taken

    def note_page(self, names: Iterable[object], cursor: str | None, next_cursor: str | None) -> None:
        """Note the host's own tools on one page of the list, and once all pages were seen, which it no longer has.

        :param cursor: what the page was asked for with.
        :param next_cursor: what the next one is asked for with, if there is one.
        """
        before = self._pages.get(cursor) if cursor else frozenset[object]()
        found = frozenset(names)
        for name in found:
            self._note_host_tool(name)
        if before is None:
            return
        found |= before
        if not next_cursor:
            self._taken.intersection_update(found)
            return
        self._pages.pop(next_cursor, None)
        if len(self._pages) >= _MAX_PAGES:
            del self._pages[next(iter(self._pages))]
        self._pages[next_cursor] = found & self._by_name.keys()

    def _note_host_tool(self, name: object) -> None:
        if name not in self._by_name or name in self._taken:
            return
        self._taken.add(str(name))
        self._ever_taken.add(str(name))
        option = "SupportTool" if name == self._instance.tool_name else "StatusTool"
        self._instance.warn_once(
            f"the server has its own tool {name}, so the SDK's is not offered. Set {option}(name=…) to offer both"
        )
