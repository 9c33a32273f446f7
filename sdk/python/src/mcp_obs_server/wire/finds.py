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
    current: Find | None = None
    for find in sorted(finds, key=lambda find: find.start):
        if current and find.start < current.end:
            if not current.closed and find.end > current.end:
                current = current._replace(end=find.end)
            continue
        if current:
            replaced += (text[done : current.start], current.text)
            done = current.end
        current = find
    if current is None:
        return text
    return "".join((*replaced, text[done : current.start], current.text, text[current.end :]))
