"""A function of the host that sees each ticket as it would be sent."""

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from ..platform.deliver_ticket import Ticket

BeforeSend: TypeAlias = Callable[[Ticket], "Ticket | Awaitable[Ticket | None] | None"]
"""Returns the ticket to send, changed or not. It may be a coroutine function.

If it returns ``None``, or raises, the ticket is not sent and the user is told so.
"""
