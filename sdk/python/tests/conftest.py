"""What tests share: the event loops that they run on, and a platform."""

from collections.abc import Iterator

import pytest
from fake_platform import FakePlatform

from mcp_obs_server.capture.client import _CLIENTS  # pyright: ignore[reportPrivateUsage]


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> str:
    """Run each asynchronous test on both."""
    return request.param


@pytest.fixture(autouse=True)
def _no_client_of_another_test() -> None:
    """Forget what the SDK keeps per DSN: the platform of another test may have had the same port."""
    _CLIENTS.clear()


@pytest.fixture
def platform() -> Iterator[FakePlatform]:
    """Start a platform for one test, so nothing is kept of another."""
    with FakePlatform() as started:
        yield started
