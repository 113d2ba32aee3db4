"""Fields: what a value of each sort may be, as functions that give the value resolved or say what is wrong.

A checker takes the value as written and the vocabulary. It returns what the document builder needs (IRIs for
concepts, ISO dates, lists where one was written) or raises `Wrong`.
"""

from __future__ import annotations

import datetime
import re
import zoneinfo
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import urlsplit

from vocab.concepts import Concept, Scheme
from vocab.language import Text
from vocab.prose import clean
from vocab.vocabulary import Vocabulary

Checker = Callable[[object, Vocabulary], object]

MAX_SHORT: Final = 500
MAX_LONG: Final = 20_000
MAX_ITEMS: Final = 100
_EMAIL: Final = re.compile(r"^[^@\s]{1,64}@[^@\s]{1,255}$")


class Wrong(Exception):
    """A value is not what its field takes. `inside` names the part of the field, such as `[2].url`."""

    def __init__(self, sentence: Text, fix: Text, inside: str = "") -> None:
        super().__init__(sentence.en)
        self.sentence, self.fix, self.inside = sentence, fix, inside


def short_text(value: object, vocabulary: Vocabulary) -> object:
    """A line, or one per language: {fr: …, en: …}."""
    return _texts(value, MAX_SHORT)


def long_text(value: object, vocabulary: Vocabulary) -> object:
    """A text in Markdown, or one per language."""
    return _texts(value, MAX_LONG)


def markup(value: object, vocabulary: Vocabulary) -> object:
    """HTML from a program, cleaned."""
    texts = _texts(value, MAX_LONG)
    return clean(texts) if isinstance(texts, str) else {key: clean(text) for key, text in texts.items()}


def language(value: object, vocabulary: Vocabulary) -> object:
    """A language tag such as fr, en, nl."""
    if isinstance(value, str) and re.fullmatch(r"[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8}){0,2}", value):
        return value.lower()
    raise Wrong(
        Text(f"« {value} » n'est pas un code de langue", f'"{value}" is not a language code'),
        Text("fr, en, nl…", "fr, en, nl…"),
    )


def one_of(*allowed: str) -> Checker:
    """A word from a short list."""

    def checker(value: object, vocabulary: Vocabulary) -> object:
        if value in allowed:
            return value
        raise Wrong(
            Text(f"« {value} » n'est pas admis", f'"{value}" is not allowed'),
            Text("un de : " + ", ".join(allowed), "one of: " + ", ".join(allowed)),
        )

    return checker


def concept(scheme: str) -> Checker:
    """One concept of a scheme, by notation, label or IRI; gives its IRI."""

    def checker(value: object, vocabulary: Vocabulary) -> object:
        return _concept(value, getattr(vocabulary.schemes, scheme), "").iri

    return checker


def concepts(scheme: str) -> Checker:
    """One or several concepts of a scheme; gives their IRIs."""

    def checker(value: object, vocabulary: Vocabulary) -> object:
        found = [_concept(item, getattr(vocabulary.schemes, scheme), inside).iri for item, inside in _items(value)]
        return list(dict.fromkeys(found))

    return checker


def notation(scheme: str) -> Checker:
    """One concept of a scheme; gives its notation, for what the wire writes as a plain word."""

    def checker(value: object, vocabulary: Vocabulary) -> object:
        return _concept(value, getattr(vocabulary.schemes, scheme), "").notation

    return checker


def notations(scheme: str) -> Checker:
    """One or several concepts of a scheme; gives their notations."""

    def checker(value: object, vocabulary: Vocabulary) -> object:
        return [_concept(item, getattr(vocabulary.schemes, scheme), inside).notation for item, inside in _items(value)]

    return checker


def territories(value: object, vocabulary: Vocabulary) -> object:
    """One or several territories, by slug such as fr-commune-59350 or by IRI; gives the compact IRIs."""
    return list(dict.fromkeys(_territory(item, vocabulary, inside) for item, inside in _items(value)))


