"""REST and MCP over the samples: the same answers as Python's, and one clear line for every wrong request."""

from __future__ import annotations

import csv
import io
import json
from typing import Any
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from qa import Archive
from qa.api import add_api
from qa.as_json import to_plain
from qa.desk import Desk
from qa.mcp import TOOLS, reply

QUESTION = "what did NATO say about Libya?"


@pytest.fixture(scope="module")
def client(archive: Archive) -> TestClient:
    app = FastAPI(openapi_url="/api/openapi.json")
    add_api(app, Desk(archive))
    return TestClient(app)


def test_ask_gives_the_answer_that_python_gives(client: TestClient, archive: Archive) -> None:
    response = client.post("/api/ask", json={"question": QUESTION, "k": 4, "until": "2012-01-01"})
    assert response.status_code == 200
    expected = archive.ask(QUESTION, k=4, until="2012-01-01")
    assert response.json()["status"] == "answered"
    assert [q["text"] for q in response.json()["quotes"]] == [q.text for q in expected.quotes]
    assert all(hit["release"]["date"] <= "2012-01-01" for hit in response.json()["results"]["hits"])


def test_retrieve_counts_what_group_says(client: TestClient) -> None:
    response = client.post("/api/retrieve", json={"question": QUESTION, "k": 3, "group": "passage"})
    assert [hit["rank"] for hit in response.json()["hits"]] == [1, 2, 3]


def test_a_release_comes_whole_by_its_id(client: TestClient, archive: Archive) -> None:
    release = archive.release(archive.releases()[0].id)
    response = client.get(f"/api/releases/{quote(release.id, safe='')}")
    assert response.json() == json.loads(json.dumps(to_plain(release)))


def test_releases_are_listed_as_in_the_library(client: TestClient, archive: Archive) -> None:
    listed = client.get("/api/releases", params={"sort": "oldest"}).json()
    days = [card["date"] for card in listed if card["date"]]
    assert days == sorted(days)
    assert len(listed) == min(50, len(archive.releases()))


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({}, "question"),
        ({"question": QUESTION, "k": "many"}, "k"),
        ({"question": QUESTION, "since": "yesterday"}, "since"),
        ({"question": QUESTION, "surprise": 1}, "surprise"),
        ({"question": "  "}, "question"),
        ({"question": QUESTION, "k": 0}, "k"),
        ({"question": QUESTION, "since": "2020-01-01", "until": "2019-01-01"}, "since"),
    ],
)
def test_a_wrong_question_is_refused_in_one_line(client: TestClient, body: dict[str, Any], named: str) -> None:
    response = client.post("/api/ask", json=body)
    assert response.status_code == 400
    assert set(response.json()) == {"error"}
    assert named in response.json()["error"]
    assert "\n" not in response.json()["error"]


def test_citations_comparisons_and_wordings_are_pythons(client: TestClient, archive: Archive) -> None:
    card = archive.releases()[0]
    cited = client.get("/api/cite", params={"id": card.id, "start": 0, "end": 20, "style": "bibtex"}).json()
    assert cited == {"citation": archive.cite(card.id, 0, 20, style="bibtex")}
    version = next(card.id for card in archive.releases() if card.versions > 1)
    compared = client.get("/api/compare", params={"older": version}).json()
    assert compared == json.loads(json.dumps(to_plain(archive.compare(version))))
    worded = client.get("/api/wording", params={"phrase": "Operation Unified Protector"}).json()
    assert worded["verbatim"]
    assert worded == json.loads(json.dumps(to_plain(archive.wording("Operation Unified Protector"))))
    assert client.get("/api/cite", params={"id": "none"}).status_code == 400


def test_all_matches_come_as_record_and_as_table(client: TestClient, archive: Archive) -> None:
    found = archive.matches("Libya", until="2012-01-01")
    assert len(found.releases) >= 3
    told = client.post("/api/matches", json={"question": "Libya", "until": "2012-01-01"}).json()
    assert told == json.loads(json.dumps(to_plain(found)))
    table = client.get("/api/matches.csv", params={"question": "Libya", "until": "2012-01-01"})
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(table.text)))
    assert [row["id"] for row in rows] == [card.id for card in found.releases]


