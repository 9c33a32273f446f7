"""Redaction replaces what must not leave the host's process. See ``redact.ts``."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

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


class Redactor:
    """Redacts by the built-in rules and those of a host."""

    def __init__(self, rules: RedactionRules | None = None) -> None:
        """Compile the rules at the first text."""
        self._rules = rules or RedactionRules()

    def redact(self, value: Json) -> Json:
        """Apply key rules and value rules, to a JSON value of the context that was bounded and normalised."""
        raise NotImplementedError

    def redact_text(self, text: str) -> str:
        """Apply value rules only, for a ticket's title and description."""
        raise NotImplementedError


BUILT_IN_REDACTOR = Redactor()
"""The built-in rules."""


def redact_text(text: str) -> str:
    """Redact a ticket's title or description by the built-in value rules. Idempotent, linear in time."""
    return BUILT_IN_REDACTOR.redact_text(text)
