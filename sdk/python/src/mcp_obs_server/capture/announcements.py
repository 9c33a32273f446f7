"""Hears how a server says that tasks are, without being asked (``notifications/tasks/…``)."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any, Final

from .listener import Listener
from .observed_call import RequestFacts

_HEARD_BY: Final = "_mcp_obs_heard_by"

ReadNotification = Callable[..., tuple[str, Mapping[str, Any]]]


class Announcements:
    """Those of one server. Only channels of clients that have tasks are listened to."""

    def __init__(self, method: str, listener: Listener, read: ReadNotification) -> None:
        """``method`` is the name of the channel's method that sends, and ``read`` reads what it is called with."""
        self._method = method
        self._listener = listener
        self._read = read

    def hear(self, channel: Any, facts: RequestFacts) -> None:
        """Listen to what the server sends on this channel, from now on.

        :raises Exception: what goes wrong if this release of the framework has changed.
        """
        known: tuple[Announcements, ...] = getattr(channel, _HEARD_BY, ())
        if self in known:
            return
        send: Callable[..., Awaitable[Any]] = getattr(channel, self._method)
        note, read = self._listener.announcements(facts), self._read

        async def heard(*args: Any, **kwargs: Any) -> Any:
            with suppress(Exception):
                method, params = read(*args, **kwargs)
                if method.startswith("notifications/tasks"):
                    note(params)
            return await send(*args, **kwargs)

        setattr(channel, self._method, heard)
        setattr(channel, _HEARD_BY, (*known, self))
