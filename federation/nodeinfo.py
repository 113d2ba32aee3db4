"""What a node says of itself to anyone (NodeInfo 2.0 and 2.1, FEP-0151, FEP-2677), and reading what others say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from federation.client import Client
from federation.errors import NotFound
from vocab.looseness import one_or_many

Version = Literal["2.0", "2.1"]
VERSIONS: Final[tuple[Version, ...]] = ("2.0", "2.1")
APPLICATION: Final = "https://www.w3.org/ns/activitystreams#Application"
REPOSITORY: Final = "https://w3id.org/plateformcoop/bocage"
_SCHEMA: Final = "http://nodeinfo.diaspora.software/ns/schema/"
_MAX_LINKS: Final = 20


@dataclass(frozen=True, slots=True)
class Software:
    """What a peer runs, as it says; nothing about what it can do follows from this (FEP-0151)."""

    name: str
    version: str


def well_known(origin: str) -> dict[str, object]:
    """The answer at `/.well-known/nodeinfo`."""
    links: list[dict[str, str]] = [
        {"rel": _SCHEMA + version, "href": f"{origin}/nodeinfo/{version}"} for version in VERSIONS
    ]
    return {"links": [*links, {"rel": APPLICATION, "href": f"{origin}/actor"}]}


def content_type(version: Version) -> str:
    """The type of the document, with its profile.

    >>> content_type("2.1")
    'application/json; profile="http://nodeinfo.diaspora.software/ns/schema/2.1#"'
    """
    return f'application/json; profile="{_SCHEMA}{version}#"'


def nodeinfo(
    version: Version,
    *,
    software_version: str,
    title: str,
    description: str = "",
    organisations: int | None = None,
    records: int | None = None,
    staff: tuple[str, ...] = (),
) -> dict[str, object]:
    """The document at `/nodeinfo/{version}`; counts that are None are not told."""
    software = {"name": "bocage", "version": software_version}
    if version == "2.1":
        software["repository"] = REPOSITORY
    usage: dict[str, object] = {"users": {} if organisations is None else {"total": organisations}}
    if records is not None:
        usage["localPosts"] = records
    return {
        "version": version,
        "software": software,
        "protocols": ["activitypub"],
        "services": {"inbound": [], "outbound": ["atom1.0", "rss2.0"]},
        "openRegistrations": False,
        "usage": usage,
        "metadata": {
            "nodeName": title,
            "nodeDescription": description,
            "staffAccounts": list(staff),
            "federation": {"enabled": True},
        },
    }


async def software_of(client: Client, origin: str) -> Software:
    """What the node at `origin` says it runs; raises FederationError."""
    links = (await client.get_json(origin + "/.well-known/nodeinfo", "application/json")).document.get("links")
    hrefs: dict[str, str] = {}
    for link in one_or_many(links)[:_MAX_LINKS]:
        if isinstance(link, Mapping):
            rel, href = link.get("rel"), link.get("href")
            if isinstance(rel, str) and isinstance(href, str) and rel.startswith(_SCHEMA):
                hrefs[rel.removeprefix(_SCHEMA)] = href
    href = next((hrefs[version] for version in ("2.1", "2.0", "1.1", "1.0") if version in hrefs), None)
    if href is None:
        raise NotFound(f"{origin} has no NodeInfo")
    software = (await client.get_json(href, "application/json")).document.get("software")
    if not isinstance(software, Mapping):
        raise NotFound(f"{href} does not say which software runs")
    return Software(str(software.get("name", ""))[:100], str(software.get("version", ""))[:100])
