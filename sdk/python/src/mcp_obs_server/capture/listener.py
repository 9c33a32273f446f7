"""What a tap tells of the traffic of one server, and what it is told to do."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol, TypeVar

from .json_rpc import Answer
from .observed_call import ObservedCall, RequestFacts

T = TypeVar("T")


class Listener(Protocol):
    """Hears of each tool call and each list of one server."""

    def read(self, look: Callable[[], T]) -> T | None:
        """Return what ``look`` reads of the framework. ``None`` if that fails: the server alone answers then."""
        ...

    async def takes(self, tool: object) -> bool:
        """Whether a call of this tool is answered by the listener, so that the server must not see it."""
        ...

    def must_look(self, tool: object) -> bool:
        """Whether it is not certain that the server has no tool of this name itself, so that the tap must look."""
        ...

    def saw(self, tools: Sequence[object], next_cursor: str | None) -> None:
        """Hear of the names of tools that the server has itself, on the first page of its list."""
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

    def announcements(self, facts: RequestFacts) -> Callable[[Mapping[str, Any]], None]:
        """Return what hears how the server says that tasks of this caller are, without being asked. It never raises."""
        ...

    def listens(self) -> AbstractContextManager[None]:
        """Hear that a client listens to changes of the list, on the running event loop."""
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
        self, facts: RequestFacts, names: Sequence[object], cursor: str | None, next_cursor: str | None
    ) -> list[dict[str, Any]]:
        """Hear of the names on a page of the list, and return the entries to add at its end.

        ``cursor`` is what the page was asked for with, and ``next_cursor`` what the next one is. Some servers end with
        an empty one.
        """
        ...
