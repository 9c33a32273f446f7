"""What one ``McpObs`` has: its options with the defaults filled in, and the client it reports through."""

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ..capture.caller import AuthInfo, Identify, Identity, identify_by_claims
from ..capture.capture_incident import capture
from ..capture.client import PlatformClient, open_client
from ..capture.incident_store import IncidentStore
from ..platform.logger import Logger
from ..tools.before_send import BeforeSend
from ..tools.category_choice import create_category_choice
from ..tools.open_ticket import OpenTicketDeps
from ..tools.provided_tools import ProvidedTool, create_provided_tools
from ..tools.running_calls import RunningCalls
from ..tools.status_tool import DEFAULT_STATUS_TOOL_NAME
from ..tools.support_tool import ToolOverrides
from ..wire import limits
from ..wire.dsn import Dsn
from ..wire.redact import RedactionRules, Redactor
from ..wire.remember import remember
from ..wire.support_tool_entry import DEFAULT_TOOL_NAME
from ..wire.ticket_context import TransportName
from .options import IsFailure, StatusTool, SupportTool

_TOOL_NAME = re.compile("[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True)
class Options:
    """What the host's code passes to ``McpObs``."""

    support_tool: SupportTool = field(default_factory=SupportTool)
    status_tool: StatusTool = field(default_factory=StatusTool)
    redact: RedactionRules | None = None
    before_send: BeforeSend | None = None
    hint: bool = True
    identify: Identify | None = None
    is_failure: IsFailure | None = None
    transport: TransportName | None = None
    store: IncidentStore | None = None


class Instance:
    """One ``McpObs`` with a DSN."""

    def __init__(self, dsn: Dsn, options: Options, logger: Logger) -> None:
        """Fill in the defaults. Nothing is asked yet."""
        self.client: PlatformClient = open_client(dsn, logger)
        self.store: IncidentStore = options.store or self.client.store
        self.redactor = Redactor(options.redact)
        self.logger = logger
        self.hints = options.hint
        self.is_failure = options.is_failure
        self.transport = options.transport
        self.running = RunningCalls()
        self._enabled = options.support_tool.enabled
        self._identify = options.identify or identify_by_claims
        self._name_tool = remember(
            lambda name: str(capture({"name": name}, self.redactor)["name"]),
            lambda name, captured: captured == name,
        )
        self._subscriptions: dict[Callable[[], None], Callable[[], None]] = {}
        self._ended = False
        self._told: set[str] = set()
        self.tool_name = _name("SupportTool", options.support_tool.name, DEFAULT_TOOL_NAME, logger)
        self.tools: list[ProvidedTool] = create_provided_tools(
            OpenTicketDeps(
                client=self.client,
                is_on=self.is_on,
                store=self.store,
                redactor=self.redactor,
                before_send=options.before_send,
                choose_categories=create_category_choice(
                    options.support_tool.categories, self.client.unknown_categories, logger
                ),
                logger=logger,
            ),
            ToolOverrides(
                self.tool_name,
                _fitting("title", options.support_tool.title, limits.TOOL_TITLE, logger),
                _fitting("description", options.support_tool.description, limits.TOOL_DESCRIPTION, logger),
            ),
            _name_status_tool(options.status_tool, self.tool_name, logger),
        )

    def is_on(self) -> bool:
        """Whether tickets can be opened right now."""
        config = self.client.config.current
        return not self._ended and self._enabled and config is not None and config.enabled

    def warn_once(self, message: str) -> None:
        """Tell something that holds for several servers."""
        if message not in self._told:
            self._told.add(message)
            self.logger.warning(message)

    def identify(self, auth: AuthInfo) -> Identity | None:
        """Say which user a verified token belongs to, by the host's code.

        What is no user makes the caller nobody, because two users must never count as one.
        """
        identity: Identity | None = self.ask_host("identify", lambda: self._identify(auth))
        subject: object = getattr(identity, "subject", None)
        return identity if subject and isinstance(subject, str) else None

    def ask_host(self, option: str, ask: Callable[[], Any]) -> Any:
        """Return what a function of the host's answers. What it raises is no answer, and one line says so."""
        try:
            answer = ask()
        except Exception as error:  # noqa: BLE001 -- whatever the host's code raises
            self.warn_once(f"{option} raised {type(error).__name__}")
            return None
        if not inspect.iscoroutine(answer):
            return answer
        answer.close()
        self.warn_once(f"{option} must not be a coroutine function: its answer is not used")
        return None

    def name_tool(self, name: str) -> str:
        """Redact and bound a tool's name: a client may call a tool that does not exist, by any name."""
        return self._name_tool(name[: 2 * limits.NAME])

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call ``listener`` after each change of the configuration.

        Until the returned function is called or the instance ends.
        """
        leave = self.client.config.subscribe(listener)

        def unsubscribe() -> None:
            leave()
            self._subscriptions.pop(unsubscribe, None)

        self._subscriptions[unsubscribe] = listener
        return unsubscribe

    async def end(self, timeout: float) -> None:
        """Switch everything off for good and let running calls finish, for at most ``timeout`` seconds."""
        self._ended = True
        for unsubscribe, listener in list(self._subscriptions.items()):
            unsubscribe()
            # Clients that are still connected no longer see the tools.
            listener()
        await self.running.end(timeout)


def _name_status_tool(options: StatusTool, support_tool: str, logger: Logger) -> str | None:
    if not options.enabled:
        return None
    name = _name("StatusTool", options.name, DEFAULT_STATUS_TOOL_NAME, logger)
    if name != support_tool:
        return name
    logger.warning(f"both tools have the name {name}, so the status tool is left out")
    return None


def _name(option: str, name: object, default: str, logger: Logger) -> str:
    """A name that clients accept. Some drop all tools of a server because of one name of another form."""
    if name is None:
        return default
    if isinstance(name, str) and _TOOL_NAME.fullmatch(name):
        return name
    logger.warning(f"{option}.name is not 1 to 64 of A-Z, a-z, 0-9, _ and -, so the name is {default}")
    return default


def _fitting(field_name: str, text: object, limit: int, logger: Logger) -> str | None:
    """A text that the host's code sets, if it is within the limit that also holds for the dashboard's texts."""
    if text is None or (isinstance(text, str) and len(text) <= limit):
        return text
    logger.warning(f"SupportTool.{field_name} is no text of at most {limit} characters and is not used")
    return None
