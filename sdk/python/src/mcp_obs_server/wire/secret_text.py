"""Secrets inside a string that are recognised by the name before them.

JSON in a string (also if cut off or escaped inside another JSON string), ``{ password: 'x' }`` in a printed object,
``Password=x`` in a connection string, a printed header, ``--password x``, ``<password>x</password>``. The text is not
parsed as JSON, so that its layout, its long numbers and its duplicate keys stay as they are.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final, Literal, NamedTuple, TypeAlias

from .finds import Find, Finder
from .markers import is_marker, redacted_marker, split_cut
from .named_patterns import named_patterns
from .redaction_rules import HEADERS, MANIFEST_NAMES, PLAIN
from .secret_keys import Secrecy, is_secret_text, secrets_beside
from .text import utf16_length, utf16_start
from .white_space import WHITE_SPACE

# In UTF-16 units, as in JavaScript. So much of a value decides whether it is none. What is none is searched again for
# names, so that its length must be bounded: `sig=sig=sig=`.
_LOOK: Final = 64
_SHORTEST_IN_PROSE: Final = 6
_SHORTEST_TOLD: Final = 7

_ANY_CASE: Final = re.IGNORECASE | re.ASCII
_HAS_SIGN = re.compile("[:=：]|-[A-Za-z]|</| (?:is|was) ", _ANY_CASE)
# What stands in every text with a value beside its name, which takes time to look for.
_HAS_PAIR = re.compile(
    r"""(?:value|val|content|default)["'\\]{0,8}[ \t]{0,4}[:=]|<string|(?:name|key)=""", _ANY_CASE
)
# An attribute that holds the name of an element's text.
_IS_NAMED = re.compile(r"(?:name|key)=\Z")
# `token is 8` says something about a secret. In `password is hunter2` it stands there.
_IS_TOLD = re.compile(f"""["'`]?(?=[^{WHITE_SPACE}]*[0-9])([^{WHITE_SPACE}"'`⟦⟧]+)""")
# These may have several words.
_IS_PHRASE = re.compile("pass|phrase|mnemonic|seed|secret", _ANY_CASE)
_BLOCK = re.compile(r"([|>][-+0-9]{0,2})?[ \t]*\n([ \t]{1,32})")
_GOES_ON = re.compile("[ \t]?[A-Za-z0-9]|[ \t]⟦")
_IS_WORD = re.compile("[A-Za-z]+[.!?:]?")
_WORD_END = re.compile(r"[.!?:]\Z")

_Sign: TypeAlias = Literal["quoted", ":", "=", "is", "flag", "element"]
"""How a name stands before its value."""


class _Named(NamedTuple):
    start: int
    escapes: str
    name: str
    secrecy: Secrecy
    sign: _Sign


class _Replacement(NamedTuple):
    """Where a part of the text ends, and the text that replaces it. Without a text it is passed over."""

    end: int
    text: str | None = None
    closed: bool = False


def find_named_secrets(secrecy: Callable[[str], Secrecy | None], may_name: Callable[[str], bool]) -> Finder:
    """Return what finds each value that follows a secret name.

    ``secrecy`` decides on names. ``may_name`` is false only for a text that has no name for which ``secrecy`` returns
    anything, and is faster than to look for the names.
    """

    def find(text: str, finds: list[Find]) -> None:
        if not _HAS_SIGN.search(text):
            return
        beside = secrets_beside(text)
        if not beside and not may_name(text):
            return
        patterns = named_patterns()
        search = (patterns.named_or_pair if _HAS_PAIR.search(text) else patterns.named).search
        match = search(text)
        while match:
            start = at = match.end()
            around = match[7] or _pair(match, 9)
            name = match[3] or match[4] or match[6] or around or ""
            known = secrecy(name) or ("any" if name in beside else None)
            # What stands around the name may hold other names.
            if around:
                at = text.index(name, match.start()) + len(name)
            if known and _is_named(text, match):
                escapes = _pair(match, 8) if match[1] is None else match[1]
                named = _Named(start, escapes or "", name, known, _sign_of(match))
                found = _read_value(text, named)
                if found:
                    if found.text is not None:
                        finds.append(Find(start, found.end, found.text, found.closed))
                    at = max(found.end, start)
            match = search(text, at)

    return find


def _pair(match: re.Match[str], group: int) -> str | None:
    """Return a group of the pattern for pairs, which is not always looked for."""
    return match[group] if group <= match.re.groups else None


def _is_named(text: str, match: re.Match[str]) -> bool:
    start = match.start()
    return _pair(match, 10) is None or _IS_NAMED.search(text[start - 5 : start]) is not None


def _sign_of(match: re.Match[str]) -> _Sign:
    if match[3] is not None:
        return "quoted"
    if match[6] is not None:
        return "flag"
    if match[7] is not None or _pair(match, 10) is not None or _pair(match, 11) is not None:
        return "element"
    if _pair(match, 9) is not None:
        return "="
    sign = match[5] or ""
    if sign.lower() in ("is", "was"):
        return "is"
    return ":" if sign in (":", "：") else "="


def _read_value(text: str, named: _Named) -> _Replacement | None:
    start, escapes, _, secrecy, sign = named
    if sign == "element":
        return _read_run(text, start, named_patterns().content, "", secrecy)
    if sign == "is":
        told = _IS_TOLD.match(utf16_start(text, start, _LOOK))
        if told is None or utf16_length(told[1]) < _SHORTEST_TOLD:
            return None
    at = start + (len(escapes) if text.startswith(escapes, start) else 0)
    opening = text[at : at + 1]
    if opening in ('"', "'"):
        return _read_quoted(text, start, escapes, opening, secrecy)
    if sign != "quoted":
        return _read_bare(text, named)
    if opening not in ("{", "["):
        return _read_run(text, start, named_patterns().literal, f'{escapes}"', secrecy)
    return _read_nested(text, start, escapes) if secrecy == "any" else None


