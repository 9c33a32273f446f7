"""The client that the SDK talks to the platform through.

There is one per DSN and process, because some hosts build a server for each HTTP request. Doing so must neither fetch
the configuration again nor lose the failing calls that were kept.
"""

from dataclasses import dataclass, field
from typing import Any, Final
from weakref import WeakKeyDictionary

from ..platform.config_client import ConfigClient
from ..platform.logger import Logger
from ..wire.dsn import Dsn
from .breadcrumbs import Breadcrumbs
from .incident_store import IncidentStore, MemoryStore
from .listed import Listed
from .own_tasks import OwnTasks
from .tasks import Tasks


@dataclass
class PlatformClient:
    """What all instances of one DSN share."""

    dsn: Dsn
    config: ConfigClient
    store: IncidentStore = field(default_factory=MemoryStore)
    breadcrumbs: Breadcrumbs = field(default_factory=Breadcrumbs)
    listed: Listed = field(default_factory=Listed)
    tasks: Tasks = field(default_factory=Tasks)
    own_tasks: OwnTasks = field(default_factory=OwnTasks)
    unknown_categories: set[str] = field(default_factory=lambda: set[str]())
    """Names in ``SupportTool.categories`` that the dashboard does not have and that a warning was written for."""
    attached: "WeakKeyDictionary[Any, Any]" = field(default_factory=lambda: WeakKeyDictionary())
    """Servers that have the tools, so that attaching twice does nothing."""


_CLIENTS: Final[dict[str, PlatformClient]] = {}


def open_client(dsn: Dsn, logger: Logger) -> PlatformClient:
    """Return the client for this DSN: the same one at each call."""
    name = f"{dsn.key}@{dsn.origin}"
    client = _CLIENTS.get(name)
    if client is None:
        client = _CLIENTS[name] = PlatformClient(dsn, ConfigClient(dsn, logger))
    return client
