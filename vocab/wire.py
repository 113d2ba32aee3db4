"""Wire: the pieces that documents of several kinds have in common, and how they are written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from vocab.context import COOP

Document = dict[str, object]
Values = Mapping[str, object]
_NOTHING: Final[tuple[object, ...]] = ("", [], {})


def present(document: Document) -> Document:
    """The document without the keys that say nothing.

    >>> present({"level": 0, "cost": None, "evidence": []})
    {'level': 0}
    """
    return {key: value for key, value in document.items() if value or (value is not None and value not in _NOTHING)}


def in_languages(value: object, language: str) -> dict[str, str]:
    """A text or a map of texts as a map; a text alone is in `language`.

    >>> in_languages("Livraison", "fr")
    {'fr': 'Livraison'}
    """
    if not value:
        return {}
    if isinstance(value, Mapping):
        return {str(key): str(text) for key, text in value.items() if text}
    return {language: str(value)}


def record_language(values: Values, default: str) -> str:
    """The record's language: the first of its name's, else the one that is given, unless its text is in others only.

    >>> record_language({"name": {"en": "Delivery", "fr": "Livraison"}, "content": "We deliver."}, "fr")
    'en'
    """
    name = in_languages(values.get("name"), default)
    if isinstance(values.get("name"), Mapping) and name:
        return next(iter(name))
    texts = in_languages(values.get("content_html"), default) or in_languages(values.get("content"), default)
    return default if not texts or default in texts else next(iter(texts))


def multibase(digest: object) -> str | None:
    """A SHA-256 in base 16 as a multihash in multibase, the way of security vocabularies.

    >>> multibase("00" * 32)[:8]
    'f1220000'
    """
    return f"f1220{digest}" if digest else None


def compact(value: object) -> object:
    """Our own IRIs in their compact form, one or many.

    >>> compact("https://w3id.org/plateformcoop/ns#need-livrer")
    'coop:need-livrer'
    """
    if isinstance(value, list):
        return [compact(item) for item in value]
    text = str(value) if value else None
    return text.replace(COOP, "coop:", 1) if text else None


def to_place(value: object) -> Document | None:
    """An ActivityStreams Place from a checked location."""
    if not isinstance(value, Mapping):
        return None
    address = {
        wire: value[key]
        for key, wire in (
            ("street", "streetAddress"),
            ("postcode", "postalCode"),
            ("city", "addressLocality"),
            ("country", "addressCountry"),
        )
        if value.get(key)
    }
    place: Document = {
        "type": "Place",
        "name": value.get("name") or value.get("city"),
        "latitude": value.get("latitude"),
        "longitude": value.get("longitude"),
        "approximate": value.get("approximate"),
        "address": {"type": "PostalAddress", **address} if address else None,
        "within": [value["territory"]] if value.get("territory") else None,
    }
    place = present(place)
    return place if len(place) > 1 else None


def to_identifiers(value: object) -> list[Document]:
    """Register numbers as PropertyValue nodes."""
    if not isinstance(value, Mapping):
        return []
    return [{"type": "PropertyValue", "propertyID": str(key).upper(), "value": number} for key, number in value.items()]


def to_tags(needs: object, url: str) -> list[Document]:
    """A hashtag for each need, which leads to what this server knows about it."""
    if not isinstance(needs, list):
        return []
    parts = urlsplit(url)
    words = [str(iri).rpartition("need-")[2] for iri in needs]
    return [
        {
            "type": "Hashtag",
            # Hashtags take no hyphen: se-deplacer is read as #sedeplacer.
            "name": "#" + word.replace("-", ""),
            "href": f"{parts.scheme}://{parts.netloc}/directory?need={word}",
        }
        for word in words
    ]


def to_pictures(value: object) -> list[Document]:
    """Pictures as ActivityStreams images: `name` is what they show, read aloud to those who do not see them."""
    rows = value if isinstance(value, list) else []
    return [
        present(
            {
                "type": "Image",
                "mediaType": row.get("media_type"),
                "url": row.get("url"),
                "name": row.get("alt"),
                "width": row.get("width"),
                "height": row.get("height"),
            }
        )
        for row in rows
    ]
