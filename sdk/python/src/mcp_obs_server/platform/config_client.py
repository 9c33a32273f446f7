"""Fetches and keeps the configuration of this MCP server, as the dashboard has it. See ``config-client.ts``."""

from collections.abc import Callable

from ..wire.dsn import Dsn
from .http import exchange_http
from .http_exchange import HttpExchange
from .logger import Logger
from .read_config import SupportConfig


class ConfigClient:
    """The configuration of one DSN. During an outage the last good answer stays in force, however old it is."""

    def __init__(self, dsn: Dsn, logger: Logger, exchange: HttpExchange = exchange_http) -> None:
        """Ask nothing yet."""
        raise NotImplementedError

    @property
    def current(self) -> SupportConfig | None:
        """The configuration in force: none before the first good answer, and while the platform refuses this DSN."""
        raise NotImplementedError

    async def ready(self) -> None:
        """Wait for the first answer, at most 2.5 s and only once per process. Later calls ask in the background."""
        raise NotImplementedError

    def refresh_if_stale(self) -> None:
        """Ask again in the background if the time to live has passed. Without a running event loop nothing happens."""
        raise NotImplementedError

    def expire(self) -> None:
        """Ask again in the background, because an answer has shown that the configuration is out of date."""
        raise NotImplementedError

    def hide(self, code: str) -> None:
        """Hide the tools, because the platform refuses this DSN with this code."""
        raise NotImplementedError

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call ``listener`` after each change until the returned function is called.

        Polls while there are listeners, on the event loop that last asked for the configuration.
        """
        raise NotImplementedError
