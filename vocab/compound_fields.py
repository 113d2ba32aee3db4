"""Fields made of fields: a place, a price, evidence, the answers of a report, the tools of an organisation…"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from vocab.address_fields import identifiers, public_url, url, website
from vocab.concept_fields import free_licence, licence, notation, practice, territory, version
from vocab.date_fields import date
from vocab.fields import Checker, Fault, Wrong, as_text, listed, missing, parts, shown
from vocab.grounds import lacking
from vocab.language import Text
from vocab.reports import VISIBILITIES
from vocab.text_fields import amount, count, digest, flag, level, line, one_of, plain_text, short_text
from vocab.vocabulary import Vocabulary
from vocab.words import fold

MAX_ANSWERS: Final = 500
_SPELT: Final = {"": "fr", "fra": "fr", "bel": "be", "belgie": "be", "belgien": "be"}
# How far from a commune's middle a point of it may lie: half a degree is more than any commune is wide.
_NEAR: Final = 0.5


def _degrees(bound: float) -> Checker:
    def check(value: object, vocabulary: Vocabulary) -> object:
        try:
            found = float(as_text(value).replace(",", "."))
        except ValueError:
            found = bound * 2
        if -bound <= found <= bound:
            return found
        raise Wrong(
            Text(f"« {shown(value)} » n'est pas en degrés", f'"{shown(value)}" is not in degrees'),
            Text(f"de -{bound:.0f} à {bound:.0f}, tel que 3.0471", f"from -{bound:.0f} to {bound:.0f}, such as 3.0471"),
        )

    return check


_PLACE: Final = parts(
    {
        "name": line,
        "latitude": _degrees(90),
        "longitude": _degrees(180),
        "street": line,
        "postcode": line,
        "city": line,
        "country": line,
        "approximate": flag,
        "territory": territory,
    }
)


def place(value: object, vocabulary: Vocabulary) -> object:
    """A place: name, latitude and longitude in degrees, street, postcode, city, country, the commune it stands in.

    A commune that is not written is looked for by city (or name) and postcode, in France only.
    """
    found = _PLACE(value, vocabulary)
    assert isinstance(found, dict)
    if ("latitude" in found) != ("longitude" in found):
        raise Wrong(
            Text("une latitude et une longitude vont ensemble", "latitude and longitude go together"),
            Text("latitude: 50.6318, longitude: 3.0471", "latitude: 50.6318, longitude: 3.0471"),
        )
    if not found.get("approximate"):
        found.pop("approximate", None)
    if "territory" in found:
        return found
    country = _country(str(found.get("country", "")), vocabulary)
    commune = _commune(found, vocabulary, country) if country is not None else None
    return found | ({"territory": commune} if commune else {})


def _country(written: str, vocabulary: Vocabulary) -> str | None:
    """The code of a country whose territories are known; none written is France."""
    said = fold(written)
    for code, country in vocabulary.territories.countries.items():
        if said in (code, fold(country.name.fr), fold(country.name.en)) or _SPELT.get(said) == code:
            return code
    return None


def _commune(found: Mapping[str, object], vocabulary: Vocabulary, country: str) -> str | None:
    name = as_text(found.get("city")) or as_text(found.get("name"))
    postcode = as_text(found.get("postcode")) or None
    commune = vocabulary.territories.locate(name=name or None, postcode=postcode, country=country)
    if commune is None:
        return None
    latitude, longitude = found.get("latitude"), found.get("longitude")
    if isinstance(latitude, float) and isinstance(longitude, float) and commune.latitude and commune.longitude:
        # Lille is a commune of Belgium too.
        if abs(latitude - commune.latitude) > _NEAR or abs(longitude - commune.longitude) > 2 * _NEAR:
            return None
    return commune.compact


_MEASURE: Final = parts({"amount": amount, "unit": notation("unit")})


def price(value: object, vocabulary: Vocabulary) -> object:
    """What is asked in return: {amount, unit} where unit is EUR, points, hours, free…, or the word `free`."""
    if value in ("free", "gratuit"):
        return {"amount": "0", "unit": "free"}
    if not isinstance(value, Mapping):
        raise Wrong(
            Text("un montant et une unité sont attendus", "an amount and a unit are expected"),
            Text('{amount: "12.50", unit: EUR}, ou free', '{amount: "12.50", unit: EUR}, or free'),
        )
    found = _MEASURE(value, vocabulary)
    assert isinstance(found, dict)
    if found.get("unit") == "free":
        return {"amount": "0", "unit": "free"}
    if "amount" not in found:
        raise Wrong.of([missing(".amount")])
    return {"amount": found["amount"], "unit": found.get("unit", "EUR")}


def quantity(value: object, vocabulary: Vocabulary) -> object:
    """How much is offered or asked: {amount, unit}; one of what is not said."""
    found = _MEASURE(value, vocabulary)
    assert isinstance(found, dict)
    return {"amount": found.get("amount", "1"), "unit": found.get("unit", "one")}


_EVIDENCE: Final = parts(
    {"kind": notation("evidence"), "url": url, "digest": digest, "note": line, "date": date}, needs=("kind",)
)


def _shown_evidence(value: object, vocabulary: Vocabulary) -> object:
    """What shows a practice; a public page without its address shows nothing."""
    found = _EVIDENCE(value, vocabulary)
    if isinstance(found, dict) and found.get("kind") == "URL" and not found.get("url"):
        raise Wrong.of([missing(".url")])
    return found


evidence: Final[Checker] = listed(_shown_evidence)

_ANSWERS: Final = listed(
    parts(
        {
            "practice": practice,
            "level": level,
            "reason": plain_text,
            "indicator": plain_text,
            "date": date,
            "evidence": evidence,
            "visibility": one_of(*VISIBILITIES),
        },
        needs=("practice",),
    ),
    limit=MAX_ANSWERS,
)


def answers(value: object, vocabulary: Vocabulary) -> object:
    """The answers of a report, one a practice: practice, level, reason, indicator, date, evidence, visibility.

    Each comes back with a level (None where the practice does not apply) and a visibility; what it needs so that it
    stands is there (see `grounds`).
    """
    rows = _ANSWERS(value, vocabulary)
    assert isinstance(rows, list)
    seen: set[object] = set()
    faults: list[Fault] = []
    for index, row in enumerate(rows):
        if row["practice"] in seen:
            again = Text("cette pratique a déjà une réponse", "this practice has an answer already")
            fix = Text("une seule réponse par pratique", "one answer for each practice")
            faults.append(Fault(f"[{index}].practice", again, fix))
        seen.add(row["practice"])
        faults += [
            Fault(f"[{index}]{fault.inside}", fault.sentence, fault.fix) for fault in lacking(row, vocabulary.charter)
        ]
    if faults:
        raise Wrong.of(faults)
    return [{"practice": row["practice"], "level": None, "visibility": "public"} | row for row in rows]


# The organisation a listing is about.
organization: Final[Checker] = parts({"name": short_text, "website": website, "identifiers": identifiers})

# The software an organisation uses, and on which terms others may.
tools: Final[Checker] = listed(
    parts({"name": line, "url": url, "license": licence, "reuse": plain_text}, needs=("name",))
)

# What others may take up of a story, and on which terms: without a licence nobody may.
material: Final[Checker] = listed(
    parts({"name": line, "url": public_url, "license": free_licence}, needs=("name", "url", "license")), limit=20
)

# Whether others may start the same elsewhere.
replicable: Final[Checker] = parts({"open_to": plain_text, "conditions": plain_text, "help": plain_text})

# Pictures, as the node that keeps them says what they are; `alt`: what they show, for those who do not see them.
pictures: Final[Checker] = listed(
    parts({"url": url, "alt": plain_text, "media_type": line, "width": count, "height": count}, needs=("url",)), limit=8
)

# The version of the charter an organisation adopted: whose decision it was, when, where it is written down.
adherence: Final[Checker] = parts(
    {"version": version, "decided_by": line, "date": date, "minutes": url}, needs=("version", "decided_by", "date")
)

_COMMITMENTS: Final = listed(
    parts(
        {
            "practice": practice,
            "level": level,
            "evidence": notation("evidence"),
            "since": date,
            "why": plain_text,
        },
        needs=("practice", "level"),
    ),
    limit=50,
)


def _asked(value: object, vocabulary: Vocabulary) -> object:
    rows = _COMMITMENTS(value, vocabulary)
    assert isinstance(rows, list)
    faults: list[Fault] = []
    seen: set[object] = set()
    for index, row in enumerate(rows):
        if row["practice"] in seen:
            again = Text("cette pratique est demandée deux fois", "this practice is asked twice")
            faults.append(Fault(f"[{index}].practice", again, Text("une ligne par pratique", "one line a practice")))
        if row["level"] == 0:
            nothing = Text("le niveau 0 n'engage à rien", "level 0 commits to nothing")
            faults.append(Fault(f"[{index}].level", nothing, Text("un niveau de 1 à 4", "a level from 1 to 4")))
        seen.add(row["practice"])
    if faults:
        raise Wrong.of(faults)
    return rows


# What a network asks of its members; its node writes the number and the day of the list.
commitments: Final[Checker] = parts({"version": count, "date": date, "asked": _asked})
