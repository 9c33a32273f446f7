"""Which of our tools one server offers right now.

If the host has a tool of the same name, only the host's is offered.
"""

from ..tools.provided_tools import ProvidedTool
from .instance import Instance


class Availability:
    """Our tools on one server."""

    def __init__(self, instance: Instance) -> None:
        """No tool of the host is known yet."""
        self._instance = instance
        self._taken: set[str] = set()
        self._by_name = {tool.name: tool for tool in instance.tools}

    def is_on(self) -> bool:
        """Whether failures can be reported on this server. If not, nothing is captured and no hint is added."""
        return self._instance.tool_name not in self._taken and self._instance.is_on()

    def includes(self, tool: ProvidedTool) -> bool:
        """Whether the tool is offered. Where no ticket can be opened, there is no status to ask for either."""
        return tool.name not in self._taken and self.is_on()

    def find(self, name: object) -> ProvidedTool | None:
        """Return our tool of that name, if it is offered."""
        tool = self._by_name.get(name) if isinstance(name, str) else None
        return tool if tool is not None and self.includes(tool) else None

    def offered(self) -> list[ProvidedTool]:
        """Return our tools that are offered."""
        return [tool for tool in self._instance.tools if self.includes(tool)]

    def note_host_tool(self, name: object) -> None:
        """Remember that the host has a tool of this name."""
        if name not in self._by_name or name in self._taken:
            return
        self._taken.add(str(name))
        option = "SupportTool" if name == self._instance.tool_name else "StatusTool"
        self._instance.logger.warning(
            f"the server has its own tool {name}, so the SDK's is not offered. Set {option}(name=…) to offer both"
        )
