"""One call of the status tool, from its arguments to its result (wire contract §5)."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from ..capture.caller import own_token
from ..capture.client import PlatformClient
from ..platform.http import exchange_http
from ..platform.http_exchange import HttpFailure, HttpRequest, HttpResponse
from ..platform.logger import Logger
from ..platform.parse_object import as_object, parse_object
from ..platform.problem import hides_tool, read_problem, read_retry_after
from ..platform.read_config import SupportConfig
from ..platform.retry_decision import decide_delivery
from ..platform.runtime import user_agent
from ..wire.issued_secret import is_receipt
from ..wire.reference import is_reference, normalise_reference
from ..wire.white_space import WHITE_SPACE
from . import sentences as say
from .status_tool import StatusResult
from .support_call import SupportCall

_ATTEMPT: Final = 5.0
_STATUS = re.compile("[a-z][a-z_]{0,31}")
_RESOLUTION = re.compile("(?=.{1,40}\\Z)[a-z]+(?:-[a-z]+)*")
_TIME = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z")


@dataclass(frozen=True)
class ReadStatusDeps:
    """What a call needs."""

    client: PlatformClient
    is_on: Callable[[], bool]
    logger: Logger
    tool_name: str
    """The name of the tool that opens tickets and returns references."""


async def read_status(call: SupportCall, deps: ReadStatusDeps) -> StatusResult:
    """Read a ticket's status. Never raises, but for being cancelled: the result says what is known."""
    config = deps.client.config.current
    if config is None or not deps.is_on():
        return {"outcome": "unavailable", "message": say.say_status_off()}
    read = _read_arguments(call.arguments)
    if read is None:
        return {"outcome": "not_found", "message": say.say_status_not_found(deps.tool_name)}
    reference, receipt = read
    token = own_token(call.caller, config)
    if receipt is None and token is None:
        return {"outcome": "failed", "message": say.say_status_sign_in(config.auth_mode, deps.tool_name)}

    headers = {
        "accept": "application/json, application/problem+json",
        "x-mcp-obs-key": deps.client.dsn.key,
        "user-agent": user_agent(),
    }
    if token is not None:
        headers["authorization"] = f"Bearer {token}"
    if receipt is not None:
        headers["x-mcp-obs-receipt"] = receipt
    url = f"{deps.client.dsn.origin}/api/mcpserver/support/{reference}"
    request = HttpRequest("GET", url, headers, _ATTEMPT)
    answer = await exchange_http(request)
    # Asked twice, because the platform may have closed a kept connection meanwhile, and reading changes nothing.
    if isinstance(answer, HttpFailure) and not call.stop.is_set():
        answer = await exchange_http(request)
    return _read_found(answer, config) or _read_refused(answer, config, deps)


def _read_arguments(arguments: object) -> tuple[str, str | None] | None:
    """Nothing if the reference or the receipt is malformed: no ticket belongs to such a one."""
    source = as_object(arguments) or {}
    reference = normalise_reference(_text(source.get("reference")))
    receipt = _text(source.get("receipt"))
    if not is_reference(reference) or (receipt != "" and not is_receipt(receipt)):
        return None
    return reference, receipt or None


def _text(value: object) -> str:
    return value.strip(WHITE_SPACE) if isinstance(value, str) else ""


def _read_found(answer: HttpResponse | HttpFailure, config: SupportConfig) -> StatusResult | None:
    if isinstance(answer, HttpFailure) or answer.status != 200:
        return None
    body = parse_object(answer.body) or {}
    ticket = as_object(body.get("ticket")) or {}
    reference, status = ticket.get("reference"), ticket.get("status")
    created_at, updated_at = ticket.get("createdAt"), ticket.get("updatedAt")
    if not (isinstance(reference, str) and is_reference(reference)):
        return None
    if not (isinstance(status, str) and _STATUS.fullmatch(status)):
        return None
    if not (isinstance(created_at, str) and _TIME.fullmatch(created_at)):
        return None
    if not (isinstance(updated_at, str) and _TIME.fullmatch(updated_at)):
        return None
    resolution = _read_resolution(ticket.get("resolution")) if status == "closed" else None
    message = say.say_status(
        reference,
        status,
        created_at,
        updated_at,
        resolution=resolution,
        needs_contact=body.get("needsContact") is True,
        auth_mode=config.auth_mode,
    )
    result: StatusResult = {"outcome": "found", "message": message, "reference": reference, "status": status}
    if resolution is not None:
        result["resolution"] = resolution
    return {**result, "created_at": created_at, "updated_at": updated_at}


def _read_resolution(value: object) -> str | None:
    """What a model reads must not be a sentence that somebody put there."""
    return value if isinstance(value, str) and _RESOLUTION.fullmatch(value) else None


def _read_refused(
    answer: HttpResponse | HttpFailure, config: SupportConfig, deps: ReadStatusDeps
) -> StatusResult:
    if isinstance(answer, HttpFailure):
        code, wait = answer.failure, None
        decision = decide_delivery(answer.failure, None)
    else:
        problem = read_problem(answer)
        code = "unexpected-response" if problem is None else problem.code
        wait = read_retry_after(answer, time.time())
        decision = decide_delivery(None if problem is None else problem.code, answer.status)
    if code == "ticket-not-found":
        return {"outcome": "not_found", "message": say.say_status_not_found(deps.tool_name)}

    deps.logger.warning(f"the status of a ticket was not read: {code}")
    if hides_tool(code):
        deps.client.config.hide(code)
    if decision.sentence == "OFF":
        message = say.say_status_off()
    elif decision.sentence == "SIGN-IN":
        message = say.say_status_sign_in(config.auth_mode, deps.tool_name)
    elif decision.sentence in ("LATER", "UNSURE"):
        # Nothing is written here, so after a lost answer nothing is uncertain.
        message = say.say_status_later(wait)
    else:
        message = say.say_status_fault(code, config.server_name)
    return {"outcome": decision.outcome, "message": message}