def place(value: object, vocabulary: Vocabulary) -> object:
    """A place: name, latitude and longitude in degrees, street, postcode, country."""
    parts = _mapping(
        value, ("name", "latitude", "longitude", "street", "postcode", "city", "country", "approximate", "territory")
    )
    found = {key: _texts(item, MAX_SHORT) for key, item in parts.items() if key in _PLACE_TEXTS and item}
    if parts.get("territory"):
        found["territory"] = _territory(parts["territory"], vocabulary, ".territory")
    for name, bound in (("latitude", 90.0), ("longitude", 180.0)):
        if parts.get(name) is not None:
            found[name] = _degrees(parts[name], bound, f".{name}")
    if ("latitude" in found) != ("longitude" in found):
        raise Wrong(
            Text("une latitude et une longitude vont ensemble", "latitude and longitude go together"),
            Text("latitude: 50.6318, longitude: 3.0471", "latitude: 50.6318, longitude: 3.0471"),
        )
    if parts.get("approximate"):
        found["approximate"] = True
    if "territory" not in found:
        commune = vocabulary.territories.locate(
            name=_as_text(parts.get("city") or parts.get("name")), postcode=_as_text(parts.get("postcode"))
        )
        if commune is not None:
            found["territory"] = commune.compact
    return found


_PLACE_TEXTS: Final = ("name", "street", "postcode", "city", "country")


def licence(value: object, vocabulary: Vocabulary) -> object:
    """A licence by its SPDX identifier; gives the IRI."""
    text = _as_text(value) or ""
    known = vocabulary.schemes.license.get(text)
    if known is not None:
        return known.iri
    if re.fullmatch(r"(https://spdx\.org/licenses/)?[A-Za-z0-9][A-Za-z0-9.+-]{1,60}", text):
        return text if text.startswith("https:") else f"https://spdx.org/licenses/{text}"
    choices = ", ".join(item.notation for item in vocabulary.schemes.license)
    raise Wrong(
        Text(f"« {value} » n'est pas un identifiant SPDX", f'"{value}" is not an SPDX identifier'),
        Text(f"par exemple : {choices}", f"for instance: {choices}"),
    )


def date(value: object, vocabulary: Vocabulary) -> object:
    """A day; gives YYYY-MM-DD."""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    try:
        return datetime.date.fromisoformat(str(value)[:10]).isoformat()
    except ValueError:
        raise Wrong(
            Text(f"« {value} » n'est pas une date", f'"{value}" is not a date'), Text("2027-06-30", "2027-06-30")
        ) from None


def year_or_date(value: object, vocabulary: Vocabulary) -> object:
    """A year or a day; gives it as text."""
    if isinstance(value, int) and 1000 <= value <= 9999:
        return str(value)
    if isinstance(value, str) and re.fullmatch(r"\d{4}", value):
        return value
    return date(value, vocabulary)


def moment(value: object, vocabulary: Vocabulary) -> object:
    """A moment, with its offset or in UTC; gives YYYY-MM-DDTHH:MM:SS+HH:MM."""
    try:
        found = value if isinstance(value, datetime.datetime) else datetime.datetime.fromisoformat(str(value))
    except ValueError:
        raise Wrong(
            Text(f"« {value} » n'est pas un moment", f'"{value}" is not a moment'),
            Text("2027-06-30T18:30:00+02:00", "2027-06-30T18:30:00+02:00"),
        ) from None
    return (found if found.tzinfo else found.replace(tzinfo=datetime.UTC)).isoformat()


def timezone(value: object, vocabulary: Vocabulary) -> object:
    """A time zone of the IANA database."""
    if isinstance(value, str) and value in zoneinfo.available_timezones():
        return value
    raise Wrong(
        Text(f"« {value} » n'est pas un fuseau horaire", f'"{value}" is not a time zone'),
        Text("Europe/Paris", "Europe/Paris"),
    )


def url(value: object, vocabulary: Vocabulary) -> object:
    """An address that begins with http:// or https://."""
    parts = urlsplit(value.strip()) if isinstance(value, str) and len(value) <= 2000 else None
    if (
        parts is not None
        and parts.scheme in ("http", "https")
        and parts.hostname
        and not re.search(r"\s", parts.geturl())
    ):
        return parts.geturl()
    raise Wrong(
        Text(f"« {value} » n'est pas une adresse", f'"{value}" is not an address'),
        Text("https://exemple.fr/page", "https://example.org/page"),
    )


