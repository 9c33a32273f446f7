"""Fetches and keeps the configuration of this MCP server, as the dashboard has it (wire contract §3).

During an outage the last good answer stays in force, however old it is.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import anyio

from ..wire.dsn import Dsn
from .background import running_loop, start_later, start_soon
from .http import exchange_http, find_http_client
from .http_exchange import HttpExchange, HttpFailure, HttpRequest
from .logger import Logger
from .problem import hides_tool, read_problem, read_retry_after
from .read_config import SupportConfig, read_config
from .runtime import user_agent

# In seconds.
_TIMEOUT: Final = 2.0
# A request that has not ended by then is taken for lost: its event loop may have ended.
_LOST: Final = 2.5
_BACK_OFF: Final = 600.0
# Without a configuration, each pause is twice the one before.
_FIRST_PAUSE: Final = 5.0
_LONGEST_PAUSE: Final = 60.0
_POLL_BEFORE_ASKING: Final = 60.0
_SHORTEST_POLL: Final = 1.0
_DAY: Final = 86_400


@dataclass
class _Refresh:
    """A request that is on its way."""

    since: float
    loop: object
    # anyio loads what it is asked for, so nothing asks at the import.
    done: "anyio.Event" = field(default_factory=lambda: anyio.Event())


class ConfigClient:
    """The configuration of one DSN."""

    def __init__(self, dsn: Dsn, logger: Logger, exchange: HttpExchange = exchange_http) -> None:
        """Ask nothing yet."""
        self._dsn = dsn
        self._logger = logger
        self._exchange = exchange
        self._listeners: dict[object, Callable[[], None]] = {}
        self._config: SupportConfig | None = None
        self._etag: str | None = None
        self._stale_at = 0.0
        self._pause = _FIRST_PAUSE
        self._hidden = False
        self._running: _Refresh | None = None
        self._asked = False
        self._told_silence = False
        self._listed_at: float | None = None
        self._poll_loop: object | None = None
        self._stop_timer: Callable[[], None] = _do_nothing

    @property
    def current(self) -> SupportConfig | None:
        """The configuration in force: none before the first good answer, and while the platform refuses this DSN."""
        return None if self._hidden else self._config

    async def ready(self) -> None:
        """Wait for the first answer, at most 2.5 s and only once per process. Later calls ask in the background."""
        if self._asked:
            self.refresh_if_stale()
            return
        running = self._refresh()
        if running:
            with anyio.move_on_after(_LOST):
                await running.done.wait()
        self._asked = True

    def refresh_if_stale(self) -> None:
        """Ask again in the background if the time to live has passed. Without a running event loop nothing happens."""
        if time.monotonic() >= self._stale_at:
            self._refresh()
        elif self._listeners and self._poll_loop is not running_loop():
            self._poll()

    def expire(self) -> None:
        """Ask again in the background, because an answer has shown that the configuration is out of date."""
        self._stale_at = 0.0
        self.refresh_if_stale()

    def hide(self, code: str) -> None:
        """Hide the tools, because the platform refuses this DSN with this code."""
        if not self._hidden:
            self._logger.warning(
                f"the support tool is hidden: {code}. Check MCP_OBS_DSN. Next look in 10 min."
            )
        self._stale_at = time.monotonic() + _BACK_OFF
        self._set(hidden=True, config=self._config)

    def note_listed(self) -> None:
        """Note that a client gets a list with our tool. The platform learns it with the next request."""
        self._listed_at = time.monotonic()

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call ``listener`` after each change until the returned function is called.

        Polls while there are listeners, on the event loop that last asked for the configuration.
        """
        key = object()
        self._listeners[key] = listener
        self._poll()

        def unsubscribe() -> None:
            self._listeners.pop(key, None)
            if not self._listeners:
                self._stop_polling()

        return unsubscribe

    def _refresh(self) -> _Refresh | None:
        """Start a request in the background, unless one is on its way. ``None`` where no event loop runs."""
        loop = running_loop()
        now = time.monotonic()
        running = self._running
        if running and running.loop is loop and now - running.since < _LOST:
            return running
        if loop is None:
            return None
        started = _Refresh(now, loop)

        async def ask() -> None:
            try:
                await self._ask()
            finally:
                if self._running is started:
                    self._running = None
                started.done.set()
                self._poll()

        self._running = started
        start_soon(ask)
        return started

    async def _ask(self) -> None:
        headers = {
            "accept": "application/json, application/problem+json",
            "x-mcp-obs-key": self._dsn.key,
            "user-agent": user_agent(),
        }
        listed = describe_listed(self._listed_at, time.monotonic())
        if listed is not None:
            headers["x-mcp-obs-listed"] = listed
        if self._etag is not None:
            headers["if-none-match"] = self._etag
        url = f"{self._dsn.origin}/api/mcpserver/config"
        response = await self._exchange(HttpRequest("GET", url, headers, _TIMEOUT))
        if isinstance(response, HttpFailure):
            # The look-up of the name may go on for 10 s. It cannot be ended, so no other one must begin before.
            if response.failure == "timeout":
                self._pause = max(self._pause, 2 * _FIRST_PAUSE)
            self._keep(f"{response.failure} {response.code or ''}".rstrip())
            return

        if response.status == 304 and self._config:
            self._accept(self._config)
            return
        problem = read_problem(response)
        if problem and hides_tool(problem.code):
            self.hide(problem.code)
            return
        config = read_config(response.body, self._dsn.origin) if response.status == 200 else None
        if config is None:
            reason = f"status {response.status}{f' {problem.code}' if problem else ''}"
            self._keep(reason, read_retry_after(response, time.time()))
            return

        self._etag = response.headers.get("etag")
        self._logger.debug("configuration read")
        self._accept(config)

    def _accept(self, config: SupportConfig) -> None:
        self._pause = _FIRST_PAUSE
        self._stale_at = time.monotonic() + config.ttl_seconds
        self._set(hidden=False, config=config)

    def _keep(self, reason: str, shortest: float | None = None) -> None:
        """Keep the configuration after an answer that cannot be used. It is asked for again after a pause."""
        if self._config or self._told_silence:
            self._logger.debug(f"configuration not read: {reason}")
        else:
            self._told_silence = True
            what = "Check MCP_OBS_DSN" if find_http_client() else "There is no HTTP client: install httpx"
            self._logger.warning(
                f"the support tool is off until its configuration can be read: {reason}. {what}"
            )
        own = self._config.ttl_seconds if self._config else self._next_pause()
        self._stale_at = time.monotonic() + max(own, min(shortest or 0, _LONGEST_PAUSE))

    def _next_pause(self) -> float:
        pause = self._pause
        self._pause = min(2 * pause, _LONGEST_PAUSE)
        return pause

    def _set(self, *, hidden: bool, config: SupportConfig | None) -> None:
        changed = hidden != self._hidden or config != self._config
        self._hidden = hidden
        self._config = config
        for listener in list(self._listeners.values()) if changed else ():
            listener()

    def _poll(self) -> None:
        self._stop_polling()
        loop = running_loop()
        if not self._listeners or loop is None:
            return

        async def refresh() -> None:
            self._refresh()

        rest = max(self._stale_at - time.monotonic(), _SHORTEST_POLL)
        self._poll_loop = loop
        self._stop_timer = start_later(_POLL_BEFORE_ASKING if self._stale_at == 0 else rest, refresh)

    def _stop_polling(self) -> None:
        self._stop_timer()
        self._stop_timer = _do_nothing
        self._poll_loop = None


def describe_listed(listed_at: float | None, now: float) -> str | None:
    """Return the header ``X-MCP-Obs-Listed`` (wire contract §2), from times in seconds.

    It has the whole seconds since a client got a list with our tool. ``None`` if none did within a day.
    """
    seconds = None if listed_at is None else max(0, math.floor(now - listed_at))
    return None if seconds is None or seconds > _DAY else str(seconds)


def _do_nothing() -> None:
    """Stop no timer, because there is none."""
