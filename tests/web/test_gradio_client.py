"""``gradio_client`` against the whole server: the same records, wrong use raised, only three endpoints offered."""

from __future__ import annotations

import json

import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError
from served import serving

from qa import Archive
from qa.as_json import to_plain
from qa.desk import Desk

QUESTION = "what did NATO say about Libya?"


@pytest.fixture(scope="module")
def client(address: str) -> Client:
    return Client(address, verbose=False)


def test_it_asks_retrieves_and_reads(client: Client, archive: Archive) -> None:
    answer = client.predict(QUESTION, until="2012", api_name="/ask")
    assert json.loads(answer) == json.loads(json.dumps(to_plain(archive.ask(QUESTION, until="2012"))))
    found = json.loads(client.predict(QUESTION, api_name="/retrieve"))
    assert found["hits"][0]["rank"] == 1
    name = found["hits"][0]["release"]["id"]
    assert json.loads(client.predict(name, api_name="/read_release"))["text"] == archive.release(name).text


def test_wrong_use_is_raised_in_one_line(client: Client) -> None:
    with pytest.raises(AppError, match="the question is empty"):
        client.predict("  ", api_name="/ask")


def test_only_these_endpoints_are_offered(client: Client) -> None:
    described = client.view_api(return_format="dict", print_info=False)
    assert set(described["named_endpoints"]) == {"/ask", "/retrieve", "/read_release"}
    assert described["unnamed_endpoints"] == {}


def test_with_an_access_word_it_needs_the_word(archive: Archive) -> None:
    with serving(Desk(archive), token="word") as address:
        with pytest.raises(ValueError, match="credentials were not provided"):
            Client(address, verbose=False)
        client = Client(address, headers={"Authorization": "Bearer word"}, verbose=False)
        assert json.loads(client.predict(QUESTION, api_name="/ask"))["status"] == "answered"
