"""The shop, protected, on the framework that this Python has: ``python protected_shop.py <kind>``."""

import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

sys.path[:0] = [str(Path(__file__).parents[2] / folder) for folder in ("src", "tests")]

import uvicorn
from connect import http_app
from shops import KINDS

from mcp_obs_server import McpObs
from mcp_obs_server.oauth import protect

RESOURCE = os.environ["RESOURCE_URL"]
server = next(kind for kind in KINDS if kind.name == sys.argv[1]).shop()
McpObs().attach_sync(server)
app = protect(http_app(server), resource=RESOURCE)
uvicorn.run(app, host="127.0.0.1", port=urlsplit(RESOURCE).port or 80, log_level="warning")
