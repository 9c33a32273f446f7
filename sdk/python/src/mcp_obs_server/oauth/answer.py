"""An answer that is sent in place of the MCP server's."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from ..wire.json_text import write_json

Send: TypeAlias = Callable[[dict[str, Any]], Awaitable[None]]


@dataclass(frozen=True)
class Answer:
    """Header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: Mapping[str, Any] | None = None


async def send_answer(send: Send, answer: Answer) -> None:
    """Send the answer over ASGI."""
    body = b"" if answer.body is None else write_json(dict(answer.body)).encode()
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers.items()]
    if answer.body is not None or answer.status != 204:
        headers.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
