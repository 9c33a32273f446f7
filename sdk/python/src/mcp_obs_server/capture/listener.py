"""What a tap tells of the traffic of one server, and what it is told to do."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from .json_rpc import Answer
from .observed_call import ObservedCall, RequestFacts

T = TypeVar("T")


class Listener(Protocol):
    """Hears of each tool call and each list of one server."""

    def read(self, look: Callable[[], T]) -> T | None:
        """Return what ``look`` reads of the framework. ``None`` if that fails: the server alone answers then."""
        ...

    def takes(self, tool: object) -> bool:
        """Whether a call of this tool is answered by the listener, so that the server must not see it."""
        ...

    def must_look(self) -> bool:
        """Whether nobody knows yet which tools the server has itself, so that the tap must look."""
        ...

    def saw(self, tools: Sequence[object]) -> None:
        """Hear of the names of tools that the server has itself."""
        ...

    async def answer(self, call: ObservedCall, *, as_task: bool = False) -> dict[str, Any]:
        """Answer a call that the listener takes, with a task if the client asks for one.

        Never raises, but for being cancelled.
        """
        ...

    def own_task(self, method: str, task_id: object, facts: RequestFacts) -> Answer | None:
        """Answer a request about a task that is a call of one of our tools. ``None`` for one that is for the server."""
        ...

    def judges(self) -> bool:
        """Whether the host's code says which results have failed, so that each must be looked at."""
        ...

    def answered(self, call: ObservedCall, answer: Answer) -> Answer:
        """Hear of an answer, and return the one to send: the same object if nothing changes."""
        ...

    def task_answered(self, method: str, task_id: object, facts: RequestFacts, answer: Answer) -> Answer:
        """Hear of an answer about a task, and return the one to send: the same object if nothing changes."""
        ...

    def succeeded(self, call: ObservedCall) -> None:
        """Hear of a result that is no failure."""
        ...

    def ended(self, call: ObservedCall, outcome: str) -> None:
        """Hear of a call that has no answer: it was ``cancelled``, or the connection ended (``no-answer``)."""
        ...

    def introduced(self, *, has_tools: bool) -> None:
        """Hear whether the server has told a client that it has tools."""
        ...

    async def listing(self) -> None:
        """Wait before a list is made, until the configuration is there."""
        ...

    def listed(
        self, facts: RequestFacts, tools: Sequence[Mapping[str, Any]], *, last: bool
    ) -> list[dict[str, Any]]:
        """Hear of a page of the list, and return the entries to add at its end."""
        ...
