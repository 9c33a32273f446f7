"""Markers for redacted and cut data: ``⟦redacted:jwt⟧``, ``⟦cut:chars:1843⟧`` (wire contract §4.2).

They are text, so that they can stand inside messages, stacks and JSON within strings. Nobody can forge one, because
every other ⟦ and ⟧ is rewritten to [[ and ]].
"""

import re
from typing import Final, Literal, TypeAlias

_MARKER_SOURCE: Final = "⟦(?:redacted|cut):[a-z][a-z0-9-]{0,31}(?::[0-9]{1,9})?⟧"
_MARKER = re.compile(f"({_MARKER_SOURCE})")
_ONLY_MARKERS = re.compile(f"(?:{_MARKER_SOURCE})+")
_CUT = re.compile("⟦cut:([a-z]+):([0-9]{1,9})⟧")
_TRAILING_CUT = re.compile(r"⟦cut:chars:([0-9]{1,9})⟧\Z")
_MAX_COUNT: Final = 999_999_999
_LONGEST_MARKER: Final = 52

Cut: TypeAlias = Literal["chars", "items", "keys", "depth", "nodes", "size", "binary", "type"]
"""What was cut. Most markers also say how much."""


def redacted_marker(rule: str) -> str:
    """Return the marker for what this rule found."""
    return f"⟦redacted:{rule}⟧"


def cut_marker(what: Cut, count: int | None = None) -> str:
    """Return the marker for what was left out, and how much of it."""
    return f"⟦cut:{what}⟧" if count is None else f"⟦cut:{what}:{min(count, _MAX_COUNT)}⟧"


def is_marker(text: str) -> bool:
    """Whether the text consists of one or more markers and nothing else."""
    return text.startswith("⟦") and _ONLY_MARKERS.fullmatch(text) is not None


def read_cut(value: object, what: Literal["items", "keys"]) -> int | None:
    """Return the number in a marker such as ``⟦cut:items:70⟧``, if the value is exactly one marker of that kind."""
    if not isinstance(value, str):
        return None
    match = _CUT.fullmatch(value)
    return int(match[2]) if match and match[1] == what else None


def escape_brackets(text: str) -> str:
    """Rewrite every ⟦ and ⟧, for text that has no markers of ours yet, so that none looks like ours."""
    return text.replace("⟦", "[[").replace("⟧", "]]")


def escape_stray_brackets(text: str) -> str:
    """Rewrite each ⟦ and ⟧ outside markers, for text that may have markers of ours. Idempotent."""
    if "⟦" not in text and "⟧" not in text:
        return text
    # The parts with an odd number are the markers.
    parts = _MARKER.split(text)
    parts[::2] = [escape_brackets(part) for part in parts[::2]]
    return "".join(parts)


def split_cut(text: str) -> tuple[str, int]:
    """Return the text without a ``⟦cut:chars:N⟧`` at its end, and that N."""
    match = _TRAILING_CUT.search(text, max(0, len(text) - _LONGEST_MARKER))
    return (text[: match.start()], int(match[1])) if match else (text, 0)


def cut_text(text: str, limit: int) -> str:
    """Cut text to ``limit`` code points, never inside a marker, and append ``⟦cut:chars:N⟧``.

    The N of an earlier cut is added, and its marker does not count towards the limit, so cutting twice equals cutting
    once.
    """
    if len(text) <= limit:
        return text
    base, cut = split_cut(text)
    end = _before_marker(base, limit)
    if end >= len(base):
        return text
    return base[:end] + cut_marker("chars", cut + len(base) - end)


def end_of_marker(text: str, at: int) -> int | None:
    """Return where the marker ends that the place ``at`` is in. For text without stray brackets."""
    start = max(0, at - _LONGEST_MARKER)
    opening = text.rfind("⟦", start, at)
    if opening <= text.rfind("⟧", start, at):
        return None
    end = text.find("⟧", at, at + _LONGEST_MARKER)
    return None if end == -1 else end + 1


def _before_marker(text: str, end: int) -> int:
    if end >= len(text):
        return len(text)
    opening = text.rfind("⟦", 0, end)
    if opening == -1 or end - opening > _LONGEST_MARKER:
        return end
    return opening if text.find("⟧", opening) >= end else end
