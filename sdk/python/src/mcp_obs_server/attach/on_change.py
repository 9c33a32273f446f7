"""Notices that the list of tools has changed."""

from collections.abc import Callable

from .instance import Instance


def on_change(instance: Instance, announce: Callable[[], None]) -> Callable[[], None]:
    """Return a function that calls ``announce`` if the tools that clients see have changed since the last time."""

    def look() -> tuple[object, ...]:
        return (instance.is_on(), *(tool.entry() for tool in instance.tools))

    shown = look()

    def check() -> None:
        nonlocal shown
        now = look()
        if now != shown:
            shown = now
            announce()

    return check