def _read_bare(text: str, named: _Named) -> _Replacement | None:
    start, _, name, secrecy, sign = named
    if sign != "=" and name.lower() in HEADERS:
        return _read_run(text, start, named_patterns().line, "", secrecy)
    if sign == ":" and secrecy == "any":
        block = _read_block(text, start, is_data=name in MANIFEST_NAMES)
        if block:
            return block
    phrase = _match_at(named_patterns().phrase, text, start) if _IS_PHRASE.search(name) else ""
    if phrase != "" and PLAIN.isdisjoint(phrase.split(" ")):
        return _Replacement(start + len(phrase), redacted_marker("key"))
    found = _read_run(text, start, named_patterns().word, "", secrecy)
    if found is None or sign == "=":
        return found
    return None if _is_prose(text[start : found.end], text[found.end : found.end + 2]) else found


def _read_block(text: str, start: int, *, is_data: bool) -> _Replacement | None:
    """Read a value of YAML on the lines below, which stand further in than its name.

    ``password: |``, and the data of a Secret of Kubernetes.
    """
    match = _BLOCK.match(utf16_start(text, start, _LOOK))
    if match is None or (match[1] is None and not is_data):
        return None
    end = start
    line = text.find("\n", end)
    while line != -1 and text.startswith(match[2], line + 1):
        after = text.find("\n", line + 1)
        end = len(text) if after == -1 else after
        line = text.find("\n", end)
    return _Replacement(end, redacted_marker("key") + _trailing_cut(text[start:end]))


def _is_prose(value: str, after: str) -> bool:
    """``token: missing`` and ``password: at least 8`` say something about a secret. ``password: hunter2`` has it."""
    goes_on = _GOES_ON.match(after) is not None
    if not _IS_WORD.fullmatch(value):
        return goes_on and utf16_length(value) < _SHORTEST_IN_PROSE
    return goes_on or _WORD_END.sub("", value).lower() in PLAIN


def _read_quoted(text: str, start: int, escapes: str, quote: str, secrecy: Secrecy) -> _Replacement | None:
    opening = escapes + quote
    inner = start + len(opening)
    near = text if secrecy == "any" else text[:inner] + utf16_start(text, inner, _LOOK)
    end, after = _end_of_string(near, inner, len(escapes), quote)
    content = text[inner:end]
    if content == "":
        return None
    # Skipped like a secret, so that a second run goes on at the same place as the first.
    if is_marker(content):
        return _Replacement(after)
    if not is_secret_text(secrecy, content):
        return None
    if end == len(near):
        end, after = _end_of_string(text, inner, len(escapes), quote)
    closing = _trailing_cut(text[inner:end]) if after == end else text[end:after]
    return _Replacement(after, opening + redacted_marker("key") + closing, closed=True)


def _end_of_string(text: str, start: int, depth: int, quote: str) -> tuple[int, int]:
    """Tell where a string ends that began after ``depth`` backslashes and a quote.

    Returns the end of its content and the place after the closing quote. If the string was cut off, both are the end
    of the text.
    """
    at = text.find(quote, start)
    while at != -1:
        before = at
        while before > start and text[before - 1] == "\\":
            before -= 1
        backslashes = at - before
        # Each level of JSON within JSON doubles the backslashes. Fewer of them close a string around this one.
        if backslashes < depth:
            return before, before
        if (backslashes - depth) % (2 * (depth + 1)) == 0:
            return at - depth, at + 1
        at = text.find(quote, at + 1)
    return len(text), len(text)


def _read_nested(text: str, start: int, escapes: str) -> _Replacement:
    quote = f'{escapes}"'
    secret = f"{quote}{redacted_marker('key')}{quote}"
    stops = _nesting(quote)
    level = 0
    stop = stops.search(text, start)
    while stop:
        at = stop.end()
        if stop[0] == quote:
            at = _end_of_string(text, at, len(escapes), '"')[1]
        else:
            level += 1 if stop[0] in "{[" else -1
            if level == 0:
                return _Replacement(at, secret, closed=True)
        stop = stops.search(text, at)
    return _Replacement(len(text), secret + _trailing_cut(text), closed=True)


@lru_cache(maxsize=16)
def _nesting(quote: str) -> re.Pattern[str]:
    return re.compile(rf"{re.escape(quote)}|[{{}}\[\]]")


def _read_run(
    text: str, start: int, pattern: re.Pattern[str], quote: str, secrecy: Secrecy
) -> _Replacement | None:
    # `auth == null` is a comparison and holds no value. The text behind it is not read, because it is searched next.
    if text.startswith("=", start):
        return None
    near = _match_at(pattern, utf16_start(text, start, _LOOK), 0)
    is_whole = utf16_length(near) < _LOOK
    trimmed = near.strip(WHITE_SPACE)
    if is_whole and named_patterns().kept.fullmatch(trimmed):
        return None
    if not is_secret_text(secrecy, trimmed):
        return None
    run = near if is_whole else _match_at(pattern, text, start)
    return _Replacement(start + len(run.rstrip(WHITE_SPACE)), f"{quote}{redacted_marker('key')}{quote}")


def _match_at(pattern: re.Pattern[str], text: str, at: int) -> str:
    match = pattern.match(text, at)
    return match[0] if match else ""


def _trailing_cut(text: str) -> str:
    return text[len(split_cut(text)[0]) :]
