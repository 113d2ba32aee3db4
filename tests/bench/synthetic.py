"""A continent's co-ops, made up: organisations with their practices, offers, requests and events.

Communes are real and drawn by their population, the north of France more often; sectors and needs follow Zipf's law;
names and texts are French, made of the words people use for a sector. The same seed gives the same documents.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from vocab.codec import to_document
from vocab.context import PUBLIC
from vocab.model import ActorFrame, Envelope
from vocab.profile import to_actor
from vocab.prose import Prose
from vocab.territories import Territory
from vocab.vocabulary import Vocabulary

Document = dict[str, object]

NOW: Final = datetime(2026, 11, 23, 10, tzinfo=UTC)
ORIGINS: Final = 400
NORTH: Final = "fr-region-32"
DEPARTEMENTS: Final = (*(f"{n:02d}" for n in range(1, 96) if n != 20), "2A", "2B", *map(str, range(971, 977)))
FIRST: Final = (
    "La Fabrique|L'Atelier|Les Amis|La Régie|Le Comptoir|La Ressourcerie|L'Épicerie|La Maison|Le Collectif|Les Ateliers"
    "|La Coopérative|La Halle|Le Panier|La Ruche|Le Garage|L'Échappée|La Remise|Les Jardins|La Navette|Le Relais"
).split("|")
SECOND: Final = (
    "solidaire|du quartier|des possibles|en commun|populaire|du canal|des deux rives|du Nord|de la gare|partagée"
    "|des faubourgs|citoyenne|du marché|de l'Artois|du bocage|des terrils|du littoral|de la vallée|ouverte|durable"
).split("|")
SENTENCES: Final = (
    "Nous réunissons habitantes et habitants autour de {word}, à {town} et aux environs.",
    "Chaque semaine, {word} et {other} font vivre un lieu ouvert à toutes et tous.",
    "La coopérative compte {n} sociétaires, qui décident ensemble des prix et des horaires.",
    "Nous travaillons avec les communes voisines de {town} pour que {word} reste accessible.",
    "Depuis {year}, l'équipe propose {word}, {other} et un accompagnement des nouveaux projets.",
    "Les bénéfices sont réinvestis dans {other} et dans la formation des bénévoles.",
    "Pour participer, il suffit de passer au local, d'appeler ou de venir à la réunion mensuelle.",
    "Un tiers des places est réservé aux ménages modestes, sans justificatif.",
)
OFFERS: Final = ("{word} pour les structures voisines", "Partage de matériel : {word}", "Initiation : {word}")
REQUESTS: Final = ("Cherche {word} près de {town}", "Besoin d'un coup de main pour {word}", "Local recherché : {word}")
POLICIES: Final = (("commons-open", 85), ("commons-share-alike", 8), ("reciprocal-ess", 4), ("network-only", 3))
LICENCES: Final = (("etalab-2.0", 80), ("ODbL-1.0", 12), ("CC-BY-SA-4.0", 8))


@dataclass(frozen=True, slots=True)
class Made:
    """A document, whose it is, what the row of its record says, and whether everybody may see it."""

    document: Document
    owner: str
    kind: str
    origin: str
    policy: str


@dataclass(slots=True)
class Continent:
    """Makes documents, one after the other. `proved`: with a proof of the usual size that proves nothing."""

    vocabulary: Vocabulary
    seed: int = 1
    proved: bool = True
    _chance: random.Random = field(init=False)
    _towns: list[Territory] = field(init=False)
    _weights: list[float] = field(init=False)
    _prose: Prose = field(default_factory=Prose)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)
        territories = self.vocabulary.territories
        slugs = [slug for code in DEPARTEMENTS for slug in territories.children(f"fr-departement-{code}", "commune")]
        found = [town for slug in slugs if (town := territories.get(slug)) and town.latitude is not None]
        self._towns = found
        weights = [
            (town.population or 50) ** 0.8 * (6 if NORTH in territories.within(town.slug) else 1) for town in found
        ]
        self._weights = list(itertools.accumulate(weights))

    def organizations(self, count: int) -> Iterator[list[Made]]:
        """Organisations, each with its records after it: three on average."""
        for number in range(count):
            yield self._organization(number)

    def _organization(self, number: int) -> list[Made]:
        chance = self._chance
        origin = f"n{number % ORIGINS}.example"
        town = chance.choices(self._towns, cum_weights=self._weights)[0]
        sector = _zipf(chance, self.vocabulary.schemes.sector.concepts)
        need = _zipf(chance, self.vocabulary.schemes.need.concepts)
        theme = _Theme(origin, number, town, sector, need)
        listed = chance.random() < 0.7
        made = [self._listing(theme) if listed else self._profile(theme)]
        for index in range(min(12, int(chance.expovariate(1 / 3) + 0.5))):
            made.append(self._record(theme, index))
        return made

    def _profile(self, theme: _Theme) -> Made:
        frame = ActorFrame(
            f"https://{theme.origin}",
            f"a{theme.number}",
            "platform",
            _instant(self._chance, 1100),
            _instant(self._chance, 700),
            "fr",
            {"id": f"{theme.actor}#main-key", "owner": theme.actor, "publicKeyPem": "x" * 450},
            ({"id": f"{theme.actor}#ed25519-key", "type": "Multikey", "controller": theme.actor},),
        )
        values = self._values(theme, "profile") | {"website": f"https://www.a{theme.number}.example/"}
        return self._made(to_actor(values, frame, self._prose), theme, "Profile")

    def _listing(self, theme: _Theme) -> Made:
        values = self._values(theme, "listing")
        organization = {"name": values["name"], "website": f"https://www.a{theme.number}.example/"}
        return self._document(
            theme, "l", values | {"organization": organization, "source": "Recensement régional 2026"}
        )

    def _record(self, theme: _Theme, index: int) -> Made:
        kind = self._chance.choices(("offer", "practice", "request", "event"), (45, 30, 20, 5))[0]
        values = self._values(theme, kind)
        if kind == "practice":
            practice = _zipf(self._chance, self.vocabulary.charter.practices)
            values |= {"practice": practice.iri, "level": self._chance.choices(range(5), (5, 15, 35, 30, 15))[0]}
        elif kind == "event":
            start = NOW + timedelta(days=self._chance.randint(-400, 200))
            values |= {"starts": start.isoformat(), "timezone": "Europe/Paris"}
        else:
            values |= {"action": "deliverService", "exchange": ["coop:exchange-share"]}
            if self._chance.random() < 0.6:
                ends = (NOW + timedelta(days=self._chance.randint(-300, 500))).date().isoformat()
                values["deadline" if kind == "request" else "valid_until"] = ends
        return self._document(theme, f"r{index}", values)

    def _values(self, theme: _Theme, kind: str) -> dict[str, object]:
        chance, town = self._chance, theme.town
        words = theme.sector.synonyms_fr + theme.need.synonyms_fr
        word, other = chance.choice(words), chance.choice(words)
        if kind in ("profile", "listing"):
            name = f"{chance.choice(FIRST)} {chance.choice(SECOND)} {_of(town.name)}"
        else:
            shape = chance.choice(REQUESTS if kind == "request" else OFFERS)
            name = shape.format(word=word, town=town.name).capitalize()
        said = {
            "word": word,
            "other": other,
            "town": town.name,
            "n": chance.randint(7, 400),
            "year": chance.randint(1990, 2026),
        }
        text = " ".join(each.format(**said) for each in chance.sample(SENTENCES, chance.randint(2, 6)))
        epci = next((slug for slug in town.parents if slug.startswith("fr-epci-")), town.slug)
        values: dict[str, object] = {
            "kind": kind,
            "name": name,
            "content": text,
            "territory": [_territory(chance.choices((epci, town.slug, NORTH), (70, 25, 5))[0])],
            "location": {
                "name": town.name,
                "latitude": round((town.latitude or 0) + chance.gauss(0, 0.01), 5),
                "longitude": round((town.longitude or 0) + chance.gauss(0, 0.015), 5),
                "territory": _territory(town.slug),
            },
            "sector": [theme.sector.iri],
            "need": [theme.need.iri],
            "license": f"https://spdx.org/licenses/{_weighted(chance, LICENCES)}",
            "policy": f"coop:policy-{_weighted(chance, POLICIES)}",
        }
        if kind in ("profile", "listing"):
            values |= {
                "legal_form": _zipf(chance, self.vocabulary.schemes.legal_form.concepts).iri,
                "coop_status": _zipf(chance, self.vocabulary.schemes.coop_status.concepts).iri,
                "stage": _zipf(chance, self.vocabulary.schemes.stage.concepts).iri,
            }
        return values

    def _document(self, theme: _Theme, slug: str, values: dict[str, object]) -> Made:
        published, id = _instant(self._chance, 1000), f"https://{theme.origin}/objects/{theme.number:08d}{slug}"
        envelope = Envelope(id, theme.actor, id, (PUBLIC,), (f"{theme.actor}/followers",), published, published, "fr")
        document = to_document(values, envelope, self._prose)
        return self._made(document, theme, str(document.get("kind") or document["type"]))

    def _made(self, document: Document, theme: _Theme, kind: str) -> Made:
        policy = str(document.get("usagePolicy", "coop:policy-commons-open")).rpartition("policy-")[2]
        if self.proved:
            document = document | {"proof": _proof(document, theme.actor, self._chance)}
        return Made(document, theme.actor, kind, theme.origin, policy)


@dataclass(frozen=True, slots=True)
class _Theme:
    """What an organisation and its records have in common."""

    origin: str
    number: int
    town: Territory
    sector: Any
    need: Any

    @property
    def actor(self) -> str:
        return f"https://{self.origin}/actors/a{self.number}"


def _zipf(chance: random.Random, things: Any) -> Any:
    """One of the things, the first as often as the next two together, and so on."""
    listed = list(things)
    return chance.choices(listed, [1 / (rank + 1) for rank in range(len(listed))])[0]


def _weighted(chance: random.Random, pairs: tuple[tuple[str, int], ...]) -> str:
    return chance.choices([value for value, _ in pairs], [weight for _, weight in pairs])[0]


def _of(name: str) -> str:
    return f"d'{name}" if name[0] in "AEIOUYÉÈH" else f"de {name}"


def _territory(slug: str) -> str:
    return "territory:" + "/".join(slug.replace("fr-", "fr/", 1).rsplit("-", 1))


def _instant(chance: random.Random, days: int) -> str:
    moment = NOW - timedelta(seconds=chance.randint(0, days * 86_400), milliseconds=chance.randint(0, 999))
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _proof(document: Document, actor: str, chance: random.Random) -> Document:
    letters = "".join(chance.choices("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz", k=88))
    return {
        "@context": document["@context"],
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-jcs-2022",
        "verificationMethod": f"{actor}#ed25519-key",
        "proofPurpose": "assertionMethod",
        "created": "2026-11-23T10:00:00Z",
        "proofValue": "z" + letters,
    }
