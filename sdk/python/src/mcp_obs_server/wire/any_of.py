"""One pattern for many fixed texts, which reads each character of a place once and not once for each text."""

import re
from collections.abc import Iterable
from typing import TypeAlias

_Branch: TypeAlias = "dict[str, _Branch]"
_END = ""


def any_of(texts: Iterable[str]) -> str:
    """Return the source of a pattern that matches the longest of the texts. None of them is empty."""
    root: _Branch = {}
    for text in texts:
        branch = root
        for char in text:
            branch = branch.setdefault(char, {})
        branch[_END] = {}
    return _write(root)


def _write(branch: _Branch) -> str:
    ways = [re.escape(char) + _write(after) for char, after in branch.items() if char != _END]
    source = ways[0] if len(ways) == 1 else f"(?:{'|'.join(ways)})" if ways else ""
    return f"(?:{source})?" if ways and _END in branch else source