def website(value: object, vocabulary: Vocabulary) -> object:
    """An organisation's site; `www.` gets its scheme."""
    text = value.strip() if isinstance(value, str) else value
    return url(f"https://{text}" if isinstance(text, str) and "://" not in text and "." in text else text, vocabulary)


def count(value: object, vocabulary: Vocabulary) -> object:
    """A whole number of people."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 100_000_000:
        return value
    raise Wrong(Text(f"« {value} » n'est pas un nombre entier", f'"{value}" is not a whole number'), Text("42", "42"))


def level(value: object, vocabulary: Vocabulary) -> object:
    """How far a practice is: 0 to 4."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 4:
        return value
    raise Wrong(
        Text(f"« {value} » n'est pas un niveau", f'"{value}" is not a level'),
        Text("un nombre de 0 à 4", "a number from 0 to 4"),
    )


def practice(value: object, vocabulary: Vocabulary) -> object:
    """A practice of the catalogue, by notation such as D03; gives the compact IRI."""
    text = _as_text(value) or ""
    found = vocabulary.charter.get(text)
    if found is not None:
        return f"charter:{found.notation}"
    near = ", ".join(f"{item.notation} ({item.label.fr})" for item in vocabulary.charter.suggest(text)[:3])
    near_en = ", ".join(f"{item.notation} ({item.label.en})" for item in vocabulary.charter.suggest(text)[:3])
    raise Wrong(
        Text(f"« {value} » n'est pas une pratique du catalogue", f'"{value}" is not a practice of the catalogue'),
        Text(f"par exemple : {near or 'D03'}", f"for instance: {near_en or 'D03'}"),
    )


def version(value: object, vocabulary: Vocabulary) -> object:
    """The version of the charter a report answers."""
    text = _as_text(value)
    if text and re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,3}){0,2}", text):
        return text
    raise Wrong(
        Text(f"« {value} » n'est pas une version de la charte", f'"{value}" is not a version of the charter'),
        Text('"1.0"', '"1.0"'),
    )


def evidence(value: object, vocabulary: Vocabulary) -> object:
    """What shows a practice: a list of {kind, url, note, date}."""
    found = []
    for item, inside in _items(value):
        parts = _mapping(item, ("kind", "url", "note", "date"), inside)
        row: dict[str, object] = {
            "kind": _concept(parts.get("kind"), vocabulary.schemes.evidence, f"{inside}.kind").notation
        }
        if parts.get("url"):
            row["url"] = _within(url, parts["url"], vocabulary, f"{inside}.url")
        if parts.get("note"):
            row["note"] = _texts(parts["note"], MAX_SHORT)
        if parts.get("date"):
            row["date"] = _within(date, parts["date"], vocabulary, f"{inside}.date")
        found.append(row)
    return found


def answers(value: object, vocabulary: Vocabulary) -> object:
    """The answers of a report: {practice, level or null, reason, indicator, date, evidence, visibility}."""
    names = ("practice", "level", "reason", "indicator", "date", "evidence", "visibility")
    found = []
    for item, inside in _items(value, limit=500):
        parts = _mapping(item, names, inside)
        row: dict[str, object] = {
            "practice": _within(practice, parts.get("practice"), vocabulary, f"{inside}.practice")
        }
        row["level"] = (
            None if parts.get("level") is None else _within(level, parts["level"], vocabulary, f"{inside}.level")
        )
        for name in ("reason", "indicator"):
            if parts.get(name) is not None:
                row[name] = _texts(str(parts[name]), MAX_SHORT)
        if parts.get("date"):
            row["date"] = _within(date, parts["date"], vocabulary, f"{inside}.date")
        if parts.get("evidence"):
            row["evidence"] = _within(evidence, parts["evidence"], vocabulary, f"{inside}.evidence")
        visible = one_of("public", "network", "statistics", "private")
        row["visibility"] = _within(visible, parts.get("visibility", "public"), vocabulary, f"{inside}.visibility")
        found.append(row)
    return found


def price(value: object, vocabulary: Vocabulary) -> object:
    """What is asked in return: {amount, unit} where unit is EUR, points, hours, free…, or the word `free`."""
    if value in ("free", "gratuit"):
        return {"amount": "0", "unit": "free"}
    parts = _mapping(value, ("amount", "unit"))
    unit = _concept(parts.get("unit", "EUR"), vocabulary.schemes.unit, ".unit").notation
    return {"amount": _amount(parts.get("amount", "0"), ".amount"), "unit": unit}


