"""The values people choose from: sectors, needs, statuses, licences and the like, with their words in both languages.

A scheme is one file of `vocab/schemes`, written by hand: what a value is called, one line of what it means and the
words people really type for it. Documents carry the IRI, forms and files accept any spelling, pages show the label.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

import orjson

from vocab.context import RECORD
from vocab.language import Text
from vocab.later import later
from vocab.words import fold

if TYPE_CHECKING:
    from rapidfuzz import fuzz
else:
    fuzz = later("rapidfuzz.fuzz")

SCHEMES_DIR: Final = Path(__file__).parent / "schemes"

_MAX_TEXT: Final = 200
_LEAST_SCORE: Final = 72.0

Found = TypeVar("Found")


def nearest(text: str, words: Iterable[tuple[str, Found]], limit: int = 5) -> list[Found]:
    """What `text` most probably means: of the (words, thing) pairs, the things whose words are closest, best first.

    Whole words found inside a longer text count nearly as much as an equal text. At most `limit` things, each once;
    nothing is closer than a typing mistake or two: empty.
    """
    wanted = fold(text[:_MAX_TEXT])
    if not wanted:
        return []
    things: list[Found] = []
    best: dict[int, float] = {}
    places: dict[int, int] = {}
    for spelling, thing in words:
        if id(thing) not in places:
            places[id(thing)] = len(things)
            things.append(thing)
        place = places[id(thing)]
        best[place] = max(best.get(place, 0.0), _closeness(wanted, fold(spelling)))
    ranked = sorted((-score, place) for place, score in best.items() if score >= _LEAST_SCORE)
    return [things[place] for _, place in ranked[:limit]]


def _closeness(wanted: str, spelling: str) -> float:
    equal = fuzz.ratio(wanted, spelling)
    if len(spelling) < 3 or len(wanted) < 3:
        return equal  # "un" or "kg" stand inside too many sentences to mean anything there
    return max(equal, 0.9 * fuzz.token_set_ratio(wanted, spelling))


@dataclass(frozen=True, slots=True)
class Concept:
    """One value of a scheme; `notation` is what files and addresses write, `iri` what documents carry."""

    iri: str
    notation: str
    label: Text
    definition: Text
    synonyms_fr: tuple[str, ...]
    synonyms_en: tuple[str, ...]
    broader: str | None = None

    @property
    def synonyms(self) -> tuple[str, ...]:
        """Everyday words for it in both languages, French first, each once."""
        return tuple(dict.fromkeys(self.synonyms_fr + self.synonyms_en))


@dataclass(frozen=True, slots=True)
class Scheme:
    """A closed list of concepts, in the order in which a form shows them."""

    name: str
    iri: str
    label: Text
    definition: Text
    concepts: tuple[Concept, ...]
    # IRIs and compact IRIs as they are, notations and labels folded (which leaves no colon in them), notations also as
    # they are written: most of what is looked up is one.
    spellings: Mapping[str, Concept] = field(repr=False, compare=False)

    def __iter__(self) -> Iterator[Concept]:
        return iter(self.concepts)

    def __len__(self) -> int:
        return len(self.concepts)

    def get(self, reference: str) -> Concept | None:
        """The concept written as its IRI, compact IRI, notation or label in either language; else None.

        Case, accents and punctuation do not matter in notations and labels.
        """
        written = reference.strip()
        if len(written) > _MAX_TEXT:
            return None
        return self.spellings.get(written) or self.spellings.get(fold(written))

    def suggest(self, text: str) -> list[Concept]:
        """At most five concepts whose notation, label or synonym is close to `text`, best first."""
        return nearest(text, ((words, concept) for concept in self for words in _words_of(concept)))


def _words_of(concept: Concept) -> tuple[str, ...]:
    return (concept.notation, concept.label.fr, concept.label.en, *concept.synonyms)


@dataclass(frozen=True, slots=True)
class Schemes:
    """Every scheme of Bocage; a field's name is the name of its file in `vocab/schemes`."""

    sector: Scheme
    need: Scheme
    legal_form: Scheme
    coop_status: Scheme
    stage: Scheme
    exchange: Scheme
    action: Scheme
    policy: Scheme
    visibility: Scheme
    platform_kind: Scheme
    audience_kind: Scheme
    evidence: Scheme
    level: Scheme
    license: Scheme
    record_kind: Scheme
    verified: Scheme
    verified_by: Scheme
    relation: Scheme
    freshness: Scheme
    territory_type: Scheme
    unit: Scheme
    _by_iri: Mapping[str, Concept] = field(repr=False, compare=False)
    _by_notation: Mapping[str, Concept | None] = field(repr=False, compare=False)

    @classmethod
    def load(cls) -> Schemes:
        """Read the files that ship with the program; a missing or malformed one is a bug and raises."""
        names = [each.name for each in fields(cls) if not each.name.startswith("_")]
        prefixes = _prefixes()
        schemes = {name: _scheme(orjson.loads((SCHEMES_DIR / f"{name}.json").read_bytes()), prefixes) for name in names}
        by_iri: dict[str, Concept] = {}
        by_notation: dict[str, Concept | None] = {}
        for scheme in schemes.values():
            by_iri |= {written: concept for written, concept in scheme.spellings.items() if ":" in written}
            for concept in scheme:
                key = concept.notation.casefold()
                by_notation[key] = None if key in by_notation else concept  # "public" alone says nothing
        return cls(**schemes, _by_iri=by_iri, _by_notation=by_notation)

    def __iter__(self) -> Iterator[Scheme]:
        return (getattr(self, each.name) for each in fields(self) if not each.name.startswith("_"))

    def find(self, reference: str) -> Concept | None:
        """The concept with this IRI, compact IRI or notation; a notation that stands in two schemes finds none."""
        return self._by_iri.get(reference) or self._by_notation.get(reference.casefold())

    def label(self, reference: str, language: str) -> str | None:
        """What people read for an IRI, compact IRI or notation; None when unknown or ambiguous, as `find`."""
        concept = self.find(reference)
        return concept.label.in_(language) if concept else None


