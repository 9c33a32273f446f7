"""The event loops that tests run on."""

import pytest

from mcp_obs_server.capture.client import _CLIENTS  # pyright: ignore[reportPrivateUsage]


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> str:
    """Run each asynchronous test on both."""
    return request.param


@pytest.fixture(autouse=True)
def _no_client_of_another_test() -> None:
    """Forget what the SDK keeps per DSN: the platform of another test may have had the same port."""
    _CLIENTS.clear()
