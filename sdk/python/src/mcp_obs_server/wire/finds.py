"""What the redaction rules find in one text.

Every rule looks at the whole text as it was, and what they find is united afterwards. So no rule hides from another one
the beginning or the rest of a secret.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple, TypeAlias


class Find(NamedTuple):
    """A place in a text, and what replaces it."""

    start: int
    end: int
    text: str
    closed: bool = False
    """A value between quotes or brackets. It ends there, whatever else begins inside."""


Finder: TypeAlias = Callable[[str, list[Find]], None]
"""Adds to a list what it finds in a text."""


def replace_finds(text: str, finds: Iterable[Find]) -> str:
    """Replace what was found.

    Finds that overlap become one, under the name of the one that begins first; of two at one place, the earlier one.
    """
    replaced: list[str] = []
    done = 0
    is_closed = False
    for find in sorted(finds, key=lambda find: find.start):
        if find.start >= done:
            replaced += (text[done : find.start], find.text)
            done = find.end
            is_closed = find.closed
        elif not is_closed:
            done = max(done, find.end)
    return "".join((*replaced, text[done:]))
