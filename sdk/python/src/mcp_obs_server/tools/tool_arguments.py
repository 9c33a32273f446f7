"""Checks the fields of a ticket before they are sent.

The advertised schema does not check them, because validators' messages do not tell the model what to do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ..platform.parse_object import as_object
from ..platform.read_config import SupportConfig
from ..wire import limits
from ..wire.text import EMAIL_PATTERN, TextForm, clip_text, read_text
from .sentences import describe_field_problem

_LONGEST_NAME: Final = 1_000
"""More than any category, address and incident id has, so that what is longer stays too long when it is clipped."""


@dataclass(frozen=True)
class SupportFields:
    """The fields in normal form."""

    title: str
    description: str
    category: str
    email: str | None = None
    incident_id: str | None = None


@dataclass(frozen=True)
class FieldFault:
    """What is wrong with the first wrong field."""

    problem: str


def read_arguments(
    arguments: object, config: SupportConfig, categories: Sequence[str]
) -> SupportFields | FieldFault:
    """Read the fields. Unknown arguments are ignored."""
    source = as_object(arguments) or {}
    title = _read_field(source, "title", "title", config.max_title)
    if isinstance(title, FieldFault):
        return title
    description = _read_field(source, "description", "words", config.max_description)
    if isinstance(description, FieldFault):
        return description
    category = _read_field(source, "category", "words")
    if isinstance(category, FieldFault):
        return category
    if category not in categories:
        return FieldFault(describe_field_problem("category", "not-in-list", allowed=categories))
    email = _read_optional(source.get("email")) if config.auth_mode == "email" else None
    if email is not None and (len(email) > limits.EMAIL or not EMAIL_PATTERN.fullmatch(email)):
        return FieldFault(describe_field_problem("email", "invalid-format"))
    return SupportFields(title, description, category, email, _read_optional(source.get("incident_id")))


def _read_field(
    source: Mapping[str, Any], field: str, form: TextForm, limit: int | None = None
) -> str | FieldFault:
    """``limit`` is ``None`` for a field whose values are few and short. Text of another length is none of them."""
    value = source.get(field)
    if value is None:
        return FieldFault(describe_field_problem(field, "required"))
    if not isinstance(value, str):
        return FieldFault(describe_field_problem(field, "invalid-type"))
    text = clip_text(value, form, _LONGEST_NAME) if limit is None else read_text(value, form, limit)
    if text is None:
        return FieldFault(describe_field_problem(field, "too-long", limit=limit))
    return FieldFault(describe_field_problem(field, "required")) if text == "" else text


def _read_optional(value: object) -> str | None:
    """Models pass an empty string or null for what they do not have."""
    return (clip_text(value, "title", _LONGEST_NAME) or None) if isinstance(value, str) else None
