"""From a handle to an actor and back."""

from __future__ import annotations

import json

import pytest

from federation import webfinger
from federation.errors import BlockedAddress, NotFound, Refused
from federation.guard import Guard
from federation.webfinger import Handle, parse_handle
from tests.federation.doubles import Peer, client, says


@pytest.mark.parametrize(
    ("text", "handle"),
    [
        ("pedales@127.0.0.1:8401", Handle("pedales", "127.0.0.1:8401")),
        ("@a@Coop.Example", Handle("a", "coop.example")),
        (" acct:a@coop.example ", Handle("a", "coop.example")),
        ("a@économie.example", Handle("a", "xn--conomie-9xa.example")),
        ("https://coop.example/actors/a#x", Handle("", "coop.example", "https://coop.example/actors/a")),
    ],
)
def test_parse_handle(text: str, handle: Handle) -> None:
    assert parse_handle(text) == handle


@pytest.mark.parametrize(
    "text",
    ["", "a", "@a", "a@", "@@", "a b@coop.example", "a@b@coop.example", "a@co op", "a@x/y@z", "a@x/y", "a@x?y:80"],
)
def test_parse_handle__refuses(text: str) -> None:
    with pytest.raises(Refused):
        parse_handle(text)


def test_parse_handle__says_how_to_write_it() -> None:
    with pytest.raises(Refused) as caught:
        parse_handle("pedales")

    assert "nom@exemple.fr" in caught.value.public.fr


def test_jrd__whole() -> None:
    assert webfinger.jrd(
        user="pedales",
        host="pedales.example",
        actor="https://pedales.example/actors/pedales",
        profile="https://pedales.example/actors/pedales",
        interact="https://pedales.example/interact",
    ) == {
        "subject": "acct:pedales@pedales.example",
        "aliases": ["https://pedales.example/actors/pedales"],
        "links": [
            {"rel": "self", "type": "application/activity+json", "href": "https://pedales.example/actors/pedales"},
            {
                "rel": "http://webfinger.net/rel/profile-page",
                "type": "text/html",
                "href": "https://pedales.example/actors/pedales",
            },
            {
                "rel": "http://ostatus.org/schema/1.0/subscribe",
                "template": "https://pedales.example/interact?uri={uri}",
            },
            {
                "rel": "https://w3id.org/fep/3b86/Follow",
                "template": "https://pedales.example/interact?object={object}",
            },
        ],
    }


def test_only_rels() -> None:
    answer = webfinger.node_jrd(origin="https://a.example", application="https://a.example/actor")

    assert webfinger.only_rels(answer, []) == answer
    assert [link["rel"] for link in webfinger.only_rels(answer, ["self"])["links"]] == ["self"]  # type: ignore[attr-defined]


def _jrd(subject: str, href: str, **link: str) -> bytes:
    links = [{"rel": "self", "type": "application/activity+json", "href": href, **link}]
    return json.dumps({"subject": subject, "links": ["odd", {"rel": "x"}, *links]}).encode()


async def test_resolve__asks_and_reads() -> None:
    async with Peer() as peer, client() as door:
        host = peer.origin.removeprefix("http://")
        target = f"/.well-known/webfinger?resource=acct%3Aa%40{host.replace(':', '%3A')}"
        peer.answers[target] = says(_jrd(f"acct:a@{host}", peer.origin + "/users/a"), kind="application/jrd+json")

        assert await webfinger.resolve(door, parse_handle(f"@a@{host}")) == peer.origin + "/users/a"


async def test_resolve__one_change_of_subject_and_no_more() -> None:
    async with Peer() as peer, client() as door:
        host = peer.origin.removeprefix("http://")
        asked = f"/.well-known/webfinger?resource=acct%3A{{}}%40{host.replace(':', '%3A')}"
        for user, subject in (("a", "b"), ("b", "b"), ("c", "d"), ("d", "e")):
            body = _jrd(f"acct:{subject}@{host}", f"{peer.origin}/users/{subject}")
            peer.answers[asked.format(user)] = says(body, kind="application/json")

        assert await webfinger.resolve(door, Handle("a", host)) == peer.origin + "/users/b"
        with pytest.raises(Refused, match="another subject"):
            await webfinger.resolve(door, Handle("c", host))


async def test_resolve__no_link_we_can_use() -> None:
    async with Peer() as peer, client() as door:
        host = peer.origin.removeprefix("http://")
        target = f"/.well-known/webfinger?resource=acct%3Aa%40{host.replace(':', '%3A')}"
        for body in (
            b'{"links": 7}',
            _jrd(f"acct:a@{host}", "data:text/plain,x"),
            _jrd(f"acct:a@{host}", peer.origin + "/a", type="text/html"),
        ):
            peer.answers[target] = says(body, kind="application/jrd+json")
            with pytest.raises(NotFound):
                await webfinger.resolve(door, Handle("a", host))


async def test_resolve__url_is_itself_and_production_never_asks_loopback() -> None:
    async with client(guard=Guard()) as door:
        assert await webfinger.resolve(door, parse_handle("https://a.example/u")) == "https://a.example/u"
        with pytest.raises(BlockedAddress):
            await webfinger.resolve(door, parse_handle("a@127.0.0.1"))


def test_host_meta() -> None:
    assert 'template="https://a.example/.well-known/webfinger?resource={uri}"' in webfinger.host_meta(
        "https://a.example"
    )
