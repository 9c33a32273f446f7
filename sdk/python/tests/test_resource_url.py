"""The URL of a protected resource, as the TypeScript SDK and the dashboard read it."""

import pytest

from mcp_obs_server.wire.resource_url import check_resource, is_same_resource, parse_resource


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("https://mcp.acme.com/mcp", "https://mcp.acme.com/mcp"),
        ("HTTPS://MCP.acme.com:443/mcp", "https://mcp.acme.com/mcp"),
        ("https://mcp.acme.com/", "https://mcp.acme.com"),
        ("https://mcp.acme.com/a/../b/./c", "https://mcp.acme.com/b/c"),
        ("https://mcp.acme.com/é", "https://mcp.acme.com/%C3%A9"),
        ("http://localhost:3000/mcp", "http://localhost:3000/mcp"),
        ("http://acme.localhost/mcp", "http://acme.localhost/mcp"),
        ("http://127.0.0.2/mcp", "http://127.0.0.2/mcp"),
        ("http://[::1]:3000/mcp", "http://[::1]:3000/mcp"),
    ],
)
def test_spelling(text: str, spelled: str) -> None:
    url = parse_resource(text)
    assert url is not None
    assert str(url) == spelled
    assert is_same_resource(f"{spelled}/", url)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "not-absolute"),
        ("/mcp", "not-absolute"),
        ("mcp.acme.com/mcp", "not-absolute"),
        ("http://mcp.acme.com/mcp", "not-https"),
        ("http://localhost.acme.com/mcp", "not-https"),
        ("http://.localhost/mcp", "not-https"),
        ("ftp://localhost/mcp", "not-https"),
        ("https://ana@mcp.acme.com/mcp", "extra-parts"),
        ("https://:secret@mcp.acme.com/mcp", "extra-parts"),
        ("https://mcp.acme.com/mcp?tenant=1", "extra-parts"),
        ("https://mcp.acme.com/mcp#part", "extra-parts"),
    ],
)
def test_faults(text: str, fault: str) -> None:
    assert check_resource(text) == fault
    assert parse_resource(text) is None
