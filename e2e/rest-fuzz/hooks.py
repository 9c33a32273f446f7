"""What the document says in words, because JSON Schema cannot: each ticket has an idempotency key of its own, and an e-mail
address does not travel beside the token of a signed-in user. Requests that are meant to be wrong stay as they are, apart
from that."""

import os
import re
import uuid

import schemathesis

KEY = re.compile(r'"[!-~]{16,255}"|[!#-~][!-~]{15,254}|"[!-~]{14,253}[!#-~]')


@schemathesis.hook
def before_call(context, case, kwargs):
    for name, value in (case.headers or {}).items():
        if name.lower() == "idempotency-key" and KEY.fullmatch(str(value)):
            case.headers[name] = str(uuid.uuid4())
    if "SIGNED_IN" in os.environ and isinstance(case.body, dict):
        case.body.pop("email", None)
