"""Our MCP server under the protocol's official client: over HTTP and standard input, with and without discovery."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import mcp
import pytest
from served import run_apart

ROOT = Path(__file__).resolve().parents[2]


async def _used(client: Any) -> None:
    tools = (await client.list_tools()).tools
    assert [tool.name for tool in tools] == ["ask", "retrieve", "read_release"]
    answer = await client.call_tool("ask", {"question": "what did NATO say about Libya?", "k": 3})
    assert not answer.is_error
    assert answer.structured_content["status"] == "answered"
    quoted = answer.structured_content["quotes"][0]
    release = await client.call_tool("read_release", {"id": quoted["release"]["id"]})
    assert release.structured_content["text"][quoted["start"] : quoted["end"]] == quoted["text"]
    found = await client.call_tool("retrieve", {"question": "Libya", "k": 1})
    assert "Libya" in found.structured_content["hits"][0]["passage"]["text"]
    missing = await client.call_tool("read_release", {"id": "none"})
    assert missing.is_error
    assert "no release 'none'" in missing.content[0].text


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_over_http(address: str, mode: str) -> None:
    async def session() -> None:
        async with mcp.Client(f"{address}/mcp", mode=mode) as client:
            assert client.server_info.name == "release-qa"
            await _used(client)

    run_apart(session())


def test_over_standard_input_and_output(samples_index: Path) -> None:
    command = ["-m", "qa.mcp", "--index", str(samples_index)]

    async def session() -> None:
        server = mcp.StdioServerParameters(command=sys.executable, args=command, cwd=str(ROOT))
        async with mcp.Client(mcp.stdio_client(server)) as client:
            await _used(client)

    run_apart(session())
