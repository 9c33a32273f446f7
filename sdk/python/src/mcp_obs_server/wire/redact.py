"""Redaction replaces what must not leave the host's process (wire contract §4.2).

The SDK runs it before anything is stored, and the platform runs it again. ``redact(redact(x))`` equals ``redact(x)``.
"""

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from .finds import Find, Finder, replace_finds
from .json_text import write_number
from .markers import escape_stray_brackets, is_marker, redacted_marker
from .redaction_rules import JWK_NAMES, MANIFEST_NAMES
from .remember import remember
from .secret_keys import Secrecy, is_card_name, is_secret_text, join_name, may_be_secret, secrecy_of
from .secret_text import find_named_secrets
from .secret_values import compile_secret_values, is_card
from .ticket_context import Json


@dataclass(frozen=True)
class RedactionRules:
    """Redaction rules of the host, which are added to the built-in ones."""

    keys: Sequence[str] = ()
    """More names whose values are secret. Case and separators do not matter."""
    patterns: Sequence[re.Pattern[str]] = ()
    """More patterns of secrets. Each match becomes ``⟦redacted:custom⟧``. Their running time should be linear."""
    emails: bool = False
    """Also redact e-mail addresses."""
    ips: bool = False
    """Also redact IP addresses."""


# Digits. Shorter numbers are no secrets.
_SHORTEST_CARD: Final = 13
# A text that still changes after this many runs was made to do so. It is redacted as a whole.
_MAX_RUNS: Final = 8
_REMEMBERED: Final = 1_000

_CARD_NUMBER = re.compile("[2-6][0-9 -]{12,22}")
_ANY_CASE: Final = re.IGNORECASE | re.ASCII
_LABEL = re.compile("name|key|k|field|label|header|id|type", _ANY_CASE)
_VALUE = re.compile("values?|val|v|content|default", _ANY_CASE)
_FLAG = re.compile(r"--?[a-z][\w-]*|(?:proxy-)?authorization|(?:set-)?cookie|x-api-key", _ANY_CASE)
# Names that redaction leaves as they are, so that they count the same when it runs again.
_PLAIN_NAME = re.compile(r"[\w .-]{1,64}", re.ASCII)
_MARKER = re.compile("(⟦[^⟦⟧]*⟧)")


