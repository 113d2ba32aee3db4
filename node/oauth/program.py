"""A program that asks for access: who it says it is, in a document at its own address.

Nobody registers anything: the client_id is the address of that document. FEP-d8c2 makes it an ActivityStreams object
with `redirectURI`; OAuth client metadata says the same in `redirect_uris`. Both are read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from federation.client import Client
from federation.errors import Refused
from federation.owner import same_id
from vocab.language import Text
from vocab.looseness import id_of

ACCEPT: Final = "application/activity+json, application/ld+json;q=0.9, application/json;q=0.8"
MAX_REDIRECTS: Final = 10
MAX_ADDRESS: Final = 2_000
MAX_NAME: Final = 80
# Addresses that run or show something in the browser itself, or that carry a code in clear.
UNSAFE: Final = frozenset(
    {"javascript", "data", "vbscript", "file", "blob", "about", "view-source", "ftp", "ws", "wss"}
)
LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})


# R19: an address that is not exactly one of these gets no code.
@dataclass(frozen=True, slots=True)
class Program:
    """A program: its address, what it calls itself, and where it may receive an answer."""

    id: str
    name: str
    redirects: tuple[str, ...]


async def fetch(client: Client, id: str) -> Program:
    """The program behind a client_id, read at its address through the guard; raises FederationError."""
    fetched = await client.get_json(id, ACCEPT)
    if not same_id(fetched.url, id):
        raise _unfit(f"{id[:200]} leads to {fetched.url[:200]}")
    return read(id, fetched.document)


def read(id: str, document: Mapping[str, object]) -> Program:
    """The program that a document describes; raises Refused when it is another's or has no safe address.

    >>> read("https://app.example/", {"id": "https://app.example/", "redirectURI": "https://app.example/cb"}).name
    'app.example'
    """
    if id not in (document.get("id"), document.get("client_id")):
        raise _unfit(f"the document at {id[:200]} calls itself {str(document.get('id'))[:200]}")
    redirects = tuple(address for address in _addresses(document) if is_safe(address))[:MAX_REDIRECTS]
    if not redirects:
        raise _unfit(f"{id[:200]} names no safe redirectURI")
    return Program(id, _name(document) or str(urlsplit(id).hostname), redirects)


def is_safe(address: str) -> bool:
    """Whether a code may be sent to this address: https, loopback, or a program on the person's own device.

    >>> [is_safe(a) for a in ("https://a.example/cb", "http://127.0.0.1:9/cb", "garden:oauth", "http://a.example/cb")]
    [True, True, True, False]
    >>> any(is_safe(a) for a in ("javascript:alert(1)", "https://a@b.example/", "https://a.example/#x", "/cb"))
    False
    """
    if len(address) > MAX_ADDRESS or not address.isascii() or not address.isprintable() or " " in address:
        return False
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return False
    if not parts.scheme or "#" in address or "@" in parts.netloc or "\\" in address:
        return False
    if parts.scheme in ("https", "http"):
        return bool(host) and (parts.scheme == "https" or host in LOOPBACK)
    return parts.scheme not in UNSAFE


def _addresses(document: Mapping[str, object]) -> list[str]:
    found: list[str] = []
    for key in ("redirectURI", "oauth:redirectURI", "redirect_uris"):
        said = document.get(key)
        for each in said if isinstance(said, list) else [said]:
            address = id_of(each)
            if address is not None:
                found.append(address)
    return found[: 2 * MAX_REDIRECTS]


def _name(document: Mapping[str, object]) -> str | None:
    for key in ("name", "client_name"):
        said = document.get(key)
        if isinstance(said, str) and said.strip():
            # What a program says of itself is shown beside its address: no line breaks, nothing long.
            return " ".join(said.split())[:MAX_NAME]
    said = document.get("nameMap")
    if isinstance(said, Mapping):
        return next((" ".join(each.split())[:MAX_NAME] for each in said.values() if isinstance(each, str)), None)
    return None


def _unfit(log: str) -> Refused:
    return Refused(
        log,
        Text(
            "Ce programme ne se décrit pas correctement : son document doit porter son adresse et une redirectURI.",
            "This program does not describe itself properly: its document needs its address and a redirectURI.",
        ),
    )
