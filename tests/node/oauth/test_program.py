"""A program describes itself at its own address."""

from __future__ import annotations

import pytest

from federation.errors import Refused
from node.oauth.program import MAX_NAME, is_safe, read

APP = "https://app.example/client"


@pytest.mark.parametrize(
    "address",
    [
        "https://app.example/cb",
        "https://app.example/cb?a=b",
        "http://127.0.0.1:8080/cb",
        "http://[::1]:1/cb",
        "garden:cb",
    ],
)
def test_is_safe__https_loopback_and_programs_on_the_device(address: str) -> None:
    assert is_safe(address)


@pytest.mark.parametrize(
    "address",
    [
        "http://app.example/cb",
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "https://me@app.example/cb",
        "https://app.example/cb#fragment",
        "https:///cb",
        "https://app.example\\@evil.example/",
        "/cb",
        "",
        "https://app.example/c b",
        "https://app.example/\n",
        "https://app.example/" + "x" * 2_000,
        "https://[::1/cb",
    ],
)
def test_is_safe__nothing_else(address: str) -> None:
    assert not is_safe(address)


def test_read__an_application_of_activitystreams() -> None:
    document = {"id": APP, "type": "Application", "name": "Potager\n de poche", "redirectURI": "https://app.example/cb"}
    program = read(APP, document)
    assert (program.name, program.redirects) == ("Potager de poche", ("https://app.example/cb",))


def test_read__client_metadata() -> None:
    document = {"client_id": APP, "client_name": "x" * 500, "redirect_uris": ["https://app.example/cb", "http://evil/"]}
    program = read(APP, document)
    assert (program.name, program.redirects) == ("x" * MAX_NAME, ("https://app.example/cb",))


def test_read__a_nameless_one_is_called_by_its_host() -> None:
    assert read(APP, {"id": APP, "redirectURI": [{"id": "https://app.example/cb"}]}).name == "app.example"
    assert read(APP, {"id": APP, "nameMap": {"fr": "Potager"}, "redirectURI": "garden:cb"}).name == "Potager"


@pytest.mark.parametrize(
    "document",
    [
        {"id": "https://other.example/client", "redirectURI": "https://app.example/cb"},
        {"redirectURI": "https://app.example/cb"},
        {"id": APP},
        {"id": APP, "redirectURI": "javascript:alert(1)"},
    ],
)
def test_read__another_s_document_or_no_address(document: dict[str, object]) -> None:
    with pytest.raises(Refused):
        read(APP, document)
