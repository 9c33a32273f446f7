"""The snippets of the READMEs run as they stand, and those of install.md in a server."""

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from textwrap import dedent

import pytest
from shops import FASTMCP, MCP

PACKAGE = Path(__file__).parents[1]
READMES = [PACKAGE / "README.md", PACKAGE.parents[1] / "README.md"]
SNIPPET = re.compile(r"(?:<!-- needs: ([^\n]+) -->\n)?```python\n(.*?)```", re.DOTALL)
HAS = {
    "fastmcp": FASTMCP > 0,
    "mcp 1": MCP == 1,
    "mcp 2": MCP == 2,
    "oauth": find_spec("jwt") is not None,
}
SNIPPETS = [
    (match[1] or "", match[2])
    for readme in READMES
    if readme.exists()
    for match in SNIPPET.finditer(readme.read_text("utf-8"))
]


# What install.md adds to a server that is there.
SERVER = """
from fastmcp import FastMCP

server = FastMCP("shop-orders")


async def app(scope, receive, send):
    pass
"""
ADDITIONS = [
    ("fastmcp, oauth" if "oauth" in match[2] else "fastmcp", SERVER + dedent(match[2]))
    for match in SNIPPET.finditer((PACKAGE / "install.md").read_text("utf-8"))
]
RUN = SNIPPETS + ADDITIONS


@pytest.mark.parametrize(("needs", "code"), RUN, ids=range(len(RUN)))
def test_a_snippet_runs(needs: str, code: str, tmp_path: Path) -> None:
    if not all(HAS[need] for need in needs.split(", ") if need):
        pytest.skip(f"needs {needs}")
    script = tmp_path / "server.py"
    script.write_text(code, "utf-8")
    environment = {name: value for name, value in os.environ.items() if name != "MCP_OBS_DSN"}
    ended = subprocess.run(  # noqa: S603 -- a snippet of ours
        [sys.executable, str(script)],
        input=b"",
        capture_output=True,
        env=environment,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr.decode()
    assert ended.stdout == b""


def test_there_are_snippets() -> None:
    assert len(SNIPPETS) >= 8
    assert len(ADDITIONS) == 2
