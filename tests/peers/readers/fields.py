"""Fields: what a foreign parser asks of one field, as small readers that give the value or say why they cannot."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

Document = Mapping[str, Any]
Read = Callable[[Document], object]
AS = "https://www.w3.org/ns/activitystreams"


class Unreadable(Exception):
    """The server would drop the document, or the field."""


@dataclass(frozen=True, slots=True)
class Row:
    """One field as one server reads it; `field` is what has to be there."""

    server: str
    field: str
    read: Read

    def __str__(self) -> str:
        return f"{self.server}-{self.field}"


def text(name: str, longest: int = 1_000_000) -> Read:
    """A string, never an array, that says something and is not too long."""

    def read(document: Document) -> object:
        value = document.get(name)
        if not isinstance(value, str) or not value.strip() or len(value.encode()) > longest:
            raise Unreadable(name)
        return value

    return read


def truth(name: str) -> Read:
    """True, and not a word that means it."""

    def read(document: Document) -> object:
        if document.get(name) is not True:
            raise Unreadable(name)
        return True

    return read


def address(name: str, *, own_host: bool = False) -> Read:
    """An http(s) address, on the host of the id where asked."""

    def read(document: Document) -> object:
        value = document.get(name)
        parts = urlsplit(value) if isinstance(value, str) else None
        if parts is None or parts.scheme not in ("http", "https") or not parts.netloc:
            raise Unreadable(name)
        if own_host and parts.netloc != urlsplit(str(document["id"])).netloc:
            raise Unreadable(f"{name} on another host")
        return value

    return read


def one_of(name: str, *known: str) -> Read:
    """A single string out of those that the server knows."""

    def read(document: Document) -> object:
        if document.get(name) not in known or not isinstance(document.get(name), str):
            raise Unreadable(name)
        return document[name]

    return read


def first_of(name: str, *known: str) -> Read:
    """The first of one or many that the server knows."""

    def read(document: Document) -> object:
        value = document.get(name)
        found = [item for item in (value if isinstance(value, list) else [value]) if item in known]
        if not found:
            raise Unreadable(name)
        return found[0]

    return read


def plain_context(document: Document) -> object:
    """ActivityStreams named literally, alone or in a list, and first in it."""
    context = document.get("@context")
    first = context[0] if isinstance(context, list) and context else context
    if first != AS:
        raise Unreadable("@context")
    return first


def rsa_key(document: Document) -> object:
    """One RSA key in PEM, of at least 2048 bits, that belongs to the actor."""
    key = document.get("publicKey")
    if not isinstance(key, dict) or key.get("owner") != document.get("id") or not isinstance(key.get("id"), str):
        raise Unreadable("publicKey")
    loaded = load_pem_public_key(str(key.get("publicKeyPem")).encode())
    if not isinstance(loaded, RSAPublicKey) or loaded.key_size < 2048:
        raise Unreadable("publicKeyPem")
    return loaded.key_size


def shared_inbox(document: Document) -> object:
    """An address in `endpoints`, which is an object."""
    endpoints = document.get("endpoints")
    if not isinstance(endpoints, dict):
        raise Unreadable("endpoints")
    return address("sharedInbox", own_host=True)({"id": document["id"], **endpoints})


def property_values(document: Document) -> object:
    """Name and value of at most 50 fields of 2047 characters."""
    rows = document.get("attachment")
    if not isinstance(rows, list) or not 0 < len(rows) <= 50:
        raise Unreadable("attachment")
    found = {row["name"]: row["value"] for row in rows if row.get("type") == "PropertyValue"}
    if not found or any(len(word) > 2047 for pair in found.items() for word in pair):
        raise Unreadable("PropertyValue")
    return found


def hashtags(document: Document) -> object:
    """Names that begin with # and go on with letters and digits, each leading somewhere."""
    tags = [tag for tag in document.get("tag", ()) if tag.get("type") == "Hashtag"]
    if not tags:
        raise Unreadable("tag")
    for tag in tags:
        if not tag["name"].startswith("#") or not tag["name"][1:].isalnum() or tag["name"][1:].isdigit():
            raise Unreadable(tag["name"])
        address("href")(tag)
    return [tag["name"] for tag in tags]


def in_languages(document: Document) -> object:
    """The text by language; the plain one is among them."""
    texts = document.get("contentMap")
    if not isinstance(texts, dict) or document.get("content") not in texts.values():
        raise Unreadable("contentMap")
    return texts


def addressed(name: str) -> Read:
    """A list of addresses; some parsers take nothing else."""

    def read(document: Document) -> object:
        value = document.get(name)
        if not isinstance(value, list) or not value or not all(isinstance(item, str) for item in value):
            raise Unreadable(name)
        return value

    return read


def moment(name: str) -> Read:
    """A date with its offset, of a year that a database takes."""

    def read(document: Document) -> object:
        value = document.get(name)
        if not isinstance(value, str) or "T" not in value or not value[:4].isdigit():
            raise Unreadable(name)
        if not (value.endswith("Z") or value[-6] in "+-"):
            raise Unreadable(f"{name} without its offset")
        return value

    return read
