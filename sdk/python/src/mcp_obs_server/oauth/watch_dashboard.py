"""Tells the operator when code and dashboard disagree about what is protected.

All sign-ins would fail then, and neither users nor their clients could do anything about it.
"""

from ..platform.config_client import ConfigClient
from ..platform.logger import Logger
from ..platform.read_config import SupportConfig
from ..wire.resource_url import ResourceUrl, is_same_resource


class DashboardWatch:
    """Compares both, and writes one warning when they start to disagree."""

    def __init__(self, config: ConfigClient, resource: ResourceUrl, logger: Logger) -> None:
        """Ask nothing yet."""
        self._config = config
        self._resource = resource
        self._logger = logger
        self._said: str | None = None

    async def check(self) -> None:
        """Compare, after the platform's first answer, for which it waits at most 2.5 s and once per process."""
        await self._config.ready()
        current = self._config.current
        if current is None:
            return
        fault = _find_fault(current, self._resource)
        if fault is not None and fault != self._said:
            self._logger.warning(fault)
        self._said = fault


def _find_fault(config: SupportConfig, resource: ResourceUrl) -> str | None:
    if config.auth_mode != "oauth":
        return (
            "nobody can sign in: the dashboard has this server in e-mail mode. "
            f"Switch it to OAuth, for {resource}"
        )
    if is_same_resource(config.resource, resource):
        return None
    return (
        f"nobody can sign in: the code protects {resource} and the dashboard says "
        f"{config.resource or 'nothing'}. Make them the same"
    )
