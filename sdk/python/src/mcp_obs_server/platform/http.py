"""Sends requests to the platform, with a time limit and a bounded answer. See ``http.ts``."""

from .http_exchange import HttpFailure, HttpRequest, HttpResponse


async def exchange_http(request: HttpRequest) -> HttpResponse | HttpFailure:
    """Send one request, by whichever of httpx2 and httpx the host has. Never raises, but for being cancelled."""
    raise NotImplementedError
