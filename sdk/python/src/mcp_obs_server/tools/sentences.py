"""The sentences that our tools answer with, word for word the same in every SDK (wire contract §6).

Only :func:`say_recorded` says that this call has made a ticket.
"""

import json
import math
from collections.abc import Sequence
from typing import Final, Literal, TypeAlias

AuthMode: TypeAlias = Literal["email", "oauth"]

_DEFAULT_DELAY: Final = 120


def say_recorded(reference: str, *, has_receipt: bool, attached_tool: str | None) -> str:
    """Say that there is a ticket. ``attached_tool`` is the tool of the attached call, if one is attached."""
    receipt = " and the receipt, which shows its status later" if has_receipt else ""
    attached = (
        "No failing call was attached."
        if attached_tool is None
        else f"The failing {attached_tool} call is attached."
    )
    return f"Recorded as {reference}. Give the user this reference{receipt}. {attached}"


def say_already_recorded(reference: str, status: str | None) -> str:
    """Say that an earlier call has made the ticket. ``status`` is left out if the platform told none."""
    shown = "" if status is None else f" (status: {status.replace('_', ' ')})"
    return (
        f"Already recorded as {reference}{shown}. No second ticket was made. "
        "If this is a new problem, say what differs and call again."
    )


def say_needs_contact(auth_mode: AuthMode, minted_id: str | None = None) -> str:
    """Follow "Recorded" and "Already recorded" when nobody can reply to the user.

    ``minted_id`` is an incident id that the next call must pass, so that it counts as the same call.
    """
    if auth_mode == "oauth":
        return "Nobody can reply: the user was not signed in."
    return (
        "Nobody can reply yet: ask the user for an e-mail address and call again with the same arguments "
        f"plus email{_and_id(minted_id)}."
    )


def say_fix(what: str) -> str:
    """Say what is wrong, such as ``title is longer than 200 characters``."""
    return f"NOT recorded: {what}. Correct it and call again."


def say_later(retry_after_seconds: int | None, minted_id: str | None = None) -> str:
    """Say that support cannot take it now."""
    return (
        f"NOT recorded: support cannot take it now. Call again with the same arguments{_and_id(minted_id)} "
        f"in {_delay(retry_after_seconds)}."
    )


def say_unsure(minted_id: str | None = None, *, this_session: bool = False) -> str:
    """Say that nobody knows whether there is a ticket.

    ``this_session``: only a call of the same session counts as the same call.
    """
    where = " in this session" if this_session else _and_id(minted_id)
    return (
        "NOT confirmed: support gave no usable answer. "
        f"Calling again with the same arguments{where} is safe and makes no second ticket."
    )


def say_sign_in() -> str:
    """Say that the user's sign-in is not good."""
    return "NOT recorded: the user must sign in to this server again, then call again."


def say_off() -> str:
    """Say that there is no support."""
    return "NOT recorded: support is not available on this server. Do not try again."


def say_fault(code: str, server_name: str) -> str:
    """Say that the platform refuses the ticket, whatever the user does."""
    return f"NOT recorded: the report was not accepted ({code}). Tell the user to contact {server_name} another way."


def say_status(
    reference: str,
    status: str,
    created_at: str,
    updated_at: str,
    *,
    resolution: str | None = None,
    needs_contact: bool,
    auth_mode: AuthMode,
) -> str:
    """Say what became of a ticket. Times are RFC 3339 in UTC."""
    contact = "no e-mail address was given" if auth_mode == "email" else "the user was not signed in"
    how = "" if resolution is None else f" ({resolution.replace('-', ' ')})"
    return (
        f"{reference} is {status.replace('_', ' ')}{how}. "
        f"Opened {_minute(created_at)}, last changed {_minute(updated_at)} (UTC)."
        + (f" Nobody can reply: {contact}." if needs_contact else "")
    )


def say_status_not_found(tool_name: str) -> str:
    """Say that the caller has no such ticket."""
    return f"No such ticket of this user. Check the reference and the receipt, as {tool_name} returned them."


def say_status_sign_in(auth_mode: AuthMode, tool_name: str) -> str:
    """Say what opens the status."""
    receipt = f"call again with the receipt that {tool_name} returned"
    if auth_mode == "email":
        return f"Status NOT read: {receipt}."
    return f"Status NOT read: the user must sign in to this server again, or {receipt}."


def say_status_later(retry_after_seconds: int | None) -> str:
    """Say that support cannot be reached now."""
    return f"Status NOT read: support cannot be reached now. Call again in {_delay(retry_after_seconds)}."


def say_status_off() -> str:
    """Say that there is no support."""
    return "Status NOT read: support is not available on this server. Do not try again."


def say_status_fault(code: str, server_name: str) -> str:
    """Say that the platform refuses the question, whatever the user does."""
    return (
        f"Status NOT read: the question was not accepted ({code}). "
        f"Tell the user to contact {server_name} another way."
    )


def describe_field_problem(
    field: str, code: str, *, limit: int | None = None, allowed: Sequence[str] | None = None
) -> str:
    """Say what is wrong with a field."""
    if code == "required":
        return f"{field} is missing"
    if code == "invalid-type":
        return f"{field} is not text"
    if code == "too-long":
        return f"{field} is too long" if limit is None else f"{field} is longer than {limit} characters"
    if code == "invalid-format":
        if field == "email":
            return "email is not an e-mail address"
        return f"{field} has a form that cannot be accepted"
    if code == "not-in-list":
        if not allowed:
            return f"{field} is not in the list"
        choices = ", ".join(json.dumps(choice, ensure_ascii=False) for choice in allowed)
        return f"{field} must be one of {choices}"
    if code in ("unknown-field", "not-allowed"):
        return f"{field} is not allowed here"
    return f"{field} cannot be accepted"


def _and_id(minted_id: str | None) -> str:
    return "" if minted_id is None else f' and incident_id "{minted_id}"'


def _minute(time: str) -> str:
    """``2026-11-23 10:12``, of an RFC 3339 time in UTC."""
    return time[:16].replace("T", " ")


def _delay(seconds: int | None) -> str:
    minutes = max(1, math.ceil((_DEFAULT_DELAY if seconds is None else seconds) / 60))
    if minutes == 1:
        return "1 minute"
    if minutes < 120:
        return f"{minutes} minutes"
    return f"{min(24, math.ceil(minutes / 60))} hours"