def _prefixes() -> dict[str, str]:
    """The prefixes that our documents declare, with their namespaces."""
    ours = cast(dict[str, object], RECORD[-1])
    return {name: iri for name, iri in ours.items() if isinstance(iri, str) and iri.endswith(("#", "/"))}


def _scheme(data: dict[str, Any], prefixes: Mapping[str, str]) -> Scheme:
    concepts = tuple(_concept(each) for each in data["concepts"])
    index: dict[str, Concept] = {}
    for concept in concepts:
        for written in (*_iris_of(concept.iri, data, prefixes), *_names_of(concept)):
            index.setdefault(written, concept)
    for notation in [each.notation for each in concepts if ":" not in each.notation]:
        index.setdefault(notation, index[fold(notation)])
    return Scheme(data["name"], data["iri"], read_text(data["label"]), read_text(data["definition"]), concepts, index)


def _concept(data: dict[str, Any]) -> Concept:
    return Concept(
        iri=data["iri"],
        notation=data["notation"],
        label=read_text(data["label"]),
        definition=read_text(data["definition"]),
        synonyms_fr=tuple(data["synonyms"]["fr"]),
        synonyms_en=tuple(data["synonyms"]["en"]),
        broader=data.get("broader"),
    )


def _iris_of(iri: str, data: dict[str, Any], prefixes: Mapping[str, str]) -> Iterator[str]:
    yield iri
    for prefix, namespace in prefixes.items():
        if iri.startswith(namespace):
            yield f"{prefix}:{iri.removeprefix(namespace)}"
    # Other namespaces under which the same list circulates: Valueflows and ESSGlobal have both moved house.
    for namespace in data.get("also", ()):
        yield namespace + iri.removeprefix(data["namespace"])


def _names_of(concept: Concept) -> Iterator[str]:
    for name in (concept.notation, concept.label.fr, concept.label.en):
        yield fold(name)


def read_text(data: Mapping[str, str]) -> Text:
    """A `{"fr": …, "en": …}` object of our data files as a Text."""
    return Text(data["fr"], data["en"])