def quantity(value: object, vocabulary: Vocabulary) -> object:
    """How much is offered or asked: {amount, unit}."""
    parts = _mapping(value, ("amount", "unit"))
    unit = _concept(parts.get("unit", "one"), vocabulary.schemes.unit, ".unit").notation
    return {"amount": _amount(parts.get("amount", "1"), ".amount"), "unit": unit}


def identifiers(value: object, vocabulary: Vocabulary) -> object:
    """Register numbers: {siren: …, siret: …, rna: …}. Informal groups have none."""
    parts = _mapping(value, ("siren", "siret", "rna", "vat", "wikidata"))
    found: dict[str, str] = {}
    for name, item in parts.items():
        text = re.sub(r"[\s.]", "", str(item))
        if name in ("siren", "siret") and not _register_number(text, 9 if name == "siren" else 14):
            raise Wrong(
                Text(f"« {item} » n'est pas un numéro {name.upper()}", f'"{item}" is not a {name.upper()} number'),
                Text("vérifiez les chiffres : la clé ne tombe pas juste", "check the digits: they do not add up"),
                f".{name}",
            )
        if name == "rna" and not re.fullmatch(r"W\d[\dA-Z]\d{7}", text.upper()):
            raise Wrong(
                Text(f"« {item} » n'est pas un numéro RNA", f'"{item}" is not an RNA number'),
                Text("W suivi de neuf chiffres", "W followed by nine digits"),
                ".rna",
            )
        found[name] = text.upper() if name in ("rna", "vat", "wikidata") else text
    return found


def organization(value: object, vocabulary: Vocabulary) -> object:
    """The organisation a listing is about: {name, website, identifiers}."""
    parts = _mapping(value, ("name", "website", "identifiers"))
    found: dict[str, object] = {}
    if parts.get("name"):
        found["name"] = _texts(parts["name"], MAX_SHORT)
    if parts.get("website"):
        found["website"] = _within(website, parts["website"], vocabulary, ".website")
    if parts.get("identifiers"):
        found["identifiers"] = _within(identifiers, parts["identifiers"], vocabulary, ".identifiers")
    return found


def contact(value: object, vocabulary: Vocabulary) -> object:
    """How to reach a role (not a person): an address, a page, or a sentence."""
    return _texts(value, MAX_SHORT)


def tools(value: object, vocabulary: Vocabulary) -> object:
    """The software an organisation uses: {name, url, license, reuse}."""
    found = []
    for item, inside in _items(value):
        parts = _mapping(item, ("name", "url", "license", "reuse"), inside)
        row = {name: _texts(parts[name], MAX_SHORT) for name in ("name", "license", "reuse") if parts.get(name)}
        if parts.get("url"):
            row["url"] = str(_within(url, parts["url"], vocabulary, f"{inside}.url"))
        found.append(row)
    return found


def replicable(value: object, vocabulary: Vocabulary) -> object:
    """Whether others may start the same elsewhere: {open_to, conditions, help}."""
    parts = _mapping(value, ("open_to", "conditions", "help"))
    return {name: _texts(item, MAX_SHORT) for name, item in parts.items() if item}


def adherence(value: object, vocabulary: Vocabulary) -> object:
    """The charter an organisation adopted: {version, decided_by, date}."""
    parts = _mapping(value, ("version", "decided_by", "date"))
    found: dict[str, object] = {"version": _within(version, parts.get("version"), vocabulary, ".version")}
    if parts.get("decided_by"):
        found["decided_by"] = _texts(parts["decided_by"], MAX_SHORT)
    if parts.get("date"):
        found["date"] = _within(date, parts["date"], vocabulary, ".date")
    return found


def _within(checker: Checker, value: object, vocabulary: Vocabulary, inside: str) -> object:
    try:
        return checker(value, vocabulary)
    except Wrong as wrong:
        raise Wrong(wrong.sentence, wrong.fix, inside + wrong.inside) from None


