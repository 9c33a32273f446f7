"""What the SDK does with the traffic of one server.

It has failing calls kept as incidents, says in their results how to report them, completes the lists of tools, and
answers the calls of our own.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, TypeVar, cast

import anyio

from ..capture.call_outcome import read_outcome
from ..capture.caller import Caller
from ..capture.json_rpc import Answer
from ..capture.listener import Listener
from ..capture.observed_call import ObservedCall, RequestFacts
from ..capture.tasks import RunningTask, read_task_end, read_task_id
from ..capture.trace import active_span, read_trace
from ..platform.background import start_soon
from ..tools.hint import add_hint, is_invalid_arguments, say_hint
from ..tools.provided_tools import ProvidedTool
from ..tools.support_call import SupportCall
from ..wire.ticket_context import CallOutcome, ServerInfo
from .audience import Audience
from .availability import Availability
from .call_recorder import CallRecorder
from .describe_surroundings import describe_surroundings
from .identify_calls import IdentifyCalls
from .instance import Instance

T = TypeVar("T")


class Connection(Listener):
    """Hears of the traffic of one server. If something of ours fails, the host's traffic goes on."""

    def __init__(
        self, instance: Instance, mcp: str | None, describe_server: Callable[[], ServerInfo]
    ) -> None:
        """``mcp`` is the framework that the server is made with, if known."""
        self._instance = instance
        self._mcp = mcp
        self._describe_server = describe_server
        self._availability = Availability(instance)
        self._identify = IdentifyCalls(instance)
        self._recorder = CallRecorder(instance, self._availability, self._identify)
        self._has_seen_list = False
        self.audience = Audience()

    def read(self, look: Callable[[], T]) -> T | None:
        """Return what ``look`` reads of the framework, or ``None`` if this release has changed: one line says so."""
        try:
            return look()
        except Exception as error:  # noqa: BLE001 -- the host must live
            name = type(error).__name__
            self._instance.warn_once(f"{self._mcp} has changed: its requests cannot be read ({name})")
            return None

    async def takes(self, tool: object) -> bool:
        """Whether this is a call of one of our tools.

        Such a call may be the first request to this process, if another one has answered the list. So it waits for the
        configuration, as the list does.
        """
        config = self._instance.client.config
        if config.current is None and self._availability.is_name_of_ours(tool):
            await config.ready()
        elif config.current is None:
            config.refresh_if_stale()
        return self._availability.find(tool) is not None

    def must_look(self, tool: object) -> bool:
        """Whether no list was seen yet. A client that remembers our tool may call it without asking for one."""
        return not self._has_seen_list or self._availability.must_look(tool)

    def saw(self, tools: Sequence[object], next_cursor: str | None) -> None:
        """Note the names of tools that the server has itself."""
        self._note_page(tools, None, next_cursor)

    async def answer(self, call: ObservedCall, *, as_task: bool = False) -> dict[str, Any]:
        """Run one of our tools with everything that is known about the call."""
        tool = self._availability.find(call.tool)
        if tool is None:
            raise LookupError(call.tool)
        result = await self._instance.running.run(lambda stop: self._run(tool, call, stop))
        if not as_task:
            return result
        return self._instance.client.own_tasks.add(self._identify(call.facts).owner, result)

    def own_task(self, method: str, task_id: object, facts: RequestFacts) -> Answer | None:
        """Answer a request about a task that is a call of one of our tools."""
        owner = self._identify(facts).owner
        return self._guard(lambda: self._instance.client.own_tasks.answer(owner, method, task_id))

    def judges(self) -> bool:
        """Whether the host's code says which results have failed."""
        return self._instance.is_failure is not None

    def succeeded(self, call: ObservedCall) -> None:
        """Note a call that did not fail."""
        self._guard(lambda: self._recorder.succeeded(call))

    def answered(self, call: ObservedCall, answer: Answer) -> Answer:
        """Note how the call ended, and return the answer to send."""
        return self._guard(lambda: self._answered(call, answer)) or answer

    def task_answered(self, method: str, task_id: object, facts: RequestFacts, answer: Answer) -> Answer:
        """Note how a call ended that went on as a task, and return the answer to send."""
        return self._guard(lambda: self._task_answered(method, task_id, facts, answer)) or answer

    def announcements(self, facts: RequestFacts) -> Callable[[Mapping[str, Any]], None]:
        """Return what notes how the server says that tasks of this caller are."""
        caller = self._identify(facts)
        return lambda state: self._guard(lambda: self._task_announced(caller, state))

    def ended(self, call: ObservedCall, outcome: str) -> None:
        """Note a call that has no answer."""
        self._guard(lambda: self._recorder.failed(call, cast("CallOutcome", outcome), None))

    def introduced(self, *, has_tools: bool) -> None:
        """Tell the operator if clients never ask for the list of tools."""
        if not has_tools:
            start_soon(self._tell_without_tools)

    async def listing(self) -> None:
        """Wait for the first configuration, at most 2.5 s and only once per process."""
        await self._instance.client.config.ready()

    def listed(
        self, facts: RequestFacts, names: Sequence[object], cursor: str | None, next_cursor: str | None
    ) -> list[dict[str, Any]]:
        """Return our entries for the end of the last page of the list."""
        return self._guard(lambda: self._listed(facts, names, cursor, next_cursor)) or []

    def listens(self) -> AbstractContextManager[None]:
        """Note that a client listens to changes of the list."""
        return self.audience.listens()

    async def _tell_without_tools(self) -> None:
        await self._instance.client.config.ready()
        if self._instance.is_on():
            self._instance.warn_once(
                "clients do not get the support tool: the server does not declare the tools capability"
            )

    def _answered(self, call: ObservedCall, answer: Answer) -> Answer:
        task_id = read_task_id(answer)
        if task_id is not None:
            self._instance.client.tasks.add(task_id, RunningTask(call, self._identify(call.facts)))
            return answer
        outcome = read_outcome(answer)
        return answer if outcome is None else self._finish(call, outcome, answer)

    def _finish(
        self, call: ObservedCall, outcome: CallOutcome, answer: Answer, task: RunningTask | None = None
    ) -> Answer:
        if outcome == "ok" and self._is_failure(answer):
            outcome = "tool-error"
        if outcome == "ok":
            self._recorder.succeeded(call, task)
            return answer
        incident_id = self._recorder.failed(call, outcome, answer, task)
        config = self._instance.client.config.current
        if incident_id is None or config is None or not self._is_hinted(call, answer):
            return answer
        hint = say_hint(config.server_name, self._instance.tool_name, incident_id)
        hinted = add_hint(answer, hint, incident_id)
        call.hinted = None if hinted is answer else hinted.error
        return hinted

    def _task_answered(self, method: str, task_id: object, facts: RequestFacts, answer: Answer) -> Answer:
        tasks = self._instance.client.tasks
        task = tasks.get(task_id, self._identify(facts))
        if task is None or not isinstance(task_id, str):
            return answer
        if method == "tasks/result":
            outcome = read_outcome(answer)
            if outcome is None:
                return answer
            tasks.delete(task_id)
            return self._finish(task.call, outcome, answer, task)
        state = answer.result or {}
        finished = self._note_state(task_id, task, state)
        if finished is None:
            return answer
        if finished.error is None:
            return Answer({**state, "result": finished.result})
        return Answer({**state, "error": {**state["error"], "data": finished.error.data}})

    def _task_announced(self, caller: Caller, state: Mapping[str, Any]) -> None:
        task_id = state.get("taskId")
        task = self._instance.client.tasks.get(task_id, caller)
        if task is not None:
            self._note_state(str(task_id), task, state)

    def _note_state(self, task_id: str, task: RunningTask, state: Mapping[str, Any]) -> Answer | None:
        """Note how a task is. Return its answer with the hint, if the state has one that gets it."""
        end = read_task_end(state)
        if end is None or (task.failed and not end.complete):
            return None
        if end.complete:
            self._instance.client.tasks.delete(task_id)
        if end.answer is None:
            self._recorder.failed(task.call, end.outcome, None, task)
            return None
        finished = self._finish(task.call, end.outcome, end.answer, task)
        task.failed = True
        return None if finished is end.answer or not end.complete else finished

    def _is_failure(self, answer: Answer) -> bool:
        if self._instance.is_failure is None or answer.result is None:
            return False
        is_failure, result = self._instance.is_failure, answer.result
        return self._instance.ask_host("is_failure", lambda: is_failure(result)) is True

    def _is_hinted(self, call: ObservedCall, answer: Answer) -> bool:
        """A client that has not seen our tool in a list would be told to call what it cannot."""
        knows = self._instance.client.listed.knows(call.facts.peer, self._instance.tool_name)
        return self._instance.hints and knows and not is_invalid_arguments(call, answer)

    def _note_page(self, names: Sequence[object], cursor: str | None, next_cursor: str | None) -> None:
        self._has_seen_list = True
        self._availability.note_page(names, cursor, next_cursor)

    def _listed(
        self, facts: RequestFacts, names: Sequence[object], cursor: str | None, next_cursor: str | None
    ) -> list[dict[str, Any]]:
        self._note_page(names, cursor, next_cursor)
        if facts.peer is not None:
            self.audience.add(facts.peer)
        offered = [] if next_cursor else self._availability.offered()
        if any(tool.name == self._instance.tool_name for tool in offered):
            self._instance.client.listed.note(facts.peer, self._instance.tool_name)
            self._instance.client.config.note_listed()
        return [cast("dict[str, Any]", tool.entry()) for tool in offered]

    async def _run(self, tool: ProvidedTool, call: ObservedCall, stop: "anyio.Event") -> dict[str, Any]:
        facts = call.facts
        surroundings = describe_surroundings(self._instance, self._describe_server(), self._mcp, facts)
        return await tool.call(
            SupportCall(
                arguments=call.arguments,
                caller=self._identify(facts),
                trace=read_trace(facts.meta, active_span(), facts.header("traceparent")),
                surroundings=surroundings,
                stop=stop,
            )
        )

    def _guard(self, hear: Callable[[], Any]) -> Any:
        """If something of ours fails, the host's traffic goes on as if nobody listened."""
        try:
            return hear()
        except Exception as error:  # noqa: BLE001 -- a fault of ours must not become one of the host
            self._instance.logger.debug(f"a message was not looked at: {type(error).__name__}")
            return None