class Redactor:
    """Redacts by the built-in rules and those of a host."""

    def __init__(self, rules: RedactionRules | None = None) -> None:
        """Take the rules. They are compiled when a text needs them."""
        rules = rules or RedactionRules()
        extra = frozenset(map(join_name, rules.keys))

        def may_name(text: str) -> bool:
            return bool(extra) or may_be_secret(text)

        def decide(name: str) -> Secrecy | None:
            return secrecy_of(name, extra)

        known = remember(decide, lambda name, _: self.redact_text(name) == name)

        def secrecy(name: str) -> Secrecy | None:
            return known(name) if may_name(name) else None

        self._secrecy = secrecy
        self._is_card_name = lru_cache(maxsize=_REMEMBERED)(is_card_name)
        built_in = compile_secret_values(emails=rules.emails, ips=rules.ips)
        self._by_value = (*map(_find_pattern, rules.patterns), built_in)
        self._by_name = find_named_secrets(secrecy, may_name)

    def redact(self, value: Json) -> Json:
        """Apply key rules and value rules, to a JSON value of the context that was bounded and normalised."""
        return self._value(value, in_card=False)

    def redact_text(self, text: str) -> str:
        """Apply value rules only, for a ticket's title and description."""
        return _settle(escape_stray_brackets(text), self._by_value, None)

    def _value(self, value: Json, *, in_card: bool) -> Json:
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, str):
            return redacted_marker("card") if in_card and _is_card_number(value) else self._string(value)
        if isinstance(value, list):
            return self._list(value, in_card=in_card)
        if isinstance(value, dict):
            return self._record(value, in_card=in_card)
        return self._number(value, in_card=in_card)

    def _string(self, text: str) -> str:
        return text if is_marker(text) else _settle(text, self._by_value, self._by_name)

    def _number(self, value: float, *, in_card: bool) -> Json:
        text = write_number(value)
        if in_card and _is_card_number(text):
            return redacted_marker("card")
        if len(text) < _SHORTEST_CARD:
            return value
        redacted = self.redact_text(text)
        return value if redacted == text else redacted

    def _under(self, known: Secrecy | None, value: Json, *, in_card: bool) -> Json:
        if known and _holds_secret(value, known):
            return redacted_marker("key")
        return self._value(value, in_card=in_card)

    def _record(self, record: dict[str, Json], *, in_card: bool) -> Json:
        beside = _names_beside(record)
        # `{"name": "password", "value": "x"}` is the password x.
        is_labelled = any(
            _LABEL.fullmatch(key) and self._is_secret_name(value) for key, value in record.items()
        )
        redacted: dict[str, Json] = {}
        for key, value in record.items():
            name = self._string(key)
            is_secret = key in beside or (is_labelled and _VALUE.fullmatch(key) is not None)
            known = "any" if is_secret else self._secrecy(name)
            redacted[name] = self._under(known, value, in_card=in_card or self._is_card_name(name))
        return redacted

    def _is_secret_name(self, value: Json) -> bool:
        return (
            isinstance(value, str)
            and _PLAIN_NAME.fullmatch(value) is not None
            and self._secrecy(value) == "any"
        )

    def _list(self, values: list[Json], *, in_card: bool) -> Json:
        """Redact a list. In the arguments of a command and in a list of headers, a value follows its name."""
        redacted: list[Json] = []
        before: Json = None
        for value in values:
            is_flag = isinstance(before, str) and isinstance(value, str) and _FLAG.fullmatch(before)
            if is_flag and not str(value).startswith("-"):
                redacted.append(self._under(self._secrecy(str(before)), value, in_card=False))
            else:
                redacted.append(self._value(value, in_card=in_card))
            before = value
        return redacted


def _names_beside(record: dict[str, Json]) -> Set[str]:
    """Return the data of a Secret of Kubernetes, and the private members of a JWK."""
    if record.get("kind") == "Secret":
        return MANIFEST_NAMES
    return JWK_NAMES if isinstance(record.get("kty"), str) else frozenset()


def _is_card_number(text: str) -> bool:
    return _CARD_NUMBER.fullmatch(text) is not None and is_card(text)


def _holds_secret(value: Json, secrecy: Secrecy) -> bool:
    """Tell whether a value is a secret. An empty value, a boolean and a marker are none, and support sees them."""
    if value is None or isinstance(value, bool) or value == "":
        return False
    if isinstance(value, (dict, list)):
        return secrecy == "any"
    text = value if isinstance(value, str) else write_number(value)
    return not is_marker(text) and is_secret_text(secrecy, text)


def _settle(text: str, by_value: Sequence[Finder], by_name: Finder | None) -> str:
    """Redacting a secret may uncover the beginning of another one, so the rules run until they find nothing more."""
    current = text
    for _ in range(_MAX_RUNS):
        finds: list[Find] = []
        if by_name:
            by_name(current, finds)
        named = len(finds)
        for find in by_value:
            find(current, finds)
        if not finds:
            return current
        current = replace_finds(current, finds)
        # Named values leave nothing of their own kind behind.
        if len(finds) == named:
            return current
    return redacted_marker("key")


def _find_pattern(pattern: re.Pattern[str]) -> Finder:
    """Return what finds a host's pattern. Only the text between markers is searched, so that markers stay whole."""

    marker = redacted_marker("custom")

    def find(text: str, finds: list[Find]) -> None:
        start = 0
        for index, part in enumerate(_MARKER.split(text)):
            matches = () if index % 2 == 1 else pattern.finditer(part)
            found = [match for match in matches if match[0] != ""]
            finds += [Find(start + match.start(), start + match.end(), marker) for match in found]
            start += len(part)

    return find


BUILT_IN_REDACTOR: Final = Redactor()
"""The built-in rules."""


def redact_text(text: str) -> str:
    """Redact a ticket's title or description by the built-in value rules. Idempotent, linear in time."""
    return BUILT_IN_REDACTOR.redact_text(text)
