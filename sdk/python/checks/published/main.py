"""Servers that others have published, with the SDK and without: their own results are the same but for the hint.

pip install mcp-server-time mcp-server-fetch mcp-server-git
python checks/published/main.py
"""

import asyncio
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parents[2] / folder) for folder in ("src", "tests")]

from connect import Client
from fake_platform import FakePlatform
from mcp.client.client import Client as Official
from mcp.client.stdio import StdioServerParameters

WEAR = Path(__file__).parent / "wear.py"
OURS = ["get_support_tool", "get_support_status"]


def calls_of(repository: str) -> dict[str, tuple[list[str], list[tuple[str, dict[str, Any]]]]]:
    """Return the arguments and the calls of each server: some succeed, some fail."""
    return {
        "mcp_server_time": (
            ["--local-timezone", "Europe/Lisbon"],
            [
                (
                    "convert_time",
                    {"source_timezone": "Europe/Lisbon", "time": "25:99", "target_timezone": "Asia/Tokyo"},
                ),
                ("get_current_time", {"timezone": "Nowhere/Nothing"}),
                ("get_current_time", {}),
                ("no_such_tool", {}),
            ],
        ),
        "mcp_server_fetch": (
            [],
            [
                ("fetch", {"url": "http://127.0.0.1:9/nothing"}),
                ("fetch", {"url": "no address"}),
                ("no_such_tool", {}),
            ],
        ),
        "mcp_server_git": (
            ["--repository", repository],
            [
                ("git_status", {"repo_path": repository}),
                ("git_log", {"repo_path": repository}),
                ("git_checkout", {"repo_path": repository, "branch_name": "no-such-branch"}),
                ("git_status", {"repo_path": "/nowhere"}),
                ("no_such_tool", {}),
            ],
        ),
    }


async def ask(
    args: list[str], dsn: str, era: str, calls: list[tuple[str, dict[str, Any]]], *, report: bool
) -> tuple[list[Any], list[Any]]:
    """Return the list of tools and the results of the calls."""
    environment = {**os.environ, "MCP_OBS_DSN": dsn}
    command = StdioServerParameters(command=sys.executable, args=args, env=environment)
    async with Official(command, mode=era, cache=None) as session:
        client = Client(session)
        entries = await client.entries()
        results = [await client.call(tool, arguments) for tool, arguments in calls]
        if report:
            answer = await client.report()
            assert answer["context_attached"] is True, answer
        return entries, results


def without_hint(result: dict[str, Any]) -> dict[str, Any]:
    """Return the server's own result."""
    blocks = [b for b in result.get("content", []) if "Offer to report this" not in b.get("text", "")]
    return {**result, "content": blocks} if "content" in result else result


async def compare(module: str, repository: str, era: str) -> None:
    """Fail if anything of the server's own has changed."""
    args, calls = calls_of(repository)[module]
    with FakePlatform() as platform:
        bare = await ask(["-m", module, *args], "", era, calls, report=False)
        worn = await ask([str(WEAR), module, *args], platform.dsn, era, calls, report=True)
        incident = platform.posts[0].body["context"]["incident"]
    assert worn[0] == bare[0] + worn[0][-2:]
    assert [entry["name"] for entry in worn[0][-2:]] == OURS
    assert [without_hint(result) for result in worn[1]] == bare[1]
    hints = sum(without_hint(result) != result for result in worn[1])
    error = incident.get("error", {}).get("name")
    sys.stdout.write(f"ok    {module}, {era}: {len(calls)} calls the same, {hints} with a hint; {error}\n")


async def main() -> None:
    """Compare each server in both protocol eras."""
    with tempfile.TemporaryDirectory() as folder:
        git = ["git", "-C", folder, "-c", "user.name=a", "-c", "user.email=a@a.test"]
        for command in (["init", "-q"], ["commit", "-q", "--allow-empty", "-m", "first"]):
            subprocess.run([*git, *command], check=True)  # noqa: S603, ASYNC221 -- before anything runs
        for module in calls_of(folder):
            for era in ("legacy", "auto"):
                await compare(module, folder, era)


asyncio.run(main())
