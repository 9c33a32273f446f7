"""Nothing in ``sdk/contract`` is without a test here, unless its README says that it is not for SDKs."""

import re
from pathlib import Path

from contract import CONTRACT

TESTS = "\n".join(path.read_text("utf-8") for path in Path(__file__).parent.glob("**/*.py"))


def fixtures_for_sdks() -> set[str]:
    names: set[str] = set()
    for line in (CONTRACT / "README.md").read_text("utf-8").splitlines():
        cells = re.split(r"(?<!\\)\|", line)
        if line.startswith("| `") and "SDKs" in cells[3]:
            names.update(re.findall(r"`([a-z-]+)\.json`", cells[1]))
    return names


def test_each_fixture_for_sdks_is_read_by_a_test() -> None:
    names = fixtures_for_sdks()
    assert "dsn" in names
    assert names <= {path.stem for path in CONTRACT.glob("*.json")}
    assert {name for name in names if not re.search(rf"fixture\(\s*\"{name}\"", TESTS)} == set()
