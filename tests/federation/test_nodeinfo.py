"""What a node says of itself."""

from __future__ import annotations

import json

import pytest

from federation import nodeinfo
from federation.errors import BlockedAddress, NotFound
from federation.nodeinfo import Software
from tests.federation.doubles import Peer, client, says


def test_well_known__both_versions_and_the_application() -> None:
    assert nodeinfo.well_known("https://a.example") == {
        "links": [
            {"rel": "http://nodeinfo.diaspora.software/ns/schema/2.0", "href": "https://a.example/nodeinfo/2.0"},
            {"rel": "http://nodeinfo.diaspora.software/ns/schema/2.1", "href": "https://a.example/nodeinfo/2.1"},
            {"rel": "https://www.w3.org/ns/activitystreams#Application", "href": "https://a.example/actor"},
        ]
    }


def test_nodeinfo__whole() -> None:
    assert nodeinfo.nodeinfo("2.1", software_version="0.1.0", title="Les Pédales", organisations=2, records=3) == {
        "version": "2.1",
        "software": {"name": "bocage", "version": "0.1.0", "repository": nodeinfo.REPOSITORY},
        "protocols": ["activitypub"],
        "services": {"inbound": [], "outbound": ["atom1.0", "rss2.0"]},
        "openRegistrations": False,
        "usage": {"users": {"total": 2}, "localPosts": 3},
        "metadata": {
            "nodeName": "Les Pédales",
            "nodeDescription": "",
            "staffAccounts": [],
            "federation": {"enabled": True},
        },
    }


def test_nodeinfo__2_0_has_no_repository() -> None:
    assert nodeinfo.nodeinfo("2.0", software_version="0.1.0", title="x")["software"] == {
        "name": "bocage",
        "version": "0.1.0",
    }


async def _asked(peer: Peer, href: str) -> None:
    links = {
        "links": [7, {"rel": "x", "href": 1}, {"rel": "http://nodeinfo.diaspora.software/ns/schema/2.0", "href": href}]
    }
    peer.answers["/.well-known/nodeinfo"] = says(json.dumps(links).encode(), kind="application/json")


async def test_software_of() -> None:
    async with Peer() as peer, client() as door:
        await _asked(peer, peer.origin + "/n")
        peer.answers["/n"] = says(b'{"software": {"name": "gotosocial", "version": "0.20"}}', kind="application/json")

        assert await nodeinfo.software_of(door, peer.origin) == Software("gotosocial", "0.20")


@pytest.mark.parametrize("href", ["data:application/json,{}", "file:///etc/passwd", "http://10.0.0.1/n", "/n"])
async def test_software_of__link_to_a_forbidden_place(href: str) -> None:
    async with Peer() as peer, client() as door:
        await _asked(peer, href)

        with pytest.raises(BlockedAddress):
            await nodeinfo.software_of(door, peer.origin)


async def test_software_of__nothing_there() -> None:
    async with Peer() as peer, client() as door:
        peer.answers["/.well-known/nodeinfo"] = says(b'{"links": []}', kind="application/json")

        with pytest.raises(NotFound):
            await nodeinfo.software_of(door, peer.origin)
