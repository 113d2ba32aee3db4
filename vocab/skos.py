"""The values people choose from, in RDF: concepts, practices and territories with their names, as N-Quads lines.

The graph of the vocabulary stands beside those of the owners, so that a question can ask for words rather than codes.
Concepts and practices are always in it; of the 39,600 territories, those that are mentioned and what contains them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vocab.charter_skos import DCT, SKOS, charter_nodes, fork_nodes, in_quads
from vocab.context import COOP, TERRITORY
from vocab.language import Text
from vocab.quads import RDF, quoted
from vocab.vocabulary import Vocabulary

# The statistical regions of the European Union.
NUTS: Final = "http://data.europa.eu/nuts/code/"
# The name of the graph in which these stand.
GRAPH: Final = COOP + "vocabulary"

_TYPE: Final = RDF + "type"
_END: Final = f" <{GRAPH}> ."


def vocabulary_lines(vocabulary: Vocabulary) -> list[str]:
    """Every concept of the schemes and every practice of the catalogue."""
    charter, schemes = vocabulary.charter, vocabulary.schemes
    practices = charter_nodes(charter, schemes)
    practices += [node for fork in charter.forks for node in fork_nodes(fork, charter, schemes)]
    return sorted({*_schemes(vocabulary), *in_quads(practices, charter.iri, GRAPH)})


def territory_lines(iri: str, vocabulary: Vocabulary) -> list[str]:
    """A territory under the IRI by which it was mentioned, a former code included; nothing for an unknown one."""
    territory = vocabulary.territories.get(iri)
    if territory is None:
        return []
    lines = [
        _link(iri, _TYPE, SKOS + "Concept"),
        _link(iri, _TYPE, COOP + "Territory"),
        _link(iri, COOP + "territoryType", f"{COOP}territory-type-{territory.type}"),
        *_named(iri, Text(territory.label("fr"), territory.label("en"))),
        _text(iri, SKOS + "notation", territory.code),
    ]
    lines += [_text(iri, SKOS + "altLabel", name, language) for language, name in territory.names if language != "en"]
    lines += [_link(iri, SKOS + "exactMatch", NUTS + code) for code in vocabulary.nuts.get(territory.slug, ())]
    lines += [_link(iri, SKOS + "broader", _iri(parent)) for parent in territory.parents]
    if territory.iri != iri:
        lines.append(_link(iri, DCT + "isReplacedBy", territory.iri))
    return sorted(lines)


def with_containers(iri: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """A territory's IRI and those of what contains it; () for an unknown one."""
    territory = vocabulary.territories.get(iri)
    if territory is None:
        return ()
    around = tuple(_iri(slug) for slug in vocabulary.territories.within(territory.slug))
    return tuple(dict.fromkeys((iri, territory.iri, *around)))


def _iri(slug: str) -> str:
    country, rest = slug.split("-", 1)
    kind, _, code = rest.rpartition("-")
    return f"{TERRITORY}{country}/{kind}/{code}"


def _schemes(vocabulary: Vocabulary) -> Iterator[str]:
    for scheme in vocabulary.schemes:
        yield _link(scheme.iri, _TYPE, SKOS + "ConceptScheme")
        yield from _named(scheme.iri, scheme.label)
        for concept in scheme:
            yield _link(concept.iri, _TYPE, SKOS + "Concept")
            yield _link(concept.iri, SKOS + "inScheme", scheme.iri)
            yield _text(concept.iri, SKOS + "notation", concept.notation)
            yield from _named(concept.iri, concept.label)
            yield from _both(concept.iri, SKOS + "definition", concept.definition)
            yield from (_text(concept.iri, SKOS + "altLabel", word, "fr") for word in concept.synonyms_fr)
            yield from (_text(concept.iri, SKOS + "altLabel", word, "en") for word in concept.synonyms_en)
            if concept.broader:
                yield _link(concept.iri, SKOS + "broader", concept.broader)


def _named(iri: str, label: Text) -> Iterator[str]:
    yield from _both(iri, SKOS + "prefLabel", label)


def _both(iri: str, property: str, text: Text) -> Iterator[str]:
    yield _text(iri, property, text.fr, "fr")
    yield _text(iri, property, text.en, "en")


def _link(subject: str, property: str, value: str) -> str:
    return f"<{subject}> <{property}> <{value}>{_END}"


def _text(subject: str, property: str, text: str, language: str = "") -> str:
    return f"<{subject}> <{property}> {quoted(text)}{'@' + language if language else ''}{_END}"
