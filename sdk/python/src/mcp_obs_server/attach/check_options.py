"""Finds options of another type than ``McpObs`` takes. A type checker finds them too, where the host runs one."""

import re
from collections.abc import Iterable
from typing import Any, cast

from ..wire.redact import RedactionRules
from .options import StatusTool, SupportTool

_FUNCTIONS = ("before_send", "identify", "is_failure")
_STORE = ("put", "get", "latest")


def find_option_fault(options: Any) -> str | None:
    """Return the name of the first option that cannot be used, or ``None``. Never raises."""
    if not isinstance(options.support_tool, SupportTool):
        return "support_tool"
    if not isinstance(options.status_tool, StatusTool):
        return "status_tool"
    for name in _FUNCTIONS:
        value = getattr(options, name)
        if value is not None and not callable(value):
            return name
    store = options.store
    if store is not None and not all(callable(getattr(store, method, None)) for method in _STORE):
        return "store"
    return _find_redaction_fault(options.redact)


def _find_redaction_fault(rules: object) -> str | None:
    if rules is None:
        return None
    if not isinstance(rules, RedactionRules):
        return "redact"
    # A text is a sequence of texts, too.
    if isinstance(rules.keys, str) or not _are(str, rules.keys):
        return "redact.keys"
    patterns: object = rules.patterns
    if not _are(re.Pattern, patterns):
        return "redact.patterns"
    found = cast("Iterable[re.Pattern[Any]]", patterns)
    return None if all(isinstance(one.pattern, str) for one in found) else "redact.patterns"


def _are(kind: type, values: object) -> bool:
    known = isinstance(values, (list, tuple, set, frozenset))
    return known and all(isinstance(one, kind) for one in cast("Iterable[object]", values))