def _texts(value: object, limit: int) -> str | dict[str, str]:
    if isinstance(value, Mapping) and value:
        return {str(key): _text(text, limit, f".{key}") for key, text in list(value.items())[:20]}
    return _text(value, limit, "")


def _text(value: object, limit: int, inside: str) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise Wrong(Text("un texte est attendu", "a text is expected"), Text("entre guillemets", "in quotes"), inside)
    text = str(value).strip().replace("\x00", "")
    if len(text) > limit:
        raise Wrong(
            Text(f"{len(text)} caractères, {limit} au plus", f"{len(text)} characters, {limit} at most"),
            Text("raccourcissez", "make it shorter"),
            inside,
        )
    return text


def _items(value: object, limit: int = MAX_ITEMS) -> list[tuple[object, str]]:
    items = value if isinstance(value, list | tuple) else [value]
    if len(items) > limit:
        raise Wrong(
            Text(f"{len(items)} valeurs, {limit} au plus", f"{len(items)} values, {limit} at most"),
            Text("gardez les principales", "keep the main ones"),
        )
    return [(item, f"[{index}]" if len(items) > 1 else "") for index, item in enumerate(items)]


def _mapping(value: object, names: tuple[str, ...], inside: str = "") -> dict[str, object]:
    allowed = ", ".join(names)
    if not isinstance(value, Mapping):
        raise Wrong(
            Text("des champs sont attendus", "fields are expected"), Text(f"{{{allowed}}}", f"{{{allowed}}}"), inside
        )
    for name in value:
        if name not in names:
            raise Wrong(
                Text("champ inconnu", "unknown field"),
                Text(f"un de : {allowed}", f"one of: {allowed}"),
                f"{inside}.{name}",
            )
    return {str(name): item for name, item in value.items() if item is not None}


def _concept(value: object, scheme: Scheme, inside: str) -> Concept:
    text = _as_text(value) or ""
    found = scheme.get(text)
    if found is not None:
        return found
    near = scheme.suggest(text)[:3] or list(scheme)[:5]
    raise Wrong(
        Text(f"« {value} » n'est pas dans la liste", f'"{value}" is not in the list'),
        Text(
            "par exemple : " + ", ".join(f"{item.notation} ({item.label.fr})" for item in near),
            "for instance: " + ", ".join(f"{item.notation} ({item.label.en})" for item in near),
        ),
        inside,
    )


def _territory(value: object, vocabulary: Vocabulary, inside: str) -> str:
    text = _as_text(value) or ""
    found = vocabulary.territories.get(text)
    if found is not None:
        return found.compact
    near = vocabulary.territories.suggest(text) or vocabulary.territories.suggest("Lille")
    raise Wrong(
        Text(f"« {value} » n'est pas un territoire connu", f'"{value}" is not a known territory'),
        Text(
            "par exemple : " + ", ".join(f"{item.slug} ({item.name})" for item in near),
            "for instance: " + ", ".join(f"{item.slug} ({item.name})" for item in near),
        ),
        inside,
    )


def _degrees(value: object, bound: float, inside: str) -> float:
    try:
        found = float(str(value).replace(",", "."))
    except ValueError:
        found = bound * 2
    if -bound <= found <= bound:
        return found
    raise Wrong(
        Text(f"« {value} » n'est pas en degrés", f'"{value}" is not in degrees'), Text("50.6318", "50.6318"), inside
    )


def _amount(value: object, inside: str) -> str:
    text = str(value).strip().replace(",", ".")
    if re.fullmatch(r"\d{1,12}(\.\d{1,6})?", text):
        return text
    raise Wrong(
        Text(f"« {value} » n'est pas un montant", f'"{value}" is not an amount'), Text('"12.50"', '"12.50"'), inside
    )


def _as_text(value: object) -> str | None:
    return str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else None


def _register_number(text: str, length: int) -> bool:
    if len(text) != length or not text.isdigit():
        return False
    # The Post Office's establishments add up by their digits' sum, all others by Luhn.
    if text.startswith("356000000") and length == 14:
        return sum(map(int, text)) % 5 == 0
    doubled = (int(digit) * (2 if index % 2 else 1) for index, digit in enumerate(reversed(text)))
    return sum(digit - 9 if digit > 9 else digit for digit in doubled) % 10 == 0
