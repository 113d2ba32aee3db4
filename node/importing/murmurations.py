"""Murmurations profiles: JSON that says by which schemas it is written, read as one organisation of schema.org."""

from __future__ import annotations

from collections.abc import Mapping

from node.importing.stated import JSON


def is_profile(document: JSON) -> bool:
    """Whether a document is a profile, or a list of them, as Murmurations has them (`linked_schemas`)."""
    first = document[0] if isinstance(document, list) and document else document
    return isinstance(first, Mapping) and isinstance(first.get("linked_schemas"), list)


def organisations(document: JSON) -> dict[str, JSON]:
    """The profiles as a graph of schema.org organisations.

    >>> organisations({"linked_schemas": ["x"], "name": "La Clef", "geolocation": {"lat": 50.6, "lon": 3.0}})
    {'@graph': [{'@type': 'Organization', 'name': 'La Clef', 'geo': {'latitude': 50.6, 'longitude': 3.0}}]}
    """
    profiles = document if isinstance(document, list) else [document]
    return {"@graph": [_organisation(each) if isinstance(each, Mapping) else each for each in profiles]}


def _organisation(profile: Mapping[str, JSON]) -> dict[str, JSON]:
    place = profile.get("geolocation")
    point: Mapping[str, JSON] = place if isinstance(place, Mapping) else {}
    address = {
        "streetAddress": profile.get("street_address") or profile.get("full_address"),
        "addressLocality": profile.get("locality"),
        "postalCode": profile.get("postal_code"),
        "addressCountry": profile.get("country_iso_3166") or profile.get("country_name"),
    }
    geo = {
        "latitude": point.get("lat", profile.get("latitude")),
        "longitude": point.get("lon", profile.get("longitude")),
    }
    found: dict[str, JSON] = {
        "@type": "Organization",
        "@id": profile.get("profile_url") or profile.get("primary_url"),
        "name": profile.get("name"),
        "url": profile.get("primary_url") or profile.get("url"),
        "description": profile.get("description") or profile.get("mission"),
        "keywords": profile.get("tags"),
        "address": _said(address),
        "geo": _said(geo),
    }
    return _said(found)


def _said(values: Mapping[str, JSON]) -> dict[str, JSON]:
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}