def test_an_unknown_release_is_not_found(client: TestClient) -> None:
    assert client.get("/api/releases/none").status_code == 404
    assert "none" in client.get("/api/releases/none").json()["error"]


def test_the_description_names_every_route_and_its_records(client: TestClient) -> None:
    described = client.get("/api/openapi.json").json()
    assert set(described["paths"]) == {
        "/api/ask",
        "/api/retrieve",
        "/api/releases",
        "/api/releases/{release_id}",
        "/api/info",
        "/api/cite",
        "/api/compare",
        "/api/wording",
        "/api/matches",
        "/api/matches.csv",
        "/api/standing",
        "/api/standing/changed",
    }
    assert {"Answer", "Results", "Release", "ReleaseCard", "Info"} <= set(described["components"]["schemas"])


def _rpc(archive: Archive, method: str, **parameters: object) -> dict[str, Any]:
    answer = reply(archive, {"jsonrpc": "2.0", "id": 7, "method": method, "params": parameters})
    assert answer is not None
    assert answer["id"] == 7
    return answer


def test_mcp_introduces_itself_and_lists_its_tools(archive: Archive) -> None:
    hello = _rpc(archive, "initialize", protocolVersion="2025-03-26")["result"]
    assert hello["protocolVersion"] == "2025-03-26"
    assert _rpc(archive, "initialize", protocolVersion="1999-01-01")["result"]["protocolVersion"] == "2025-11-25"
    tools = _rpc(archive, "tools/list")["result"]["tools"]
    assert [tool["name"] for tool in tools] == ["ask", "retrieve", "read_release"]


def test_mcp_answers_with_the_same_record(archive: Archive) -> None:
    result = _rpc(archive, "tools/call", name="ask", arguments={"question": QUESTION})["result"]
    assert not result["isError"]
    assert result["structuredContent"] == to_plain(archive.ask(QUESTION))
    assert json.loads(result["content"][0]["text"]) == json.loads(json.dumps(result["structuredContent"]))


def test_mcp_reads_a_release_found(archive: Archive) -> None:
    hits = _rpc(archive, "tools/call", name="retrieve", arguments={"question": QUESTION, "k": 1})["result"]
    release_id = hits["structuredContent"]["hits"][0]["release"]["id"]
    read = _rpc(archive, "tools/call", name="read_release", arguments={"id": release_id})["result"]
    assert read["structuredContent"]["text"] == archive.release(release_id).text


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"name": "destroy"}, "no tool"),
        ({"name": "ask", "arguments": {"question": 3}}, "must be a string"),
        ({"name": "ask", "arguments": {}}, "needs question"),
        ({"name": "ask", "arguments": {"q": "x"}}, "takes question"),
    ],
)
def test_mcp_refuses_wrong_parameters(archive: Archive, parameters: dict[str, Any], said: str) -> None:
    assert said in _rpc(archive, "tools/call", **parameters)["error"]["message"]


def test_mcp_gives_the_engines_error_to_the_tools_user(archive: Archive) -> None:
    result = _rpc(archive, "tools/call", name="read_release", arguments={"id": "none"})["result"]
    assert result["isError"]
    assert "none" in result["content"][0]["text"]


def test_mcp_over_http(client: TestClient) -> None:
    listed = client.post("/mcp", json={"jsonrpc": "2.0", "id": "a", "method": "tools/list"})
    assert [tool["name"] for tool in listed.json()["result"]["tools"]] == [tool["name"] for tool in TOOLS]
    notified = client.post("/mcp", json={"jsonrpc": "2.0", "method": "notifications/initialized"})
    assert (notified.status_code, notified.content) == (202, b"")
    assert client.post("/mcp", content=b"{").status_code == 400
    assert client.post("/mcp", content=b"[" * 200_000).status_code == 400
    assert client.get("/mcp").status_code == 405
