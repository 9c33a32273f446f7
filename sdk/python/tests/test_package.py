"""The package: what it imports, in which order its rooms stand, and its version."""

import ast
import subprocess
import sys
from importlib.metadata import metadata, version
from pathlib import Path

import pytest

import mcp_obs_server
import mcp_obs_server.oauth
from mcp_obs_server.platform.version import SDK_VERSION

SOURCE = Path(mcp_obs_server.__file__).parent
# Each imports only what stands before it.
ROOMS = ["wire", "platform", "capture", "tools", "attach", "oauth"]
HEAVY = {"httpx", "httpx2", "jwt", "cryptography", "mcp", "fastmcp", "pydantic", "starlette", "trio"}


def imports_of(path: Path) -> set[str]:
    """Return the rooms that a file imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level == 2 and node.module:
            found.add(node.module.split(".")[0])
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("mcp_obs_server"):
            found.add("an absolute import")
    return found


@pytest.mark.parametrize("room", ROOMS)
def test_rooms_have_an_order(room: str) -> None:
    allowed = set(ROOMS[: ROOMS.index(room)])
    files = list((SOURCE / room).glob("*.py"))
    assert files != []
    assert {path.name: imports_of(path) - allowed for path in files if imports_of(path) - allowed} == {}


def test_importing_it_loads_no_framework_and_no_http_client() -> None:
    program = "import sys, mcp_obs_server; mcp_obs_server.McpObs(dsn=''); print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603
    assert {module.partition(".")[0] for module in ran.stdout.split()} & HEAVY == set()
    assert ran.stderr == ""


def test_files_end_at_300_lines() -> None:
    files = [*SOURCE.glob("**/*.py"), *Path(__file__).parent.glob("*.py")]
    long = {path.name: path.read_text("utf-8").count("\n") for path in files}
    assert {name: lines for name, lines in long.items() if lines > 300} == {}


def test_what_is_public_is_named_and_described() -> None:
    for module in (mcp_obs_server, mcp_obs_server.oauth):
        assert sorted(module.__all__) == list(module.__all__)
        for name in module.__all__:
            assert hasattr(module, name)


def test_the_version_is_the_packages() -> None:
    assert version("mcp-obs-server") == SDK_VERSION
    assert metadata("mcp-obs-server")["Requires-Python"] == ">=3.10"
    assert (SOURCE / "py.typed").exists()
