"""Reading ActivityStreams as it comes: one value or several, an IRI or an object, a text or a map of languages.

Everything here takes `object` and answers a narrow type: after this module no one needs to ask what a value is. The
door where bytes become a document, `decode`, has its own file.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from vocab.context import PUBLIC
from vocab.decode import decode as decode  # the door stands with the readers

# The three spellings of the public collection that JSON-LD makes equal (ActivityPub section 5.6).
PUBLIC_SPELLINGS = frozenset({PUBLIC, "as:Public", "Public"})
MAX_ADDRESS = 2_000
AUDIENCE_KEYS = ("to", "cc", "audience", "bto", "bcc")
_WEB = ("https://", "http://")


def one_or_many(value: object) -> list[object]:
    """The values of a property that may be absent, single or a list.

    >>> one_or_many(None), one_or_many("a"), one_or_many(["a", "b"])
    ([], ['a'], ['a', 'b'])
    """
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def id_of(value: object) -> str | None:
    """The IRI that `value` is or carries (`id`, `@id`, a Link's `href`, the only member of a list), else None.

    >>> id_of({"id": "https://a.example/1"}), id_of(["https://a.example/1"]), id_of({"type": "Note"})
    ('https://a.example/1', 'https://a.example/1', None)
    """
    if value is None or isinstance(value, str):
        return value or None
    if isinstance(value, Mapping):
        if value.get("type") == "Link":
            return id_of(value["href"]) if isinstance(value.get("href"), str) else None
        found = value.get("id", value.get("@id"))
        return found if isinstance(found, str) and found else None
    if isinstance(value, list) and len(value) == 1:
        return None if isinstance(value[0], list) else id_of(value[0])
    return None


def ids_of(value: object) -> list[str]:
    """The IRIs of a property that may be single or a list; what has none is left out."""
    return [found for found in map(id_of, one_or_many(value)) if found is not None]


def web_address(value: object) -> str | None:
    """The IRI that `value` is or carries, where a page may lead people there: a web address, not too long.

    >>> web_address({"id": "https://a.example/1"}), web_address("javascript:alert(1)"), web_address("https://[")
    ('https://a.example/1', None, None)
    """
    found = id_of(value)
    return found if found and found.startswith(_WEB) and len(found) <= MAX_ADDRESS and _has_host(found) else None


def types_of(document: Mapping[str, object]) -> tuple[str, ...]:
    """The `type` (or `@type`) values of a document, in its order.

    >>> types_of({"type": ["Note", "Article"]})
    ('Note', 'Article')
    """
    return tuple(kind for kind in one_or_many(document.get("type", document.get("@type"))) if isinstance(kind, str))


def is_public(value: object) -> bool:
    """Whether an addressing value names, or holds, the public collection."""
    return any(found in PUBLIC_SPELLINGS for found in ids_of(value))


def audience_of(document: Mapping[str, object]) -> frozenset[str]:
    """Everyone a document is addressed to (to, cc, audience, bto, bcc), the public collection in its full spelling."""
    found = {iri for key in AUDIENCE_KEYS if key in document for iri in ids_of(document[key])}
    return frozenset(PUBLIC if iri in PUBLIC_SPELLINGS else iri for iri in found)


def first_text(value: object) -> str | None:
    """The first text of a string, a list, a value object or a language map; None when there is none.

    >>> first_text({"fr": "réseau"}), first_text(["a", "b"]), first_text(3)
    ('réseau', 'a', None)
    """
    if value is None or isinstance(value, str):  # most of what a record may say, it does not
        return value
    if isinstance(value, Mapping):
        inner = value["@value"] if "@value" in value else next(iter(value.values()), None)
        return inner if isinstance(inner, str) else None
    if isinstance(value, list):
        return next((text for text in map(_text_of_member, value) if text is not None), None)
    return None


def text_in(document: Mapping[str, object], name: str, language: str) -> str | None:
    """The text of property `name` in `language`: its map first (`fr` serves `fr-BE`), then the plain text, then any.

    >>> text_in({"name": "réseau", "nameMap": {"fr": "réseau", "en": "network"}}, "name", "en-GB")
    'network'
    """
    by_language = document.get(name + "Map")
    if isinstance(by_language, Mapping):
        for tag in (language, language.partition("-")[0]):
            found = first_text(by_language.get(tag))
            if found is not None:
                return found
    plain = first_text(document.get(name))
    return plain if plain is not None else first_text(by_language)


def _text_of_member(member: object) -> str | None:
    return None if isinstance(member, list) else first_text(member)


def _has_host(address: str) -> bool:
    try:
        return bool(urlsplit(address).netloc)
    except ValueError:
        return False
